-- The record: one hash link per commit and stream. A table outside this schema that has a commit_id column is chained:
-- its rows are inserted through events only, and their digests are part of the link (docs/adr/0004-hash-chains.md).

CREATE SCHEMA events;

-- What was asked under a key, by whom, and what was answered. The key is unique in the world.
CREATE TABLE events.commit (
    id             text PRIMARY KEY,
    key            text NOT NULL UNIQUE CHECK (key <> ''),
    request_digest text NOT NULL CHECK (request_digest ~ '^[0-9a-f]{64}$'),
    actor_id       text NOT NULL CHECK (actor_id <> ''),
    checker_id     text NOT NULL,
    stream         text NOT NULL CHECK (stream <> ''),
    occurred_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    guards         jsonb NOT NULL,
    bumps          jsonb NOT NULL,
    result         jsonb NOT NULL,
    CHECK (checker_id <> actor_id)
);

-- The hash chain of a stream. parts lists the digest of every row of the commit, so that a verification can name one;
-- changes lists the old and new values of derived rows, so that a verification can undo them.
CREATE TABLE events.link (
    stream    text NOT NULL,
    height    bigint NOT NULL CHECK (height >= 1),
    commit_id text NOT NULL UNIQUE REFERENCES events.commit (id),
    previous  text NOT NULL CHECK (previous ~ '^([0-9a-f]{64})?$'),
    digest    text NOT NULL UNIQUE CHECK (digest ~ '^[0-9a-f]{64}$'),
    parts     jsonb NOT NULL,
    changes   jsonb NOT NULL,
    PRIMARY KEY (stream, height),
    CHECK ((height = 1) = (previous = ''))
);

-- Every commit has its link at the end of its db_transaction.
ALTER TABLE events.commit ADD FOREIGN KEY (id) REFERENCES events.link (commit_id) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE events.record (
    commit_id  text NOT NULL REFERENCES events.commit (id),
    position   integer NOT NULL CHECK (position >= 0),
    kind       text NOT NULL CHECK (kind <> ''),
    subject_id text NOT NULL,
    body       jsonb NOT NULL,
    PRIMARY KEY (commit_id, position)
);
CREATE INDEX record_of_subject ON events.record (subject_id, kind);
CREATE INDEX record_of_kind ON events.record (kind);

-- What must leave PostgreSQL after a commit, and how far that got: rows are only ever added.
CREATE TABLE events.outbox_message (
    id         text PRIMARY KEY,
    commit_id  text NOT NULL REFERENCES events.commit (id),
    position   integer NOT NULL CHECK (position >= 0),
    topic      text NOT NULL CHECK (topic <> ''),
    subject_id text NOT NULL,
    body       jsonb NOT NULL,
    UNIQUE (commit_id, position)
);

CREATE TABLE events.outbox_point (
    message_id  text NOT NULL REFERENCES events.outbox_message (id),
    attempt     integer NOT NULL CHECK (attempt >= 1),
    point       text NOT NULL CHECK (point <> ''),
    detail      jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (message_id, attempt)
);
-- A message ends once: delivered or given up.
CREATE UNIQUE INDEX outbox_ends_once ON events.outbox_point (message_id) WHERE point IN ('done', 'abandoned');

-- Derived state, rows may change: the end of each chain, locked by whoever adds a link.
CREATE TABLE events.stream (
    stream text PRIMARY KEY CHECK (stream <> ''),
    height bigint NOT NULL CHECK (height >= 0),
    digest text NOT NULL CHECK (digest ~ '^([0-9a-f]{64})?$'),
    CHECK ((height = 0) = (digest = ''))
);

-- Derived state, rows may change: how often commits bumped a subject; decisions are guarded by it.
CREATE TABLE events.subject_version (
    subject text PRIMARY KEY CHECK (subject <> ''),
    version bigint NOT NULL CHECK (version >= 0)
);

GRANT USAGE ON SCHEMA events TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA events TO lantau_app;
GRANT UPDATE ON events.stream, events.subject_version TO lantau_app;
