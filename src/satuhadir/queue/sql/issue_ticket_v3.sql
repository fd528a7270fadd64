-- SPDX-License-Identifier: Apache-2.0
-- Give the next number of a line, or say why not. One round trip; locks in order: the
-- request key, the line's gate, the person's attendance, the head of the log's chain.
--
-- p_window_from/p_window_until: when numbers are given on p_day (null: closed all day),
-- from the mall's calendar; the instant compared with them is taken behind the gate.
-- p_help: what the person may be helped with in the hall; kept with the person until the day
-- closes, never in the log or in an answer. What the person is promised, the range of minutes
-- they wait, is computed once, behind the gate: the log, the ticket and the answer say the same.
-- p_flow: how the tickets of a new person follow each other; p_turn and p_after: where this one
-- stands among them (the next turn when null, and which tickets must be finished before). A ticket
-- that waits for others by its person's plan is no part of the line yet and is promised nothing.
-- p_key_at: the instant its place in the line counts from, for who booked a time; null: now. Room
-- is kept for them: quotas and the length of the line refuse only those who booked nothing.
-- Answers {"ticket": …} or {"refusal": code, …}; a rolled back number is given again.
CREATE FUNCTION queue_issue_ticket_v3(
    p_scope bytea, p_key uuid, p_digest bytea, p_mall bigint, p_day date, p_line uuid,
    p_service bigint, p_services text[], p_minutes integer, p_channel text,
    p_people integer, p_wants_head_start boolean, p_attendance uuid,
    p_new_attendance uuid, p_ticket uuid, p_track_hash bytea, p_actor text,
    p_name text, p_phone text, p_window_from timestamptz, p_window_until timestamptz,
    p_help text[], p_flow text, p_turn smallint, p_after uuid[], p_key_at timestamptz
)
RETURNS jsonb
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_answer jsonb := queue_kept_answer_v1(p_scope, p_key, p_digest);
    v_mall record;
    v_line queue_line%ROWTYPE;
    v_tally queue_tally%ROWTYPE;
    v_attendance queue_attendance%ROWTYPE;
    v_now timestamptz;
    v_last timestamptz;
    v_quota integer;
    v_given integer;
    v_room integer;
    v_refusal text;
    v_head_start integer;
    v_at timestamptz;
    v_present boolean;
    v_code text;
    v_state text := 'waiting';
    v_flow text := p_flow;
    v_turn smallint := p_turn;
    v_by_plan boolean;
    v_more jsonb := '{}';
    v_ahead integer;
    v_wait jsonb;
    v_low smallint;
    v_high smallint;
