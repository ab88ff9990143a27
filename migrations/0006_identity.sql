-- Who the parties are, how we know, and what is theirs. Personal data are sealed under a key of the party's own.

CREATE SCHEMA identity;

CREATE TABLE identity.party (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    id          text PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('natural', 'legal')),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL
);

-- The only rows of this schema that may be deleted: deleting one destroys the party's personal data everywhere.
-- Outside the hash chain for that reason; a key without a party is harmless.
CREATE TABLE identity.party_key (
    party_id text PRIMARY KEY,
    key      bytea NOT NULL CHECK (octet_length(key) = 32),
    salt     bytea NOT NULL CHECK (octet_length(salt) = 32)
);

-- Particulars are revised, never edited: the highest revision counts.
CREATE TABLE identity.particulars (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    id          text PRIMARY KEY,
    party_id    text NOT NULL REFERENCES identity.party,
    revision    integer NOT NULL CHECK (revision >= 1),
    sealed      text NOT NULL,
    digest      text NOT NULL,
    recorded_at timestamptz NOT NULL,
    UNIQUE (party_id, revision)
);

CREATE TABLE identity.relation (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    id         text PRIMARY KEY,
    party_id   text NOT NULL REFERENCES identity.party,
    issuer_id  text NOT NULL REFERENCES identity.party,
    began_at   timestamptz NOT NULL,
    CHECK (party_id <> issuer_id)
);
CREATE INDEX relation_by_issuer ON identity.relation (issuer_id, party_id);

CREATE TABLE identity.relation_end (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    relation_id text PRIMARY KEY REFERENCES identity.relation,
    ended_at    timestamptz NOT NULL,
    reason      text NOT NULL CHECK (reason <> '')
);

CREATE TABLE identity.verification (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    id          text PRIMARY KEY,
    party_id    text NOT NULL REFERENCES identity.party,
    issuer_id   text NOT NULL REFERENCES identity.party,
    revision    integer NOT NULL CHECK (revision >= 1),
    outcome     text NOT NULL CHECK (outcome IN ('complete', 'failed')),
    measures    jsonb NOT NULL,
    sources     jsonb NOT NULL,
    verified_by text NOT NULL,
    checked_by  text NOT NULL,
    verified_at timestamptz NOT NULL,
    valid_until date NOT NULL,
    recorded_at timestamptz NOT NULL,
    UNIQUE (party_id, issuer_id, revision),
    CHECK (verified_by <> checked_by)  -- checked_by is blank where one person may verify
);

CREATE TABLE identity.screening (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    id          text PRIMARY KEY,
    party_id    text NOT NULL REFERENCES identity.party,
    revision    integer NOT NULL CHECK (revision >= 1),
    outcome     text NOT NULL CHECK (outcome IN ('clear', 'possible', 'hit')),
    source      text NOT NULL CHECK (source <> ''),
    remark      text NOT NULL,
    screened_by text NOT NULL,
    screened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    UNIQUE (party_id, revision)
);

-- Number and holder's name are sealed; the digest, keyed by the party's salt, finds the account again.
CREATE TABLE identity.bank_account (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    id            text PRIMARY KEY,
    party_id      text NOT NULL REFERENCES identity.party,
    issuer_id     text NOT NULL REFERENCES identity.party,
    bank_bic      text NOT NULL CHECK (bank_bic <> ''),
    currency      text NOT NULL CHECK (currency <> ''),
    sealed        text NOT NULL,
    digest        text NOT NULL,
    registered_at timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    UNIQUE (party_id, issuer_id, digest)
);

CREATE TABLE identity.wallet (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    id                text PRIMARY KEY,
    party_id          text NOT NULL REFERENCES identity.party,
    issuer_id         text NOT NULL REFERENCES identity.party,
    address           text NOT NULL CHECK (address ~ '^0x[0-9a-fA-F]{40}$'),
    hosting           text NOT NULL CHECK (hosting IN ('unhosted', 'custodial')),
    custodian         text NOT NULL CHECK ((hosting = 'custodial') = (custodian <> '')),
    test_message      text NOT NULL,
    micropayment_units bigint NOT NULL CHECK (micropayment_units > 0),
    registered_at     timestamptz NOT NULL,
    recorded_at       timestamptz NOT NULL,
    UNIQUE (issuer_id, address)
);

CREATE TABLE identity.wallet_proof (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    id          text PRIMARY KEY,
    wallet_id   text NOT NULL REFERENCES identity.wallet,
    method      text NOT NULL CHECK (method IN ('message_signing', 'micropayment', 'custodian_statement')),
    evidence    text NOT NULL CHECK (evidence <> ''),
    proved_by   text NOT NULL,
    proved_at   timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL
);

-- wallet_id is blank when the whole party is frozen.
CREATE TABLE identity.freeze_order (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    id          text PRIMARY KEY,
    party_id    text NOT NULL REFERENCES identity.party,
    wallet_id   text NOT NULL,
    issuer_id   text NOT NULL,
    authority   text NOT NULL CHECK (authority <> ''),
    reference   text NOT NULL CHECK (reference <> ''),
    reason      text NOT NULL CHECK (reason <> ''),
    ordered_at  timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX freeze_order_by_party ON identity.freeze_order (party_id);

CREATE TABLE identity.freeze_lift (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    freeze_order_id text PRIMARY KEY REFERENCES identity.freeze_order,
    reason          text NOT NULL CHECK (reason <> ''),
    lifted_at       timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL
);

CREATE TABLE identity.forgotten (
    commit_id   text NOT NULL REFERENCES events.commit (id),
    party_id     text PRIMARY KEY REFERENCES identity.party,
    reason       text NOT NULL CHECK (reason <> ''),
    forgotten_at timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL
);

GRANT USAGE ON SCHEMA identity TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA identity TO lantau_app;
-- Crypto-shredding: the key rows may go, and nothing else here may change.
GRANT DELETE ON identity.party_key TO lantau_app;
