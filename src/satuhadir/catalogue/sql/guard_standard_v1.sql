-- SPDX-License-Identifier: Apache-2.0
-- Trigger before each change of a service standard: what is published stays as it is, for
-- everybody, and a later version begins tomorrow at the mall or after it, so that a service and
-- a day name one version for ever. Locks the service: two publications of one wait for each other.
CREATE FUNCTION catalogue_guard_standard_v1() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'published' THEN
        RAISE EXCEPTION 'a published standard never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'catalogue_standard_published_never_changes';
    END IF;
    IF TG_OP = 'DELETE' THEN
        DELETE FROM catalogue_standarddocument WHERE standard_id = OLD.id;
        RETURN OLD;
    END IF;
    IF NEW.state = 'published' THEN
        PERFORM 1 FROM catalogue_service WHERE id = NEW.service_id FOR NO KEY UPDATE;
        IF EXISTS (
            SELECT 1 FROM catalogue_servicestandard
            WHERE service_id = NEW.service_id AND state = 'published'
        ) AND NEW.valid_from <= (
            SELECT (clock_timestamp() AT TIME ZONE timezone)::date FROM malls_mall WHERE id = NEW.mall_id
        ) THEN
            RAISE EXCEPTION 'a later version begins tomorrow at the earliest'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'catalogue_standard_begins_tomorrow';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
