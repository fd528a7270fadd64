-- SPDX-License-Identifier: Apache-2.0
-- Trigger: a seat lies within the room of its slot, and its visit is of that mall and day.
--
-- Online seats are numbered from 1, desk seats from 501, so that UNIQUE (slot, seat) alone keeps
-- each channel inside its share. The desk may take online seats (numbers below 501), for unused
-- ones are released to it; nobody takes a desk seat online. A seat that was taken stays when the
-- room shrinks afterwards.
CREATE FUNCTION visits_guard_seat_v1() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_slot visits_slot%ROWTYPE;
    v_visit visits_visit%ROWTYPE;
BEGIN
    IF TG_OP = 'INSERT' OR (NEW.slot_id, NEW.seat, NEW.channel)
        IS DISTINCT FROM (OLD.slot_id, OLD.seat, OLD.channel) THEN
        SELECT * INTO v_slot FROM visits_slot AS slot WHERE slot.id = NEW.slot_id;
        IF NOT (
            NEW.seat <= v_slot.seats_online
            + CASE WHEN NEW.channel = 'online' THEN v_slot.seats_over ELSE 0 END
            OR NEW.channel = 'desk' AND NEW.seat BETWEEN 501 AND 500 + v_slot.seats_desk
        ) THEN
            RAISE EXCEPTION 'seat % is beyond the room of its slot', NEW.seat
            USING ERRCODE = 'check_violation', CONSTRAINT = 'visits_a_seat_lies_in_its_slot';
        END IF;
    END IF;
    IF NEW.visit_id IS NOT NULL AND (
        TG_OP = 'INSERT' OR NEW.visit_id IS DISTINCT FROM OLD.visit_id
        OR NEW.slot_id IS DISTINCT FROM OLD.slot_id
    ) THEN
        SELECT * INTO v_slot FROM visits_slot AS slot WHERE slot.id = NEW.slot_id;
        SELECT * INTO v_visit FROM visits_visit AS visit WHERE visit.id = NEW.visit_id;
        IF (v_slot.mall_id, v_slot.day) IS DISTINCT FROM (v_visit.mall_id, v_visit.day) THEN
            RAISE EXCEPTION 'a visit sits at its own mall on its own day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'visits_a_seat_is_of_its_visits_day';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
