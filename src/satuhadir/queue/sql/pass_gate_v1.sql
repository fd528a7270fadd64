-- SPDX-License-Identifier: Apache-2.0
-- Lock the gates (tallies) of lines on a day, in one order for everybody. Whoever changes
-- who waits in a line, or reads its order to call, passes its gate: so the log's order is
-- the order in which the line really moved.
CREATE FUNCTION queue_pass_gate_v1(p_mall bigint, p_day date, p_lines uuid[])
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    v_found integer;
BEGIN
    PERFORM tally.line_id FROM queue_tally AS tally
    WHERE tally.day = p_day AND tally.line_id = ANY(p_lines)
    ORDER BY tally.line_id FOR UPDATE;
    GET DIAGNOSTICS v_found = ROW_COUNT;
    IF v_found < cardinality(p_lines) THEN
        INSERT INTO queue_tally (
            line_id, day, mall_id, issued, issued_kiosk, issued_desk, issued_phone, waiting)
        SELECT line.id, p_day, p_mall, 0, 0, 0, 0, 0
        FROM queue_line AS line WHERE line.id = ANY(p_lines) AND line.mall_id = p_mall
        ORDER BY line.id
        ON CONFLICT DO NOTHING;
        PERFORM tally.line_id FROM queue_tally AS tally
        WHERE tally.day = p_day AND tally.line_id = ANY(p_lines)
        ORDER BY tally.line_id FOR UPDATE;
    END IF;
END
$$;
