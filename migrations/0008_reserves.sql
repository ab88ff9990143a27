-- What backs each coin: one pool per coin, its positions with the facts known about them, and signed attestations.

CREATE SCHEMA reserves;

-- One segregated pool for each type of coin (O Sch.2 s.5(1)).
CREATE TABLE reserves.pool (
    id          text PRIMARY KEY,
    coin_id     text NOT NULL UNIQUE CHECK (coin_id <> ''),
    issuer_id   text NOT NULL CHECK (issuer_id <> ''),
    reference   text NOT NULL CHECK (reference <> ''),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL
);

-- nominal is cash at a custodian, principal, face value or units; cost is what the ledger holds for it in the account
-- of that code. A cash position's amount is the ledger's balance, so its nominal here stays null.
CREATE TABLE reserves.position (
    id            text PRIMARY KEY,
    pool_id       text NOT NULL REFERENCES reserves.pool,
    class         text NOT NULL CHECK (class IN ('cash', 'deposit', 'debt', 'reverse_repo', 'fund', 'bitcoin', 'other')),
    name          text NOT NULL CHECK (name <> ''),
    asset         text NOT NULL CHECK (asset <> ''),
    nominal_units numeric(38, 0) CHECK (nominal_units > 0),
    cost_units    numeric(38, 0) CHECK (cost_units > 0),
    account_code  text NOT NULL UNIQUE,
    custodian     text NOT NULL,
    traits        jsonb NOT NULL,
    occurred_at   timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    commit_id     text NOT NULL,
    CHECK ((class = 'cash') = (nominal_units IS NULL)),
    CHECK ((class = 'cash') = (cost_units IS NULL))
);
CREATE INDEX position_of_pool ON reserves.position (pool_id);

-- A position ends once, with what it brought back into cash.
CREATE TABLE reserves.position_end (
    position_id    text PRIMARY KEY REFERENCES reserves.position,
    proceeds_units numeric(38, 0) NOT NULL CHECK (proceeds_units >= 0),
    occurred_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    commit_id      text NOT NULL
);

-- The value of a pool as signed: eligible market value in micros, alive in [attested_at, expires_at).
CREATE TABLE reserves.attestation (
    id              text PRIMARY KEY,
    pool_id         text NOT NULL REFERENCES reserves.pool,
    amount_micros   numeric(38, 0) NOT NULL CHECK (amount_micros >= 0),
    currency        text NOT NULL,
    attested_at     timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    law_day         date NOT NULL,
    rulebook_id     text NOT NULL,
    key_fingerprint text NOT NULL CHECK (key_fingerprint ~ '^[0-9a-f]{64}$'),
    signature       text NOT NULL CHECK (signature ~ '^[0-9a-f]{128}$'),
    recorded_at     timestamptz NOT NULL,
    commit_id       text NOT NULL,
    CHECK (attested_at < expires_at)
);
CREATE INDEX attestation_of_pool ON reserves.attestation (pool_id, attested_at);

GRANT USAGE ON SCHEMA reserves TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA reserves TO lantau_app;
