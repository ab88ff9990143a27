-- worlds: what a scenario's acts ended in. The acts' own effects are rows of other rooms.
CREATE SCHEMA worlds;

CREATE TABLE worlds.world (
    commit_id       text        NOT NULL,
    name            text        PRIMARY KEY,
    title           text        NOT NULL,
    title_zh        text        NOT NULL,
    words           text        NOT NULL,
    words_zh        text        NOT NULL,
    scenario_digest text        NOT NULL CHECK (scenario_digest ~ '^[0-9a-f]{64}$'),
    rulebooks       text[]      NOT NULL CHECK (cardinality(rulebooks) > 0),
    act_count       integer     NOT NULL CHECK (act_count > 0),
    starts_at       timestamptz NOT NULL
);

CREATE TABLE worlds.act (
    commit_id   text        NOT NULL,
    name        text        PRIMARY KEY,
    occurred_at timestamptz NOT NULL,
    do_what     text        NOT NULL,
    by_name     text        NOT NULL,
    words       text        NOT NULL,
    words_zh    text        NOT NULL,
    outcome     text        NOT NULL CHECK (outcome IN ('done', 'refused')),
    made_id     text        NOT NULL DEFAULT '',
    made        jsonb       NOT NULL,
    refusal     jsonb,
    CHECK ((outcome = 'refused') = (refusal IS NOT NULL))
);

CREATE INDEX act_in_time_order ON worlds.act (occurred_at, name);

GRANT USAGE ON SCHEMA worlds TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA worlds TO lantau_app;
