-- SPDX-License-Identifier: Apache-2.0
-- Append one row to a mall's log of a day and return its instant. Locks the head of the
-- chain: the last lock of every writer, held to the commit. Time never goes back within a
-- mall's day. The first row of a day is the set-up it starts from, so that everything that
-- follows can be rebuilt from that day's log alone.
CREATE FUNCTION queue_append_event_v1(
    p_mall bigint, p_day date, p_event text, p_ticket uuid, p_counter uuid, p_actor text,
    p_data jsonb
)
RETURNS timestamptz
LANGUAGE plpgsql
AS $$
DECLARE
    v_timezone text;
    v_chain queue_chain%ROWTYPE;
    v_at timestamptz;
    v_body text;
    v_hash text;
BEGIN
    SELECT mall.timezone INTO STRICT v_timezone FROM malls_mall AS mall WHERE mall.id = p_mall;
    SELECT * INTO v_chain FROM queue_chain AS chain
    WHERE chain.mall_id = p_mall AND chain.day = p_day FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO queue_chain (mall_id, day, last_seq, head, last_at)
        VALUES (p_mall, p_day, 0, repeat('0', 64), '-infinity')
        ON CONFLICT DO NOTHING;
        SELECT * INTO v_chain FROM queue_chain AS chain
        WHERE chain.mall_id = p_mall AND chain.day = p_day FOR UPDATE;
        IF v_chain.last_seq = 0 AND p_event <> 'day.opened' THEN
            PERFORM queue_append_event_v1(
                p_mall, p_day, 'day.opened', NULL, NULL, 'system', queue_set_up_v1(p_mall));
            SELECT * INTO v_chain FROM queue_chain AS chain
            WHERE chain.mall_id = p_mall AND chain.day = p_day;
        END IF;
    END IF;
    v_at := greatest(queue_clock_v1(), v_chain.last_at);
    v_body := queue_canonical_v1(p_data || jsonb_build_object(
        'actor', p_actor, 'at', queue_rfc3339_v1(v_at, v_timezone), 'counter', p_counter,
        'day', p_day, 'event', p_event, 'prev', v_chain.head, 'seq', v_chain.last_seq + 1,
        'ticket', p_ticket));
    v_hash := encode(sha256(convert_to(v_chain.head || v_body, 'UTF8')), 'hex');
    INSERT INTO queue_event (mall_id, day, seq, at, event, body, prev, hash)
    VALUES (p_mall, p_day, v_chain.last_seq + 1, v_at, p_event, v_body, v_chain.head, v_hash);
    UPDATE queue_chain SET last_seq = v_chain.last_seq + 1, head = v_hash, last_at = v_at
    WHERE mall_id = p_mall AND day = p_day;
    RETURN v_at;
END
$$;
