-- What the back office keeps of coins whose contract is on a chain: the reserve's attestation as the contract's mint gate
-- checks it, and what a holder signed so that its coins can be taken back and burned.

CREATE TABLE reserves.chain_attestation (
    id              text PRIMARY KEY,
    pool_id         text NOT NULL REFERENCES reserves.pool,
    contract        text NOT NULL,
    amount_units    bigint NOT NULL CHECK (amount_units >= 0),
    attested_second bigint NOT NULL,
    expires_second  bigint NOT NULL,
    signatures      jsonb NOT NULL,
    recorded_at     timestamptz NOT NULL,
    commit_id       text NOT NULL REFERENCES events.commit (id),
    CHECK (attested_second < expires_second),
    UNIQUE (contract, attested_second)
);
CREATE INDEX chain_attestation_of_pool ON reserves.chain_attestation (pool_id, attested_second);
CREATE INDEX chain_attestation_of_commit ON reserves.chain_attestation (commit_id);

CREATE TABLE issuance.redemption_authorization (
    order_id    text PRIMARY KEY REFERENCES issuance.order (id),
    body        jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL REFERENCES events.commit (id)
);
CREATE INDEX redemption_authorization_of_commit ON issuance.redemption_authorization (commit_id);

GRANT SELECT, INSERT ON reserves.chain_attestation, issuance.redemption_authorization TO lantau_app;

-- A payment in coins on a chain is pending when it is made; how it ended is how its hold ended.
ALTER TABLE payments.payment
    DROP CONSTRAINT payment_chain_status_check,
    ADD CONSTRAINT payment_chain_status_check CHECK (chain_status IN ('unknown', 'pending'));

-- What the register asked a coin's contract to know of an address: verified, may receive mints, blocked. The last row of an
-- address is what the contract was last asked for.
CREATE TABLE register.admission (
    coin_id     text NOT NULL REFERENCES chain.deployment (coin_id),
    address     text NOT NULL CHECK (address ~ '^0x[0-9a-f]{40}$'),
    number      integer NOT NULL CHECK (number >= 1),
    verified    boolean NOT NULL,
    blocked     boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL REFERENCES events.commit (id),
    PRIMARY KEY (coin_id, address, number)
);
CREATE INDEX admission_of_commit ON register.admission (commit_id);
GRANT SELECT, INSERT ON register.admission TO lantau_app;

-- What each authorisation of a holder was used for, once: the contract carries out a nonce of a holder once.
CREATE TABLE chain.authorization (
    contract    text NOT NULL CHECK (contract ~ '^0x[0-9a-f]{40}$'),
    holder      text NOT NULL CHECK (holder ~ '^0x[0-9a-f]{40}$'),
    nonce       text NOT NULL CHECK (nonce ~ '^0x[0-9a-f]{64}$'),
    subject_id  text NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL REFERENCES events.commit (id),
    PRIMARY KEY (contract, holder, nonce)
);
CREATE INDEX authorization_of_commit ON chain.authorization (commit_id);
GRANT SELECT, INSERT ON chain.authorization TO lantau_app;

-- A redemption that its holder's signature can no longer carry out ends unpaid: valid, or settled in the books while its
-- burn waited. (The fourth check of 0009 is its table of transitions.)
ALTER TABLE issuance.order_step
    DROP CONSTRAINT order_step_check4,
    ADD CONSTRAINT order_step_transition CHECK (sequence = 0 OR (from_state, to_state) IN (
        ('requested', 'issued'), ('requested', 'valid'), ('valid', 'settled'), ('requested', 'cancelled'),
        ('valid', 'undone'), ('settled', 'undone')
    ));
