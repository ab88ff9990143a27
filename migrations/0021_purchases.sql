-- Purchases paid against documents: the price is kept part by part and paid as an examiner finds each document in order.
-- What the buyer signed for a part lets whoever reads it be paid at once, so it is sealed under the buyer's key.

CREATE TABLE payments.purchase (
    id                 text PRIMARY KEY,
    issuer_id          text NOT NULL,
    coin_id            text NOT NULL,
    payer_id           text NOT NULL,
    payer_wallet_id    text NOT NULL,
    payee_id           text NOT NULL CHECK (payee_id <> payer_id),
    payee_wallet_id    text NOT NULL CHECK (payee_wallet_id <> payer_wallet_id),
    examiner_id        text NOT NULL CHECK (examiner_id <> payer_id AND examiner_id <> payee_id),
    goods              text NOT NULL CHECK (goods <> ''),
    contract_reference text NOT NULL CHECK (contract_reference <> ''),
    occurred_at        timestamptz NOT NULL,
    recorded_at        timestamptz NOT NULL,
    commit_id          text NOT NULL REFERENCES events.commit (id)
);
CREATE INDEX purchase_of_commit ON payments.purchase (commit_id);
CREATE INDEX purchase_of_payer ON payments.purchase (payer_id, occurred_at);

-- payment_id is the payment that the release makes, under the hold that sets its coins aside from the agreement on.
CREATE TABLE payments.milestone (
    purchase_id          text NOT NULL REFERENCES payments.purchase (id),
    number               integer NOT NULL CHECK (number >= 1),
    document             text NOT NULL CHECK (document <> ''),
    coin_units           numeric(38, 0) NOT NULL CHECK (coin_units > 0),
    expires_at           timestamptz NOT NULL,
    hold_id              text NOT NULL UNIQUE,
    payment_id           text NOT NULL UNIQUE,
    authorization_sealed text NOT NULL,
    authorization_digest text NOT NULL,
    recorded_at          timestamptz NOT NULL,
    commit_id            text NOT NULL REFERENCES events.commit (id),
    PRIMARY KEY (purchase_id, number)
);
CREATE INDEX milestone_of_commit ON payments.milestone (commit_id);

-- Its history: where it stands is the last row; without one, its document is awaited.
CREATE TABLE payments.milestone_step (
    purchase_id text NOT NULL,
    number      integer NOT NULL,
    sequence    integer NOT NULL CHECK (sequence >= 1),
    state       text NOT NULL CHECK (state IN ('presented', 'rejected', 'released', 'withdrawn', 'lapsed')),
    actor_id    text NOT NULL CHECK (actor_id <> ''),
    title       text NOT NULL CHECK ((title <> '') = (digest <> '')),
    digest      text NOT NULL CHECK ((digest <> '') = (state IN ('presented', 'released'))),
    reasons     text NOT NULL CHECK ((reasons <> '') = (state IN ('rejected', 'withdrawn'))),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL REFERENCES events.commit (id),
    PRIMARY KEY (purchase_id, number, sequence),
    FOREIGN KEY (purchase_id, number) REFERENCES payments.milestone (purchase_id, number)
);
CREATE INDEX milestone_step_of_commit ON payments.milestone_step (commit_id);
-- Nothing follows an end, and a part is released once.
CREATE UNIQUE INDEX milestone_ended_once ON payments.milestone_step (purchase_id, number)
    WHERE state IN ('released', 'withdrawn', 'lapsed');

GRANT SELECT, INSERT ON payments.purchase, payments.milestone, payments.milestone_step TO lantau_app;
