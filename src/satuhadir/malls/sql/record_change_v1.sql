-- SPDX-License-Identifier: Apache-2.0
-- One row of malls_setuprecord for each row of a set-up table that is added, changed or removed.
-- The trigger's arguments:
--   0  where the mall's id stands: a column, 'table.column' for the mall of the row that column
--      names, or '' for no mall
--   1  'only:' or 'but:' and the columns that are kept or left out; secrets are never kept
--   2  the columns that say which row it is, for people
--   3  a column that, when it has a value, makes the row none of the set-up; '' for none
-- Runs as the owner: the application's role may read the table and nothing else.
CREATE FUNCTION malls_record_change_v1() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    place text := TG_ARGV[0];
    is_only boolean := starts_with(TG_ARGV[1], 'only:');
    listed text[] := string_to_array(split_part(TG_ARGV[1], ':', 2), ',');
    naming text[] := string_to_array(TG_ARGV[2], ',');
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    row_now jsonb := coalesce(becomes, was);
    old_part jsonb;
    new_part jsonb;
    mall bigint;
BEGIN
    IF TG_ARGV[3] <> '' AND row_now ->> TG_ARGV[3] IS NOT NULL THEN
        RETURN NULL;
    END IF;
    SELECT
        jsonb_object_agg(k, was -> k) FILTER (WHERE was IS NOT NULL),
        jsonb_object_agg(k, becomes -> k) FILTER (WHERE becomes IS NOT NULL)
    INTO old_part, new_part
    FROM jsonb_object_keys(row_now) AS k
    WHERE (k = ANY (listed)) = is_only
        AND (TG_OP <> 'UPDATE' OR was -> k IS DISTINCT FROM becomes -> k);
    IF old_part IS NULL AND new_part IS NULL THEN
        RETURN NULL;  -- nothing of what is kept has changed
    END IF;
    IF strpos(place, '.') > 0 THEN
        EXECUTE format(
            'SELECT mall_id FROM %I WHERE id = %L',
            split_part(place, '.', 1), row_now ->> split_part(place, '.', 2)
        ) INTO mall;
    ELSIF place <> '' THEN
        mall := (row_now ->> place)::bigint;
    END IF;
    INSERT INTO malls_setuprecord (
        at, actor, batch, mall_id, account_id, table_name, row_id, kind, about, before, after
    )
    VALUES (
        clock_timestamp(),
        left(coalesce(
            nullif(current_setting('satuhadir.actor', true), ''), 'database:' || session_user
        ), 120),
        txid_current(),
        mall,
        CASE TG_TABLE_NAME
            WHEN 'accounts_user' THEN row_now ->> 'id' ELSE row_now ->> 'user_id'
        END::bigint,
        TG_TABLE_NAME,
        coalesce(row_now ->> 'id', row_now ->> 'mall_id', ''),
        lower(TG_OP),
        (SELECT coalesce(jsonb_object_agg(k, row_now -> k), '{}') FROM unnest(naming) AS k),
        old_part,
        new_part
    );
    RETURN NULL;
END
$$;
