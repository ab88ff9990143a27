-- The house itself: what has been built (db.migration), and nothing for anybody who was not named.

REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA db;

COMMENT ON SCHEMA db IS 'Which migrations made this database.';

CREATE TABLE db.migration (
    number integer PRIMARY KEY CHECK (number BETWEEN 1 AND 9999),
    name text NOT NULL,
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    applied_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE db.migration IS 'One row for each migration file, with the SHA-256 of its text when it was run.';

GRANT USAGE ON SCHEMA db TO lantau_app;
GRANT SELECT ON db.migration TO lantau_app;
