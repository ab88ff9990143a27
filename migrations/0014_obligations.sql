-- What starts and ends duties: evidence filed and read, judgements, and the attestation day drawn from a sealed number.

-- What an issuer's own board set (its financial year, its own intervals) is told like a consent.
ALTER TABLE observations.observation DROP CONSTRAINT observation_kind_check;
ALTER TABLE observations.observation ADD CONSTRAINT observation_kind_check
    CHECK (kind IN ('warning.gale', 'warning.black_rain', 'price', 'fx', 'consent', 'gazette', 'resolution'));

-- A document filed under the rule that asks for it. The document itself stays with the issuer; the digest binds it.
CREATE TABLE disclosure.evidence (
    id          text PRIMARY KEY,
    issuer_id   text NOT NULL CHECK (issuer_id <> ''),
    rule_id     text NOT NULL CHECK (rule_id <> ''),
    title       text NOT NULL CHECK (title <> ''),
    digest      text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    filed_by    text NOT NULL CHECK (filed_by <> ''),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL
);
CREATE INDEX evidence_of_issuer ON disclosure.evidence (issuer_id);

-- Somebody else read a filed document. The last reading counts.
CREATE TABLE disclosure.evidence_review (
    id          text PRIMARY KEY,
    evidence_id text NOT NULL REFERENCES disclosure.evidence,
    adequate    boolean NOT NULL,
    reasons     text NOT NULL CHECK (reasons <> ''),
    reviewed_by text NOT NULL CHECK (reviewed_by <> ''),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL
);
CREATE INDEX review_of_evidence ON disclosure.evidence_review (evidence_id);

-- A decision that a rule leaves to a person. matter is that rule, or an obligation that was to be done promptly.
CREATE TABLE disclosure.judgement (
    id          text PRIMARY KEY,
    issuer_id   text NOT NULL CHECK (issuer_id <> ''),
    matter      text NOT NULL CHECK (matter <> ''),
    rule_id     text NOT NULL CHECK (rule_id <> ''),
    satisfied   boolean NOT NULL,
    reasons     text NOT NULL CHECK (reasons <> ''),
    decided_as  text NOT NULL CHECK (decided_as IN ('licensee', 'supervisor')),
    judged_by   text NOT NULL CHECK (judged_by <> ''),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL
);
CREATE INDEX judgement_of_issuer ON disclosure.judgement (issuer_id, matter);

-- The digest of a secret number, kept before the period's last business day is over (docs/adr: the attestation day).
CREATE TABLE disclosure.draw_seal (
    issuer_id   text NOT NULL CHECK (issuer_id <> ''),
    period_end  date NOT NULL,
    seal        text NOT NULL CHECK (seal ~ '^[0-9a-f]{64}$'),
    sealed_by   text NOT NULL CHECK (sealed_by <> ''),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL,
    PRIMARY KEY (issuer_id, period_end)
);

-- The business day drawn for a period, with everything that the drawing rests on.
CREATE TABLE disclosure.attestation_draw (
    issuer_id   text NOT NULL,
    period_end  date NOT NULL,
    day         date NOT NULL CHECK (day < period_end),
    body        jsonb NOT NULL,
    opened_by   text NOT NULL CHECK (opened_by <> ''),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL,
    PRIMARY KEY (issuer_id, period_end),
    FOREIGN KEY (issuer_id, period_end) REFERENCES disclosure.draw_seal
);

GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA disclosure TO lantau_app;
