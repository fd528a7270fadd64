-- SPDX-License-Identifier: Apache-2.0
-- Trigger: a visit moves only as its life goes, and never to another mall.
CREATE FUNCTION visits_guard_visit_v1() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.mall_id IS DISTINCT FROM OLD.mall_id OR NEW.track_hash <> OLD.track_hash THEN
        RAISE EXCEPTION 'a visit stays at its mall, under its key'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'visits_a_visit_stays_at_its_mall';
    END IF;
    IF NEW.state <> OLD.state AND NOT (
        OLD.state IN ('booked', 'choose_again')
        AND NEW.state IN ('booked', 'choose_again', 'present', 'cancelled', 'missed')
        OR OLD.state = 'missed' AND NEW.state = 'present'
        OR OLD.state = 'present' AND NEW.state = 'finished'
    ) THEN
        RAISE EXCEPTION 'a visit does not go from % to %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', CONSTRAINT = 'visits_a_visit_moves_as_its_life_goes';
    END IF;
    RETURN NEW;
END
$$;
