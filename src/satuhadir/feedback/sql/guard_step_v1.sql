-- SPDX-License-Identifier: Apache-2.0
-- The history of a complaint: each step follows the one before, by a verb that leads there.
-- Nothing of it is changed or removed, its owner included.
CREATE FUNCTION feedback_guard_step_v1()
RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    last record;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'feedback: the history of complaints is append-only'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT seq, after INTO last FROM feedback_step
    WHERE complaint_id = NEW.complaint_id ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> coalesce(last.seq, 0) + 1 OR NEW.before <> coalesce(last.after, '') THEN
        RAISE EXCEPTION 'feedback: step % from % does not follow step %', NEW.seq, NEW.before,
            coalesce(last.seq, 0) USING ERRCODE = 'check_violation';
    ELSIF NEW.verb IN ('rate', 'classify', 'note', 'publish', 'unpublish', 'relay', 'erase') THEN
        IF NEW.before <> NEW.after OR NEW.seq = 1 THEN
            RAISE EXCEPTION 'feedback: % changes no state', NEW.verb
                USING ERRCODE = 'check_violation';
        END IF;
    ELSIF (NEW.verb || ':' || NEW.before || '>' || NEW.after) NOT IN (
        'receive:>received',
        'clarify:received>clarifying', 'clarify:forwarded>clarifying',
        'clarify:objected>clarifying',
        'reply:clarifying>received', 'reply:clarifying>forwarded', 'reply:clarifying>objected',
        'forward:received>forwarded', 'forward:forwarded>forwarded', 'forward:objected>forwarded',
        'take_back:forwarded>received', 'hand_back:forwarded>received',
        'answer:received>answered', 'answer:forwarded>answered', 'answer:objected>answered',
        'accept:answered>closed', 'object:answered>objected',
        'withdraw:received>closed', 'withdraw:clarifying>closed', 'withdraw:forwarded>closed',
        'withdraw:objected>closed',
        'decline:received>closed', 'decline:objected>closed',
        'expire:clarifying>closed', 'expire:answered>closed'
    ) THEN
        RAISE EXCEPTION 'feedback: % does not lead from % to %', NEW.verb, NEW.before, NEW.after
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
