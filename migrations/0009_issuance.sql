-- Issuing and redeeming at par: the pool's bank account, what the bank told us, orders with their history, pay-outs.
-- Names, account numbers and payers' words are sealed under the issuer's own party key (see identity).

CREATE SCHEMA issuance;

-- The segregated bank account through which a pool's money comes and goes; the issuer's own, so no personal data.
CREATE TABLE issuance.pool_account (
    id            text PRIMARY KEY,
    pool_id       text NOT NULL UNIQUE,
    issuer_id     text NOT NULL CHECK (issuer_id <> ''),
    coin_id       text NOT NULL UNIQUE CHECK (coin_id <> ''),
    currency      text NOT NULL CHECK (currency <> ''),
    holder_name   text NOT NULL CHECK (holder_name <> ''),
    bank_bic      text NOT NULL CHECK (bank_bic <> ''),
    number        text NOT NULL UNIQUE CHECK (number <> ''),
    -- The issuer's own account outside the pool, to which redemption fees are paid; blank when it charges none.
    operating_bic    text NOT NULL,
    operating_number text NOT NULL CHECK (operating_number <> number),
    registered_at timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    commit_id     text NOT NULL
);

-- A message is known by the bank's own identifier; the digest is of its bytes.
CREATE TABLE issuance.bank_message (
    id              text PRIMARY KEY,
    pool_id         text NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('camt.053.001.08', 'camt.054.001.08')),
    message_id      text NOT NULL CHECK (message_id <> ''),
    digest          text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    bank_created_at timestamptz NOT NULL,
    occurred_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    commit_id       text NOT NULL,
    UNIQUE (pool_id, kind, message_id)
);

-- Funds credited to the pool's bank account, once for each bank reference, however often the bank tells it.
CREATE TABLE issuance.receipt (
    id              text PRIMARY KEY,
    pool_id         text NOT NULL,
    bank_message_id text NOT NULL REFERENCES issuance.bank_message,
    bank_reference  text NOT NULL CHECK (bank_reference <> ''),
    currency        text NOT NULL,
    amount_units    numeric(38, 0) NOT NULL CHECK (amount_units > 0),
    booked_on       date NOT NULL,
    entry_digest    text NOT NULL,
    sealed          text NOT NULL,
    occurred_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    commit_id       text NOT NULL,
    UNIQUE (pool_id, bank_reference)
);
CREATE INDEX receipt_of_pool ON issuance.receipt (pool_id, occurred_at);

-- A request to issue or to redeem. par is the same value in the reference currency; the fee is taken from it.
CREATE TABLE issuance.order (
    id                text PRIMARY KEY,
    kind              text NOT NULL CHECK (kind IN ('issue', 'redeem')),
    issuer_id         text NOT NULL,
    customer_id       text NOT NULL CHECK (customer_id <> issuer_id),
    coin_id           text NOT NULL,
    pool_id           text NOT NULL,
    wallet_id         text NOT NULL,
    bank_account_id   text NOT NULL,
    payment_reference text NOT NULL,
    coin_units        numeric(38, 0) NOT NULL CHECK (coin_units > 0),
    currency          text NOT NULL,
    par_units         numeric(38, 0) NOT NULL CHECK (par_units > 0),
    fee_units         numeric(38, 0) NOT NULL CHECK (fee_units >= 0 AND fee_units < par_units),
    cost_units        numeric(38, 0) NOT NULL CHECK (cost_units >= 0),
    hold_id           text NOT NULL CHECK ((kind = 'redeem') = (hold_id <> '')),
    requested_at      timestamptz NOT NULL,
    recorded_at       timestamptz NOT NULL,
    commit_id         text NOT NULL,
    CHECK ((kind = 'issue') = (payment_reference <> ''))
);
CREATE UNIQUE INDEX order_by_reference ON issuance.order (issuer_id, payment_reference) WHERE kind = 'issue';
CREATE INDEX order_of_customer ON issuance.order (customer_id);

-- An order's history: each step starts where the one before ended, and only along the table of transitions.
-- Two decisions on one state collide on (order_id, sequence), so only one of them is committed.
CREATE TABLE issuance.order_step (
    order_id    text NOT NULL REFERENCES issuance.order,
    sequence    integer NOT NULL CHECK (sequence >= 0),
    previous    integer CHECK (previous = sequence - 1 AND previous >= 0),
    from_state  text,
    to_state    text NOT NULL,
    reason      text NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL,
    PRIMARY KEY (order_id, sequence),
    UNIQUE (order_id, sequence, to_state),
    FOREIGN KEY (order_id, previous, from_state) REFERENCES issuance.order_step (order_id, sequence, to_state),
    CHECK ((sequence = 0) = (previous IS NULL)),
    CHECK ((sequence = 0) = (from_state IS NULL)),
    CHECK (sequence > 0 OR to_state = 'requested'),
    CHECK (sequence = 0 OR (from_state, to_state) IN (
        ('requested', 'issued'), ('requested', 'valid'), ('valid', 'settled'), ('requested', 'cancelled')
    ))
);

-- What became of a receipt: matched to the order it pays for, or returned. Without a row it is unmatched.
CREATE TABLE issuance.receipt_end (
    receipt_id  text PRIMARY KEY REFERENCES issuance.receipt,
    outcome     text NOT NULL CHECK (outcome IN ('matched', 'returned')),
    order_id    text REFERENCES issuance.order,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL,
    CHECK (outcome <> 'matched' OR order_id IS NOT NULL)
);
-- One order is paid for once.
CREATE UNIQUE INDEX one_receipt_for_an_order ON issuance.receipt_end (order_id) WHERE outcome = 'matched';

-- A payment instruction to the pool's bank (pain.001): for a settled redemption or for returned funds, once each.
CREATE TABLE issuance.pay_out (
    id           text PRIMARY KEY,
    pool_id      text NOT NULL,
    order_id     text UNIQUE REFERENCES issuance.order,
    receipt_id   text UNIQUE REFERENCES issuance.receipt,
    currency     text NOT NULL,
    amount_units numeric(38, 0) NOT NULL CHECK (amount_units > 0),
    fee_units    numeric(38, 0) NOT NULL CHECK (fee_units >= 0),
    digest       text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    sealed       text NOT NULL,
    occurred_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    commit_id    text NOT NULL,
    CHECK ((order_id IS NULL) <> (receipt_id IS NULL))
);

-- The bank's debit entry that says a pay-out, or the fee instructed with it, left the pool's account.
CREATE TABLE issuance.pay_out_confirmation (
    pay_out_id      text NOT NULL REFERENCES issuance.pay_out,
    part            text NOT NULL CHECK (part IN ('amount', 'fee')),
    bank_message_id text NOT NULL REFERENCES issuance.bank_message,
    bank_reference  text NOT NULL,
    booked_on       date NOT NULL,
    occurred_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    commit_id       text NOT NULL,
    PRIMARY KEY (pay_out_id, part)
);

GRANT USAGE ON SCHEMA issuance TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA issuance TO lantau_app;
