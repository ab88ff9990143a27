-- Business payments in coins. What travels with each (A 6.5-6.6) is sealed: the originator's part under the payer's key,
-- the recipient's under the payee's; the digests keep them provable while the keys exist.

CREATE SCHEMA payments;

CREATE TABLE payments.payment (
    id                   text PRIMARY KEY,
    issuer_id            text NOT NULL,
    coin_id              text NOT NULL,
    payer_id             text NOT NULL,
    payer_wallet_id      text NOT NULL,
    payee_id             text NOT NULL CHECK (payee_id <> payer_id),
    payee_wallet_id      text NOT NULL CHECK (payee_wallet_id <> payer_wallet_id),
    coin_units           numeric(38, 0) NOT NULL CHECK (coin_units > 0),
    value_hkd_cents      numeric(38, 0) NOT NULL CHECK (value_hkd_cents >= 0),
    linked_hkd_cents     numeric(38, 0) NOT NULL CHECK (linked_hkd_cents >= value_hkd_cents),
    tier                 text NOT NULL CHECK (tier IN ('full', 'reduced')),
    purpose              text NOT NULL CHECK (purpose <> ''),
    invoice_reference    text NOT NULL CHECK (invoice_reference <> ''),
    diligence_reference  text NOT NULL,
    originator_sealed    text NOT NULL,
    originator_digest    text NOT NULL,
    recipient_sealed     text NOT NULL,
    recipient_digest     text NOT NULL,
    transfer_id          text NOT NULL UNIQUE,
    -- The chain is the truth for self-held coins; until the mirror has seen the payment its status is not known.
    chain_status         text NOT NULL CHECK (chain_status IN ('unknown')),
    occurred_at          timestamptz NOT NULL,
    recorded_at          timestamptz NOT NULL,
    commit_id            text NOT NULL
);
CREATE INDEX payment_of_payer ON payments.payment (payer_id, occurred_at);

GRANT USAGE ON SCHEMA payments TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA payments TO lantau_app;
