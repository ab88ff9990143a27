-- The supervisor's own records: notes to the file and observations made to a licensee or pilot.

CREATE SCHEMA supervision;

-- A note stays in the file; an observation is made to the party and waits for its answer.
CREATE TABLE supervision.note (
    id          text PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('note', 'observation')),
    party_id    text NOT NULL CHECK (party_id <> ''),
    about_id    text NOT NULL,
    text        text NOT NULL CHECK (text <> ''),
    citation    text NOT NULL,
    author_id   text NOT NULL CHECK (author_id <> ''),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL
);
CREATE INDEX note_of_party ON supervision.note (party_id, occurred_at);

-- An observation is settled once, with the supervisor's reason.
CREATE TABLE supervision.note_end (
    note_id     text PRIMARY KEY REFERENCES supervision.note,
    reason      text NOT NULL CHECK (reason <> ''),
    author_id   text NOT NULL CHECK (author_id <> ''),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL
);

GRANT USAGE ON SCHEMA supervision TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA supervision TO lantau_app;
