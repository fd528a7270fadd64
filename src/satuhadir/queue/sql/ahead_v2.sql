-- SPDX-License-Identifier: Apache-2.0
-- How many stand before a place in a line: waiting ones, and those whose person is at a counter
-- elsewhere and comes back to their place. Who has other counters to go to first by their plan
-- (by_plan) is not in line yet and not counted, as in queue_tally.waiting; that may let somebody
-- in before who waits now, which is why a plan's tickets have a turn and not a promise.
-- p_waiting: how many are in line besides this place. Counts from the end that is nearer in
-- practice; held to indexes as queue_ticket_json is; where an order is asked for, it names one.
CREATE FUNCTION queue_ahead_v2(
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
            AND other.state IN ('waiting', 'held') AND NOT other.by_plan
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
            AND other.state IN ('waiting', 'held') AND NOT other.by_plan
            AND (other.key, other.number) < (p_at, p_number)
        ORDER BY other.key, other.number
    ) AS ahead;
    RETURN v_found;
END
$$;
