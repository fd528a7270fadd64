-- SPDX-License-Identifier: Apache-2.0
-- Call the ticket with the smallest key over the lines that a counter serves. Locks in
-- order: the request key, the counter, the lines' gates, the person's attendance and the
-- ticket (both, skipping who is locked elsewhere), the head of the log's chain.
--
-- Locking the ticket alone is not enough: one person's two tickets are two rows. The
-- attendance is locked, tested as locked, and marked; the unique indexes stand behind it.
-- A line that is lent to the counter counts until the loan's end, to the second.
-- Answers {"ticket": …}, {} when nobody may be called, or {"refusal": code}.
CREATE FUNCTION queue_call_next_v2(
    p_scope bytea, p_key uuid, p_digest bytea, p_mall bigint, p_counter uuid, p_actor text
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
    v_counter record;
    v_day date;
    v_lines uuid[];
    v_candidate record;
    v_ticket record;
    v_at timestamptz;
BEGIN
    IF v_answer IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    SELECT counter.id, counter.name, counter.state, counter.closed_from, booth.place,
        booth.name AS booth, agency.name AS agency, mall.timezone
    INTO v_counter
    FROM queue_counter AS counter
    INNER JOIN malls_booth AS booth ON booth.id = counter.booth_id
    INNER JOIN malls_agency AS agency ON agency.id = booth.agency_id
    INNER JOIN malls_mall AS mall ON mall.id = counter.mall_id
    WHERE counter.id = p_counter AND counter.mall_id = p_mall
    FOR UPDATE OF counter;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('refusal', 'queue.counter_not_found');
    END IF;
    v_day := (queue_clock_v1() AT TIME ZONE v_counter.timezone)::date;
    IF EXISTS (
        SELECT FROM queue_ticket AS ticket
        WHERE ticket.counter_id = p_counter AND ticket.day = v_day
            AND ticket.state IN ('called', 'serving')
    ) THEN
        RETURN queue_keep_answer_v1(p_scope, p_key, p_digest, jsonb_build_object(
            'refusal', 'queue.counter_busy', 'counter', v_counter.name));
    ELSIF v_counter.state <> 'open' OR queue_clock_v1() >= v_counter.closed_from THEN
        RETURN queue_keep_answer_v1(p_scope, p_key, p_digest, jsonb_build_object(
            'refusal', 'queue.counter_closed', 'counter', v_counter.name));
    END IF;
    SELECT coalesce(array_agg(served.line_id ORDER BY served.line_id), '{}') INTO v_lines
    FROM queue_counterline AS served
    WHERE served.counter_id = p_counter
        AND (served.lent_until IS NULL OR queue_clock_v1() < served.lent_until);
    PERFORM queue_pass_gate_v1(p_mall, v_day, v_lines);

    <<candidates>>
    FOR v_candidate IN
        SELECT head.id
        FROM unnest(v_lines) AS served (line_id)
        CROSS JOIN LATERAL (
            SELECT ticket.id, ticket.key, ticket.number FROM queue_ticket AS ticket
            WHERE ticket.mall_id = p_mall AND ticket.day = v_day
                AND ticket.line_id = served.line_id AND ticket.state = 'waiting'
                AND ticket.present
            ORDER BY ticket.key, ticket.number
            LIMIT 25
        ) AS head
        ORDER BY head.key, head.number, head.id
    LOOP
        SELECT ticket.id, ticket.code, ticket.line_id, ticket.attendance_id, ticket.service_id
        INTO v_ticket
        FROM queue_attendance AS attendance
        INNER JOIN queue_ticket AS ticket ON ticket.attendance_id = attendance.id
        WHERE ticket.id = v_candidate.id AND ticket.state = 'waiting' AND ticket.present
            AND attendance.busy_with IS NULL
        FOR UPDATE OF attendance, ticket SKIP LOCKED;
        EXIT candidates WHEN FOUND;
    END LOOP;
    IF v_ticket IS NULL THEN
        RETURN queue_keep_answer_v1(p_scope, p_key, p_digest, '{}');
    END IF;

    v_at := queue_append_event_v1(
        p_mall, v_day, 'ticket.called', v_ticket.id, p_counter, p_actor, jsonb_build_object(
            'code', v_ticket.code, 'line', v_ticket.line_id, 'counter_name', v_counter.name,
            'place', v_counter.place, 'booth', v_counter.booth, 'agency', v_counter.agency,
            'attendance', v_ticket.attendance_id, 'service_name', (
                SELECT service.name FROM catalogue_service AS service
                WHERE service.id = v_ticket.service_id)));
    UPDATE queue_ticket SET
        state = 'called', counter_id = p_counter, called_at = v_at, recalled_at = NULL
    WHERE id = v_ticket.id;
    UPDATE queue_tally SET waiting = waiting - 1
    WHERE line_id = v_ticket.line_id AND day = v_day;
    PERFORM queue_bind_person_v1(v_ticket.attendance_id, v_ticket.id);
    RETURN queue_keep_answer_v1(p_scope, p_key, p_digest, jsonb_build_object(
        'ticket', queue_ticket_json_v1(v_ticket.id)));
END
$$;
