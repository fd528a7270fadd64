-- SPDX-License-Identifier: Apache-2.0
-- After a finished service a person's other tickets keep the share of their age that the agency
-- of each line decided for everybody (queue_agekept); where it decided nothing, people in the flows
-- one and summon keep the mall's usual share (queue_policy) and those in free keep all of it. The
-- key moves later by the rest of the leg, as engines/dispatch says. Undoing the finish (p_back)
-- moves it back by the same. A leg begins when the ticket's place does: at its issue, at the time
-- it was booked for (the key without head start and come-back says so), or at the finish before.
-- The caller holds the gates of the person's lines and the attendance.
CREATE FUNCTION queue_age_person_v2(
    p_mall bigint, p_day date, p_attendance uuid, p_finished uuid, p_at timestamptz,
    p_back boolean, p_actor text
)
RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_timezone text;
    v_before timestamptz;
    v_ticket record;
    v_later bigint;
BEGIN
    IF p_back THEN
        FOR v_ticket IN
            SELECT ticket.id, ticket.code, ticket.line_id, ticket.state, mall.timezone,
                ticket.key - ticket.moved_later AS key
            FROM queue_ticket AS ticket
            INNER JOIN malls_mall AS mall ON mall.id = ticket.mall_id
            WHERE ticket.attendance_id = p_attendance AND ticket.moved_by = p_finished
                AND ticket.state IN ('waiting', 'held', 'parked')
            ORDER BY ticket.id
        LOOP
            PERFORM queue_append_event_v1(
                p_mall, p_day, 'ticket.aged', v_ticket.id, NULL, p_actor, jsonb_build_object(
                    'code', v_ticket.code, 'line', v_ticket.line_id, 'from', v_ticket.state,
                    'to', v_ticket.state, 'attendance', p_attendance,
                    'key', queue_rfc3339_v1(v_ticket.key, v_ticket.timezone),
                    'after', p_finished, 'kept_percent', NULL));
            UPDATE queue_ticket SET key = v_ticket.key, moved_by = NULL, moved_later = NULL
            WHERE id = v_ticket.id;
        END LOOP;
        RETURN;
    END IF;
    SELECT max(done.ended_at) INTO v_before FROM queue_ticket AS done
    WHERE done.attendance_id = p_attendance AND done.state = 'done' AND done.id <> p_finished;
    FOR v_ticket IN
        SELECT ticket.id, ticket.code, ticket.line_id, ticket.state, ticket.key, ticket.by_plan,
            share.percent, mall.timezone,
            greatest(ticket.issued_at, v_before, ticket.key + make_interval(
                mins => ticket.head_start_minutes
                - ticket.came_back::integer * policy.come_back_minutes)) AS since
        FROM queue_ticket AS ticket
        INNER JOIN malls_mall AS mall ON mall.id = ticket.mall_id
        INNER JOIN queue_policy AS policy ON policy.mall_id = ticket.mall_id
        INNER JOIN queue_attendance AS attendance ON attendance.id = ticket.attendance_id
        INNER JOIN queue_line AS line ON line.id = ticket.line_id
        INNER JOIN malls_booth AS booth ON booth.id = line.booth_id
        LEFT JOIN queue_agekept AS kept ON kept.agency_id = booth.agency_id
        CROSS JOIN LATERAL (
            SELECT coalesce(kept.percent, CASE attendance.flow
                WHEN 'free' THEN 100 ELSE policy.age_kept_percent END) AS percent
        ) AS share
        WHERE ticket.attendance_id = p_attendance AND ticket.id <> p_finished
            AND ticket.state IN ('waiting', 'held', 'parked') AND share.percent < 100
        ORDER BY ticket.id
    LOOP
        v_later := greatest(0, (extract(EPOCH FROM p_at - v_ticket.since) * 1000000)::bigint)
            * (100 - v_ticket.percent) / 100;
        CONTINUE WHEN v_later = 0;
        PERFORM queue_append_event_v1(
            p_mall, p_day, 'ticket.aged', v_ticket.id, NULL, p_actor, jsonb_build_object(
                'code', v_ticket.code, 'line', v_ticket.line_id, 'from', v_ticket.state,
                'to', v_ticket.state, 'by_plan', v_ticket.by_plan, 'attendance', p_attendance,
                'key', queue_rfc3339_v1(
                    v_ticket.key + v_later * interval '1 microsecond', v_ticket.timezone),
                'after', p_finished, 'kept_percent', v_ticket.percent));
        UPDATE queue_ticket SET
            key = v_ticket.key + v_later * interval '1 microsecond', moved_by = p_finished,
            moved_later = v_later * interval '1 microsecond'
        WHERE id = v_ticket.id;
    END LOOP;
END
$$;
