-- SPDX-License-Identifier: Apache-2.0
-- The peer: the four transitions of a visit in PostgreSQL and nothing else. The same
-- guarantees in spirit (numbers without gaps under a locked tally, one person at one counter,
-- every step in a log whose SHA-256 chain head is locked to the commit), no HTTP, no rights,
-- no hours, no quotas, no repeated requests, no answer for a screen.
CREATE TABLE person (id uuid PRIMARY KEY, busy_with uuid);
CREATE TABLE tally (
    line integer PRIMARY KEY, issued integer NOT NULL, waiting integer NOT NULL
);
CREATE TABLE counter (id integer PRIMARY KEY, line integer NOT NULL);
CREATE TABLE ticket (
    id uuid PRIMARY KEY,
    line integer NOT NULL,
    number integer NOT NULL,
    person uuid NOT NULL REFERENCES person,
    state text NOT NULL,
    key timestamptz NOT NULL,
    counter integer,
    issued_at timestamptz NOT NULL,
    called_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    UNIQUE (line, number)
);
CREATE UNIQUE INDEX one_person_at_one_counter ON ticket (person)
WHERE state IN ('called', 'serving');
CREATE UNIQUE INDEX one_ticket_at_one_counter ON ticket (counter)
WHERE state IN ('called', 'serving');
CREATE UNIQUE INDEX one_open_ticket_per_line ON ticket (person, line)
WHERE state IN ('waiting', 'called', 'serving');
CREATE INDEX ticket_callable ON ticket (line, key, number) WHERE state = 'waiting';
CREATE TABLE chain (
    mall integer PRIMARY KEY, seq integer NOT NULL, head text NOT NULL, at timestamptz NOT NULL
);
CREATE TABLE log (
    mall integer, seq integer, at timestamptz NOT NULL, event text NOT NULL,
    body text NOT NULL, prev text NOT NULL, hash text NOT NULL, PRIMARY KEY (mall, seq)
);
INSERT INTO chain VALUES (1, 0, repeat('0', 64), '-infinity');

CREATE FUNCTION append(p_event text, p_ticket uuid, p_counter integer, p_data jsonb)
RETURNS timestamptz
LANGUAGE plpgsql
AS $$
DECLARE
    v chain%ROWTYPE;
    v_at timestamptz;
    v_body text;
    v_hash text;
BEGIN
    SELECT * INTO v FROM chain WHERE mall = 1 FOR UPDATE;
    v_at := greatest(clock_timestamp(), v.at);
    v_body := (p_data || jsonb_build_object(
        'at', v_at, 'counter', p_counter, 'event', p_event, 'prev', v.head, 'seq', v.seq + 1,
        'ticket', p_ticket))::text;
    v_hash := encode(sha256(convert_to(v.head || v_body, 'UTF8')), 'hex');
    INSERT INTO log VALUES (1, v.seq + 1, v_at, p_event, v_body, v.head, v_hash);
    UPDATE chain SET seq = v.seq + 1, head = v_hash, at = v_at WHERE mall = 1;
    RETURN v_at;
END
$$;

CREATE FUNCTION issue(p_line integer) RETURNS uuid
LANGUAGE plpgsql
AS $$
DECLARE
    v_number integer;
    v_ticket uuid := gen_random_uuid();
    v_person uuid := gen_random_uuid();
    v_at timestamptz;
BEGIN
    SELECT issued + 1 INTO STRICT v_number FROM tally WHERE line = p_line FOR UPDATE;
    v_at := append('issued', v_ticket, NULL, jsonb_build_object(
        'line', p_line, 'number', v_number, 'person', v_person));
    UPDATE tally SET issued = v_number, waiting = waiting + 1 WHERE line = p_line;
    INSERT INTO person (id) VALUES (v_person);
    INSERT INTO ticket (id, line, number, person, state, key, issued_at)
    VALUES (v_ticket, p_line, v_number, v_person, 'waiting', v_at, v_at);
    RETURN v_ticket;
END
$$;

CREATE FUNCTION call_next(p_counter integer) RETURNS uuid
LANGUAGE plpgsql
AS $$
DECLARE
    v_line integer;
    v_ticket record;
    v_at timestamptz;
BEGIN
    SELECT line INTO STRICT v_line FROM counter WHERE id = p_counter FOR UPDATE;
    PERFORM FROM tally WHERE line = v_line FOR UPDATE;
    SELECT ticket.id, ticket.person, ticket.number INTO v_ticket
    FROM ticket INNER JOIN person ON person.id = ticket.person
    WHERE ticket.line = v_line AND ticket.state = 'waiting' AND person.busy_with IS NULL
    ORDER BY ticket.key, ticket.number LIMIT 1
    FOR UPDATE OF person, ticket SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    v_at := append('called', v_ticket.id, p_counter, jsonb_build_object(
        'line', v_line, 'number', v_ticket.number, 'person', v_ticket.person));
    UPDATE ticket SET state = 'called', counter = p_counter, called_at = v_at
    WHERE id = v_ticket.id;
    UPDATE tally SET waiting = waiting - 1 WHERE line = v_line;
    UPDATE person SET busy_with = v_ticket.id WHERE id = v_ticket.person;
    RETURN v_ticket.id;
END
$$;

CREATE FUNCTION start(p_ticket uuid, p_counter integer) RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
    v ticket%ROWTYPE;
    v_at timestamptz;
BEGIN
    PERFORM FROM counter WHERE id = p_counter FOR UPDATE;
    SELECT * INTO STRICT v FROM ticket WHERE id = p_ticket FOR UPDATE;
    IF v.state <> 'called' OR v.counter <> p_counter THEN
        RETURN FALSE;
    END IF;
    v_at := append('started', p_ticket, p_counter, jsonb_build_object(
        'line', v.line, 'number', v.number, 'person', v.person));
    UPDATE ticket SET state = 'serving', started_at = v_at WHERE id = p_ticket;
    RETURN TRUE;
END
$$;

CREATE FUNCTION finish(p_ticket uuid, p_counter integer) RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
    v ticket%ROWTYPE;
    v_at timestamptz;
BEGIN
    PERFORM FROM counter WHERE id = p_counter FOR UPDATE;
    SELECT * INTO STRICT v FROM ticket WHERE id = p_ticket FOR UPDATE;
    IF v.state <> 'serving' OR v.counter <> p_counter THEN
        RETURN FALSE;
    END IF;
    v_at := append('finished', p_ticket, p_counter, jsonb_build_object(
        'line', v.line, 'number', v.number, 'person', v.person));
    UPDATE ticket SET state = 'done', ended_at = v_at WHERE id = p_ticket;
    UPDATE person SET busy_with = NULL WHERE id = v.person;
    RETURN TRUE;
END
$$;
