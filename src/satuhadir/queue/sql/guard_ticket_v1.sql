-- SPDX-License-Identifier: Apache-2.0
-- The states a ticket may go through (docs/contract: states and transitions), whoever asks.
CREATE FUNCTION queue_guard_ticket_v1()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('waiting', 'held') THEN
            RAISE EXCEPTION 'queue: a ticket is born waiting or held, not %', NEW.state
                USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN (
        'waiting>held', 'held>waiting', 'waiting>called', 'called>serving', 'called>no_show',
        'serving>done', 'serving>parked', 'serving>waiting', 'called>waiting',
        'parked>waiting', 'parked>held', 'no_show>waiting', 'no_show>held', 'no_show>called',
        'done>serving', 'waiting>cancelled', 'held>cancelled', 'called>cancelled',
        'serving>cancelled', 'parked>cancelled', 'waiting>expired', 'held>expired',
        'called>expired', 'serving>expired', 'parked>expired'
    ) THEN
        RAISE EXCEPTION 'queue: no way from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    ELSIF (NEW.number, NEW.code, NEW.issue_line_id, NEW.day, NEW.attendance_id, NEW.issued_at)
        <> (OLD.number, OLD.code, OLD.issue_line_id, OLD.day, OLD.attendance_id, OLD.issued_at)
    THEN
        RAISE EXCEPTION 'queue: the number, code, line, day and person of a ticket never change'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
