-- The blocks of a world's own chain, made by the local node (docs/adr: the node). It plays the part of a foreign chain:
-- its rows belong to no commit and are held by their own hashes.

CREATE SCHEMA chain;

CREATE TABLE chain.local_block (
    number       bigint PRIMARY KEY CHECK (number >= 1),
    hash         text NOT NULL UNIQUE CHECK (hash ~ '^0x[0-9a-f]{64}$'),
    -- One child for each block: two processes cannot write two branches.
    parent_hash  text NOT NULL UNIQUE CHECK (parent_hash ~ '^0x[0-9a-f]{64}$'),
    timestamp    bigint NOT NULL CHECK (timestamp > 0),
    -- Raw signed transactions, in order. State, receipts and events are worked out from them again.
    transactions bytea[] NOT NULL
);

GRANT USAGE ON SCHEMA chain TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA chain TO lantau_app;
