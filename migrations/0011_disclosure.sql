-- What an issuer states, returns and owes: closes of day, findings as they stood, breaks, weekly returns, obligations done.

CREATE SCHEMA disclosure;

CREATE TABLE disclosure.day_close (
    issuer_id   text NOT NULL CHECK (issuer_id <> ''),
    day         date NOT NULL,
    rulebook_id text NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL,
    PRIMARY KEY (issuer_id, day)
);

-- One statement for each coin and day; the digest is of its JSON spelling.
CREATE TABLE disclosure.statement (
    id          text PRIMARY KEY,
    issuer_id   text NOT NULL,
    coin_id     text NOT NULL CHECK (coin_id <> ''),
    pool_id     text NOT NULL,
    day         date NOT NULL,
    body        jsonb NOT NULL,
    digest      text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL,
    UNIQUE (coin_id, day),
    FOREIGN KEY (issuer_id, day) REFERENCES disclosure.day_close
);

-- Every finding of a close. A finding that is breached or unknown is open, since the instant it was first found so.
CREATE TABLE disclosure.finding (
    id           text PRIMARY KEY,
    issuer_id    text NOT NULL,
    day          date NOT NULL,
    rule_id      text NOT NULL,
    subject_kind text NOT NULL,
    subject_id   text NOT NULL,
    outcome      text NOT NULL CHECK (outcome IN ('met', 'breached', 'unknown', 'not_applicable')),
    open_since   timestamptz,
    body         jsonb NOT NULL,
    occurred_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    commit_id    text NOT NULL,
    UNIQUE (issuer_id, day, rule_id, subject_id),
    FOREIGN KEY (issuer_id, day) REFERENCES disclosure.day_close,
    CHECK ((outcome IN ('breached', 'unknown')) = (open_since IS NOT NULL))
);

-- Two records of one coin that should be equal and are not, from the close that saw it until the close that did not.
CREATE TABLE disclosure.break (
    id          text PRIMARY KEY,
    issuer_id   text NOT NULL,
    coin_id     text NOT NULL,
    left_name   text NOT NULL,
    right_name  text NOT NULL,
    left_units  numeric(38, 0) NOT NULL,
    right_units numeric(38, 0) NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL,
    CHECK (left_units <> right_units)
);

CREATE TABLE disclosure.break_end (
    break_id    text PRIMARY KEY REFERENCES disclosure.break,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL
);

CREATE TABLE disclosure.weekly_return (
    id          text PRIMARY KEY,
    issuer_id   text NOT NULL,
    week_until  date NOT NULL,
    body        jsonb NOT NULL,
    digest      text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL,
    UNIQUE (issuer_id, week_until)
);

-- A duty that arose from something that happened. Duties that come back are computed from the law's cadences and are not stored.
CREATE TABLE disclosure.arisen_duty (
    issuer_id   text NOT NULL,
    kind        text NOT NULL CHECK (kind <> ''),
    about       text NOT NULL CHECK (about <> ''),
    arose_on    date NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL,
    PRIMARY KEY (issuer_id, kind, about)
);

CREATE TABLE disclosure.discharge (
    obligation_id text PRIMARY KEY,
    issuer_id     text NOT NULL,
    kind          text NOT NULL,
    done_on       date NOT NULL,
    evidence      text NOT NULL CHECK (evidence <> ''),
    occurred_at   timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    commit_id     text NOT NULL
);
CREATE INDEX discharge_of_issuer ON disclosure.discharge (issuer_id);

GRANT USAGE ON SCHEMA disclosure TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA disclosure TO lantau_app;
