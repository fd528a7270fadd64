-- SPDX-License-Identifier: Apache-2.0
-- The event log is append-only for everybody, its owner included.
CREATE FUNCTION queue_guard_event_v1()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'queue: the event log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
