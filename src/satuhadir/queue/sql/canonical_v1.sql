-- SPDX-License-Identifier: Apache-2.0
-- Canonical JSON: keys sorted by code point, no spaces, UTF-8 unescaped. What the log's
-- hashes are made over, so that anyone can make them again (after RFC 8785, for the
-- strings, integers, booleans, nulls, lists and objects that we write).
CREATE FUNCTION queue_canonical_v1(p_value jsonb)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
AS $$
BEGIN
    IF jsonb_typeof(p_value) = 'object' THEN
        RETURN (
            SELECT '{' || coalesce(string_agg(
                to_json(entry.key)::text || ':' || CASE
                    WHEN jsonb_typeof(entry.value) IN ('object', 'array')
                        THEN queue_canonical_v1(entry.value)
                    ELSE entry.value::text
                END, ',' ORDER BY entry.key COLLATE "C"), '') || '}'
            FROM jsonb_each(p_value) AS entry
        );
    ELSIF jsonb_typeof(p_value) = 'array' THEN
        RETURN (
            SELECT '[' || coalesce(string_agg(
                queue_canonical_v1(item.value), ',' ORDER BY item.ordinality), '') || ']'
            FROM jsonb_array_elements(p_value) WITH ORDINALITY AS item
        );
    END IF;
    RETURN p_value::text;
END
$$;
