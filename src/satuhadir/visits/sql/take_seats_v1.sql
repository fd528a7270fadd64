-- SPDX-License-Identifier: Apache-2.0
-- Take one seat in each of some slots, or say which slot has none; the caller rolls back then.
--
-- Locks the slots in the order of their ids, whoever asks and however often a slot is named: two
-- who want the same slots wait for each other, never in a circle. Behind the lock the smallest
-- free number is taken; UNIQUE (slot, seat) stands behind that.
-- p_slots may name a slot twice (two services of one line). p_channel: online or desk. p_released:
-- for each slot whether unused online seats are the desk's by now. p_visit null: kept for an offer.
-- Answers {"seats": [{"slot": …, "seat": row id}, …]} in the order of p_slots, or {"taken": slot}.
CREATE FUNCTION visits_take_seats_v1(
    p_slots bigint[], p_channel text, p_released boolean[], p_visit uuid
)
RETURNS jsonb
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
DECLARE
    v_slot record;
    v_number integer;
    v_seat bigint;
    v_seats jsonb := '[]';
    v_place integer;
BEGIN
    PERFORM slot.id FROM visits_slot AS slot WHERE slot.id = ANY (p_slots)
    ORDER BY slot.id FOR NO KEY UPDATE;
    FOR v_place IN 1 .. cardinality(p_slots) LOOP
        SELECT slot.seats_online, slot.seats_desk, slot.seats_over INTO v_slot
        FROM visits_slot AS slot WHERE slot.id = p_slots[v_place];
        SELECT room.n INTO v_number FROM (
            SELECT generate_series(501, 500 + v_slot.seats_desk) AS n, 1 AS choice
            WHERE p_channel = 'desk'
            UNION ALL
            SELECT generate_series(1, v_slot.seats_online), 2
            WHERE p_channel = 'online' OR p_released[v_place]
            UNION ALL
            SELECT generate_series(
                v_slot.seats_online + 1, v_slot.seats_online + v_slot.seats_over), 3
            WHERE p_channel = 'online'
        ) AS room
        WHERE NOT EXISTS (
            SELECT FROM visits_seat AS seat
            WHERE seat.slot_id = p_slots[v_place] AND seat.seat = room.n
        )
        ORDER BY room.choice, room.n LIMIT 1;
        IF v_number IS NULL THEN
            RETURN jsonb_build_object('taken', p_slots[v_place]);
        END IF;
        INSERT INTO visits_seat (slot_id, seat, channel, visit_id)
        VALUES (p_slots[v_place], v_number, p_channel, p_visit)
        RETURNING id INTO v_seat;
        v_seats := v_seats || jsonb_build_object('slot', p_slots[v_place], 'seat', v_seat);
    END LOOP;
    RETURN jsonb_build_object('seats', v_seats);
END
$$;
