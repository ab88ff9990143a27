-- Operations of a coin's contract that people propose and approve before anything is signed (G 6.5.3, 6.5.4): what was
-- proposed, on which preview and policy, who approved it, and each step of its way.

CREATE TABLE chain.proposal (
    id                 text PRIMARY KEY,
    issuer_id          text NOT NULL CHECK (issuer_id <> ''),
    coin_id            text NOT NULL CHECK (coin_id <> ''),
    chain_id           bigint NOT NULL CHECK (chain_id > 0),
    contract           text NOT NULL CHECK (contract ~ '^0x[0-9a-f]{40}$'),
    -- The hand that will call, the address it had, and the operation of the token policy the call comes under.
    role               text NOT NULL CHECK (role <> ''),
    sender             text NOT NULL CHECK (sender ~ '^0x[0-9a-f]{40}$'),
    operation          text NOT NULL CHECK (operation <> ''),
    function           text NOT NULL CHECK (function <> ''),
    arguments          jsonb NOT NULL CHECK (jsonb_typeof(arguments) = 'array'),
    approvals_required integer NOT NULL CHECK (approvals_required >= 1),
    operation_digest   text NOT NULL CHECK (operation_digest ~ '^[0-9a-f]{64}$'),
    material_digest    text NOT NULL CHECK (material_digest ~ '^[0-9a-f]{64}$'),
    policy_digest      text NOT NULL CHECK (policy_digest ~ '^[0-9a-f]{64}$'),
    -- What was shown when it was proposed, in both languages.
    preview            jsonb NOT NULL,
    reasons            text NOT NULL CHECK (reasons <> ''),
    proposed_by        text NOT NULL CHECK (proposed_by <> ''),
    expires_at         timestamptz NOT NULL,
    occurred_at        timestamptz NOT NULL,
    recorded_at        timestamptz NOT NULL,
    commit_id          text NOT NULL REFERENCES events.commit (id),
    CHECK (expires_at > occurred_at)
);
CREATE INDEX proposal_of_coin ON chain.proposal (coin_id, occurred_at);
CREATE INDEX proposal_of_commit ON chain.proposal (commit_id);

-- One approval for a person and proposal. signature is over the text that was shown (EIP-191), blank when none was given.
CREATE TABLE chain.approval (
    proposal_id text NOT NULL REFERENCES chain.proposal (id),
    person_id   text NOT NULL CHECK (person_id <> ''),
    address     text NOT NULL,
    signature   text NOT NULL CHECK (signature ~ '^(0x[0-9a-f]{130})?$'),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL REFERENCES events.commit (id),
    PRIMARY KEY (proposal_id, person_id),
    CHECK ((address = '') = (signature = ''))
);
CREATE INDEX approval_of_commit ON chain.approval (commit_id);

-- Each step of a proposal's way; the last one says where it stands.
CREATE TABLE chain.proposal_step (
    proposal_id text NOT NULL REFERENCES chain.proposal (id),
    number      integer NOT NULL CHECK (number >= 1),
    from_state  text NOT NULL,
    step        text NOT NULL CHECK (step <> ''),
    to_state    text NOT NULL
        CHECK (to_state IN ('proposed', 'approved', 'queued', 'executed', 'failed', 'expired', 'withdrawn')),
    reasons     text NOT NULL,
    taken_by    text NOT NULL CHECK (taken_by <> ''),
    taken_at    timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    commit_id   text NOT NULL REFERENCES events.commit (id),
    PRIMARY KEY (proposal_id, number)
);
CREATE INDEX proposal_step_of_commit ON chain.proposal_step (commit_id);

GRANT SELECT, INSERT ON chain.proposal, chain.approval, chain.proposal_step TO lantau_app;
