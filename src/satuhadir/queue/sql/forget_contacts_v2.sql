-- SPDX-License-Identifier: Apache-2.0
-- Delete the names, phones and notes of a past day, and who needed help. Runs with its owner's
-- rights, for the application's role no longer sees such rows.
CREATE FUNCTION queue_forget_contacts_v2(p_mall bigint, p_day date)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    v_today date;
BEGIN
    SELECT (queue_clock_v1() AT TIME ZONE mall.timezone)::date INTO STRICT v_today
    FROM malls_mall AS mall WHERE mall.id = p_mall;
    DELETE FROM queue_contact WHERE mall_id = p_mall AND day <= p_day AND day < v_today;
    DELETE FROM queue_note WHERE mall_id = p_mall AND day <= p_day AND day < v_today;
    UPDATE queue_attendance SET help = '{}'
    WHERE mall_id = p_mall AND day <= p_day AND day < v_today AND help <> '{}';
END
$$;
