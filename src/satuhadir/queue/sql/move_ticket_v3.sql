-- SPDX-License-Identifier: Apache-2.0
-- Move one ticket by a verb of the contract: start, finish, recall, no_show, hold, resume,
-- cancel, transfer, release, undo, return, present, arrive, confirm_head_start. Locks in order:
-- the request key, the counter (and the one that had the ticket), the gates of the lines whose
-- waiting changes, the person's attendance, the ticket, the head of the log's chain.
--
-- Where the verb may let another ticket of the person wait, their lines' gates are passed too:
-- which those are is read before the person is locked and looked at again after; who lost that
-- race is run again. What becomes of the others is queue_settle_person's, or for a person whose
-- tickets all wait freely that of queue_bind_person and queue_free_person, as before.
--
-- p_counter: who acts; null for the citizen and for a manager acting from no counter.
-- p_override: a manager may act on a ticket that a counter has.
-- Answers {"ticket": …} or {"refusal": code, …}.
CREATE FUNCTION queue_move_ticket_v3(
    p_scope bytea, p_key uuid, p_digest bytea, p_mall bigint, p_ticket uuid, p_verb text,
    p_counter uuid, p_actor text, p_override boolean, p_reason text,
    p_to_line uuid, p_to_service bigint, p_to_code text
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
    v_seen record;
    v queue_ticket%ROWTYPE;
    v_to queue_ticket%ROWTYPE;
    v_busy uuid;
    v_policy record;
    v_line queue_line%ROWTYPE;
    v_now timestamptz;
    v_refusal text;
    v_at timestamptz;
    v_waits integer := 0;
    v_data jsonb;
    v_attendance record;
    v_others uuid[] := '{}';
    v_moves_person boolean := p_verb NOT IN ('start', 'recall', 'confirm_head_start');
    v_was_in_line boolean;
    v_is_in_line boolean;
BEGIN
    IF v_answer IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    SELECT ticket.attendance_id, ticket.line_id, ticket.day, ticket.counter_id INTO v_seen
    FROM queue_ticket AS ticket WHERE ticket.id = p_ticket AND ticket.mall_id = p_mall;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('refusal', 'queue.ticket_not_found');
    END IF;
    PERFORM counter.id FROM queue_counter AS counter
    WHERE counter.mall_id = p_mall AND counter.id IN (p_counter, v_seen.counter_id)
    ORDER BY counter.id FOR UPDATE;
    IF p_counter IS NOT NULL AND NOT EXISTS (
        SELECT FROM queue_counter AS counter
        WHERE counter.id = p_counter AND counter.mall_id = p_mall
    ) THEN
        RETURN jsonb_build_object('refusal', 'queue.counter_not_found');
    END IF;
    IF v_moves_person THEN
        v_others := queue_lines_of_person_v1(v_seen.attendance_id, p_ticket);
    END IF;
    IF p_verb NOT IN ('start', 'finish', 'recall', 'no_show', 'hold') THEN
        PERFORM queue_pass_gate_v1(p_mall, v_seen.day, ARRAY(
            SELECT DISTINCT line.id
            FROM unnest(ARRAY[v_seen.line_id, p_to_line] || v_others) AS line (id)
            WHERE line.id IS NOT NULL));
    ELSIF v_others <> '{}' THEN
        PERFORM queue_pass_gate_v1(p_mall, v_seen.day, v_others);
    END IF;
    SELECT attendance.busy_with, attendance.flow INTO v_attendance
    FROM queue_attendance AS attendance
    WHERE attendance.id = v_seen.attendance_id FOR UPDATE;
    v_busy := v_attendance.busy_with;
    IF v_moves_person
        AND NOT queue_lines_of_person_v1(v_seen.attendance_id, p_ticket) <@ v_others
    THEN
        RAISE EXCEPTION 'queue: the person took or moved a ticket meanwhile'
            USING ERRCODE = 'serialization_failure';
    END IF;
    SELECT * INTO v FROM queue_ticket AS ticket WHERE ticket.id = p_ticket FOR UPDATE;
    SELECT policy.*, mall.timezone INTO STRICT v_policy FROM queue_policy AS policy
    INNER JOIN malls_mall AS mall ON mall.id = policy.mall_id WHERE policy.mall_id = p_mall;
    v_now := queue_clock_v1();
    v_was_in_line := v.state IN ('waiting', 'held') AND NOT v.by_plan;

    -- Who may: the counter that has it (or had it last, to undo). Permission before state.
    IF NOT p_override AND p_counter IS NOT NULL AND v.counter_id <> p_counter
        AND p_verb NOT IN ('present', 'confirm_head_start')
    THEN
        RETURN jsonb_build_object('refusal', 'queue.other_counter', 'code', v.code);
    END IF;
    -- When: the state the verb starts from.
    v_refusal := CASE
        WHEN v.day <> (v_now AT TIME ZONE v_policy.timezone)::date THEN 'queue.wrong_state'
        WHEN v.state <> ALL(CASE p_verb
            WHEN 'start' THEN '{called}'::text[]
            WHEN 'recall' THEN '{called}'
            WHEN 'no_show' THEN '{called}'
            WHEN 'finish' THEN '{serving}'
            WHEN 'hold' THEN '{serving}'
            WHEN 'transfer' THEN '{serving}'
            WHEN 'resume' THEN '{parked}'
            WHEN 'release' THEN '{called,serving}'
            WHEN 'undo' THEN '{done,no_show}'
            WHEN 'return' THEN '{no_show}'
            WHEN 'cancel' THEN '{waiting,held,called,serving,parked}'
            WHEN 'present' THEN '{waiting,held,parked,no_show}'
            WHEN 'confirm_head_start' THEN '{waiting,held}'
            WHEN 'arrive' THEN '{held}'
            ELSE '{}'
        END) THEN 'queue.wrong_state'
        WHEN p_verb = 'cancel' AND p_counter IS NULL AND NOT p_override AND v.state = 'serving'
            THEN 'queue.wrong_state'
        WHEN p_verb = 'return' AND v.came_back THEN 'queue.wrong_state'
        WHEN p_verb = 'arrive' AND (
            v.summoned_at IS NULL OR v_attendance.flow <> 'summon' OR v_busy IS NOT NULL)
            THEN 'queue.wrong_state'
        WHEN p_verb = 'confirm_head_start' AND NOT v.head_start_claimed THEN 'queue.wrong_state'
        WHEN p_verb = 'no_show' AND v_now < coalesce(v.recalled_at, v.called_at)
            + make_interval(mins => v_policy.no_show_minutes) THEN 'queue.too_early'
        WHEN p_verb = 'undo' AND v_now > v.ended_at + make_interval(secs => v_policy.undo_seconds)
            THEN 'queue.undo_expired'
        WHEN p_verb = 'undo' AND v_busy IS NOT NULL THEN 'queue.wrong_state'
        WHEN p_verb = 'undo' AND EXISTS (
            SELECT FROM queue_ticket AS other
            WHERE other.counter_id = v.counter_id AND other.day = v.day
                AND other.state IN ('called', 'serving')) THEN 'queue.counter_busy'
        WHEN p_verb IN ('transfer', 'return', 'undo') AND EXISTS (
            SELECT FROM queue_ticket AS other
            WHERE other.attendance_id = v.attendance_id AND other.id <> v.id
                AND other.line_id = coalesce(p_to_line, v.line_id)
                AND other.state IN ('waiting', 'held', 'called', 'serving', 'parked'))
            THEN 'queue.already_in_line'
    END;
    IF v_refusal IS NULL AND p_verb = 'transfer' THEN
        SELECT * INTO v_line FROM queue_line AS line
        WHERE line.id = p_to_line AND line.mall_id = p_mall;
        IF NOT FOUND THEN
            RETURN jsonb_build_object('refusal', 'queue.line_not_found');
        ELSIF v_line.id <> v.line_id AND (NOT v_line.is_open OR v_now >= v_line.closed_from) THEN
            v_refusal := 'queue.line_closed';
        END IF;
    END IF;
    IF v_refusal IS NOT NULL THEN
        RETURN queue_keep_answer_v1(p_scope, p_key, p_digest, jsonb_build_object(
            'refusal', v_refusal, 'code', v.code, 'state', v.state, 'line', v_line.name,
            'minutes', v_policy.no_show_minutes, 'seconds', v_policy.undo_seconds));
    END IF;

    v_to := queue_next_ticket_v2(
        v, p_verb, v_busy IS NOT NULL AND v_busy <> v.id, v_policy.head_start_minutes,
        v_policy.come_back_minutes, p_reason, p_to_line, p_to_service, p_to_code);
    v_to.by_plan := v_to.state = 'held' AND v_attendance.flow = 'one';
    v_is_in_line := v_to.state IN ('waiting', 'held') AND NOT v_to.by_plan;
    v_data := jsonb_build_object(
        'code', v.code, 'line', v_to.line_id, 'from', v.state, 'to', v_to.state,
        'attendance', v.attendance_id);
    IF v_to.by_plan THEN
        v_data := v_data || '{"by_plan": true}';
    END IF;
    IF p_verb = 'transfer' THEN
        v_data := v_data || jsonb_build_object(
            'from_line', v.line_id, 'services', to_jsonb(v_to.services));
    ELSIF p_verb = 'hold' THEN
        v_data := v_data || jsonb_build_object('reason', v_to.hold_reason);
    ELSIF p_verb = 'confirm_head_start' THEN
        v_data := v_data || jsonb_build_object('head_start_minutes', v_to.head_start_minutes);
    END IF;
    IF coalesce(p_counter, v.counter_id) IS NOT NULL THEN
        v_data := v_data || (
            SELECT jsonb_build_object(
                'counter_name', counter.name, 'place', booth.place, 'booth', booth.name,
                'agency', agency.name, 'service_name', service.name)
            FROM queue_counter AS counter
            INNER JOIN malls_booth AS booth ON booth.id = counter.booth_id
            INNER JOIN malls_agency AS agency ON agency.id = booth.agency_id
            CROSS JOIN catalogue_service AS service
            WHERE counter.id = coalesce(v.counter_id, p_counter) AND service.id = v_to.service_id);
    END IF;
    v_at := queue_append_event_v1(
        p_mall, v.day, queue_event_of_v2(p_verb), v.id, coalesce(v.counter_id, p_counter),
        p_actor, v_data);
    UPDATE queue_ticket SET
        state = v_to.state, line_id = v_to.line_id, service_id = v_to.service_id,
        services = v_to.services, key = v_to.key, counter_id = v_to.counter_id,
        head_start_minutes = v_to.head_start_minutes,
        head_start_claimed = v_to.head_start_claimed, came_back = v_to.came_back,
        hold_reason = v_to.hold_reason, by_plan = v_to.by_plan, summoned_at = v_to.summoned_at,
        recalled_at = CASE WHEN p_verb = 'recall' THEN v_at ELSE recalled_at END,
        started_at = CASE WHEN p_verb = 'start' THEN v_at
            WHEN p_verb = 'undo' AND v.state = 'no_show' THEN NULL ELSE started_at END,
        called_at = CASE WHEN p_verb = 'undo' AND v.state = 'no_show' THEN v_at ELSE called_at END,
        ended_at = CASE WHEN p_verb IN ('finish', 'no_show', 'cancel') THEN v_at
            WHEN p_verb IN ('undo', 'return') THEN NULL ELSE ended_at END
    WHERE id = v.id;
    IF v_was_in_line AND (NOT v_is_in_line OR v_to.line_id <> v.line_id) THEN
        UPDATE queue_tally SET waiting = waiting - 1 WHERE line_id = v.line_id AND day = v.day;
    END IF;
    IF v_is_in_line AND (NOT v_was_in_line OR v_to.line_id <> v.line_id) THEN
        UPDATE queue_tally SET waiting = waiting + 1 WHERE line_id = v_to.line_id AND day = v.day;
    END IF;
    IF p_verb IN ('present', 'return') THEN
        PERFORM queue_mark_present_v1(v.attendance_id, v_at);
    END IF;
    IF p_verb = 'finish' AND v_others <> '{}' THEN
        PERFORM queue_age_person_v2(p_mall, v.day, v.attendance_id, v.id, v_at, FALSE, p_actor);
    ELSIF p_verb = 'undo' AND v_others <> '{}' THEN
        PERFORM queue_age_person_v2(p_mall, v.day, v.attendance_id, v.id, v_at, TRUE, p_actor);
    END IF;
    IF v_attendance.flow = 'free' THEN
        IF v.state IN ('called', 'serving') AND v_to.state NOT IN ('called', 'serving') THEN
            PERFORM queue_free_person_v1(v.attendance_id);
        ELSIF p_verb = 'undo' THEN
            PERFORM queue_bind_person_v1(v.attendance_id, v.id);
        END IF;
    ELSIF v_moves_person THEN
        IF v_attendance.flow = 'summon' AND p_verb = 'no_show' THEN
            PERFORM queue_append_event_v1(
                p_mall, v.day, 'person.ordered', NULL, NULL, p_actor, jsonb_build_object(
                    'attendance', v.attendance_id, 'flow', 'one', 'reason', 'no_show'));
            UPDATE queue_ticket SET summoned_at = NULL
            WHERE attendance_id = v.attendance_id AND summoned_at IS NOT NULL;
        END IF;
        UPDATE queue_attendance SET
            busy_with = CASE WHEN p_verb = 'undo' THEN v.id
                WHEN v.state IN ('called', 'serving') AND v_to.state NOT IN ('called', 'serving')
                    THEN NULL
                ELSE busy_with END,
            flow = CASE WHEN flow = 'summon' AND p_verb = 'no_show' THEN 'one' ELSE flow END
        WHERE id = v.attendance_id;
        PERFORM queue_settle_person_v1(
            p_mall, v.day, v.attendance_id,
            CASE WHEN p_verb IN ('resume', 'return', 'transfer', 'release', 'arrive') THEN v.id END,
            FALSE, p_actor);
    END IF;
    RETURN queue_keep_answer_v1(p_scope, p_key, p_digest, jsonb_build_object(
        'ticket', queue_ticket_json_v3(v.id, NULL, NULL)));
END
$$;
