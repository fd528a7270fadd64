-- SPDX-License-Identifier: Apache-2.0
-- At the end of a transaction a complaint stands where its last step led: no state without a step.
CREATE FUNCTION feedback_same_state_v1()
RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    told record;
    now_ record;
BEGIN
    SELECT state, steps_count INTO now_ FROM feedback_complaint WHERE id = NEW.id;
    SELECT seq, after INTO told FROM feedback_step
    WHERE complaint_id = NEW.id ORDER BY seq DESC LIMIT 1;
    IF (now_.state, now_.steps_count) IS DISTINCT FROM (told.after, told.seq) THEN
        RAISE EXCEPTION 'feedback: complaint is %, its history says %', now_.state, told.after
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
