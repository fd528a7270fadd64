-- SPDX-License-Identifier: Apache-2.0
-- The name in the log of what a verb did.
CREATE FUNCTION queue_event_of_v2(p_verb text)
RETURNS text
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT 'ticket.' || CASE p_verb
        WHEN 'start' THEN 'started'
        WHEN 'finish' THEN 'finished'
        WHEN 'recall' THEN 'recalled'
        WHEN 'no_show' THEN 'no_show'
        WHEN 'hold' THEN 'parked'
        WHEN 'resume' THEN 'resumed'
        WHEN 'cancel' THEN 'cancelled'
        WHEN 'transfer' THEN 'transferred'
        WHEN 'release' THEN 'released'
        WHEN 'undo' THEN 'undone'
        WHEN 'return' THEN 'returned'
        WHEN 'present' THEN 'present'
        WHEN 'arrive' THEN 'arrived'
        WHEN 'confirm_head_start' THEN 'head_start_confirmed'
    END
$$;
