-- SPDX-License-Identifier: Apache-2.0
-- Tell a person to go to the line of one of their tickets, because its call is near. The ticket
-- keeps its place and is held until they are there (verb arrive). Locks: the attendance, then the
-- head of the log's chain; no line's waiting changes.
-- Answers {"summoned": true}, or {} where the person is at a counter, waits elsewhere, was told
-- to go somewhere already, or is not of this flow any more.
CREATE FUNCTION queue_summon_v1(p_mall bigint, p_ticket uuid, p_actor text)
RETURNS jsonb
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_ticket record;
    v_at timestamptz;
BEGIN
    PERFORM attendance.id FROM queue_attendance AS attendance
    INNER JOIN queue_ticket AS ticket ON ticket.attendance_id = attendance.id
    WHERE ticket.id = p_ticket AND ticket.mall_id = p_mall FOR UPDATE OF attendance;
    SELECT ticket.id, ticket.code, ticket.line_id, ticket.day, ticket.attendance_id INTO v_ticket
    FROM queue_ticket AS ticket
    INNER JOIN queue_attendance AS attendance ON attendance.id = ticket.attendance_id
    WHERE ticket.id = p_ticket AND ticket.mall_id = p_mall AND ticket.state = 'held'
        AND attendance.flow = 'summon' AND attendance.busy_with IS NULL
        AND NOT EXISTS (
            SELECT FROM queue_ticket AS other
            WHERE other.attendance_id = ticket.attendance_id
                AND (other.state = 'waiting' OR other.summoned_at IS NOT NULL
                    OR other.id = ANY(ticket.after)
                        AND other.state IN ('held', 'called', 'serving', 'parked')));
    IF NOT FOUND THEN
        RETURN '{}';
    END IF;
    v_at := queue_append_event_v1(
        p_mall, v_ticket.day, 'ticket.summoned', v_ticket.id, NULL, p_actor, jsonb_build_object(
            'code', v_ticket.code, 'line', v_ticket.line_id, 'from', 'held', 'to', 'held',
            'attendance', v_ticket.attendance_id));
    UPDATE queue_ticket SET summoned_at = v_at WHERE id = p_ticket;
    RETURN '{"summoned": true}';
END
$$;
