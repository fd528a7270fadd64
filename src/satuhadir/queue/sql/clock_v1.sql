-- SPDX-License-Identifier: Apache-2.0
-- The only clock of the queue: the database's, read anew at every call (not the
-- transaction's start). Tests replace this function to stand at another hour.
CREATE FUNCTION queue_clock_v1()
RETURNS timestamptz
LANGUAGE sql
VOLATILE
AS $$ SELECT clock_timestamp() $$;
