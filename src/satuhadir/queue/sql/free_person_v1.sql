-- SPDX-License-Identifier: Apache-2.0
-- A person leaves a counter: their held tickets wait again. The caller holds the attendance.
CREATE FUNCTION queue_free_person_v1(p_attendance uuid)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE queue_attendance SET busy_with = NULL WHERE id = p_attendance;
    UPDATE queue_ticket SET state = 'waiting' WHERE attendance_id = p_attendance AND state = 'held';
END
$$;
