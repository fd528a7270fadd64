-- SPDX-License-Identifier: Apache-2.0
-- A person is at a counter with one ticket: their other waiting tickets are held, their
-- place kept. The caller holds the attendance. (PL/pgSQL keeps its plans; a function in SQL
-- would be planned at every call.)
CREATE FUNCTION queue_bind_person_v1(p_attendance uuid, p_ticket uuid)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE queue_attendance SET busy_with = p_ticket WHERE id = p_attendance;
    UPDATE queue_ticket SET state = 'held'
    WHERE attendance_id = p_attendance AND id <> p_ticket AND state = 'waiting';
END
$$;
