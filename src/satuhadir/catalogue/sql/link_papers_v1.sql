-- SPDX-License-Identifier: Apache-2.0
-- Trigger after a standard is written: one row for each kind of paper it asks for or hands out.
-- Codes that the mall doesn't have are passed over in a draft and refused in what is published.
CREATE FUNCTION catalogue_link_papers_v1() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    missing text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM catalogue_standarddocument WHERE standard_id = NEW.id;
    END IF;
    WITH named AS (
        SELECT DISTINCT code, 'requires' AS role
        FROM jsonb_array_elements(NEW.requirements) AS one,
            jsonb_array_elements_text(one -> 'documents') AS code
        UNION ALL
        SELECT DISTINCT code, 'produces' FROM jsonb_array_elements_text(NEW.products) AS code
    ), linked AS (
        INSERT INTO catalogue_standarddocument (mall_id, standard_id, document_id, role)
        SELECT NEW.mall_id, NEW.id, paper.id, named.role
        FROM named JOIN catalogue_documenttype AS paper
            ON paper.mall_id = NEW.mall_id AND paper.code = named.code
    )
    SELECT string_agg(DISTINCT named.code, ', ') INTO missing
    FROM named LEFT JOIN catalogue_documenttype AS paper
        ON paper.mall_id = NEW.mall_id AND paper.code = named.code
    WHERE paper.id IS NULL;
    IF NEW.state = 'published' AND missing IS NOT NULL THEN
        RAISE EXCEPTION 'a published standard names kinds of papers of its mall; unknown: %', missing
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'catalogue_standard_papers_exist';
    END IF;
    RETURN NULL;
END
$$;
