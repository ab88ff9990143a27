-- Who may do what: pilots, applications, licences, conditions, directions, coins. Rows are only ever added; where a
-- process stands is its last step.

CREATE SCHEMA licensing;

-- A coin and its issuer. The id names the coin's asset in the ledger, coin:<id>.
CREATE TABLE licensing.coin (
    id                 text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{1,30}$'),
    commit_id          text NOT NULL REFERENCES events.commit (id),
    issuer_id          text NOT NULL REFERENCES identity.party,
    name               text NOT NULL CHECK (name <> ''),
    reference_currency text NOT NULL CHECK (reference_currency <> ''),
    registered_at      timestamptz NOT NULL,
    recorded_at        timestamptz NOT NULL
);
CREATE INDEX coin_by_issuer ON licensing.coin (issuer_id);

CREATE TABLE licensing.pilot (
    id                 text PRIMARY KEY,
    commit_id          text NOT NULL REFERENCES events.commit (id),
    party_id           text NOT NULL UNIQUE REFERENCES identity.party,
    plan               text NOT NULL CHECK (plan <> ''),
    use_case           text NOT NULL CHECK (use_case <> ''),
    reference_currency text NOT NULL CHECK (reference_currency <> ''),
    reasons            text NOT NULL CHECK (reasons <> ''),
    admitted_at        timestamptz NOT NULL,
    recorded_at        timestamptz NOT NULL
);

-- The scope agreed: a later revision replaces an earlier one by decision.
CREATE TABLE licensing.pilot_scope (
    pilot_id        text NOT NULL REFERENCES licensing.pilot,
    commit_id       text NOT NULL REFERENCES events.commit (id),
    revision        integer NOT NULL CHECK (revision >= 1),
    acts            jsonb NOT NULL,
    cap_total_micros numeric(38, 0) NOT NULL CHECK (cap_total_micros >= 0),
    cap_act_micros  numeric(38, 0) NOT NULL CHECK (cap_act_micros >= 0 AND cap_act_micros <= cap_total_micros),
    counterparties  jsonb NOT NULL,
    public_money    boolean NOT NULL,
    ends_on         date NOT NULL,
    PRIMARY KEY (pilot_id, revision)
);

CREATE TABLE licensing.pilot_test_case (
    pilot_id  text NOT NULL REFERENCES licensing.pilot,
    commit_id text NOT NULL REFERENCES events.commit (id),
    name      text NOT NULL CHECK (name <> ''),
    expected  text NOT NULL CHECK (expected <> ''),
    PRIMARY KEY (pilot_id, name)
);

CREATE TABLE licensing.pilot_evidence (
    id          text PRIMARY KEY,
    commit_id   text NOT NULL REFERENCES events.commit (id),
    pilot_id    text NOT NULL,
    test_case   text NOT NULL,
    revision    integer NOT NULL CHECK (revision >= 1),
    passed      boolean NOT NULL,
    evidence    text NOT NULL CHECK (evidence <> ''),
    recorded_by text NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    UNIQUE (pilot_id, test_case, revision),
    FOREIGN KEY (pilot_id, test_case) REFERENCES licensing.pilot_test_case (pilot_id, name)
);

CREATE TABLE licensing.pilot_observation (
    id          text PRIMARY KEY,
    commit_id   text NOT NULL REFERENCES events.commit (id),
    pilot_id    text NOT NULL REFERENCES licensing.pilot,
    text        text NOT NULL CHECK (text <> ''),
    observed_by text NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL
);

-- What a participant did inside its scope. value_micros counts towards the total cap.
CREATE TABLE licensing.pilot_act (
    id              text PRIMARY KEY,
    commit_id       text NOT NULL REFERENCES events.commit (id),
    pilot_id        text NOT NULL REFERENCES licensing.pilot,
    act             text NOT NULL CHECK (act <> ''),
    counterparty_id text NOT NULL CHECK (counterparty_id <> ''),
    value_micros    numeric(38, 0) NOT NULL CHECK (value_micros >= 0),
    occurred_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL
);
CREATE INDEX pilot_act_by_pilot ON licensing.pilot_act (pilot_id);

