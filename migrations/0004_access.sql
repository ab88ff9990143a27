-- People and the roles they were appointed to. Rows are only ever added: a revocation ends an appointment.

CREATE SCHEMA access;

-- The person's name is that of an office holder at work; customers' personal data is in identity, encrypted.
CREATE TABLE access.person (
    id              text PRIMARY KEY CHECK (id <> '' AND id <> 'system'),
    name            text NOT NULL CHECK (name <> ''),
    organisation_id text NOT NULL CHECK (organisation_id <> ''),
    enlisted_at     timestamptz NOT NULL,
    commit_id       text NOT NULL REFERENCES events.commit (id)
);

CREATE TABLE access.appointment (
    id           text PRIMARY KEY,
    person_id    text NOT NULL REFERENCES access.person (id),
    role         text NOT NULL CHECK (role <> '' AND role <> 'system'),
    appointed_at timestamptz NOT NULL,
    commit_id    text NOT NULL REFERENCES events.commit (id)
);
CREATE INDEX appointment_of_person ON access.appointment (person_id);

CREATE TABLE access.revocation (
    appointment_id text PRIMARY KEY REFERENCES access.appointment (id),
    revoked_at     timestamptz NOT NULL,
    commit_id      text NOT NULL REFERENCES events.commit (id)
);

GRANT USAGE ON SCHEMA access TO lantau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA access TO lantau_app;
