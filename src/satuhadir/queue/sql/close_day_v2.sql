-- SPDX-License-Identifier: Apache-2.0
-- Close a past day of a mall: expire what was still open, forget who left a name or phone
-- and who needed help, close the log with `day.closed`. Safe to run twice. Answers how many
-- tickets expired.
CREATE FUNCTION queue_close_day_v2(p_mall bigint, p_day date, p_actor text)
RETURNS integer
LANGUAGE plpgsql
AS $$
DECLARE
    v_timezone text;
    v_ticket record;
    v_expired integer := 0;
    v_at timestamptz;
BEGIN
    SELECT mall.timezone INTO STRICT v_timezone FROM malls_mall AS mall WHERE mall.id = p_mall;
    IF p_day >= (queue_clock_v1() AT TIME ZONE v_timezone)::date THEN
        RAISE EXCEPTION 'queue: a day is closed when it is past' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT FROM queue_chain AS chain
        WHERE chain.mall_id = p_mall AND chain.day = p_day AND chain.closed_at IS NOT NULL
    ) THEN
        RETURN 0;
    END IF;
    PERFORM tally.line_id FROM queue_tally AS tally
    WHERE tally.mall_id = p_mall AND tally.day = p_day ORDER BY tally.line_id FOR UPDATE;
    PERFORM attendance.id FROM queue_attendance AS attendance
    WHERE attendance.mall_id = p_mall AND attendance.day = p_day
        AND (attendance.help <> '{}' OR attendance.id IN (
            SELECT ticket.attendance_id FROM queue_ticket AS ticket
            WHERE ticket.mall_id = p_mall AND ticket.day = p_day
                AND ticket.state IN ('waiting', 'held', 'called', 'serving', 'parked')))
    ORDER BY attendance.id FOR UPDATE;
    FOR v_ticket IN
        SELECT ticket.id, ticket.code, ticket.state, ticket.line_id, ticket.counter_id,
            ticket.attendance_id, counter.name AS counter_name
        FROM queue_ticket AS ticket
        LEFT JOIN queue_counter AS counter ON counter.id = ticket.counter_id
        WHERE ticket.mall_id = p_mall AND ticket.day = p_day
            AND ticket.state IN ('waiting', 'held', 'called', 'serving', 'parked')
        ORDER BY ticket.key, ticket.number
    LOOP
        v_at := queue_append_event_v1(
            p_mall, p_day, 'ticket.expired', v_ticket.id, v_ticket.counter_id, p_actor,
            jsonb_build_object(
                'code', v_ticket.code, 'line', v_ticket.line_id, 'from', v_ticket.state,
                'to', 'expired', 'attendance', v_ticket.attendance_id,
                'counter_name', v_ticket.counter_name));
        UPDATE queue_ticket SET state = 'expired', ended_at = v_at WHERE id = v_ticket.id;
        v_expired := v_expired + 1;
    END LOOP;
    UPDATE queue_tally SET waiting = 0 WHERE mall_id = p_mall AND day = p_day AND waiting > 0;
    UPDATE queue_attendance SET busy_with = NULL
    WHERE mall_id = p_mall AND day = p_day AND busy_with IS NOT NULL;
    PERFORM queue_forget_contacts_v2(p_mall, p_day);
    v_at := queue_append_event_v1(
        p_mall, p_day, 'day.closed', NULL, NULL, p_actor,
        jsonb_build_object('expired', v_expired));
    UPDATE queue_chain SET closed_at = v_at
    WHERE mall_id = p_mall AND day = p_day;
    RETURN v_expired;
END
$$;
