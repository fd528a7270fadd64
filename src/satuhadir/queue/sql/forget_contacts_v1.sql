-- SPDX-License-Identifier: Apache-2.0
-- Delete the names and phones of a past day. Runs with its owner's rights, for the
-- application's role no longer sees such rows.
CREATE FUNCTION queue_forget_contacts_v1(p_mall bigint, p_day date)
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    DELETE FROM queue_contact
    WHERE mall_id = p_mall AND day <= p_day
        AND day < (
            SELECT (queue_clock_v1() AT TIME ZONE mall.timezone)::date
            FROM malls_mall AS mall WHERE mall.id = p_mall)
$$;
