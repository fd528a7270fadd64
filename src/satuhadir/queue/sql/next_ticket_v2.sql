-- SPDX-License-Identifier: Apache-2.0
-- The ticket as a verb leaves it: pure, no reads, no locks. p_person_is_busy: the person is
-- at a counter with another ticket, so what would wait is held.
CREATE FUNCTION queue_next_ticket_v2(
    p_ticket queue_ticket, p_verb text, p_person_is_busy boolean, p_head_start integer,
    p_come_back integer, p_reason text, p_to_line uuid, p_to_service bigint, p_to_code text
)
RETURNS queue_ticket
LANGUAGE plpgsql
IMMUTABLE
AS $$
DECLARE
    v queue_ticket := p_ticket;
BEGIN
    v.state := CASE p_verb
        WHEN 'start' THEN 'serving'
        WHEN 'finish' THEN 'done'
        WHEN 'no_show' THEN 'no_show'
        WHEN 'hold' THEN 'parked'
        WHEN 'cancel' THEN 'cancelled'
        WHEN 'undo' THEN CASE p_ticket.state WHEN 'done' THEN 'serving' ELSE 'called' END
        WHEN 'resume' THEN CASE WHEN p_person_is_busy THEN 'held' ELSE 'waiting' END
        WHEN 'return' THEN CASE WHEN p_person_is_busy THEN 'held' ELSE 'waiting' END
        WHEN 'transfer' THEN 'waiting'
        WHEN 'release' THEN 'waiting'
        WHEN 'arrive' THEN 'waiting'
        ELSE p_ticket.state
    END;
    IF p_verb IN ('transfer', 'release', 'hold', 'return') THEN
        v.counter_id := NULL;
    END IF;
    IF v.state <> 'held' THEN
        v.by_plan := FALSE;
        v.summoned_at := NULL;
    END IF;
    IF p_verb = 'hold' THEN
        v.hold_reason := p_reason;
    ELSIF p_verb = 'resume' THEN
        v.hold_reason := '';
    ELSIF p_verb = 'return' THEN
        v.came_back := TRUE;
        v.key := v.key + make_interval(mins => p_come_back);
    ELSIF p_verb = 'confirm_head_start' THEN
        v.head_start_claimed := FALSE;
        v.head_start_minutes := p_head_start;
        v.key := v.key - make_interval(mins => p_head_start);
    ELSIF p_verb = 'transfer' THEN
        v.line_id := p_to_line;
        v.service_id := p_to_service;
        v.services := ARRAY[p_to_code];
    END IF;
    RETURN v;
END
$$;
