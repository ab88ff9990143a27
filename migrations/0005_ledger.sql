-- Double entry. What must never be false is a constraint here, not a trigger: one asset per transfer, no transfer between
-- two pools or two coins, both entries of every transfer, every balance the one before it plus or minus the amount,
-- nothing below zero that may not be, and a hold that ends once.

CREATE SCHEMA ledger;

CREATE TABLE ledger.account (
    id              text PRIMARY KEY CHECK (id <> ''),
    code            text NOT NULL UNIQUE CHECK (code <> ''),
    asset           text NOT NULL CHECK (asset <> ''),
    normal          text NOT NULL CHECK (normal IN ('debit', 'credit')),
    segregation     text NOT NULL CHECK (segregation ~ '^((pool|coin):.+)?$'),
    may_go_negative boolean NOT NULL,
    owner_id        text NOT NULL,
    commit_id       text NOT NULL REFERENCES events.commit (id),
    position        integer NOT NULL CHECK (position >= 0),
    UNIQUE (id, asset, segregation),
    UNIQUE (id, asset, normal, may_go_negative)
);
CREATE INDEX account_of_commit ON ledger.account (commit_id);
CREATE INDEX account_of_owner ON ledger.account (owner_id);

-- Which pools and coins may meet in one transfer: '' meets everything, a pool only itself, a coin only itself.
CREATE FUNCTION ledger.may_meet(one text, other text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN one = '' OR other = '' OR one = other OR split_part(one, ':', 1) <> split_part(other, ':', 1);

CREATE TABLE ledger.hold (
    id                 text PRIMARY KEY CHECK (id <> ''),
    debit_account_id   text NOT NULL,
    credit_account_id  text NOT NULL,
    asset              text NOT NULL,
    debit_segregation  text NOT NULL,
    credit_segregation text NOT NULL,
    amount_units       bigint NOT NULL CHECK (amount_units > 0),
    kind               text NOT NULL CHECK (kind <> ''),
    expires_at         timestamptz,
    commit_id          text NOT NULL REFERENCES events.commit (id),
    position           integer NOT NULL CHECK (position >= 0),
    CHECK (debit_account_id <> credit_account_id),
    CHECK (ledger.may_meet(debit_segregation, credit_segregation)),
    FOREIGN KEY (debit_account_id, asset, debit_segregation) REFERENCES ledger.account (id, asset, segregation),
    FOREIGN KEY (credit_account_id, asset, credit_segregation) REFERENCES ledger.account (id, asset, segregation),
    UNIQUE (id, asset, amount_units),
    UNIQUE (id, debit_account_id, credit_account_id, asset)
);
CREATE INDEX hold_of_commit ON ledger.hold (commit_id);
CREATE INDEX hold_by_expiry ON ledger.hold (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE ledger.transfer (
    id                 text PRIMARY KEY CHECK (id <> ''),
    debit_account_id   text NOT NULL,
    credit_account_id  text NOT NULL,
    asset              text NOT NULL,
    debit_segregation  text NOT NULL,
    credit_segregation text NOT NULL,
    amount_units       bigint NOT NULL CHECK (amount_units > 0),
    kind               text NOT NULL CHECK (kind <> ''),
    hold_id            text UNIQUE,
    corrects           text REFERENCES ledger.transfer (id) CHECK (corrects <> id),
    commit_id          text NOT NULL REFERENCES events.commit (id),
    position           integer NOT NULL CHECK (position >= 0),
    debit_side         text NOT NULL GENERATED ALWAYS AS ('debit') STORED,
    credit_side        text NOT NULL GENERATED ALWAYS AS ('credit') STORED,
    CHECK (debit_account_id <> credit_account_id),
    CHECK (ledger.may_meet(debit_segregation, credit_segregation)),
    FOREIGN KEY (debit_account_id, asset, debit_segregation) REFERENCES ledger.account (id, asset, segregation),
    FOREIGN KEY (credit_account_id, asset, credit_segregation) REFERENCES ledger.account (id, asset, segregation),
    FOREIGN KEY (hold_id, debit_account_id, credit_account_id, asset)
        REFERENCES ledger.hold (id, debit_account_id, credit_account_id, asset),
    UNIQUE (id, hold_id, asset, amount_units)
);
CREATE INDEX transfer_of_commit ON ledger.transfer (commit_id);
CREATE INDEX transfer_corrected ON ledger.transfer (corrects) WHERE corrects IS NOT NULL;

-- One side of a transfer on one account. Balances are counted on the account's normal side.
CREATE TABLE ledger.entry (
    account_id        text NOT NULL,
    sequence          bigint NOT NULL CHECK (sequence >= 1),
    transfer_id       text NOT NULL REFERENCES ledger.transfer (id),
    side              text NOT NULL CHECK (side IN ('debit', 'credit')),
    asset             text NOT NULL,
    normal            text NOT NULL,
    may_go_negative   boolean NOT NULL,
    amount_units      bigint NOT NULL CHECK (amount_units > 0),
    balance_before    bigint NOT NULL,
    balance_after     bigint NOT NULL,
    commit_id         text NOT NULL REFERENCES events.commit (id),
    previous_sequence bigint GENERATED ALWAYS AS (NULLIF(sequence - 1, 0)) STORED,
    PRIMARY KEY (account_id, sequence),
    UNIQUE (account_id, sequence, balance_after),
    UNIQUE (transfer_id, side, account_id, asset, amount_units),
    UNIQUE (transfer_id, side),
    CHECK (balance_after = balance_before + CASE WHEN side = normal THEN amount_units ELSE -amount_units END),
    CHECK (sequence > 1 OR balance_before = 0),
    CHECK (may_go_negative OR balance_after >= 0),
    FOREIGN KEY (account_id, asset, normal, may_go_negative)
        REFERENCES ledger.account (id, asset, normal, may_go_negative),
    -- The balance before is the balance after the entry before it: no gap, no fork, no balance out of nowhere.
    FOREIGN KEY (account_id, previous_sequence, balance_before)
        REFERENCES ledger.entry (account_id, sequence, balance_after)
);
CREATE INDEX entry_of_commit ON ledger.entry (commit_id);

-- Both entries of every transfer are there at the end of the db_transaction, so the entries of a transfer sum to zero.
ALTER TABLE ledger.transfer
    ADD CONSTRAINT transfer_has_its_debit FOREIGN KEY (id, debit_side, debit_account_id, asset, amount_units)
        REFERENCES ledger.entry (transfer_id, side, account_id, asset, amount_units) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT transfer_has_its_credit FOREIGN KEY (id, credit_side, credit_account_id, asset, amount_units)
        REFERENCES ledger.entry (transfer_id, side, account_id, asset, amount_units) DEFERRABLE INITIALLY DEFERRED;

-- How a hold ended: once, and for at most what it set aside.
CREATE TABLE ledger.hold_end (
    hold_id      text PRIMARY KEY,
    outcome      text NOT NULL CHECK (outcome IN ('posted', 'voided', 'expired')),
    asset        text NOT NULL,
    held_units   bigint NOT NULL,
    posted_units bigint NOT NULL CHECK (posted_units BETWEEN 0 AND held_units),
    transfer_id  text UNIQUE,
    commit_id    text NOT NULL REFERENCES events.commit (id),
    position     integer NOT NULL CHECK (position >= 0),
    CHECK ((outcome = 'posted') = (posted_units > 0)),
    CHECK ((outcome = 'posted') = (transfer_id IS NOT NULL)),
    FOREIGN KEY (hold_id, asset, held_units) REFERENCES ledger.hold (id, asset, amount_units),
    FOREIGN KEY (transfer_id, hold_id, asset, posted_units)
        REFERENCES ledger.transfer (id, hold_id, asset, amount_units),
    UNIQUE (hold_id, transfer_id)
);
CREATE INDEX hold_end_of_commit ON ledger.hold_end (commit_id);

ALTER TABLE ledger.transfer
    ADD CONSTRAINT transfer_ends_its_hold FOREIGN KEY (hold_id, id)
        REFERENCES ledger.hold_end (hold_id, transfer_id) DEFERRABLE INITIALLY DEFERRED;

-- Derived state, rows may change: the last balance of each account and what open holds set aside of it. Locked by
-- whoever books on the account; never on its own: posted_units is the balance after the entry it names.
CREATE TABLE ledger.balance (
    account_id      text PRIMARY KEY,
    asset           text NOT NULL,
    normal          text NOT NULL,
    may_go_negative boolean NOT NULL,
    sequence        bigint NOT NULL CHECK (sequence >= 0),
    posted_units    bigint NOT NULL,
    held_units      bigint NOT NULL CHECK (held_units >= 0),
    last_sequence   bigint GENERATED ALWAYS AS (NULLIF(sequence, 0)) STORED,
    CHECK (sequence > 0 OR posted_units = 0),
    CHECK (may_go_negative OR posted_units >= held_units),
    FOREIGN KEY (account_id, asset, normal, may_go_negative)
        REFERENCES ledger.account (id, asset, normal, may_go_negative),
    FOREIGN KEY (account_id, last_sequence, posted_units)
        REFERENCES ledger.entry (account_id, sequence, balance_after)
);

GRANT USAGE ON SCHEMA ledger TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA ledger TO lantau_app;
GRANT UPDATE (sequence, posted_units, held_units) ON ledger.balance TO lantau_app;