BEGIN
    IF v_answer IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    PERFORM queue_pass_gate_v1(p_mall, p_day, ARRAY[p_line]);
    SELECT mall.timezone, mall.is_demo, policy.head_start_minutes, policy.refuses_too_late
    INTO STRICT v_mall
    FROM malls_mall AS mall
    INNER JOIN queue_policy AS policy ON policy.mall_id = mall.id
    WHERE mall.id = p_mall;
    SELECT * INTO v_line FROM queue_line AS line WHERE line.id = p_line AND line.mall_id = p_mall;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('refusal', 'queue.line_not_found');
    END IF;
    v_now := queue_clock_v1();
    SELECT max(chain.last_at) INTO v_last FROM queue_chain AS chain
    WHERE chain.mall_id = p_mall AND chain.day >= p_day - 1;
    IF v_now < v_last - interval '2 seconds' THEN
        RETURN jsonb_build_object('refusal', 'queue.clock_behind');
    ELSIF (v_now AT TIME ZONE v_mall.timezone)::date <> p_day THEN
        RETURN jsonb_build_object(
            'refusal', 'queue.day_changed', 'day', (v_now AT TIME ZONE v_mall.timezone)::date);
    END IF;
    SELECT * INTO STRICT v_tally FROM queue_tally AS tally
    WHERE tally.line_id = p_line AND tally.day = p_day;
    SELECT kept.room INTO v_room FROM queue_linewait AS kept
    WHERE kept.line_id = p_line AND kept.day = p_day;
    v_quota := CASE p_channel WHEN 'kiosk' THEN v_line.quota_kiosk
        WHEN 'desk' THEN v_line.quota_desk ELSE v_line.quota_phone END;
    v_given := CASE p_channel WHEN 'kiosk' THEN v_tally.issued_kiosk
        WHEN 'desk' THEN v_tally.issued_desk ELSE v_tally.issued_phone END;
    v_refusal := CASE
        WHEN NOT v_line.is_open OR v_now >= v_line.closed_from THEN 'queue.line_closed'
        WHEN p_window_from IS NULL OR v_now < p_window_from OR v_now >= p_window_until
            THEN 'queue.line_closed'
        WHEN p_key_at IS NOT NULL THEN NULL
        WHEN v_tally.issued >= v_line.daily_quota OR v_given >= v_quota THEN 'queue.line_full'
        WHEN v_mall.refuses_too_late AND v_tally.waiting >= v_room THEN 'queue.too_late_today'
    END;
    IF v_refusal IS NULL AND p_attendance IS NOT NULL THEN
        SELECT * INTO v_attendance FROM queue_attendance AS attendance
        WHERE attendance.id = p_attendance AND attendance.mall_id = p_mall
            AND attendance.day = p_day
        FOR UPDATE;
        IF NOT FOUND THEN
            RETURN jsonb_build_object('refusal', 'queue.attendance_not_found');
        END IF;
        IF EXISTS (
            SELECT FROM queue_ticket AS ticket
            WHERE ticket.attendance_id = p_attendance AND ticket.line_id = p_line
                AND ticket.state IN ('waiting', 'held', 'called', 'serving', 'parked')
        ) THEN
            v_refusal := 'queue.already_in_line';
        END IF;
        v_flow := v_attendance.flow;
        IF v_attendance.busy_with IS NOT NULL OR v_flow <> 'free' AND EXISTS (
            SELECT FROM queue_ticket AS ticket
            WHERE ticket.attendance_id = p_attendance AND (
                ticket.state = 'waiting'
                OR ticket.id = ANY(p_after)
                    AND ticket.state IN ('held', 'called', 'serving', 'parked')))
        THEN
            v_state := 'held';
        END IF;
        IF v_flow <> 'free' AND v_turn IS NULL THEN
            SELECT coalesce(max(ticket.turn), 0) + 1 INTO v_turn FROM queue_ticket AS ticket
            WHERE ticket.attendance_id = p_attendance;
        END IF;
    END IF;
    IF v_refusal IS NOT NULL THEN
        RETURN queue_keep_answer_v1(p_scope, p_key, p_digest, jsonb_build_object(
            'refusal', v_refusal, 'line', v_line.name, 'reason', v_line.close_reason));
    END IF;

    IF v_flow = 'summon' THEN
        v_state := 'held';
    END IF;
    v_by_plan := v_state = 'held' AND v_flow = 'one';
    v_present := p_channel <> 'phone' OR v_attendance.present_at IS NOT NULL;
    v_head_start := CASE WHEN p_wants_head_start AND p_channel <> 'phone'
        THEN v_mall.head_start_minutes ELSE 0 END;
    v_code := v_line.prefix || '-' || lpad(
        (v_tally.issued + 1)::text, greatest(3, length((v_tally.issued + 1)::text)), '0');
    v_ahead := queue_ahead_v2(
        p_mall, p_day, p_line,
        coalesce(p_key_at, v_now) - make_interval(mins => v_head_start), v_tally.issued + 1,
        v_tally.waiting);
    v_wait := queue_wait_of_v1(p_line, p_day, v_ahead);
    IF v_wait ->> 'high' IS NOT NULL AND NOT v_by_plan THEN
        v_low := least((v_wait ->> 'low')::integer, 32767);
        v_high := least((v_wait ->> 'high')::integer, 32767);
    END IF;
    IF v_flow <> 'free' OR v_turn IS NOT NULL THEN
        v_more := jsonb_build_object(
            'flow', v_flow, 'turn', v_turn, 'after', to_jsonb(p_after), 'by_plan', v_by_plan);
    END IF;
    IF p_key_at IS NOT NULL THEN
        v_more := v_more || jsonb_build_object(
            'key_at', queue_rfc3339_v1(p_key_at, v_mall.timezone));
    END IF;
    v_at := queue_append_event_v1(
        p_mall, p_day, 'ticket.issued', p_ticket, NULL, p_actor, v_more || jsonb_build_object(
            'line', p_line, 'number', v_tally.issued + 1, 'code', v_code,
            'services', to_jsonb(p_services), 'people', p_people, 'minutes', p_minutes,
            'attendance', coalesce(p_attendance, p_new_attendance), 'channel', p_channel,
            'present', v_present, 'head_start_minutes', v_head_start,
            'claimed', p_wants_head_start AND p_channel = 'phone', 'state', v_state,
            'promised_low', v_low, 'promised_high', v_high));
    UPDATE queue_tally SET
        issued = issued + 1, waiting = waiting + (NOT v_by_plan)::integer,
        issued_kiosk = issued_kiosk + (p_channel = 'kiosk')::integer,
        issued_desk = issued_desk + (p_channel = 'desk')::integer,
        issued_phone = issued_phone + (p_channel = 'phone')::integer
    WHERE line_id = p_line AND day = p_day;
    IF p_attendance IS NULL THEN
        INSERT INTO queue_attendance (id, mall_id, day, created_at, present_at, help, flow)
        VALUES (
            p_new_attendance, p_mall, p_day, v_at, CASE WHEN v_present THEN v_at END, p_help,
            v_flow);
    ELSE
        IF v_present AND v_attendance.present_at IS NULL THEN
            PERFORM queue_mark_present_v1(p_attendance, v_at);
        END IF;
        IF NOT p_help <@ v_attendance.help THEN
            UPDATE queue_attendance SET help = ARRAY(
                SELECT DISTINCT one.code FROM unnest(v_attendance.help || p_help) AS one (code)
                ORDER BY one.code)
            WHERE id = p_attendance;
        END IF;
    END IF;
    INSERT INTO queue_ticket (
        id, mall_id, day, line_id, issue_line_id, number, code, service_id, services, people,
        minutes, attendance_id, channel, state, present, key, head_start_minutes,
        head_start_claimed, came_back, hold_reason, track_hash, issued_at,
        promised_low, promised_high, turn, after, by_plan)
    VALUES (
        p_ticket, p_mall, p_day, p_line, p_line, v_tally.issued + 1, v_code, p_service,
        p_services, p_people, p_minutes, coalesce(p_attendance, p_new_attendance), p_channel,
        v_state, v_present, coalesce(p_key_at, v_at) - make_interval(mins => v_head_start),
        v_head_start,
        p_wants_head_start AND p_channel = 'phone', FALSE, '', p_track_hash, v_at,
        v_low, v_high, v_turn, p_after, v_by_plan);
    IF p_name <> '' OR p_phone <> '' THEN
        INSERT INTO queue_contact AS contact (attendance_id, mall_id, day, name, phone)
        VALUES (coalesce(p_attendance, p_new_attendance), p_mall, p_day, p_name, p_phone)
        ON CONFLICT (attendance_id) DO UPDATE SET
            name = coalesce(nullif(excluded.name, ''), contact.name),
            phone = coalesce(nullif(excluded.phone, ''), contact.phone);
    END IF;
    RETURN queue_keep_answer_v1(p_scope, p_key, p_digest, jsonb_build_object(
        'ticket', queue_ticket_json_v3(p_ticket, v_ahead, v_wait)));
END
$$;
