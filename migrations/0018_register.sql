-- Who holds what: the logs of each contract that is followed, packed, in batches that are committed with what they book.
-- No row here changes. Where the register stands is its last batch; who holds what is the last snapshot and the logs after
-- it; a reorganisation is a batch that says how far it goes back.

CREATE SCHEMA register;

-- One contract on one chain. ``coin_id`` and ``issuer_id`` are blank for a foreign coin, which is never booked.
CREATE TABLE register.mirror (
    id          text PRIMARY KEY CHECK (id = chain_id || '/' || address),
    chain_id    bigint NOT NULL CHECK (chain_id > 0),
    address     text NOT NULL CHECK (address ~ '^0x[0-9a-f]{40}$'),
    coin_id     text NOT NULL,
    issuer_id   text NOT NULL CHECK ((issuer_id = '') = (coin_id = '')),
    stream      text NOT NULL CHECK (stream <> ''),
    first_block bigint NOT NULL CHECK (first_block >= 0),
    depth       integer NOT NULL CHECK (depth >= 0),
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL REFERENCES events.commit (id)
);
CREATE INDEX mirror_of_commit ON register.mirror (commit_id);
CREATE UNIQUE INDEX mirror_of_coin ON register.mirror (coin_id) WHERE coin_id <> '';

-- ``posted``: blocks first_block to last_block follow on those of batch ``follows`` (0: none). ``undone``: what came after
-- batch ``follows`` is no longer on the chain and was reversed. ``unreadable``: the node's answers did not add up, and nothing
-- was posted; the next ``posted`` batch says that they do again.
CREATE TABLE register.batch (
    mirror_id    text NOT NULL REFERENCES register.mirror (id),
    number       integer NOT NULL CHECK (number >= 1),
    follows      integer NOT NULL CHECK (follows >= 0 AND follows < number),
    outcome      text NOT NULL CHECK (outcome IN ('posted', 'undone', 'unreadable')),
    first_block  bigint NOT NULL CHECK (first_block >= 0),
    last_block   bigint NOT NULL CHECK (last_block >= first_block - 1),
    last_hash    text NOT NULL,
    produced_at  timestamptz NOT NULL,
    log_count    integer NOT NULL CHECK (log_count >= 0),
    supply_units numeric(78, 0) NOT NULL,
    logs_sha256  text NOT NULL,
    reason       text NOT NULL CHECK ((reason <> '') = (outcome IN ('undone', 'unreadable'))),
    recorded_at  timestamptz NOT NULL,
    commit_id    text NOT NULL REFERENCES events.commit (id),
    PRIMARY KEY (mirror_id, number)
);
CREATE INDEX batch_of_commit ON register.batch (commit_id);

-- The logs of a batch, 149 bytes each: block number 8, index in the block 4, kind 1, block hash 32, hash of the
-- chain_transaction 32, two addresses 20 + 20, units 32. Packed, because a chain has millions of them and a row of a chained
-- table costs a digest each: here every byte is covered by the digest of its row. ``register.log`` shows them one by one.
CREATE TABLE register.segment (
    mirror_id    text NOT NULL,
    batch_number integer NOT NULL,
    position     integer NOT NULL CHECK (position >= 0),
    log_count    integer NOT NULL CHECK (log_count > 0),
    packed       bytea NOT NULL CHECK (octet_length(packed) = log_count * 149),
    commit_id    text NOT NULL REFERENCES events.commit (id),
    PRIMARY KEY (mirror_id, batch_number, position),
    FOREIGN KEY (mirror_id, batch_number) REFERENCES register.batch (mirror_id, number)
);
CREATE INDEX segment_of_commit ON register.segment (commit_id);
ALTER TABLE register.segment ALTER COLUMN packed SET STORAGE EXTERNAL;

-- Every holder after a batch, 85 bytes each: address 20, units 32, frozen units 32, flags 1 (1 verified, 2 blocked).
-- Minters configured, with their allowances, stand in the first row.
CREATE TABLE register.snapshot (
    mirror_id    text NOT NULL,
    batch_number integer NOT NULL,
    position     integer NOT NULL CHECK (position >= 0),
    holder_count integer NOT NULL CHECK (holder_count >= 0),
    packed       bytea NOT NULL CHECK (octet_length(packed) = holder_count * 85),
    minters      jsonb NOT NULL,
    commit_id    text NOT NULL REFERENCES events.commit (id),
    PRIMARY KEY (mirror_id, batch_number, position),
    FOREIGN KEY (mirror_id, batch_number) REFERENCES register.batch (mirror_id, number)
);
CREATE INDEX snapshot_of_commit ON register.snapshot (commit_id);
ALTER TABLE register.snapshot ALTER COLUMN packed SET STORAGE EXTERNAL;

-- What asked for a chain_transaction of ours that became final in a block, and the holds that were posted with it.
CREATE TABLE register.final (
    mirror_id        text NOT NULL REFERENCES register.mirror (id),
    transaction_hash text NOT NULL CHECK (transaction_hash ~ '^0x[0-9a-f]{64}$'),
    batch_number     integer NOT NULL,
    block_number     bigint NOT NULL,
    cause_key        text NOT NULL CHECK (cause_key <> ''),
    outcome          text NOT NULL CHECK (outcome IN ('posted', 'again', 'discrepancy')),
    hold_ids         jsonb NOT NULL,
    reason           text NOT NULL CHECK ((reason <> '') = (outcome = 'discrepancy')),
    commit_id        text NOT NULL REFERENCES events.commit (id),
    PRIMARY KEY (mirror_id, transaction_hash, batch_number, outcome)
);
CREATE INDEX final_of_commit ON register.final (commit_id);
CREATE INDEX final_by_block ON register.final (mirror_id, block_number);

-- The logs one by one, for reading; those of batches that were undone are there too.
CREATE VIEW register.log AS
    SELECT s.mirror_id, s.batch_number,
           ('x' || encode(substring(s.packed, at, 8), 'hex'))::bit(64)::bigint AS block_number,
           ('x' || encode(substring(s.packed, at + 8, 4), 'hex'))::bit(32)::integer AS index,
           CASE get_byte(s.packed, at + 11)
               WHEN 1 THEN 'transfer' WHEN 2 THEN 'blocked' WHEN 3 THEN 'unblocked' WHEN 4 THEN 'frozen'
               WHEN 5 THEN 'verified' WHEN 6 THEN 'minter_configured' WHEN 7 THEN 'minter_removed' END AS kind,
           '0x' || encode(substring(s.packed, at + 13, 32), 'hex') AS block_hash,
           '0x' || encode(substring(s.packed, at + 45, 32), 'hex') AS transaction_hash,
           '0x' || encode(substring(s.packed, at + 77, 20), 'hex') AS first_address,
           '0x' || encode(substring(s.packed, at + 97, 20), 'hex') AS second_address,
           substring(s.packed, at + 117, 32) AS units_bytes
    FROM register.segment s CROSS JOIN LATERAL (SELECT n * 149 + 1 AS at FROM generate_series(0, s.log_count - 1) n) g;

GRANT USAGE ON SCHEMA register TO lantau_app;
GRANT SELECT, INSERT ON register.mirror, register.batch, register.segment, register.snapshot, register.final
    TO lantau_app;
GRANT SELECT ON register.log TO lantau_app;
