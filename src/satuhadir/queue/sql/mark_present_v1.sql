-- SPDX-License-Identifier: Apache-2.0
-- A person has come: all their tickets may be called. The caller holds the attendance.
CREATE FUNCTION queue_mark_present_v1(p_attendance uuid, p_at timestamptz)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE queue_attendance SET present_at = p_at WHERE id = p_attendance;
    UPDATE queue_ticket SET present = TRUE WHERE attendance_id = p_attendance AND NOT present;
END
$$;
