-- The issuer's side of the chain: which contract is which coin, and every transaction that was signed for an outbox
-- message. A message has one nonce for good, so that whatever is sent again for it replaces itself and can never happen
-- twice; what was signed stands here before a node sees it.

CREATE TABLE chain.deployment (
    coin_id         text PRIMARY KEY CHECK (coin_id <> ''),
    issuer_id       text NOT NULL CHECK (issuer_id <> ''),
    chain_id        bigint NOT NULL CHECK (chain_id > 0),
    address         text NOT NULL CHECK (address ~ '^0x[0-9a-f]{40}$'),
    deployer        text NOT NULL CHECK (deployer ~ '^0x[0-9a-f]{40}$'),
    source_sha256   text NOT NULL,
    token_name      text NOT NULL,
    terms           jsonb NOT NULL,
    first_block     bigint NOT NULL CHECK (first_block >= 0),
    depth           integer NOT NULL CHECK (depth >= 0),
    deployed_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    commit_id       text NOT NULL REFERENCES events.commit (id),
    UNIQUE (chain_id, address)
);
CREATE INDEX deployment_of_commit ON chain.deployment (commit_id);

-- One nonce of one sender stands for one message, and a message for one nonce.
CREATE TABLE chain.nonce (
    chain_id    bigint NOT NULL,
    sender      text NOT NULL CHECK (sender ~ '^0x[0-9a-f]{40}$'),
    nonce       bigint NOT NULL CHECK (nonce >= 0),
    message_id  text NOT NULL UNIQUE REFERENCES events.outbox_message (id),
    call        jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (chain_id, sender, nonce)
);

-- What was signed for it: the first try and each replacement with higher fees, all of one nonce and one call.
CREATE TABLE chain.transaction (
    hash         text PRIMARY KEY CHECK (hash ~ '^0x[0-9a-f]{64}$'),
    chain_id     bigint NOT NULL,
    sender       text NOT NULL,
    nonce        bigint NOT NULL,
    attempt      integer NOT NULL CHECK (attempt >= 1),
    raw          bytea NOT NULL,
    maximum_fee  bigint NOT NULL CHECK (maximum_fee >= 0),
    priority_fee bigint NOT NULL CHECK (priority_fee >= 0),
    signed_at    timestamptz NOT NULL,
    UNIQUE (chain_id, sender, nonce, attempt),
    FOREIGN KEY (chain_id, sender, nonce) REFERENCES chain.nonce (chain_id, sender, nonce)
);

-- Where a message that ended was found final, and where again after a reorganisation deeper than anybody thought. While
-- the last of a sender is on the chain, so is every nonce before it.
CREATE TABLE chain.placement (
    message_id   text NOT NULL REFERENCES events.outbox_message (id),
    number       integer NOT NULL CHECK (number >= 1),
    hash         text NOT NULL REFERENCES chain.transaction (hash),
    block_number bigint NOT NULL CHECK (block_number >= 0),
    block_hash   text NOT NULL,
    succeeded    boolean NOT NULL,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (message_id, number)
);
CREATE INDEX placement_of_transaction ON chain.placement (hash);

GRANT SELECT, INSERT ON chain.deployment, chain.nonce, chain.transaction, chain.placement TO lantau_app;
