-- SPDX-License-Identifier: Apache-2.0
-- Triggers around kinds of papers: the rows that link them to standards follow the standards and
-- nothing else writes them; a paper that a standard names keeps its code.
CREATE FUNCTION catalogue_guard_papers_v1() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'catalogue_standarddocument' THEN
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'papers of a standard are linked by the standard itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'catalogue_standard_papers_follow_it';
        END IF;
    ELSIF EXISTS (SELECT 1 FROM catalogue_standarddocument WHERE document_id = OLD.id) THEN
        RAISE EXCEPTION 'a kind of paper that a standard names keeps its code'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'catalogue_document_type_keeps_its_code';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
