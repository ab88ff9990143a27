-- A party's own bitcoin: what was mined and sold. Balances are the ledger's; these rows say what each transfer was for.

CREATE SCHEMA treasury;

-- Bitcoin is kept by its owner and backs no coin: no account of it belongs to a pool or to a coin.
ALTER TABLE ledger.account ADD CONSTRAINT bitcoin_of_no_pool CHECK (asset <> 'BTC' OR segregation = '');

-- What a source produced from first_day to before until_day, days of UTC; nothing may have been produced.
CREATE TABLE treasury.production (
    id          text PRIMARY KEY,
    owner_id    text NOT NULL CHECK (owner_id <> ''),
    source      text NOT NULL CHECK (source <> ''),
    first_day   date NOT NULL,
    until_day   date NOT NULL CHECK (until_day > first_day),
    satoshi     bigint NOT NULL CHECK (satoshi >= 0),
    transfer_id text NOT NULL CHECK ((transfer_id <> '') = (satoshi > 0)),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL REFERENCES events.commit (id),
    UNIQUE (owner_id, source, first_day)
);
CREATE INDEX production_of_commit ON treasury.production (commit_id);

-- Bitcoin sold at an observed bid: price_micros are millionths of price_currency for one bitcoin. The satoshi are set aside
-- under hold_id until the sale ends.
CREATE TABLE treasury.sale (
    id             text PRIMARY KEY,
    owner_id       text NOT NULL CHECK (owner_id <> ''),
    buyer_id       text NOT NULL CHECK (buyer_id <> '' AND buyer_id <> owner_id),
    satoshi        bigint NOT NULL CHECK (satoshi > 0),
    proceeds_asset text NOT NULL CHECK (proceeds_asset <> 'BTC'),
    proceeds_units numeric(38, 0) NOT NULL CHECK (proceeds_units > 0),
    price_micros   bigint NOT NULL CHECK (price_micros > 0),
    price_currency text NOT NULL,
    priced_at      timestamptz NOT NULL,
    observation_id text NOT NULL,
    settle_by      timestamptz NOT NULL CHECK (settle_by > occurred_at),
    hold_id        text NOT NULL UNIQUE,
    occurred_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    commit_id      text NOT NULL REFERENCES events.commit (id)
);
CREATE INDEX sale_of_commit ON treasury.sale (commit_id);
CREATE INDEX sale_of_owner ON treasury.sale (owner_id, occurred_at);

-- How a sale ended. One that was settled names the payment in coins, or the bank's reference and the digest of its advice.
CREATE TABLE treasury.sale_end (
    sale_id        text PRIMARY KEY REFERENCES treasury.sale (id),
    state          text NOT NULL CHECK (state IN ('settled', 'lapsed')),
    payment_id     text NOT NULL,
    bank_reference text NOT NULL CHECK (bank_reference = '' OR payment_id = ''),
    advice_digest  text NOT NULL CHECK ((advice_digest = '') = (bank_reference = '')),
    occurred_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    commit_id      text NOT NULL REFERENCES events.commit (id),
    CHECK ((state = 'settled') = (payment_id <> '' OR bank_reference <> ''))
);
CREATE INDEX sale_end_of_commit ON treasury.sale_end (commit_id);
CREATE UNIQUE INDEX sale_end_of_payment ON treasury.sale_end (payment_id) WHERE payment_id <> '';

-- Cash that went to an issuer for coins: the par of an order whose coins were issued.
CREATE TABLE treasury.funding (
    order_id    text PRIMARY KEY,
    owner_id    text NOT NULL CHECK (owner_id <> ''),
    currency    text NOT NULL,
    par_units   numeric(38, 0) NOT NULL CHECK (par_units > 0),
    transfer_id text NOT NULL UNIQUE,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL REFERENCES events.commit (id)
);
CREATE INDEX funding_of_commit ON treasury.funding (commit_id);

GRANT USAGE ON SCHEMA treasury TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA treasury TO lantau_app;
