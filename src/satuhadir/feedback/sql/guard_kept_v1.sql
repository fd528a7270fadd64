-- SPDX-License-Identifier: Apache-2.0
-- What was said is not rewritten, and who looked at a name stays on record.
CREATE FUNCTION feedback_guard_kept_v1()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'feedback: rows of % are never changed like this', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
