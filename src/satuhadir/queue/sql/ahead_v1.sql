-- SPDX-License-Identifier: Apache-2.0
-- How many people are before a place in a line, of p_waiting others who wait there. Counted from
-- the nearer end: a new ticket in a line of thousands looks at the few behind it. Held to indexes,
-- as queue_ticket_json is; where an order is asked for, it names the index.
CREATE FUNCTION queue_ahead_v1(
    p_mall bigint, p_day date, p_line uuid, p_at timestamptz, p_number integer, p_waiting integer
)
RETURNS integer
LANGUAGE plpgsql
STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_found integer;
BEGIN
    SELECT count(*) INTO v_found FROM (
        SELECT FROM queue_ticket AS other
        WHERE other.mall_id = p_mall AND other.day = p_day AND other.line_id = p_line
            AND other.state IN ('waiting', 'held')
            AND (other.key, other.number) > (p_at, p_number)
        ORDER BY other.key DESC, other.number DESC
        LIMIT 100
    ) AS behind;
    IF v_found < 100 THEN
        RETURN p_waiting - v_found;
    END IF;
    SELECT count(*) INTO v_found FROM (
        SELECT FROM queue_ticket AS other
        WHERE other.mall_id = p_mall AND other.day = p_day AND other.line_id = p_line
            AND other.state IN ('waiting', 'held')
            AND (other.key, other.number) < (p_at, p_number)
        ORDER BY other.key, other.number
    ) AS ahead;
    RETURN v_found;
END
$$;
