-- SPDX-License-Identifier: Apache-2.0
-- A ticket as every answer shows it: no name, phone, needs or help. `ahead` and `wait_minutes`
-- only while it waits; who knows both already, behind the line's gate, gives them.
--
-- Plans of these functions are made once per connection, in the morning when the tables are
-- small, and used all day: so they are held to indexes (the SET clauses), and where an order is
-- asked for, it names the index.
CREATE FUNCTION queue_ticket_json_v3(p_ticket uuid, p_ahead integer, p_wait jsonb)
RETURNS jsonb
LANGUAGE plpgsql
STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v record;
    v_ahead integer := p_ahead;
BEGIN
    SELECT ticket.*, mall.timezone, counter.name AS counter_name, service.code AS service_code
    INTO v
    FROM queue_ticket AS ticket
    INNER JOIN malls_mall AS mall ON mall.id = ticket.mall_id
    INNER JOIN catalogue_service AS service ON service.id = ticket.service_id
    LEFT JOIN queue_counter AS counter ON counter.id = ticket.counter_id
    WHERE ticket.id = p_ticket;
    IF v_ahead IS NULL AND v.state IN ('waiting', 'held') THEN
        SELECT queue_ahead_v2(
            v.mall_id, v.day, v.line_id, v.key, v.number,
            tally.waiting - (NOT v.by_plan)::integer) INTO v_ahead
        FROM queue_tally AS tally WHERE tally.line_id = v.line_id AND tally.day = v.day;
    END IF;
    RETURN jsonb_build_object(
        'id', v.id, 'code', v.code, 'number', v.number, 'day', v.day, 'line', v.line_id,
        'service', v.service_code, 'services', to_jsonb(v.services),
        'attendance', v.attendance_id, 'state', v.state, 'channel', v.channel,
        'present', v.present, 'people', v.people, 'priority', v.head_start_minutes > 0,
        'priority_claimed', v.head_start_claimed, 'came_back', v.came_back,
        'counter', v.counter_id, 'counter_name', v.counter_name,
        'issued_at', queue_rfc3339_v1(v.issued_at, v.timezone),
        'called_at', queue_rfc3339_v1(v.called_at, v.timezone),
        'recalled_at', queue_rfc3339_v1(v.recalled_at, v.timezone),
        'started_at', queue_rfc3339_v1(v.started_at, v.timezone),
        'ended_at', queue_rfc3339_v1(v.ended_at, v.timezone),
        'ahead', v_ahead,
        'wait_minutes', CASE WHEN v_ahead IS NOT NULL
            THEN coalesce(p_wait, queue_wait_of_v1(v.line_id, v.day, v_ahead)) END);
END
$$;
