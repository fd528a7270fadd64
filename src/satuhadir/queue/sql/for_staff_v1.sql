-- SPDX-License-Identifier: Apache-2.0
-- An answer as staff see it: its ticket with what its person may be helped with, and with the wait
-- that was promised when it was taken. Added on the way out and never kept: kept answers outlive
-- the day. VOLATILE, so that it reads after what it is given was done.
CREATE FUNCTION queue_for_staff_v1(p_answer jsonb)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v record;
BEGIN
    SELECT attendance.help, ticket.promised_low, ticket.promised_high INTO v
    FROM queue_ticket AS ticket
    INNER JOIN queue_attendance AS attendance ON attendance.id = ticket.attendance_id
    WHERE ticket.id = (p_answer -> 'ticket' ->> 'id')::uuid;
    IF NOT FOUND THEN
        RETURN p_answer;
    END IF;
    RETURN jsonb_set(p_answer, '{ticket}', (p_answer -> 'ticket') || jsonb_build_object(
        'help', to_jsonb(v.help),
        'promised_minutes', CASE WHEN v.promised_high IS NOT NULL THEN jsonb_build_object(
            'low', v.promised_low, 'high', v.promised_high) END));
END
$$;
