-- SPDX-License-Identifier: Apache-2.0
-- Trigger: what was promised stays as it was told, of a visit of the same mall and day; a row that
-- was parted from its visit never finds one again.
CREATE FUNCTION visits_guard_end_promise_v1() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.visit_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.visit_id IS DISTINCT FROM OLD.visit_id)
        AND (TG_OP = 'UPDATE' OR NOT EXISTS (
            SELECT FROM visits_visit AS v
            WHERE v.id = NEW.visit_id AND v.mall_id = NEW.mall_id AND v.day = NEW.day
        ))
    THEN
        RAISE EXCEPTION 'a promise belongs to a visit of its mall and day'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'visits_a_promise_belongs_to_its_visit';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        NEW.mall_id, NEW.day, NEW.services, NEW.low, NEW.likely, NEW.high,
        NEW.composed_low, NEW.composed_high
    ) IS DISTINCT FROM (
        OLD.mall_id, OLD.day, OLD.services, OLD.low, OLD.likely, OLD.high,
        OLD.composed_low, OLD.composed_high
    ) THEN
        RAISE EXCEPTION 'a promise stays as it was told'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'visits_a_promise_stays_as_it_was_told';
    END IF;
    RETURN NEW;
END
$$;
