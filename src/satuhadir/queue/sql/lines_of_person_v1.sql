-- SPDX-License-Identifier: Apache-2.0
-- The lines in which a person still has tickets, besides one of them: whose gates are to be
-- passed before the person is locked, by whoever may let them wait there again.
CREATE FUNCTION queue_lines_of_person_v1(p_attendance uuid, p_but uuid)
RETURNS uuid[]
LANGUAGE sql
STABLE
AS $$
    SELECT coalesce(array_agg(DISTINCT ticket.line_id), '{}')
    FROM queue_ticket AS ticket
    WHERE ticket.attendance_id = p_attendance AND ticket.id IS DISTINCT FROM p_but
        AND ticket.state IN ('waiting', 'held', 'parked')
$$;
