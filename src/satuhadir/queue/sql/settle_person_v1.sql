-- SPDX-License-Identifier: Apache-2.0
-- Let those tickets of a person wait which their flow lets wait, hold the others, and log each
-- change. free: all of them. one: the first by turn of which nothing that must be finished before
-- is still open. summon: only where the person has arrived. At a counter: none.
--
-- The caller holds the gates of the person's lines and the attendance. p_prefer: this one waits,
-- if any may. p_by_turn: the order decides anew; else who waits already stays.
-- A ticket that another one must precede waits for it only while that one is open: a person whose
-- paper comes from elsewhere is not held for ever.
CREATE FUNCTION queue_settle_person_v1(
    p_mall bigint, p_day date, p_attendance uuid, p_prefer uuid, p_by_turn boolean, p_actor text
)
RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_flow text;
    v_busy uuid;
    v_wanted uuid;
    v_ticket record;
    v_counts integer;
BEGIN
    SELECT attendance.flow, attendance.busy_with INTO STRICT v_flow, v_busy
    FROM queue_attendance AS attendance WHERE attendance.id = p_attendance;
    IF v_busy IS NULL AND v_flow <> 'free' THEN
        SELECT ticket.id INTO v_wanted FROM queue_ticket AS ticket
        WHERE ticket.attendance_id = p_attendance
            AND (ticket.state = 'waiting' OR ticket.state = 'held' AND v_flow = 'one')
            AND (ticket.id = p_prefer OR NOT EXISTS (
                SELECT FROM queue_ticket AS needed
                WHERE needed.attendance_id = p_attendance AND needed.id = ANY(ticket.after)
                    AND needed.state IN ('waiting', 'held', 'called', 'serving', 'parked')))
        ORDER BY coalesce(ticket.id = p_prefer, FALSE) DESC,
            NOT p_by_turn AND ticket.state = 'waiting' DESC, ticket.turn, ticket.key, ticket.id
        LIMIT 1;
    END IF;
    FOR v_ticket IN
        SELECT ticket.id, ticket.code, ticket.line_id, ticket.state, ticket.by_plan,
            wish.state AS to_state, wish.state = 'held' AND v_flow = 'one' AS to_by_plan
        FROM queue_ticket AS ticket
        CROSS JOIN LATERAL (
            SELECT CASE WHEN v_busy IS NULL AND (v_flow = 'free' OR ticket.id = v_wanted)
                THEN 'waiting' ELSE 'held' END AS state
        ) AS wish
        WHERE ticket.attendance_id = p_attendance AND ticket.state IN ('waiting', 'held')
        ORDER BY wish.state, ticket.id
    LOOP
        CONTINUE WHEN (v_ticket.state, v_ticket.by_plan)
            = (v_ticket.to_state, v_ticket.to_by_plan);
        PERFORM queue_append_event_v1(
            p_mall, p_day, 'ticket.turned', v_ticket.id, NULL, p_actor, jsonb_build_object(
                'code', v_ticket.code, 'line', v_ticket.line_id, 'from', v_ticket.state,
                'to', v_ticket.to_state, 'by_plan', v_ticket.to_by_plan,
                'attendance', p_attendance));
        UPDATE queue_ticket SET
            state = v_ticket.to_state, by_plan = v_ticket.to_by_plan,
            summoned_at = CASE WHEN v_ticket.to_state = 'held' THEN summoned_at END
        WHERE id = v_ticket.id;
        v_counts := v_ticket.by_plan::integer - v_ticket.to_by_plan::integer;
        UPDATE queue_tally SET waiting = waiting + v_counts
        WHERE line_id = v_ticket.line_id AND day = p_day AND v_counts <> 0;
    END LOOP;
END
$$;