-- The file as it was given; it names no individual.
CREATE TABLE licensing.application (
    id             text PRIMARY KEY,
    commit_id      text NOT NULL REFERENCES events.commit (id),
    party_id       text NOT NULL REFERENCES identity.party,
    reference      text NOT NULL CHECK (reference <> ''),
    applicant_name text NOT NULL CHECK (applicant_name <> ''),
    source         text NOT NULL,
    form           text NOT NULL CHECK (form <> ''),
    filed_at       timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    UNIQUE (party_id, reference)
);

CREATE TABLE licensing.decision (
    application_id text PRIMARY KEY REFERENCES licensing.application,
    commit_id      text NOT NULL REFERENCES events.commit (id),
    outcome        text NOT NULL CHECK (outcome IN ('grant', 'refuse')),
    reasons        text NOT NULL CHECK (reasons <> ''),
    rulebook_id    text NOT NULL,
    law_day        date NOT NULL,
    decided_by     text NOT NULL,
    checked_by     text NOT NULL,
    decided_at     timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    CHECK (decided_by <> checked_by)
);

CREATE TABLE licensing.licence (
    id             text PRIMARY KEY,
    commit_id      text NOT NULL REFERENCES events.commit (id),
    number         text NOT NULL UNIQUE CHECK (number ~ '^SIM-'),
    party_id       text NOT NULL UNIQUE REFERENCES identity.party,
    application_id text NOT NULL UNIQUE REFERENCES licensing.decision (application_id),
    effective_on   date NOT NULL,
    granted_at     timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL
);

-- value_micros and coin_id are set for an issuance cap; a blank coin_id caps everything issued under the licence.
CREATE TABLE licensing.condition (
    id           text PRIMARY KEY,
    commit_id    text NOT NULL REFERENCES events.commit (id),
    licence_id   text NOT NULL REFERENCES licensing.licence,
    kind         text NOT NULL CHECK (kind IN ('activities', 'reserve', 'capital', 'cease', 'accounts', 'issuance_cap')),
    coin_id      text NOT NULL,
    value_micros numeric(38, 0) CHECK (value_micros >= 0),
    text         text NOT NULL CHECK (text <> ''),
    ground       text NOT NULL CHECK (ground <> ''),
    citation     text NOT NULL CHECK (citation <> ''),
    noticed_on   date NOT NULL,
    effective_on date NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CHECK ((kind = 'issuance_cap') = (value_micros IS NOT NULL))
);
CREATE INDEX condition_by_licence ON licensing.condition (licence_id);

CREATE TABLE licensing.condition_cancelled (
    condition_id text PRIMARY KEY REFERENCES licensing.condition,
    commit_id    text NOT NULL REFERENCES events.commit (id),
    reasons      text NOT NULL CHECK (reasons <> ''),
    cancelled_at timestamptz NOT NULL
);

CREATE TABLE licensing.direction (
    id          text PRIMARY KEY,
    commit_id   text NOT NULL REFERENCES events.commit (id),
    party_id    text NOT NULL REFERENCES identity.party,
    stops       jsonb NOT NULL,
    text        text NOT NULL CHECK (text <> ''),
    citation    text NOT NULL CHECK (citation <> ''),
    given_by    text NOT NULL,
    given_at    timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX direction_by_party ON licensing.direction (party_id);

CREATE TABLE licensing.direction_lift (
    direction_id text PRIMARY KEY REFERENCES licensing.direction,
    commit_id    text NOT NULL REFERENCES events.commit (id),
    reasons      text NOT NULL CHECK (reasons <> ''),
    lifted_at    timestamptz NOT NULL
);

-- The history of a process: application, licence or pilot. Where it stands is the step with the highest number.
CREATE TABLE licensing.step (
    process     text NOT NULL CHECK (process IN ('application', 'licence', 'pilot')),
    subject_id  text NOT NULL,
    number      integer NOT NULL CHECK (number >= 1),
    commit_id   text NOT NULL REFERENCES events.commit (id),
    from_state  text NOT NULL,
    step        text NOT NULL CHECK (step <> ''),
    to_state    text NOT NULL CHECK (to_state <> ''),
    reasons     text NOT NULL,
    taken_by    text NOT NULL,
    taken_at    timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (subject_id, number),
    CHECK ((number = 1) = (from_state = ''))
);

GRANT USAGE ON SCHEMA licensing TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA licensing TO lantau_app;
