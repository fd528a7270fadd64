-- SPDX-License-Identifier: Apache-2.0
-- The states a message may go through, whoever asks; what it is and to whom never changes.
CREATE FUNCTION notices_guard_notice_v1()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'queued' OR NEW.attempts <> 0 THEN
            RAISE EXCEPTION 'notices: a message begins queued, not %', NEW.state
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.mall_id, NEW.key, NEW.kind, NEW.channel, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.mall_id, OLD.key, OLD.kind, OLD.channel, OLD.created_at)
    THEN
        RAISE EXCEPTION 'notices: what a message is and where it goes never change'
            USING ERRCODE = 'check_violation';
    ELSIF NEW.sealed <> OLD.sealed AND NEW.erased_at IS NULL THEN
        RAISE EXCEPTION 'notices: a message is never rewritten, only erased'
            USING ERRCODE = 'check_violation';
    ELSIF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN (
        'queued>sending', 'queued>sent', 'queued>expired', 'queued>cancelled',
        'sending>queued', 'sending>sent', 'sending>failed', 'sending>expired',
        'sent>failed', 'failed>queued', 'failed>sent'
    ) THEN
        RAISE EXCEPTION 'notices: a message does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    ELSIF NEW.state = 'sending' AND NEW.attempts <> OLD.attempts
        AND NEW.attempts <> OLD.attempts + 1 THEN
        RAISE EXCEPTION 'notices: tries are counted one by one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
