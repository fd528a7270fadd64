-- SPDX-License-Identifier: Apache-2.0
-- Say how a person's tickets follow each other: the flow, and the order of those still open.
-- Locks in order: the gates of their lines, the attendance, the head of the log's chain.
--
-- p_flow: null keeps it. p_order: null keeps it; else [{"ticket", "after"}] by turn: every open
-- ticket once that is at no counter, each after only what stands before it. p_seen: the ticket
-- that waited when the order was thought of; with p_must_be_seen another one now is a refusal.
-- p_by_turn: the first of the new order waits; else who waits already stays.
-- Answers {"changed": …, "flow", "waiting": ticket} or {"refusal": code}.
CREATE FUNCTION queue_order_person_v1(
    p_mall bigint, p_attendance uuid, p_flow text, p_order jsonb, p_must_be_seen boolean,
    p_seen uuid, p_by_turn boolean, p_reason text, p_actor text
)
RETURNS jsonb
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_day date;
    v_today date;
    v_lines uuid[];
    v_person queue_attendance%ROWTYPE;
    v_flow text;
    v_waiting uuid;
    v_same boolean;
BEGIN
    SELECT attendance.day, (queue_clock_v1() AT TIME ZONE mall.timezone)::date
    INTO v_day, v_today
    FROM queue_attendance AS attendance
    INNER JOIN malls_mall AS mall ON mall.id = attendance.mall_id
    WHERE attendance.id = p_attendance AND attendance.mall_id = p_mall;
    IF NOT FOUND OR v_day <> v_today THEN
        RETURN jsonb_build_object('refusal', 'queue.attendance_not_found');
    END IF;
    v_lines := queue_lines_of_person_v1(p_attendance, NULL);
    PERFORM queue_pass_gate_v1(p_mall, v_day, v_lines);
    SELECT * INTO v_person FROM queue_attendance AS attendance
    WHERE attendance.id = p_attendance FOR UPDATE;
    IF NOT queue_lines_of_person_v1(p_attendance, NULL) <@ v_lines THEN
        RAISE EXCEPTION 'queue: the person took or moved a ticket meanwhile'
            USING ERRCODE = 'serialization_failure';
    END IF;
    SELECT ticket.id INTO v_waiting FROM queue_ticket AS ticket
    WHERE ticket.attendance_id = p_attendance AND ticket.state IN ('waiting', 'called', 'serving')
    ORDER BY ticket.state = 'waiting', ticket.turn, ticket.id LIMIT 1;
    IF p_must_be_seen AND v_waiting IS DISTINCT FROM p_seen THEN
        RETURN jsonb_build_object('refusal', 'queue.order_changed');
    END IF;
    IF p_order IS NOT NULL AND (
        EXISTS (
            SELECT FROM queue_ticket AS ticket
            LEFT JOIN jsonb_array_elements(p_order) AS wish (value)
                ON (wish.value ->> 'ticket')::uuid = ticket.id
            WHERE ticket.attendance_id = p_attendance
                AND ticket.state IN ('waiting', 'held', 'parked') AND wish.value IS NULL)
        OR (
            SELECT count(DISTINCT ticket.id) FROM queue_ticket AS ticket
            INNER JOIN jsonb_array_elements(p_order) AS wish (value)
                ON (wish.value ->> 'ticket')::uuid = ticket.id
            WHERE ticket.attendance_id = p_attendance
                AND ticket.state IN ('waiting', 'held', 'parked')
        ) <> jsonb_array_length(p_order)
    ) THEN
        RETURN jsonb_build_object('refusal', 'queue.order_changed');
    END IF;
    v_flow := coalesce(p_flow, v_person.flow);
    v_same := v_flow = v_person.flow AND (p_order IS NULL OR NOT EXISTS (
        SELECT FROM jsonb_array_elements(p_order) WITH ORDINALITY AS wish (value, place)
        INNER JOIN queue_ticket AS ticket ON ticket.id = (wish.value ->> 'ticket')::uuid
        WHERE ticket.turn IS DISTINCT FROM wish.place
            OR ticket.after <> ARRAY(
                SELECT jsonb_array_elements_text(wish.value -> 'after'))::uuid[]));
    IF v_same THEN
        RETURN jsonb_build_object('changed', FALSE, 'flow', v_flow, 'waiting', v_waiting);
    END IF;
    PERFORM queue_append_event_v1(
        p_mall, v_day, 'person.ordered', NULL, NULL, p_actor, jsonb_build_object(
            'attendance', p_attendance, 'flow', v_flow, 'order', p_order, 'reason', p_reason));
    UPDATE queue_attendance SET flow = v_flow WHERE id = p_attendance;
    UPDATE queue_ticket AS ticket SET
        turn = wish.place,
        after = ARRAY(SELECT jsonb_array_elements_text(wish.value -> 'after'))::uuid[],
        summoned_at = CASE WHEN v_flow = 'summon' THEN ticket.summoned_at END
    FROM jsonb_array_elements(p_order) WITH ORDINALITY AS wish (value, place)
    WHERE ticket.id = (wish.value ->> 'ticket')::uuid;
    UPDATE queue_ticket SET summoned_at = NULL
    WHERE attendance_id = p_attendance AND summoned_at IS NOT NULL AND v_flow <> 'summon';
    PERFORM queue_settle_person_v1(p_mall, v_day, p_attendance, NULL, p_by_turn, p_actor);
    SELECT ticket.id INTO v_waiting FROM queue_ticket AS ticket
    WHERE ticket.attendance_id = p_attendance AND ticket.state IN ('waiting', 'called', 'serving')
    ORDER BY ticket.state = 'waiting', ticket.turn, ticket.id LIMIT 1;
    RETURN jsonb_build_object('changed', TRUE, 'flow', v_flow, 'waiting', v_waiting);
END
$$;
