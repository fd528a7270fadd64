-- SPDX-License-Identifier: Apache-2.0
-- The answer kept for a repeated request, or null when this is the first. A second call
-- with the same key waits here for the first to commit: the advisory lock is the first
-- lock every writer takes, so it closes no circle.
CREATE FUNCTION queue_kept_answer_v1(p_scope bytea, p_key uuid, p_digest bytea)
RETURNS jsonb
LANGUAGE plpgsql
AS $$
DECLARE
    v_kept record;
BEGIN
    IF p_key IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(encode(p_scope, 'hex') || p_key::text, 0));
    SELECT kept.digest, kept.answer INTO v_kept
    FROM queue_keptanswer AS kept
    WHERE kept.scope = p_scope AND kept.key = p_key
        AND kept.kept_at > queue_clock_v1() - interval '24 hours';
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF v_kept.digest <> p_digest THEN
        RETURN jsonb_build_object('refusal', 'idempotency.other_body');
    END IF;
    RETURN v_kept.answer;
END
$$;
