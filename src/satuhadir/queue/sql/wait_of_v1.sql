-- SPDX-License-Identifier: Apache-2.0
-- The kept wait for somebody with so many people ahead in a line; nulls when it is not known.
CREATE FUNCTION queue_wait_of_v1(p_line uuid, p_day date, p_ahead integer)
RETURNS jsonb
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    RETURN coalesce((
        SELECT jsonb_build_object(
            'low', rung.value -> 1, 'likely', rung.value -> 2, 'high', rung.value -> 3)
        FROM queue_linewait AS kept
        CROSS JOIN LATERAL jsonb_array_elements(kept.ladder) AS rung
        WHERE kept.line_id = p_line AND kept.day = p_day
            AND (rung.value ->> 0)::integer >= p_ahead
            AND jsonb_typeof(rung.value -> 2) = 'number'
        ORDER BY (rung.value ->> 0)::integer
        LIMIT 1
    ), '{"low": null, "likely": null, "high": null}');
END
$$;
