-- observations: what the world told us and when. One hash chain of their own, because warnings and prices decide cases.
CREATE SCHEMA observations;

-- Rows are only ever added; a correction is a later row about the same kind and subject.
CREATE TABLE observations.observation (
    height         bigint      PRIMARY KEY CHECK (height >= 1),
    id             text        NOT NULL UNIQUE CHECK (id ~ '^obs_[0-9A-Z]{26}$'),
    key            text        NOT NULL UNIQUE CHECK (key <> ''),
    request_digest text        NOT NULL CHECK (request_digest ~ '^[0-9a-f]{64}$'),
    kind           text        NOT NULL CHECK (kind IN ('warning.gale', 'warning.black_rain', 'price', 'fx', 'consent', 'gazette')),
    subject        text        NOT NULL CHECK (subject <> ''),
    value          jsonb       NOT NULL CHECK (jsonb_typeof(value) = 'object'),
    occurred_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    source         text        NOT NULL CHECK (source <> ''),
    actor_id       text        NOT NULL CHECK (actor_id <> ''),
    previous       text        NOT NULL CHECK (previous ~ '^([0-9a-f]{64})?$'),
    digest         text        NOT NULL UNIQUE CHECK (digest ~ '^[0-9a-f]{64}$'),
    CHECK ((height = 1) = (previous = '')),
    -- Nobody observes the future.
    CHECK (occurred_at <= recorded_at)
);
CREATE INDEX observation_of_subject ON observations.observation (kind, subject, height);

-- Derived state, its row may change: the end of the chain, locked by whoever adds an observation.
CREATE TABLE observations.head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    height   bigint  NOT NULL CHECK (height >= 0),
    digest   text    NOT NULL CHECK (digest ~ '^([0-9a-f]{64})?$'),
    CHECK ((height = 0) = (digest = ''))
);
INSERT INTO observations.head (height, digest) VALUES (0, '');

GRANT USAGE ON SCHEMA observations TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA observations TO lantau_app;
GRANT UPDATE ON observations.head TO lantau_app;
