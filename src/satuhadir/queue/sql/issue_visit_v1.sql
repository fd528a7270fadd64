-- SPDX-License-Identifier: Apache-2.0
-- Give one person all the tickets of a visit at once, or none: locks as queue_issue_ticket, the
-- gates of all lines first.
--
-- p_tickets: in the order of their turns {"line", "service", "services", "minutes", "ticket",
-- "track_hash" (hex), "after" (ids of earlier ones), "key_at", "window_from", "window_until"}.
-- Answers {"tickets": […]} or {"refusal": code, "at": the place of the one that may not be given}.
CREATE FUNCTION queue_issue_visit_v1(
    p_scope bytea, p_key uuid, p_digest bytea, p_mall bigint, p_day date, p_tickets jsonb,
    p_flow text, p_channel text, p_people integer, p_wants_head_start boolean,
    p_new_attendance uuid, p_actor text, p_name text, p_phone text, p_help text[]
)
RETURNS jsonb
LANGUAGE plpgsql
AS $$
DECLARE
    v_answer jsonb := queue_kept_answer_v1(p_scope, p_key, p_digest);
    v_wish record;
    v_given jsonb := '[]';
BEGIN
    IF v_answer IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    PERFORM queue_pass_gate_v1(p_mall, p_day, ARRAY(
        SELECT DISTINCT (wish.value ->> 'line')::uuid
        FROM jsonb_array_elements(p_tickets) AS wish (value)));
    BEGIN
        FOR v_wish IN
            SELECT wish.place, one.*
            FROM jsonb_array_elements(p_tickets) WITH ORDINALITY AS wish (value, place)
            CROSS JOIN LATERAL jsonb_to_record(wish.value) AS one (
                line uuid, service bigint, services text[], minutes integer, ticket uuid,
                track_hash text, after uuid[], key_at timestamptz, window_from timestamptz,
                window_until timestamptz)
            ORDER BY wish.place
        LOOP
            v_answer := queue_issue_ticket_v3(
                NULL, NULL, NULL, p_mall, p_day, v_wish.line, v_wish.service, v_wish.services,
                v_wish.minutes, p_channel, p_people, p_wants_head_start,
                CASE WHEN v_wish.place > 1 THEN p_new_attendance END, p_new_attendance,
                v_wish.ticket, decode(v_wish.track_hash, 'hex'), p_actor, p_name, p_phone,
                v_wish.window_from, v_wish.window_until, p_help, p_flow,
                v_wish.place::smallint, v_wish.after, v_wish.key_at);
            IF v_answer ? 'refusal' THEN
                v_answer := v_answer || jsonb_build_object('at', v_wish.place - 1);
                RAISE EXCEPTION USING ERRCODE = 'SH001', MESSAGE = 'queue: not given';
            END IF;
            v_given := v_given || (v_answer -> 'ticket');
        END LOOP;
    EXCEPTION WHEN SQLSTATE 'SH001' THEN
        RETURN v_answer;
    END;
    RETURN queue_keep_answer_v1(
        p_scope, p_key, p_digest, jsonb_build_object('tickets', v_given));
END
$$;
