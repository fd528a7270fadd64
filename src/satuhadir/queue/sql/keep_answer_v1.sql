-- SPDX-License-Identifier: Apache-2.0
-- Keep an answer for the repeats of its request and return it. Without a key nothing is kept.
CREATE FUNCTION queue_keep_answer_v1(p_scope bytea, p_key uuid, p_digest bytea, p_answer jsonb)
RETURNS jsonb
LANGUAGE plpgsql
AS $$
BEGIN
    IF p_key IS NOT NULL THEN
        INSERT INTO queue_keptanswer AS kept (scope, key, digest, answer, kept_at)
        VALUES (p_scope, p_key, p_digest, p_answer, queue_clock_v1())
        ON CONFLICT (scope, key) DO UPDATE
        SET digest = excluded.digest, answer = excluded.answer, kept_at = excluded.kept_at;
    END IF;
    RETURN p_answer;
END
$$;
