-- SPDX-License-Identifier: Apache-2.0
-- What of a complaint never changes, and the states it may go through, whoever asks.
CREATE FUNCTION feedback_guard_complaint_v1()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'feedback: a complaint is never deleted; what names a person is'
            USING ERRCODE = 'insufficient_privilege';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'received' THEN
            RAISE EXCEPTION 'feedback: a complaint begins received, not %', NEW.state
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.mall_id, NEW.number, NEW.track_hash, NEW.kind, NEW.identity, NEW.channel,
        NEW.opened_at)
        IS DISTINCT FROM
        (OLD.id, OLD.mall_id, OLD.number, OLD.track_hash, OLD.kind, OLD.identity, OLD.channel,
        OLD.opened_at)
    THEN
        RAISE EXCEPTION 'feedback: the number, key, kind and beginning of a complaint never change'
            USING ERRCODE = 'check_violation';
    ELSIF NEW.text <> OLD.text AND NOT (NEW.text = '' AND NEW.erased_at IS NOT NULL) THEN
        RAISE EXCEPTION 'feedback: what was said is never rewritten, only erased'
            USING ERRCODE = 'check_violation';
    ELSIF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN (
        'received>clarifying', 'received>forwarded', 'received>answered', 'received>closed',
        'clarifying>received', 'clarifying>forwarded', 'clarifying>objected', 'clarifying>closed',
        'forwarded>clarifying', 'forwarded>received', 'forwarded>answered', 'forwarded>closed',
        'answered>objected', 'answered>closed',
        'objected>clarifying', 'objected>forwarded', 'objected>answered', 'objected>closed'
    ) THEN
        RAISE EXCEPTION 'feedback: a complaint does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
