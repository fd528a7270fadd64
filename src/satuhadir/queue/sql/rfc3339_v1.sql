-- SPDX-License-Identifier: Apache-2.0
-- An instant as RFC 3339 text with the mall's own offset. Indonesia has three zones and no
-- summer time (Keppres 41/1987), so the offset follows from the zone alone. STABLE, as to_char
-- is: only then does PostgreSQL write it into the statement that calls it, which is far cheaper.
CREATE FUNCTION queue_rfc3339_v1(p_at timestamptz, p_timezone text)
RETURNS text
LANGUAGE sql
STABLE
AS $$
    SELECT to_char(p_at AT TIME ZONE p_timezone, 'YYYY-MM-DD"T"HH24:MI:SS.US')
        || CASE p_timezone
            WHEN 'Asia/Jakarta' THEN '+07:00'
            WHEN 'Asia/Makassar' THEN '+08:00'
            ELSE '+09:00'
        END
$$;
