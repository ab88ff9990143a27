-- What all migrations together build, for reading. Never edit it: change migrations/ and run
--     python -m lantau.db.schema
-- PostgreSQL database dump

-- Name: access; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA access;

-- Name: chain; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA chain;

-- Name: db; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA db;

-- Name: SCHEMA db; Type: COMMENT; Schema: -; Owner: -

COMMENT ON SCHEMA db IS 'Which migrations made this database.';

-- Name: disclosure; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA disclosure;

-- Name: events; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA events;

-- Name: identity; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA identity;

-- Name: issuance; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA issuance;

-- Name: ledger; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA ledger;

-- Name: licensing; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA licensing;

-- Name: observations; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA observations;

-- Name: payments; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA payments;

-- Name: register; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA register;

-- Name: reserves; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA reserves;

-- Name: supervision; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA supervision;

-- Name: treasury; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA treasury;

-- Name: worlds; Type: SCHEMA; Schema: -; Owner: -

CREATE SCHEMA worlds;

-- Name: may_meet(text, text); Type: FUNCTION; Schema: ledger; Owner: -

CREATE FUNCTION ledger.may_meet(one text, other text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((one = ''::text) OR (other = ''::text) OR (one = other) OR (split_part(one, ':'::text, 1) <> split_part(other, ':'::text, 1)));

-- Name: appointment; Type: TABLE; Schema: access; Owner: -

CREATE TABLE access.appointment (
    id text NOT NULL,
    person_id text NOT NULL,
    role text NOT NULL,
    appointed_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT appointment_role_check CHECK (((role <> ''::text) AND (role <> 'system'::text)))
);

-- Name: person; Type: TABLE; Schema: access; Owner: -

CREATE TABLE access.person (
    id text NOT NULL,
    name text NOT NULL,
    organisation_id text NOT NULL,
    enlisted_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT person_id_check CHECK (((id <> ''::text) AND (id <> 'system'::text))),
    CONSTRAINT person_name_check CHECK ((name <> ''::text)),
    CONSTRAINT person_organisation_id_check CHECK ((organisation_id <> ''::text))
);

-- Name: revocation; Type: TABLE; Schema: access; Owner: -

CREATE TABLE access.revocation (
    appointment_id text NOT NULL,
    revoked_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL
);

-- Name: approval; Type: TABLE; Schema: chain; Owner: -

CREATE TABLE chain.approval (
    proposal_id text NOT NULL,
    person_id text NOT NULL,
    address text NOT NULL,
    signature text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT approval_check CHECK (((address = ''::text) = (signature = ''::text))),
    CONSTRAINT approval_person_id_check CHECK ((person_id <> ''::text)),
    CONSTRAINT approval_signature_check CHECK ((signature ~ '^(0x[0-9a-f]{130})?$'::text))
);

-- Name: authorization; Type: TABLE; Schema: chain; Owner: -

CREATE TABLE chain."authorization" (
    contract text NOT NULL,
    holder text NOT NULL,
    nonce text NOT NULL,
    subject_id text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT authorization_contract_check CHECK ((contract ~ '^0x[0-9a-f]{40}$'::text)),
    CONSTRAINT authorization_holder_check CHECK ((holder ~ '^0x[0-9a-f]{40}$'::text)),
    CONSTRAINT authorization_nonce_check CHECK ((nonce ~ '^0x[0-9a-f]{64}$'::text))
);

-- Name: deployment; Type: TABLE; Schema: chain; Owner: -

CREATE TABLE chain.deployment (
    coin_id text NOT NULL,
    issuer_id text NOT NULL,
    chain_id bigint NOT NULL,
    address text NOT NULL,
    deployer text NOT NULL,
    source_sha256 text NOT NULL,
    token_name text NOT NULL,
    terms jsonb NOT NULL,
    first_block bigint NOT NULL,
    depth integer NOT NULL,
    deployed_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT deployment_address_check CHECK ((address ~ '^0x[0-9a-f]{40}$'::text)),
    CONSTRAINT deployment_chain_id_check CHECK ((chain_id > 0)),
    CONSTRAINT deployment_coin_id_check CHECK ((coin_id <> ''::text)),
    CONSTRAINT deployment_deployer_check CHECK ((deployer ~ '^0x[0-9a-f]{40}$'::text)),
    CONSTRAINT deployment_depth_check CHECK ((depth >= 0)),
    CONSTRAINT deployment_first_block_check CHECK ((first_block >= 0)),
    CONSTRAINT deployment_issuer_id_check CHECK ((issuer_id <> ''::text))
);

-- Name: local_block; Type: TABLE; Schema: chain; Owner: -

CREATE TABLE chain.local_block (
    number bigint NOT NULL,
    hash text NOT NULL,
    parent_hash text NOT NULL,
    "timestamp" bigint NOT NULL,
    transactions bytea[] NOT NULL,
    CONSTRAINT local_block_hash_check CHECK ((hash ~ '^0x[0-9a-f]{64}$'::text)),
    CONSTRAINT local_block_number_check CHECK ((number >= 1)),
    CONSTRAINT local_block_parent_hash_check CHECK ((parent_hash ~ '^0x[0-9a-f]{64}$'::text)),
    CONSTRAINT local_block_timestamp_check CHECK (("timestamp" > 0))
);

-- Name: nonce; Type: TABLE; Schema: chain; Owner: -

CREATE TABLE chain.nonce (
    chain_id bigint NOT NULL,
    sender text NOT NULL,
    nonce bigint NOT NULL,
    message_id text NOT NULL,
    call jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT nonce_nonce_check CHECK ((nonce >= 0)),
    CONSTRAINT nonce_sender_check CHECK ((sender ~ '^0x[0-9a-f]{40}$'::text))
);

-- Name: placement; Type: TABLE; Schema: chain; Owner: -

CREATE TABLE chain.placement (
    message_id text NOT NULL,
    number integer NOT NULL,
    hash text NOT NULL,
    block_number bigint NOT NULL,
    block_hash text NOT NULL,
    succeeded boolean NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT placement_block_number_check CHECK ((block_number >= 0)),
    CONSTRAINT placement_number_check CHECK ((number >= 1))
);

-- Name: proposal; Type: TABLE; Schema: chain; Owner: -

CREATE TABLE chain.proposal (
    id text NOT NULL,
    issuer_id text NOT NULL,
    coin_id text NOT NULL,
    chain_id bigint NOT NULL,
    contract text NOT NULL,
    role text NOT NULL,
    sender text NOT NULL,
    operation text NOT NULL,
    function text NOT NULL,
    arguments jsonb NOT NULL,
    approvals_required integer NOT NULL,
    operation_digest text NOT NULL,
    material_digest text NOT NULL,
    policy_digest text NOT NULL,
    preview jsonb NOT NULL,
    reasons text NOT NULL,
    proposed_by text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT proposal_approvals_required_check CHECK ((approvals_required >= 1)),
    CONSTRAINT proposal_arguments_check CHECK ((jsonb_typeof(arguments) = 'array'::text)),
    CONSTRAINT proposal_chain_id_check CHECK ((chain_id > 0)),
    CONSTRAINT proposal_check CHECK ((expires_at > occurred_at)),
    CONSTRAINT proposal_coin_id_check CHECK ((coin_id <> ''::text)),
    CONSTRAINT proposal_contract_check CHECK ((contract ~ '^0x[0-9a-f]{40}$'::text)),
    CONSTRAINT proposal_function_check CHECK ((function <> ''::text)),
    CONSTRAINT proposal_issuer_id_check CHECK ((issuer_id <> ''::text)),
    CONSTRAINT proposal_material_digest_check CHECK ((material_digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT proposal_operation_check CHECK ((operation <> ''::text)),
    CONSTRAINT proposal_operation_digest_check CHECK ((operation_digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT proposal_policy_digest_check CHECK ((policy_digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT proposal_proposed_by_check CHECK ((proposed_by <> ''::text)),
    CONSTRAINT proposal_reasons_check CHECK ((reasons <> ''::text)),
    CONSTRAINT proposal_role_check CHECK ((role <> ''::text)),
    CONSTRAINT proposal_sender_check CHECK ((sender ~ '^0x[0-9a-f]{40}$'::text))
);

-- Name: proposal_step; Type: TABLE; Schema: chain; Owner: -

CREATE TABLE chain.proposal_step (
    proposal_id text NOT NULL,
    number integer NOT NULL,
    from_state text NOT NULL,
    step text NOT NULL,
    to_state text NOT NULL,
    reasons text NOT NULL,
    taken_by text NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT proposal_step_number_check CHECK ((number >= 1)),
    CONSTRAINT proposal_step_step_check CHECK ((step <> ''::text)),
    CONSTRAINT proposal_step_taken_by_check CHECK ((taken_by <> ''::text)),
    CONSTRAINT proposal_step_to_state_check CHECK ((to_state = ANY (ARRAY['proposed'::text, 'approved'::text, 'queued'::text, 'executed'::text, 'failed'::text, 'expired'::text, 'withdrawn'::text])))
);

-- Name: transaction; Type: TABLE; Schema: chain; Owner: -

CREATE TABLE chain.transaction (
    hash text NOT NULL,
    chain_id bigint NOT NULL,
    sender text NOT NULL,
    nonce bigint NOT NULL,
    attempt integer NOT NULL,
    raw bytea NOT NULL,
    maximum_fee bigint NOT NULL,
    priority_fee bigint NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    CONSTRAINT transaction_attempt_check CHECK ((attempt >= 1)),
    CONSTRAINT transaction_hash_check CHECK ((hash ~ '^0x[0-9a-f]{64}$'::text)),
    CONSTRAINT transaction_maximum_fee_check CHECK ((maximum_fee >= 0)),
    CONSTRAINT transaction_priority_fee_check CHECK ((priority_fee >= 0))
);

-- Name: migration; Type: TABLE; Schema: db; Owner: -

CREATE TABLE db.migration (
    number integer NOT NULL,
    name text NOT NULL,
    digest text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT migration_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT migration_number_check CHECK (((number >= 1) AND (number <= 9999)))
);

-- Name: TABLE migration; Type: COMMENT; Schema: db; Owner: -

COMMENT ON TABLE db.migration IS 'One row for each migration file, with the SHA-256 of its text when it was run.';

-- Name: arisen_duty; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.arisen_duty (
    issuer_id text NOT NULL,
    kind text NOT NULL,
    about text NOT NULL,
    arose_on date NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT arisen_duty_about_check CHECK ((about <> ''::text)),
    CONSTRAINT arisen_duty_kind_check CHECK ((kind <> ''::text))
);

-- Name: attestation_draw; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.attestation_draw (
    issuer_id text NOT NULL,
    period_end date NOT NULL,
    day date NOT NULL,
    body jsonb NOT NULL,
    opened_by text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT attestation_draw_check CHECK ((day < period_end)),
    CONSTRAINT attestation_draw_opened_by_check CHECK ((opened_by <> ''::text))
);

-- Name: break; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.break (
    id text NOT NULL,
    issuer_id text NOT NULL,
    coin_id text NOT NULL,
    left_name text NOT NULL,
    right_name text NOT NULL,
    left_units numeric(38,0) NOT NULL,
    right_units numeric(38,0) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT break_check CHECK ((left_units <> right_units))
);

-- Name: break_end; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.break_end (
    break_id text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL
);

-- Name: day_close; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.day_close (
    issuer_id text NOT NULL,
    day date NOT NULL,
    rulebook_id text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT day_close_issuer_id_check CHECK ((issuer_id <> ''::text))
);

-- Name: discharge; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.discharge (
    obligation_id text NOT NULL,
    issuer_id text NOT NULL,
    kind text NOT NULL,
    done_on date NOT NULL,
    evidence text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT discharge_evidence_check CHECK ((evidence <> ''::text))
);

-- Name: draw_seal; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.draw_seal (
    issuer_id text NOT NULL,
    period_end date NOT NULL,
    seal text NOT NULL,
    sealed_by text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT draw_seal_issuer_id_check CHECK ((issuer_id <> ''::text)),
    CONSTRAINT draw_seal_seal_check CHECK ((seal ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT draw_seal_sealed_by_check CHECK ((sealed_by <> ''::text))
);

-- Name: evidence; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.evidence (
    id text NOT NULL,
    issuer_id text NOT NULL,
    rule_id text NOT NULL,
    title text NOT NULL,
    digest text NOT NULL,
    filed_by text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT evidence_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT evidence_filed_by_check CHECK ((filed_by <> ''::text)),
    CONSTRAINT evidence_issuer_id_check CHECK ((issuer_id <> ''::text)),
    CONSTRAINT evidence_rule_id_check CHECK ((rule_id <> ''::text)),
    CONSTRAINT evidence_title_check CHECK ((title <> ''::text))
);

-- Name: evidence_review; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.evidence_review (
    id text NOT NULL,
    evidence_id text NOT NULL,
    adequate boolean NOT NULL,
    reasons text NOT NULL,
    reviewed_by text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT evidence_review_reasons_check CHECK ((reasons <> ''::text)),
    CONSTRAINT evidence_review_reviewed_by_check CHECK ((reviewed_by <> ''::text))
);

-- Name: finding; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.finding (
    id text NOT NULL,
    issuer_id text NOT NULL,
    day date NOT NULL,
    rule_id text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    outcome text NOT NULL,
    open_since timestamp with time zone,
    body jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT finding_check CHECK (((outcome = ANY (ARRAY['breached'::text, 'unknown'::text])) = (open_since IS NOT NULL))),
    CONSTRAINT finding_outcome_check CHECK ((outcome = ANY (ARRAY['met'::text, 'breached'::text, 'unknown'::text, 'not_applicable'::text])))
);

-- Name: judgement; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.judgement (
    id text NOT NULL,
    issuer_id text NOT NULL,
    matter text NOT NULL,
    rule_id text NOT NULL,
    satisfied boolean NOT NULL,
    reasons text NOT NULL,
    decided_as text NOT NULL,
    judged_by text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT judgement_decided_as_check CHECK ((decided_as = ANY (ARRAY['licensee'::text, 'supervisor'::text]))),
    CONSTRAINT judgement_issuer_id_check CHECK ((issuer_id <> ''::text)),
    CONSTRAINT judgement_judged_by_check CHECK ((judged_by <> ''::text)),
    CONSTRAINT judgement_matter_check CHECK ((matter <> ''::text)),
    CONSTRAINT judgement_reasons_check CHECK ((reasons <> ''::text)),
    CONSTRAINT judgement_rule_id_check CHECK ((rule_id <> ''::text))
);

-- Name: statement; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.statement (
    id text NOT NULL,
    issuer_id text NOT NULL,
    coin_id text NOT NULL,
    pool_id text NOT NULL,
    day date NOT NULL,
    body jsonb NOT NULL,
    digest text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT statement_coin_id_check CHECK ((coin_id <> ''::text)),
    CONSTRAINT statement_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text))
);

-- Name: weekly_return; Type: TABLE; Schema: disclosure; Owner: -

CREATE TABLE disclosure.weekly_return (
    id text NOT NULL,
    issuer_id text NOT NULL,
    week_until date NOT NULL,
    body jsonb NOT NULL,
    digest text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT weekly_return_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text))
);

-- Name: commit; Type: TABLE; Schema: events; Owner: -

CREATE TABLE events.commit (
    id text NOT NULL,
    key text NOT NULL,
    request_digest text NOT NULL,
    actor_id text NOT NULL,
    checker_id text NOT NULL,
    stream text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    guards jsonb NOT NULL,
    bumps jsonb NOT NULL,
    result jsonb NOT NULL,
    CONSTRAINT commit_actor_id_check CHECK ((actor_id <> ''::text)),
    CONSTRAINT commit_check CHECK ((checker_id <> actor_id)),
    CONSTRAINT commit_key_check CHECK ((key <> ''::text)),
    CONSTRAINT commit_request_digest_check CHECK ((request_digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT commit_stream_check CHECK ((stream <> ''::text))
);

-- Name: link; Type: TABLE; Schema: events; Owner: -

CREATE TABLE events.link (
    stream text NOT NULL,
    height bigint NOT NULL,
    commit_id text NOT NULL,
    previous text NOT NULL,
    digest text NOT NULL,
    parts jsonb NOT NULL,
    changes jsonb NOT NULL,
    CONSTRAINT link_check CHECK (((height = 1) = (previous = ''::text))),
    CONSTRAINT link_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT link_height_check CHECK ((height >= 1)),
    CONSTRAINT link_previous_check CHECK ((previous ~ '^([0-9a-f]{64})?$'::text))
);

-- Name: outbox_message; Type: TABLE; Schema: events; Owner: -

CREATE TABLE events.outbox_message (
    id text NOT NULL,
    commit_id text NOT NULL,
    "position" integer NOT NULL,
    topic text NOT NULL,
    subject_id text NOT NULL,
    body jsonb NOT NULL,
    CONSTRAINT outbox_message_position_check CHECK (("position" >= 0)),
    CONSTRAINT outbox_message_topic_check CHECK ((topic <> ''::text))
);

-- Name: outbox_point; Type: TABLE; Schema: events; Owner: -

CREATE TABLE events.outbox_point (
    message_id text NOT NULL,
    attempt integer NOT NULL,
    point text NOT NULL,
    detail jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT outbox_point_attempt_check CHECK ((attempt >= 1)),
    CONSTRAINT outbox_point_point_check CHECK ((point <> ''::text))
);

-- Name: record; Type: TABLE; Schema: events; Owner: -

CREATE TABLE events.record (
    commit_id text NOT NULL,
    "position" integer NOT NULL,
    kind text NOT NULL,
    subject_id text NOT NULL,
    body jsonb NOT NULL,
    CONSTRAINT record_kind_check CHECK ((kind <> ''::text)),
    CONSTRAINT record_position_check CHECK (("position" >= 0))
);

-- Name: stream; Type: TABLE; Schema: events; Owner: -

CREATE TABLE events.stream (
    stream text NOT NULL,
    height bigint NOT NULL,
    digest text NOT NULL,
    CONSTRAINT stream_check CHECK (((height = 0) = (digest = ''::text))),
    CONSTRAINT stream_digest_check CHECK ((digest ~ '^([0-9a-f]{64})?$'::text)),
    CONSTRAINT stream_height_check CHECK ((height >= 0)),
    CONSTRAINT stream_stream_check CHECK ((stream <> ''::text))
);

-- Name: subject_version; Type: TABLE; Schema: events; Owner: -

CREATE TABLE events.subject_version (
    subject text NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT subject_version_subject_check CHECK ((subject <> ''::text)),
    CONSTRAINT subject_version_version_check CHECK ((version >= 0))
);

-- Name: bank_account; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.bank_account (
    commit_id text NOT NULL,
    id text NOT NULL,
    party_id text NOT NULL,
    issuer_id text NOT NULL,
    bank_bic text NOT NULL,
    currency text NOT NULL,
    sealed text NOT NULL,
    digest text NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT bank_account_bank_bic_check CHECK ((bank_bic <> ''::text)),
    CONSTRAINT bank_account_currency_check CHECK ((currency <> ''::text))
);

-- Name: forgotten; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.forgotten (
    commit_id text NOT NULL,
    party_id text NOT NULL,
    reason text NOT NULL,
    forgotten_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT forgotten_reason_check CHECK ((reason <> ''::text))
);

-- Name: freeze_lift; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.freeze_lift (
    commit_id text NOT NULL,
    freeze_order_id text NOT NULL,
    reason text NOT NULL,
    lifted_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT freeze_lift_reason_check CHECK ((reason <> ''::text))
);

-- Name: freeze_order; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.freeze_order (
    commit_id text NOT NULL,
    id text NOT NULL,
    party_id text NOT NULL,
    wallet_id text NOT NULL,
    issuer_id text NOT NULL,
    authority text NOT NULL,
    reference text NOT NULL,
    reason text NOT NULL,
    ordered_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT freeze_order_authority_check CHECK ((authority <> ''::text)),
    CONSTRAINT freeze_order_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT freeze_order_reference_check CHECK ((reference <> ''::text))
);

-- Name: particulars; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.particulars (
    commit_id text NOT NULL,
    id text NOT NULL,
    party_id text NOT NULL,
    revision integer NOT NULL,
    sealed text NOT NULL,
    digest text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT particulars_revision_check CHECK ((revision >= 1))
);

-- Name: party; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.party (
    commit_id text NOT NULL,
    id text NOT NULL,
    kind text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT party_kind_check CHECK ((kind = ANY (ARRAY['natural'::text, 'legal'::text])))
);

-- Name: party_key; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.party_key (
    party_id text NOT NULL,
    key bytea NOT NULL,
    salt bytea NOT NULL,
    CONSTRAINT party_key_key_check CHECK ((octet_length(key) = 32)),
    CONSTRAINT party_key_salt_check CHECK ((octet_length(salt) = 32))
);

-- Name: relation; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.relation (
    commit_id text NOT NULL,
    id text NOT NULL,
    party_id text NOT NULL,
    issuer_id text NOT NULL,
    began_at timestamp with time zone NOT NULL,
    CONSTRAINT relation_check CHECK ((party_id <> issuer_id))
);

-- Name: relation_end; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.relation_end (
    commit_id text NOT NULL,
    relation_id text NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    CONSTRAINT relation_end_reason_check CHECK ((reason <> ''::text))
);

-- Name: screening; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.screening (
    commit_id text NOT NULL,
    id text NOT NULL,
    party_id text NOT NULL,
    revision integer NOT NULL,
    outcome text NOT NULL,
    source text NOT NULL,
    remark text NOT NULL,
    screened_by text NOT NULL,
    screened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT screening_outcome_check CHECK ((outcome = ANY (ARRAY['clear'::text, 'possible'::text, 'hit'::text]))),
    CONSTRAINT screening_revision_check CHECK ((revision >= 1)),
    CONSTRAINT screening_source_check CHECK ((source <> ''::text))
);

-- Name: verification; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.verification (
    commit_id text NOT NULL,
    id text NOT NULL,
    party_id text NOT NULL,
    issuer_id text NOT NULL,
    revision integer NOT NULL,
    outcome text NOT NULL,
    measures jsonb NOT NULL,
    sources jsonb NOT NULL,
    verified_by text NOT NULL,
    checked_by text NOT NULL,
    verified_at timestamp with time zone NOT NULL,
    valid_until date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT verification_check CHECK ((verified_by <> checked_by)),
    CONSTRAINT verification_outcome_check CHECK ((outcome = ANY (ARRAY['complete'::text, 'failed'::text]))),
    CONSTRAINT verification_revision_check CHECK ((revision >= 1))
);

-- Name: wallet; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.wallet (
    commit_id text NOT NULL,
    id text NOT NULL,
    party_id text NOT NULL,
    issuer_id text NOT NULL,
    address text NOT NULL,
    hosting text NOT NULL,
    custodian text NOT NULL,
    test_message text NOT NULL,
    micropayment_units bigint NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT wallet_address_check CHECK ((address ~ '^0x[0-9a-fA-F]{40}$'::text)),
    CONSTRAINT wallet_check CHECK (((hosting = 'custodial'::text) = (custodian <> ''::text))),
    CONSTRAINT wallet_hosting_check CHECK ((hosting = ANY (ARRAY['unhosted'::text, 'custodial'::text]))),
    CONSTRAINT wallet_micropayment_units_check CHECK ((micropayment_units > 0))
);

-- Name: wallet_proof; Type: TABLE; Schema: identity; Owner: -

CREATE TABLE identity.wallet_proof (
    commit_id text NOT NULL,
    id text NOT NULL,
    wallet_id text NOT NULL,
    method text NOT NULL,
    evidence text NOT NULL,
    proved_by text NOT NULL,
    proved_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT wallet_proof_evidence_check CHECK ((evidence <> ''::text)),
    CONSTRAINT wallet_proof_method_check CHECK ((method = ANY (ARRAY['message_signing'::text, 'micropayment'::text, 'custodian_statement'::text])))
);

-- Name: bank_message; Type: TABLE; Schema: issuance; Owner: -

CREATE TABLE issuance.bank_message (
    id text NOT NULL,
    pool_id text NOT NULL,
    kind text NOT NULL,
    message_id text NOT NULL,
    digest text NOT NULL,
    bank_created_at timestamp with time zone NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT bank_message_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT bank_message_kind_check CHECK ((kind = ANY (ARRAY['camt.053.001.08'::text, 'camt.054.001.08'::text]))),
    CONSTRAINT bank_message_message_id_check CHECK ((message_id <> ''::text))
);

-- Name: order; Type: TABLE; Schema: issuance; Owner: -

CREATE TABLE issuance."order" (
    id text NOT NULL,
    kind text NOT NULL,
    issuer_id text NOT NULL,
    customer_id text NOT NULL,
    coin_id text NOT NULL,
    pool_id text NOT NULL,
    wallet_id text NOT NULL,
    bank_account_id text NOT NULL,
    payment_reference text NOT NULL,
    coin_units numeric(38,0) NOT NULL,
    currency text NOT NULL,
    par_units numeric(38,0) NOT NULL,
    fee_units numeric(38,0) NOT NULL,
    cost_units numeric(38,0) NOT NULL,
    hold_id text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT order_check CHECK ((customer_id <> issuer_id)),
    CONSTRAINT order_check1 CHECK (((fee_units >= (0)::numeric) AND (fee_units < par_units))),
    CONSTRAINT order_check2 CHECK (((kind = 'redeem'::text) = (hold_id <> ''::text))),
    CONSTRAINT order_check3 CHECK (((kind = 'issue'::text) = (payment_reference <> ''::text))),
    CONSTRAINT order_coin_units_check CHECK ((coin_units > (0)::numeric)),
    CONSTRAINT order_cost_units_check CHECK ((cost_units >= (0)::numeric)),
    CONSTRAINT order_kind_check CHECK ((kind = ANY (ARRAY['issue'::text, 'redeem'::text]))),
    CONSTRAINT order_par_units_check CHECK ((par_units > (0)::numeric))
);

-- Name: order_step; Type: TABLE; Schema: issuance; Owner: -

CREATE TABLE issuance.order_step (
    order_id text NOT NULL,
    sequence integer NOT NULL,
    previous integer,
    from_state text,
    to_state text NOT NULL,
    reason text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT order_step_check CHECK (((previous = (sequence - 1)) AND (previous >= 0))),
    CONSTRAINT order_step_check1 CHECK (((sequence = 0) = (previous IS NULL))),
    CONSTRAINT order_step_check2 CHECK (((sequence = 0) = (from_state IS NULL))),
    CONSTRAINT order_step_check3 CHECK (((sequence > 0) OR (to_state = 'requested'::text))),
    CONSTRAINT order_step_sequence_check CHECK ((sequence >= 0)),
    CONSTRAINT order_step_transition CHECK (((sequence = 0) OR (((((((from_state = 'requested'::text) AND (to_state = 'issued'::text)) OR ((from_state = 'requested'::text) AND (to_state = 'valid'::text))) OR ((from_state = 'valid'::text) AND (to_state = 'settled'::text))) OR ((from_state = 'requested'::text) AND (to_state = 'cancelled'::text))) OR ((from_state = 'valid'::text) AND (to_state = 'undone'::text))) OR ((from_state = 'settled'::text) AND (to_state = 'undone'::text)))))
);

-- Name: pay_out; Type: TABLE; Schema: issuance; Owner: -

CREATE TABLE issuance.pay_out (
    id text NOT NULL,
    pool_id text NOT NULL,
    order_id text,
    receipt_id text,
    currency text NOT NULL,
    amount_units numeric(38,0) NOT NULL,
    fee_units numeric(38,0) NOT NULL,
    digest text NOT NULL,
    sealed text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT pay_out_amount_units_check CHECK ((amount_units > (0)::numeric)),
    CONSTRAINT pay_out_check CHECK (((order_id IS NULL) <> (receipt_id IS NULL))),
    CONSTRAINT pay_out_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT pay_out_fee_units_check CHECK ((fee_units >= (0)::numeric))
);

-- Name: pay_out_confirmation; Type: TABLE; Schema: issuance; Owner: -

CREATE TABLE issuance.pay_out_confirmation (
    pay_out_id text NOT NULL,
    part text NOT NULL,
    bank_message_id text NOT NULL,
    bank_reference text NOT NULL,
    booked_on date NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT pay_out_confirmation_part_check CHECK ((part = ANY (ARRAY['amount'::text, 'fee'::text])))
);

-- Name: pool_account; Type: TABLE; Schema: issuance; Owner: -

CREATE TABLE issuance.pool_account (
    id text NOT NULL,
    pool_id text NOT NULL,
    issuer_id text NOT NULL,
    coin_id text NOT NULL,
    currency text NOT NULL,
    holder_name text NOT NULL,
    bank_bic text NOT NULL,
    number text NOT NULL,
    operating_bic text NOT NULL,
    operating_number text NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT pool_account_bank_bic_check CHECK ((bank_bic <> ''::text)),
    CONSTRAINT pool_account_check CHECK ((operating_number <> number)),
    CONSTRAINT pool_account_coin_id_check CHECK ((coin_id <> ''::text)),
    CONSTRAINT pool_account_currency_check CHECK ((currency <> ''::text)),
    CONSTRAINT pool_account_holder_name_check CHECK ((holder_name <> ''::text)),
    CONSTRAINT pool_account_issuer_id_check CHECK ((issuer_id <> ''::text)),
    CONSTRAINT pool_account_number_check CHECK ((number <> ''::text))
);

-- Name: receipt; Type: TABLE; Schema: issuance; Owner: -

CREATE TABLE issuance.receipt (
    id text NOT NULL,
    pool_id text NOT NULL,
    bank_message_id text NOT NULL,
    bank_reference text NOT NULL,
    currency text NOT NULL,
    amount_units numeric(38,0) NOT NULL,
    booked_on date NOT NULL,
    entry_digest text NOT NULL,
    sealed text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT receipt_amount_units_check CHECK ((amount_units > (0)::numeric)),
    CONSTRAINT receipt_bank_reference_check CHECK ((bank_reference <> ''::text))
);

-- Name: receipt_end; Type: TABLE; Schema: issuance; Owner: -

CREATE TABLE issuance.receipt_end (
    receipt_id text NOT NULL,
    outcome text NOT NULL,
    order_id text,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT receipt_end_check CHECK (((outcome <> 'matched'::text) OR (order_id IS NOT NULL))),
    CONSTRAINT receipt_end_outcome_check CHECK ((outcome = ANY (ARRAY['matched'::text, 'returned'::text])))
);

-- Name: redemption_authorization; Type: TABLE; Schema: issuance; Owner: -

CREATE TABLE issuance.redemption_authorization (
    order_id text NOT NULL,
    body jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL
);

-- Name: account; Type: TABLE; Schema: ledger; Owner: -

CREATE TABLE ledger.account (
    id text NOT NULL,
    code text NOT NULL,
    asset text NOT NULL,
    normal text NOT NULL,
    segregation text NOT NULL,
    may_go_negative boolean NOT NULL,
    owner_id text NOT NULL,
    commit_id text NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT account_asset_check CHECK ((asset <> ''::text)),
    CONSTRAINT account_code_check CHECK ((code <> ''::text)),
    CONSTRAINT account_id_check CHECK ((id <> ''::text)),
    CONSTRAINT account_normal_check CHECK ((normal = ANY (ARRAY['debit'::text, 'credit'::text]))),
    CONSTRAINT account_position_check CHECK (("position" >= 0)),
    CONSTRAINT account_segregation_check CHECK ((segregation ~ '^((pool|coin):.+)?$'::text)),
    CONSTRAINT bitcoin_of_no_pool CHECK (((asset <> 'BTC'::text) OR (segregation = ''::text)))
);

-- Name: balance; Type: TABLE; Schema: ledger; Owner: -

CREATE TABLE ledger.balance (
    account_id text NOT NULL,
    asset text NOT NULL,
    normal text NOT NULL,
    may_go_negative boolean NOT NULL,
    sequence bigint NOT NULL,
    posted_units bigint NOT NULL,
    held_units bigint NOT NULL,
    last_sequence bigint GENERATED ALWAYS AS (NULLIF(sequence, 0)) STORED,
    CONSTRAINT balance_check CHECK (((sequence > 0) OR (posted_units = 0))),
    CONSTRAINT balance_check1 CHECK ((may_go_negative OR (posted_units >= held_units))),
    CONSTRAINT balance_held_units_check CHECK ((held_units >= 0)),
    CONSTRAINT balance_sequence_check CHECK ((sequence >= 0))
);

-- Name: entry; Type: TABLE; Schema: ledger; Owner: -

CREATE TABLE ledger.entry (
    account_id text NOT NULL,
    sequence bigint NOT NULL,
    transfer_id text NOT NULL,
    side text NOT NULL,
    asset text NOT NULL,
    normal text NOT NULL,
    may_go_negative boolean NOT NULL,
    amount_units bigint NOT NULL,
    balance_before bigint NOT NULL,
    balance_after bigint NOT NULL,
    commit_id text NOT NULL,
    previous_sequence bigint GENERATED ALWAYS AS (NULLIF((sequence - 1), 0)) STORED,
    CONSTRAINT entry_amount_units_check CHECK ((amount_units > 0)),
    CONSTRAINT entry_check CHECK ((balance_after = (balance_before +
CASE
    WHEN (side = normal) THEN amount_units
    ELSE (- amount_units)
END))),
    CONSTRAINT entry_check1 CHECK (((sequence > 1) OR (balance_before = 0))),
    CONSTRAINT entry_check2 CHECK ((may_go_negative OR (balance_after >= 0))),
    CONSTRAINT entry_sequence_check CHECK ((sequence >= 1)),
    CONSTRAINT entry_side_check CHECK ((side = ANY (ARRAY['debit'::text, 'credit'::text])))
);

-- Name: hold; Type: TABLE; Schema: ledger; Owner: -

CREATE TABLE ledger.hold (
    id text NOT NULL,
    debit_account_id text NOT NULL,
    credit_account_id text NOT NULL,
    asset text NOT NULL,
    debit_segregation text NOT NULL,
    credit_segregation text NOT NULL,
    amount_units bigint NOT NULL,
    kind text NOT NULL,
    expires_at timestamp with time zone,
    commit_id text NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT hold_amount_units_check CHECK ((amount_units > 0)),
    CONSTRAINT hold_check CHECK ((debit_account_id <> credit_account_id)),
    CONSTRAINT hold_check1 CHECK (ledger.may_meet(debit_segregation, credit_segregation)),
    CONSTRAINT hold_id_check CHECK ((id <> ''::text)),
    CONSTRAINT hold_kind_check CHECK ((kind <> ''::text)),
    CONSTRAINT hold_position_check CHECK (("position" >= 0))
);

-- Name: hold_end; Type: TABLE; Schema: ledger; Owner: -

CREATE TABLE ledger.hold_end (
    hold_id text NOT NULL,
    outcome text NOT NULL,
    asset text NOT NULL,
    held_units bigint NOT NULL,
    posted_units bigint NOT NULL,
    transfer_id text,
    commit_id text NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT hold_end_check CHECK (((posted_units >= 0) AND (posted_units <= held_units))),
    CONSTRAINT hold_end_check1 CHECK (((outcome = 'posted'::text) = (posted_units > 0))),
    CONSTRAINT hold_end_check2 CHECK (((outcome = 'posted'::text) = (transfer_id IS NOT NULL))),
    CONSTRAINT hold_end_outcome_check CHECK ((outcome = ANY (ARRAY['posted'::text, 'voided'::text, 'expired'::text]))),
    CONSTRAINT hold_end_position_check CHECK (("position" >= 0))
);

-- Name: transfer; Type: TABLE; Schema: ledger; Owner: -

CREATE TABLE ledger.transfer (
    id text NOT NULL,
    debit_account_id text NOT NULL,
    credit_account_id text NOT NULL,
    asset text NOT NULL,
    debit_segregation text NOT NULL,
    credit_segregation text NOT NULL,
    amount_units bigint NOT NULL,
    kind text NOT NULL,
    hold_id text,
    corrects text,
    commit_id text NOT NULL,
    "position" integer NOT NULL,
    debit_side text GENERATED ALWAYS AS ('debit'::text) STORED NOT NULL,
    credit_side text GENERATED ALWAYS AS ('credit'::text) STORED NOT NULL,
    CONSTRAINT transfer_amount_units_check CHECK ((amount_units > 0)),
    CONSTRAINT transfer_check CHECK ((corrects <> id)),
    CONSTRAINT transfer_check1 CHECK ((debit_account_id <> credit_account_id)),
    CONSTRAINT transfer_check2 CHECK (ledger.may_meet(debit_segregation, credit_segregation)),
    CONSTRAINT transfer_id_check CHECK ((id <> ''::text)),
    CONSTRAINT transfer_kind_check CHECK ((kind <> ''::text)),
    CONSTRAINT transfer_position_check CHECK (("position" >= 0))
);

-- Name: application; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.application (
    id text NOT NULL,
    commit_id text NOT NULL,
    party_id text NOT NULL,
    reference text NOT NULL,
    applicant_name text NOT NULL,
    source text NOT NULL,
    form text NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT application_applicant_name_check CHECK ((applicant_name <> ''::text)),
    CONSTRAINT application_form_check CHECK ((form <> ''::text)),
    CONSTRAINT application_reference_check CHECK ((reference <> ''::text))
);

-- Name: coin; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.coin (
    id text NOT NULL,
    commit_id text NOT NULL,
    issuer_id text NOT NULL,
    name text NOT NULL,
    reference_currency text NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT coin_id_check CHECK ((id ~ '^[a-z0-9][a-z0-9-]{1,30}$'::text)),
    CONSTRAINT coin_name_check CHECK ((name <> ''::text)),
    CONSTRAINT coin_reference_currency_check CHECK ((reference_currency <> ''::text))
);

-- Name: condition; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.condition (
    id text NOT NULL,
    commit_id text NOT NULL,
    licence_id text NOT NULL,
    kind text NOT NULL,
    coin_id text NOT NULL,
    value_micros numeric(38,0),
    text text NOT NULL,
    ground text NOT NULL,
    citation text NOT NULL,
    noticed_on date NOT NULL,
    effective_on date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT condition_check CHECK (((kind = 'issuance_cap'::text) = (value_micros IS NOT NULL))),
    CONSTRAINT condition_citation_check CHECK ((citation <> ''::text)),
    CONSTRAINT condition_ground_check CHECK ((ground <> ''::text)),
    CONSTRAINT condition_kind_check CHECK ((kind = ANY (ARRAY['activities'::text, 'reserve'::text, 'capital'::text, 'cease'::text, 'accounts'::text, 'issuance_cap'::text]))),
    CONSTRAINT condition_text_check CHECK ((text <> ''::text)),
    CONSTRAINT condition_value_micros_check CHECK ((value_micros >= (0)::numeric))
);

-- Name: condition_cancelled; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.condition_cancelled (
    condition_id text NOT NULL,
    commit_id text NOT NULL,
    reasons text NOT NULL,
    cancelled_at timestamp with time zone NOT NULL,
    CONSTRAINT condition_cancelled_reasons_check CHECK ((reasons <> ''::text))
);

-- Name: decision; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.decision (
    application_id text NOT NULL,
    commit_id text NOT NULL,
    outcome text NOT NULL,
    reasons text NOT NULL,
    rulebook_id text NOT NULL,
    law_day date NOT NULL,
    decided_by text NOT NULL,
    checked_by text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT decision_check CHECK ((decided_by <> checked_by)),
    CONSTRAINT decision_outcome_check CHECK ((outcome = ANY (ARRAY['grant'::text, 'refuse'::text]))),
    CONSTRAINT decision_reasons_check CHECK ((reasons <> ''::text))
);

-- Name: direction; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.direction (
    id text NOT NULL,
    commit_id text NOT NULL,
    party_id text NOT NULL,
    stops jsonb NOT NULL,
    text text NOT NULL,
    citation text NOT NULL,
    given_by text NOT NULL,
    given_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT direction_citation_check CHECK ((citation <> ''::text)),
    CONSTRAINT direction_text_check CHECK ((text <> ''::text))
);

-- Name: direction_lift; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.direction_lift (
    direction_id text NOT NULL,
    commit_id text NOT NULL,
    reasons text NOT NULL,
    lifted_at timestamp with time zone NOT NULL,
    CONSTRAINT direction_lift_reasons_check CHECK ((reasons <> ''::text))
);

-- Name: licence; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.licence (
    id text NOT NULL,
    commit_id text NOT NULL,
    number text NOT NULL,
    party_id text NOT NULL,
    application_id text NOT NULL,
    effective_on date NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT licence_number_check CHECK ((number ~ '^SIM-'::text))
);

-- Name: pilot; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.pilot (
    id text NOT NULL,
    commit_id text NOT NULL,
    party_id text NOT NULL,
    plan text NOT NULL,
    use_case text NOT NULL,
    reference_currency text NOT NULL,
    reasons text NOT NULL,
    admitted_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT pilot_plan_check CHECK ((plan <> ''::text)),
    CONSTRAINT pilot_reasons_check CHECK ((reasons <> ''::text)),
    CONSTRAINT pilot_reference_currency_check CHECK ((reference_currency <> ''::text)),
    CONSTRAINT pilot_use_case_check CHECK ((use_case <> ''::text))
);

-- Name: pilot_act; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.pilot_act (
    id text NOT NULL,
    commit_id text NOT NULL,
    pilot_id text NOT NULL,
    act text NOT NULL,
    counterparty_id text NOT NULL,
    value_micros numeric(38,0) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT pilot_act_act_check CHECK ((act <> ''::text)),
    CONSTRAINT pilot_act_counterparty_id_check CHECK ((counterparty_id <> ''::text)),
    CONSTRAINT pilot_act_value_micros_check CHECK ((value_micros >= (0)::numeric))
);

-- Name: pilot_evidence; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.pilot_evidence (
    id text NOT NULL,
    commit_id text NOT NULL,
    pilot_id text NOT NULL,
    test_case text NOT NULL,
    revision integer NOT NULL,
    passed boolean NOT NULL,
    evidence text NOT NULL,
    recorded_by text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT pilot_evidence_evidence_check CHECK ((evidence <> ''::text)),
    CONSTRAINT pilot_evidence_revision_check CHECK ((revision >= 1))
);

-- Name: pilot_observation; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.pilot_observation (
    id text NOT NULL,
    commit_id text NOT NULL,
    pilot_id text NOT NULL,
    text text NOT NULL,
    observed_by text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT pilot_observation_text_check CHECK ((text <> ''::text))
);

-- Name: pilot_scope; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.pilot_scope (
    pilot_id text NOT NULL,
    commit_id text NOT NULL,
    revision integer NOT NULL,
    acts jsonb NOT NULL,
    cap_total_micros numeric(38,0) NOT NULL,
    cap_act_micros numeric(38,0) NOT NULL,
    counterparties jsonb NOT NULL,
    public_money boolean NOT NULL,
    ends_on date NOT NULL,
    CONSTRAINT pilot_scope_cap_total_micros_check CHECK ((cap_total_micros >= (0)::numeric)),
    CONSTRAINT pilot_scope_check CHECK (((cap_act_micros >= (0)::numeric) AND (cap_act_micros <= cap_total_micros))),
    CONSTRAINT pilot_scope_revision_check CHECK ((revision >= 1))
);

-- Name: pilot_test_case; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.pilot_test_case (
    pilot_id text NOT NULL,
    commit_id text NOT NULL,
    name text NOT NULL,
    expected text NOT NULL,
    CONSTRAINT pilot_test_case_expected_check CHECK ((expected <> ''::text)),
    CONSTRAINT pilot_test_case_name_check CHECK ((name <> ''::text))
);

-- Name: step; Type: TABLE; Schema: licensing; Owner: -

CREATE TABLE licensing.step (
    process text NOT NULL,
    subject_id text NOT NULL,
    number integer NOT NULL,
    commit_id text NOT NULL,
    from_state text NOT NULL,
    step text NOT NULL,
    to_state text NOT NULL,
    reasons text NOT NULL,
    taken_by text NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT step_check CHECK (((number = 1) = (from_state = ''::text))),
    CONSTRAINT step_number_check CHECK ((number >= 1)),
    CONSTRAINT step_process_check CHECK ((process = ANY (ARRAY['application'::text, 'licence'::text, 'pilot'::text]))),
    CONSTRAINT step_step_check CHECK ((step <> ''::text)),
    CONSTRAINT step_to_state_check CHECK ((to_state <> ''::text))
);

-- Name: head; Type: TABLE; Schema: observations; Owner: -

CREATE TABLE observations.head (
    only_row boolean DEFAULT true NOT NULL,
    height bigint NOT NULL,
    digest text NOT NULL,
    CONSTRAINT head_check CHECK (((height = 0) = (digest = ''::text))),
    CONSTRAINT head_digest_check CHECK ((digest ~ '^([0-9a-f]{64})?$'::text)),
    CONSTRAINT head_height_check CHECK ((height >= 0)),
    CONSTRAINT head_only_row_check CHECK (only_row)
);

-- Name: observation; Type: TABLE; Schema: observations; Owner: -

CREATE TABLE observations.observation (
    height bigint NOT NULL,
    id text NOT NULL,
    key text NOT NULL,
    request_digest text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    value jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    source text NOT NULL,
    actor_id text NOT NULL,
    previous text NOT NULL,
    digest text NOT NULL,
    CONSTRAINT observation_actor_id_check CHECK ((actor_id <> ''::text)),
    CONSTRAINT observation_check CHECK (((height = 1) = (previous = ''::text))),
    CONSTRAINT observation_check1 CHECK ((occurred_at <= recorded_at)),
    CONSTRAINT observation_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT observation_height_check CHECK ((height >= 1)),
    CONSTRAINT observation_id_check CHECK ((id ~ '^obs_[0-9A-Z]{26}$'::text)),
    CONSTRAINT observation_key_check CHECK ((key <> ''::text)),
    CONSTRAINT observation_kind_check CHECK ((kind = ANY (ARRAY['warning.gale'::text, 'warning.black_rain'::text, 'price'::text, 'fx'::text, 'consent'::text, 'gazette'::text, 'resolution'::text]))),
    CONSTRAINT observation_previous_check CHECK ((previous ~ '^([0-9a-f]{64})?$'::text)),
    CONSTRAINT observation_request_digest_check CHECK ((request_digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT observation_source_check CHECK ((source <> ''::text)),
    CONSTRAINT observation_subject_check CHECK ((subject <> ''::text)),
    CONSTRAINT observation_value_check CHECK ((jsonb_typeof(value) = 'object'::text))
);

-- Name: milestone; Type: TABLE; Schema: payments; Owner: -

CREATE TABLE payments.milestone (
    purchase_id text NOT NULL,
    number integer NOT NULL,
    document text NOT NULL,
    coin_units numeric(38,0) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    hold_id text NOT NULL,
    payment_id text NOT NULL,
    authorization_sealed text NOT NULL,
    authorization_digest text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT milestone_coin_units_check CHECK ((coin_units > (0)::numeric)),
    CONSTRAINT milestone_document_check CHECK ((document <> ''::text)),
    CONSTRAINT milestone_number_check CHECK ((number >= 1))
);

-- Name: milestone_step; Type: TABLE; Schema: payments; Owner: -

CREATE TABLE payments.milestone_step (
    purchase_id text NOT NULL,
    number integer NOT NULL,
    sequence integer NOT NULL,
    state text NOT NULL,
    actor_id text NOT NULL,
    title text NOT NULL,
    digest text NOT NULL,
    reasons text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT milestone_step_actor_id_check CHECK ((actor_id <> ''::text)),
    CONSTRAINT milestone_step_check CHECK (((title <> ''::text) = (digest <> ''::text))),
    CONSTRAINT milestone_step_check1 CHECK (((digest <> ''::text) = (state = ANY (ARRAY['presented'::text, 'released'::text])))),
    CONSTRAINT milestone_step_check2 CHECK (((reasons <> ''::text) = (state = ANY (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT milestone_step_sequence_check CHECK ((sequence >= 1)),
    CONSTRAINT milestone_step_state_check CHECK ((state = ANY (ARRAY['presented'::text, 'rejected'::text, 'released'::text, 'withdrawn'::text, 'lapsed'::text])))
);

-- Name: payment; Type: TABLE; Schema: payments; Owner: -

CREATE TABLE payments.payment (
    id text NOT NULL,
    issuer_id text NOT NULL,
    coin_id text NOT NULL,
    payer_id text NOT NULL,
    payer_wallet_id text NOT NULL,
    payee_id text NOT NULL,
    payee_wallet_id text NOT NULL,
    coin_units numeric(38,0) NOT NULL,
    value_hkd_cents numeric(38,0) NOT NULL,
    linked_hkd_cents numeric(38,0) NOT NULL,
    tier text NOT NULL,
    purpose text NOT NULL,
    invoice_reference text NOT NULL,
    diligence_reference text NOT NULL,
    originator_sealed text NOT NULL,
    originator_digest text NOT NULL,
    recipient_sealed text NOT NULL,
    recipient_digest text NOT NULL,
    transfer_id text NOT NULL,
    chain_status text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT payment_chain_status_check CHECK ((chain_status = ANY (ARRAY['unknown'::text, 'pending'::text]))),
    CONSTRAINT payment_check CHECK ((payee_id <> payer_id)),
    CONSTRAINT payment_check1 CHECK ((payee_wallet_id <> payer_wallet_id)),
    CONSTRAINT payment_check2 CHECK ((linked_hkd_cents >= value_hkd_cents)),
    CONSTRAINT payment_coin_units_check CHECK ((coin_units > (0)::numeric)),
    CONSTRAINT payment_invoice_reference_check CHECK ((invoice_reference <> ''::text)),
    CONSTRAINT payment_purpose_check CHECK ((purpose <> ''::text)),
    CONSTRAINT payment_tier_check CHECK ((tier = ANY (ARRAY['full'::text, 'reduced'::text]))),
    CONSTRAINT payment_value_hkd_cents_check CHECK ((value_hkd_cents >= (0)::numeric))
);

-- Name: purchase; Type: TABLE; Schema: payments; Owner: -

CREATE TABLE payments.purchase (
    id text NOT NULL,
    issuer_id text NOT NULL,
    coin_id text NOT NULL,
    payer_id text NOT NULL,
    payer_wallet_id text NOT NULL,
    payee_id text NOT NULL,
    payee_wallet_id text NOT NULL,
    examiner_id text NOT NULL,
    goods text NOT NULL,
    contract_reference text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT purchase_check CHECK ((payee_id <> payer_id)),
    CONSTRAINT purchase_check1 CHECK ((payee_wallet_id <> payer_wallet_id)),
    CONSTRAINT purchase_check2 CHECK (((examiner_id <> payer_id) AND (examiner_id <> payee_id))),
    CONSTRAINT purchase_contract_reference_check CHECK ((contract_reference <> ''::text)),
    CONSTRAINT purchase_goods_check CHECK ((goods <> ''::text))
);

-- Name: admission; Type: TABLE; Schema: register; Owner: -

CREATE TABLE register.admission (
    coin_id text NOT NULL,
    address text NOT NULL,
    number integer NOT NULL,
    verified boolean NOT NULL,
    blocked boolean NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT admission_address_check CHECK ((address ~ '^0x[0-9a-f]{40}$'::text)),
    CONSTRAINT admission_number_check CHECK ((number >= 1))
);

-- Name: batch; Type: TABLE; Schema: register; Owner: -

CREATE TABLE register.batch (
    mirror_id text NOT NULL,
    number integer NOT NULL,
    follows integer NOT NULL,
    outcome text NOT NULL,
    first_block bigint NOT NULL,
    last_block bigint NOT NULL,
    last_hash text NOT NULL,
    produced_at timestamp with time zone NOT NULL,
    log_count integer NOT NULL,
    supply_units numeric(78,0) NOT NULL,
    logs_sha256 text NOT NULL,
    reason text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT batch_check CHECK (((follows >= 0) AND (follows < number))),
    CONSTRAINT batch_check1 CHECK ((last_block >= (first_block - 1))),
    CONSTRAINT batch_check2 CHECK (((reason <> ''::text) = (outcome = ANY (ARRAY['undone'::text, 'unreadable'::text])))),
    CONSTRAINT batch_first_block_check CHECK ((first_block >= 0)),
    CONSTRAINT batch_log_count_check CHECK ((log_count >= 0)),
    CONSTRAINT batch_number_check CHECK ((number >= 1)),
    CONSTRAINT batch_outcome_check CHECK ((outcome = ANY (ARRAY['posted'::text, 'undone'::text, 'unreadable'::text])))
);

-- Name: final; Type: TABLE; Schema: register; Owner: -

CREATE TABLE register.final (
    mirror_id text NOT NULL,
    transaction_hash text NOT NULL,
    batch_number integer NOT NULL,
    block_number bigint NOT NULL,
    cause_key text NOT NULL,
    outcome text NOT NULL,
    hold_ids jsonb NOT NULL,
    reason text NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT final_cause_key_check CHECK ((cause_key <> ''::text)),
    CONSTRAINT final_check CHECK (((reason <> ''::text) = (outcome = 'discrepancy'::text))),
    CONSTRAINT final_outcome_check CHECK ((outcome = ANY (ARRAY['posted'::text, 'again'::text, 'discrepancy'::text]))),
    CONSTRAINT final_transaction_hash_check CHECK ((transaction_hash ~ '^0x[0-9a-f]{64}$'::text))
);

-- Name: segment; Type: TABLE; Schema: register; Owner: -

CREATE TABLE register.segment (
    mirror_id text NOT NULL,
    batch_number integer NOT NULL,
    "position" integer NOT NULL,
    log_count integer NOT NULL,
    packed bytea NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT segment_check CHECK ((octet_length(packed) = (log_count * 149))),
    CONSTRAINT segment_log_count_check CHECK ((log_count > 0)),
    CONSTRAINT segment_position_check CHECK (("position" >= 0))
);
ALTER TABLE ONLY register.segment ALTER COLUMN packed SET STORAGE EXTERNAL;

-- Name: log; Type: VIEW; Schema: register; Owner: -

CREATE VIEW register.log AS
 SELECT s.mirror_id,
    s.batch_number,
    ((('x'::text || encode("substring"(s.packed, g.at, 8), 'hex'::text)))::bit(64))::bigint AS block_number,
    ((('x'::text || encode("substring"(s.packed, (g.at + 8), 4), 'hex'::text)))::bit(32))::integer AS index,
        CASE get_byte(s.packed, (g.at + 11))
            WHEN 1 THEN 'transfer'::text
            WHEN 2 THEN 'blocked'::text
            WHEN 3 THEN 'unblocked'::text
            WHEN 4 THEN 'frozen'::text
            WHEN 5 THEN 'verified'::text
            WHEN 6 THEN 'minter_configured'::text
            WHEN 7 THEN 'minter_removed'::text
            ELSE NULL::text
        END AS kind,
    ('0x'::text || encode("substring"(s.packed, (g.at + 13), 32), 'hex'::text)) AS block_hash,
    ('0x'::text || encode("substring"(s.packed, (g.at + 45), 32), 'hex'::text)) AS transaction_hash,
    ('0x'::text || encode("substring"(s.packed, (g.at + 77), 20), 'hex'::text)) AS first_address,
    ('0x'::text || encode("substring"(s.packed, (g.at + 97), 20), 'hex'::text)) AS second_address,
    "substring"(s.packed, (g.at + 117), 32) AS units_bytes
   FROM (register.segment s
     CROSS JOIN LATERAL ( SELECT ((n.n * 149) + 1) AS at
           FROM generate_series(0, (s.log_count - 1)) n(n)) g);

-- Name: mirror; Type: TABLE; Schema: register; Owner: -

CREATE TABLE register.mirror (
    id text NOT NULL,
    chain_id bigint NOT NULL,
    address text NOT NULL,
    coin_id text NOT NULL,
    issuer_id text NOT NULL,
    stream text NOT NULL,
    first_block bigint NOT NULL,
    depth integer NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT mirror_address_check CHECK ((address ~ '^0x[0-9a-f]{40}$'::text)),
    CONSTRAINT mirror_chain_id_check CHECK ((chain_id > 0)),
    CONSTRAINT mirror_check CHECK ((id = ((chain_id || '/'::text) || address))),
    CONSTRAINT mirror_check1 CHECK (((issuer_id = ''::text) = (coin_id = ''::text))),
    CONSTRAINT mirror_depth_check CHECK ((depth >= 0)),
    CONSTRAINT mirror_first_block_check CHECK ((first_block >= 0)),
    CONSTRAINT mirror_stream_check CHECK ((stream <> ''::text))
);

-- Name: snapshot; Type: TABLE; Schema: register; Owner: -

CREATE TABLE register.snapshot (
    mirror_id text NOT NULL,
    batch_number integer NOT NULL,
    "position" integer NOT NULL,
    holder_count integer NOT NULL,
    packed bytea NOT NULL,
    minters jsonb NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT snapshot_check CHECK ((octet_length(packed) = (holder_count * 85))),
    CONSTRAINT snapshot_holder_count_check CHECK ((holder_count >= 0)),
    CONSTRAINT snapshot_position_check CHECK (("position" >= 0))
);
ALTER TABLE ONLY register.snapshot ALTER COLUMN packed SET STORAGE EXTERNAL;

-- Name: attestation; Type: TABLE; Schema: reserves; Owner: -

CREATE TABLE reserves.attestation (
    id text NOT NULL,
    pool_id text NOT NULL,
    amount_micros numeric(38,0) NOT NULL,
    currency text NOT NULL,
    attested_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    law_day date NOT NULL,
    rulebook_id text NOT NULL,
    key_fingerprint text NOT NULL,
    signature text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT attestation_amount_micros_check CHECK ((amount_micros >= (0)::numeric)),
    CONSTRAINT attestation_check CHECK ((attested_at < expires_at)),
    CONSTRAINT attestation_key_fingerprint_check CHECK ((key_fingerprint ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT attestation_signature_check CHECK ((signature ~ '^[0-9a-f]{128}$'::text))
);

-- Name: chain_attestation; Type: TABLE; Schema: reserves; Owner: -

CREATE TABLE reserves.chain_attestation (
    id text NOT NULL,
    pool_id text NOT NULL,
    contract text NOT NULL,
    amount_units bigint NOT NULL,
    attested_second bigint NOT NULL,
    expires_second bigint NOT NULL,
    signatures jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT chain_attestation_amount_units_check CHECK ((amount_units >= 0)),
    CONSTRAINT chain_attestation_check CHECK ((attested_second < expires_second))
);

-- Name: pool; Type: TABLE; Schema: reserves; Owner: -

CREATE TABLE reserves.pool (
    id text NOT NULL,
    coin_id text NOT NULL,
    issuer_id text NOT NULL,
    reference text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT pool_coin_id_check CHECK ((coin_id <> ''::text)),
    CONSTRAINT pool_issuer_id_check CHECK ((issuer_id <> ''::text)),
    CONSTRAINT pool_reference_check CHECK ((reference <> ''::text))
);

-- Name: position; Type: TABLE; Schema: reserves; Owner: -

CREATE TABLE reserves."position" (
    id text NOT NULL,
    pool_id text NOT NULL,
    class text NOT NULL,
    name text NOT NULL,
    asset text NOT NULL,
    nominal_units numeric(38,0),
    cost_units numeric(38,0),
    account_code text NOT NULL,
    custodian text NOT NULL,
    traits jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT position_asset_check CHECK ((asset <> ''::text)),
    CONSTRAINT position_check CHECK (((class = 'cash'::text) = (nominal_units IS NULL))),
    CONSTRAINT position_check1 CHECK (((class = 'cash'::text) = (cost_units IS NULL))),
    CONSTRAINT position_class_check CHECK ((class = ANY (ARRAY['cash'::text, 'deposit'::text, 'debt'::text, 'reverse_repo'::text, 'fund'::text, 'bitcoin'::text, 'other'::text]))),
    CONSTRAINT position_cost_units_check CHECK ((cost_units > (0)::numeric)),
    CONSTRAINT position_name_check CHECK ((name <> ''::text)),
    CONSTRAINT position_nominal_units_check CHECK ((nominal_units > (0)::numeric))
);

-- Name: position_end; Type: TABLE; Schema: reserves; Owner: -

CREATE TABLE reserves.position_end (
    position_id text NOT NULL,
    proceeds_units numeric(38,0) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT position_end_proceeds_units_check CHECK ((proceeds_units >= (0)::numeric))
);

-- Name: note; Type: TABLE; Schema: supervision; Owner: -

CREATE TABLE supervision.note (
    id text NOT NULL,
    kind text NOT NULL,
    party_id text NOT NULL,
    about_id text NOT NULL,
    text text NOT NULL,
    citation text NOT NULL,
    author_id text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT note_author_id_check CHECK ((author_id <> ''::text)),
    CONSTRAINT note_kind_check CHECK ((kind = ANY (ARRAY['note'::text, 'observation'::text]))),
    CONSTRAINT note_party_id_check CHECK ((party_id <> ''::text)),
    CONSTRAINT note_text_check CHECK ((text <> ''::text))
);

-- Name: note_end; Type: TABLE; Schema: supervision; Owner: -

CREATE TABLE supervision.note_end (
    note_id text NOT NULL,
    reason text NOT NULL,
    author_id text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT note_end_author_id_check CHECK ((author_id <> ''::text)),
    CONSTRAINT note_end_reason_check CHECK ((reason <> ''::text))
);

-- Name: funding; Type: TABLE; Schema: treasury; Owner: -

CREATE TABLE treasury.funding (
    order_id text NOT NULL,
    owner_id text NOT NULL,
    currency text NOT NULL,
    par_units numeric(38,0) NOT NULL,
    transfer_id text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT funding_owner_id_check CHECK ((owner_id <> ''::text)),
    CONSTRAINT funding_par_units_check CHECK ((par_units > (0)::numeric))
);

-- Name: production; Type: TABLE; Schema: treasury; Owner: -

CREATE TABLE treasury.production (
    id text NOT NULL,
    owner_id text NOT NULL,
    source text NOT NULL,
    first_day date NOT NULL,
    until_day date NOT NULL,
    satoshi bigint NOT NULL,
    transfer_id text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT production_check CHECK ((until_day > first_day)),
    CONSTRAINT production_check1 CHECK (((transfer_id <> ''::text) = (satoshi > 0))),
    CONSTRAINT production_owner_id_check CHECK ((owner_id <> ''::text)),
    CONSTRAINT production_satoshi_check CHECK ((satoshi >= 0)),
    CONSTRAINT production_source_check CHECK ((source <> ''::text))
);

-- Name: sale; Type: TABLE; Schema: treasury; Owner: -

CREATE TABLE treasury.sale (
    id text NOT NULL,
    owner_id text NOT NULL,
    buyer_id text NOT NULL,
    satoshi bigint NOT NULL,
    proceeds_asset text NOT NULL,
    proceeds_units numeric(38,0) NOT NULL,
    price_micros bigint NOT NULL,
    price_currency text NOT NULL,
    priced_at timestamp with time zone NOT NULL,
    observation_id text NOT NULL,
    settle_by timestamp with time zone NOT NULL,
    hold_id text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT sale_check CHECK (((buyer_id <> ''::text) AND (buyer_id <> owner_id))),
    CONSTRAINT sale_check1 CHECK ((settle_by > occurred_at)),
    CONSTRAINT sale_owner_id_check CHECK ((owner_id <> ''::text)),
    CONSTRAINT sale_price_micros_check CHECK ((price_micros > 0)),
    CONSTRAINT sale_proceeds_asset_check CHECK ((proceeds_asset <> 'BTC'::text)),
    CONSTRAINT sale_proceeds_units_check CHECK ((proceeds_units > (0)::numeric)),
    CONSTRAINT sale_satoshi_check CHECK ((satoshi > 0))
);

-- Name: sale_end; Type: TABLE; Schema: treasury; Owner: -

CREATE TABLE treasury.sale_end (
    sale_id text NOT NULL,
    state text NOT NULL,
    payment_id text NOT NULL,
    bank_reference text NOT NULL,
    advice_digest text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    commit_id text NOT NULL,
    CONSTRAINT sale_end_check CHECK (((bank_reference = ''::text) OR (payment_id = ''::text))),
    CONSTRAINT sale_end_check1 CHECK (((advice_digest = ''::text) = (bank_reference = ''::text))),
    CONSTRAINT sale_end_check2 CHECK (((state = 'settled'::text) = ((payment_id <> ''::text) OR (bank_reference <> ''::text)))),
    CONSTRAINT sale_end_state_check CHECK ((state = ANY (ARRAY['settled'::text, 'lapsed'::text])))
);

-- Name: act; Type: TABLE; Schema: worlds; Owner: -

CREATE TABLE worlds.act (
    commit_id text NOT NULL,
    name text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    do_what text NOT NULL,
    by_name text NOT NULL,
    words text NOT NULL,
    words_zh text NOT NULL,
    outcome text NOT NULL,
    made_id text DEFAULT ''::text NOT NULL,
    made jsonb NOT NULL,
    refusal jsonb,
    CONSTRAINT act_check CHECK (((outcome = 'refused'::text) = (refusal IS NOT NULL))),
    CONSTRAINT act_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text])))
);

-- Name: world; Type: TABLE; Schema: worlds; Owner: -

CREATE TABLE worlds.world (
    commit_id text NOT NULL,
    name text NOT NULL,
    title text NOT NULL,
    title_zh text NOT NULL,
    words text NOT NULL,
    words_zh text NOT NULL,
    scenario_digest text NOT NULL,
    rulebooks text[] NOT NULL,
    act_count integer NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    CONSTRAINT world_act_count_check CHECK ((act_count > 0)),
    CONSTRAINT world_rulebooks_check CHECK ((cardinality(rulebooks) > 0)),
    CONSTRAINT world_scenario_digest_check CHECK ((scenario_digest ~ '^[0-9a-f]{64}$'::text))
);

-- Name: appointment appointment_pkey; Type: CONSTRAINT; Schema: access; Owner: -

ALTER TABLE ONLY access.appointment
    ADD CONSTRAINT appointment_pkey PRIMARY KEY (id);

-- Name: person person_pkey; Type: CONSTRAINT; Schema: access; Owner: -

ALTER TABLE ONLY access.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);

-- Name: revocation revocation_pkey; Type: CONSTRAINT; Schema: access; Owner: -

ALTER TABLE ONLY access.revocation
    ADD CONSTRAINT revocation_pkey PRIMARY KEY (appointment_id);

-- Name: approval approval_pkey; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.approval
    ADD CONSTRAINT approval_pkey PRIMARY KEY (proposal_id, person_id);

-- Name: authorization authorization_pkey; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain."authorization"
    ADD CONSTRAINT authorization_pkey PRIMARY KEY (contract, holder, nonce);

-- Name: deployment deployment_chain_id_address_key; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.deployment
    ADD CONSTRAINT deployment_chain_id_address_key UNIQUE (chain_id, address);

-- Name: deployment deployment_pkey; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.deployment
    ADD CONSTRAINT deployment_pkey PRIMARY KEY (coin_id);

-- Name: local_block local_block_hash_key; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.local_block
    ADD CONSTRAINT local_block_hash_key UNIQUE (hash);

-- Name: local_block local_block_parent_hash_key; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.local_block
    ADD CONSTRAINT local_block_parent_hash_key UNIQUE (parent_hash);

-- Name: local_block local_block_pkey; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.local_block
    ADD CONSTRAINT local_block_pkey PRIMARY KEY (number);

-- Name: nonce nonce_message_id_key; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.nonce
    ADD CONSTRAINT nonce_message_id_key UNIQUE (message_id);

-- Name: nonce nonce_pkey; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.nonce
    ADD CONSTRAINT nonce_pkey PRIMARY KEY (chain_id, sender, nonce);

-- Name: placement placement_pkey; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.placement
    ADD CONSTRAINT placement_pkey PRIMARY KEY (message_id, number);

-- Name: proposal proposal_pkey; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.proposal
    ADD CONSTRAINT proposal_pkey PRIMARY KEY (id);

-- Name: proposal_step proposal_step_pkey; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.proposal_step
    ADD CONSTRAINT proposal_step_pkey PRIMARY KEY (proposal_id, number);

-- Name: transaction transaction_chain_id_sender_nonce_attempt_key; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.transaction
    ADD CONSTRAINT transaction_chain_id_sender_nonce_attempt_key UNIQUE (chain_id, sender, nonce, attempt);

-- Name: transaction transaction_pkey; Type: CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.transaction
    ADD CONSTRAINT transaction_pkey PRIMARY KEY (hash);

-- Name: migration migration_pkey; Type: CONSTRAINT; Schema: db; Owner: -

ALTER TABLE ONLY db.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (number);

-- Name: arisen_duty arisen_duty_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.arisen_duty
    ADD CONSTRAINT arisen_duty_pkey PRIMARY KEY (issuer_id, kind, about);

-- Name: attestation_draw attestation_draw_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.attestation_draw
    ADD CONSTRAINT attestation_draw_pkey PRIMARY KEY (issuer_id, period_end);

-- Name: break_end break_end_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.break_end
    ADD CONSTRAINT break_end_pkey PRIMARY KEY (break_id);

-- Name: break break_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.break
    ADD CONSTRAINT break_pkey PRIMARY KEY (id);

-- Name: day_close day_close_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.day_close
    ADD CONSTRAINT day_close_pkey PRIMARY KEY (issuer_id, day);

-- Name: discharge discharge_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.discharge
    ADD CONSTRAINT discharge_pkey PRIMARY KEY (obligation_id);

-- Name: draw_seal draw_seal_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.draw_seal
    ADD CONSTRAINT draw_seal_pkey PRIMARY KEY (issuer_id, period_end);

-- Name: evidence evidence_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (id);

-- Name: evidence_review evidence_review_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.evidence_review
    ADD CONSTRAINT evidence_review_pkey PRIMARY KEY (id);

-- Name: finding finding_issuer_id_day_rule_id_subject_id_key; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.finding
    ADD CONSTRAINT finding_issuer_id_day_rule_id_subject_id_key UNIQUE (issuer_id, day, rule_id, subject_id);

-- Name: finding finding_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (id);

-- Name: judgement judgement_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.judgement
    ADD CONSTRAINT judgement_pkey PRIMARY KEY (id);

-- Name: statement statement_coin_id_day_key; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.statement
    ADD CONSTRAINT statement_coin_id_day_key UNIQUE (coin_id, day);

-- Name: statement statement_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.statement
    ADD CONSTRAINT statement_pkey PRIMARY KEY (id);

-- Name: weekly_return weekly_return_issuer_id_week_until_key; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.weekly_return
    ADD CONSTRAINT weekly_return_issuer_id_week_until_key UNIQUE (issuer_id, week_until);

-- Name: weekly_return weekly_return_pkey; Type: CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.weekly_return
    ADD CONSTRAINT weekly_return_pkey PRIMARY KEY (id);

-- Name: commit commit_key_key; Type: CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.commit
    ADD CONSTRAINT commit_key_key UNIQUE (key);

-- Name: commit commit_pkey; Type: CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.commit
    ADD CONSTRAINT commit_pkey PRIMARY KEY (id);

-- Name: link link_commit_id_key; Type: CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.link
    ADD CONSTRAINT link_commit_id_key UNIQUE (commit_id);

-- Name: link link_digest_key; Type: CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.link
    ADD CONSTRAINT link_digest_key UNIQUE (digest);

-- Name: link link_pkey; Type: CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.link
    ADD CONSTRAINT link_pkey PRIMARY KEY (stream, height);

-- Name: outbox_message outbox_message_commit_id_position_key; Type: CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.outbox_message
    ADD CONSTRAINT outbox_message_commit_id_position_key UNIQUE (commit_id, "position");

-- Name: outbox_message outbox_message_pkey; Type: CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.outbox_message
    ADD CONSTRAINT outbox_message_pkey PRIMARY KEY (id);

-- Name: outbox_point outbox_point_pkey; Type: CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.outbox_point
    ADD CONSTRAINT outbox_point_pkey PRIMARY KEY (message_id, attempt);

-- Name: record record_pkey; Type: CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.record
    ADD CONSTRAINT record_pkey PRIMARY KEY (commit_id, "position");

-- Name: stream stream_pkey; Type: CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.stream
    ADD CONSTRAINT stream_pkey PRIMARY KEY (stream);

-- Name: subject_version subject_version_pkey; Type: CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.subject_version
    ADD CONSTRAINT subject_version_pkey PRIMARY KEY (subject);

-- Name: bank_account bank_account_party_id_issuer_id_digest_key; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.bank_account
    ADD CONSTRAINT bank_account_party_id_issuer_id_digest_key UNIQUE (party_id, issuer_id, digest);

-- Name: bank_account bank_account_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.bank_account
    ADD CONSTRAINT bank_account_pkey PRIMARY KEY (id);

-- Name: forgotten forgotten_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.forgotten
    ADD CONSTRAINT forgotten_pkey PRIMARY KEY (party_id);

-- Name: freeze_lift freeze_lift_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.freeze_lift
    ADD CONSTRAINT freeze_lift_pkey PRIMARY KEY (freeze_order_id);

-- Name: freeze_order freeze_order_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.freeze_order
    ADD CONSTRAINT freeze_order_pkey PRIMARY KEY (id);

-- Name: particulars particulars_party_id_revision_key; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.particulars
    ADD CONSTRAINT particulars_party_id_revision_key UNIQUE (party_id, revision);

-- Name: particulars particulars_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.particulars
    ADD CONSTRAINT particulars_pkey PRIMARY KEY (id);

-- Name: party_key party_key_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.party_key
    ADD CONSTRAINT party_key_pkey PRIMARY KEY (party_id);

-- Name: party party_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.party
    ADD CONSTRAINT party_pkey PRIMARY KEY (id);

-- Name: relation_end relation_end_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.relation_end
    ADD CONSTRAINT relation_end_pkey PRIMARY KEY (relation_id);

-- Name: relation relation_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.relation
    ADD CONSTRAINT relation_pkey PRIMARY KEY (id);

-- Name: screening screening_party_id_revision_key; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.screening
    ADD CONSTRAINT screening_party_id_revision_key UNIQUE (party_id, revision);

-- Name: screening screening_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.screening
    ADD CONSTRAINT screening_pkey PRIMARY KEY (id);

-- Name: verification verification_party_id_issuer_id_revision_key; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.verification
    ADD CONSTRAINT verification_party_id_issuer_id_revision_key UNIQUE (party_id, issuer_id, revision);

-- Name: verification verification_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.verification
    ADD CONSTRAINT verification_pkey PRIMARY KEY (id);

-- Name: wallet wallet_issuer_id_address_key; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.wallet
    ADD CONSTRAINT wallet_issuer_id_address_key UNIQUE (issuer_id, address);

-- Name: wallet wallet_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.wallet
    ADD CONSTRAINT wallet_pkey PRIMARY KEY (id);

-- Name: wallet_proof wallet_proof_pkey; Type: CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.wallet_proof
    ADD CONSTRAINT wallet_proof_pkey PRIMARY KEY (id);

-- Name: bank_message bank_message_pkey; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.bank_message
    ADD CONSTRAINT bank_message_pkey PRIMARY KEY (id);

-- Name: bank_message bank_message_pool_id_kind_message_id_key; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.bank_message
    ADD CONSTRAINT bank_message_pool_id_kind_message_id_key UNIQUE (pool_id, kind, message_id);

-- Name: order order_pkey; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance."order"
    ADD CONSTRAINT order_pkey PRIMARY KEY (id);

-- Name: order_step order_step_order_id_sequence_to_state_key; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.order_step
    ADD CONSTRAINT order_step_order_id_sequence_to_state_key UNIQUE (order_id, sequence, to_state);

-- Name: order_step order_step_pkey; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.order_step
    ADD CONSTRAINT order_step_pkey PRIMARY KEY (order_id, sequence);

-- Name: pay_out_confirmation pay_out_confirmation_pkey; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pay_out_confirmation
    ADD CONSTRAINT pay_out_confirmation_pkey PRIMARY KEY (pay_out_id, part);

-- Name: pay_out pay_out_order_id_key; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pay_out
    ADD CONSTRAINT pay_out_order_id_key UNIQUE (order_id);

-- Name: pay_out pay_out_pkey; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pay_out
    ADD CONSTRAINT pay_out_pkey PRIMARY KEY (id);

-- Name: pay_out pay_out_receipt_id_key; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pay_out
    ADD CONSTRAINT pay_out_receipt_id_key UNIQUE (receipt_id);

-- Name: pool_account pool_account_coin_id_key; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pool_account
    ADD CONSTRAINT pool_account_coin_id_key UNIQUE (coin_id);

-- Name: pool_account pool_account_number_key; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pool_account
    ADD CONSTRAINT pool_account_number_key UNIQUE (number);

-- Name: pool_account pool_account_pkey; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pool_account
    ADD CONSTRAINT pool_account_pkey PRIMARY KEY (id);

-- Name: pool_account pool_account_pool_id_key; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pool_account
    ADD CONSTRAINT pool_account_pool_id_key UNIQUE (pool_id);

-- Name: receipt_end receipt_end_pkey; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.receipt_end
    ADD CONSTRAINT receipt_end_pkey PRIMARY KEY (receipt_id);

-- Name: receipt receipt_pkey; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (id);

-- Name: receipt receipt_pool_id_bank_reference_key; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.receipt
    ADD CONSTRAINT receipt_pool_id_bank_reference_key UNIQUE (pool_id, bank_reference);

-- Name: redemption_authorization redemption_authorization_pkey; Type: CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.redemption_authorization
    ADD CONSTRAINT redemption_authorization_pkey PRIMARY KEY (order_id);

-- Name: account account_code_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.account
    ADD CONSTRAINT account_code_key UNIQUE (code);

-- Name: account account_id_asset_normal_may_go_negative_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.account
    ADD CONSTRAINT account_id_asset_normal_may_go_negative_key UNIQUE (id, asset, normal, may_go_negative);

-- Name: account account_id_asset_segregation_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.account
    ADD CONSTRAINT account_id_asset_segregation_key UNIQUE (id, asset, segregation);

-- Name: account account_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

-- Name: balance balance_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.balance
    ADD CONSTRAINT balance_pkey PRIMARY KEY (account_id);

-- Name: entry entry_account_id_sequence_balance_after_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.entry
    ADD CONSTRAINT entry_account_id_sequence_balance_after_key UNIQUE (account_id, sequence, balance_after);

-- Name: entry entry_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.entry
    ADD CONSTRAINT entry_pkey PRIMARY KEY (account_id, sequence);

-- Name: entry entry_transfer_id_side_account_id_asset_amount_units_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.entry
    ADD CONSTRAINT entry_transfer_id_side_account_id_asset_amount_units_key UNIQUE (transfer_id, side, account_id, asset, amount_units);

-- Name: entry entry_transfer_id_side_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.entry
    ADD CONSTRAINT entry_transfer_id_side_key UNIQUE (transfer_id, side);

-- Name: hold_end hold_end_hold_id_transfer_id_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold_end
    ADD CONSTRAINT hold_end_hold_id_transfer_id_key UNIQUE (hold_id, transfer_id);

-- Name: hold_end hold_end_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold_end
    ADD CONSTRAINT hold_end_pkey PRIMARY KEY (hold_id);

-- Name: hold_end hold_end_transfer_id_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold_end
    ADD CONSTRAINT hold_end_transfer_id_key UNIQUE (transfer_id);

-- Name: hold hold_id_asset_amount_units_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold
    ADD CONSTRAINT hold_id_asset_amount_units_key UNIQUE (id, asset, amount_units);

-- Name: hold hold_id_debit_account_id_credit_account_id_asset_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold
    ADD CONSTRAINT hold_id_debit_account_id_credit_account_id_asset_key UNIQUE (id, debit_account_id, credit_account_id, asset);

-- Name: hold hold_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold
    ADD CONSTRAINT hold_pkey PRIMARY KEY (id);

-- Name: transfer transfer_hold_id_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.transfer
    ADD CONSTRAINT transfer_hold_id_key UNIQUE (hold_id);

-- Name: transfer transfer_id_hold_id_asset_amount_units_key; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.transfer
    ADD CONSTRAINT transfer_id_hold_id_asset_amount_units_key UNIQUE (id, hold_id, asset, amount_units);

-- Name: transfer transfer_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.transfer
    ADD CONSTRAINT transfer_pkey PRIMARY KEY (id);

-- Name: application application_party_id_reference_key; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.application
    ADD CONSTRAINT application_party_id_reference_key UNIQUE (party_id, reference);

-- Name: application application_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.application
    ADD CONSTRAINT application_pkey PRIMARY KEY (id);

-- Name: coin coin_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.coin
    ADD CONSTRAINT coin_pkey PRIMARY KEY (id);

-- Name: condition_cancelled condition_cancelled_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.condition_cancelled
    ADD CONSTRAINT condition_cancelled_pkey PRIMARY KEY (condition_id);

-- Name: condition condition_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.condition
    ADD CONSTRAINT condition_pkey PRIMARY KEY (id);

-- Name: decision decision_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (application_id);

-- Name: direction_lift direction_lift_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.direction_lift
    ADD CONSTRAINT direction_lift_pkey PRIMARY KEY (direction_id);

-- Name: direction direction_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.direction
    ADD CONSTRAINT direction_pkey PRIMARY KEY (id);

-- Name: licence licence_application_id_key; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.licence
    ADD CONSTRAINT licence_application_id_key UNIQUE (application_id);

-- Name: licence licence_number_key; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.licence
    ADD CONSTRAINT licence_number_key UNIQUE (number);

-- Name: licence licence_party_id_key; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.licence
    ADD CONSTRAINT licence_party_id_key UNIQUE (party_id);

-- Name: licence licence_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.licence
    ADD CONSTRAINT licence_pkey PRIMARY KEY (id);

-- Name: pilot_act pilot_act_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_act
    ADD CONSTRAINT pilot_act_pkey PRIMARY KEY (id);

-- Name: pilot_evidence pilot_evidence_pilot_id_test_case_revision_key; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_evidence
    ADD CONSTRAINT pilot_evidence_pilot_id_test_case_revision_key UNIQUE (pilot_id, test_case, revision);

-- Name: pilot_evidence pilot_evidence_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_evidence
    ADD CONSTRAINT pilot_evidence_pkey PRIMARY KEY (id);

-- Name: pilot_observation pilot_observation_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_observation
    ADD CONSTRAINT pilot_observation_pkey PRIMARY KEY (id);

-- Name: pilot pilot_party_id_key; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot
    ADD CONSTRAINT pilot_party_id_key UNIQUE (party_id);

-- Name: pilot pilot_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot
    ADD CONSTRAINT pilot_pkey PRIMARY KEY (id);

-- Name: pilot_scope pilot_scope_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_scope
    ADD CONSTRAINT pilot_scope_pkey PRIMARY KEY (pilot_id, revision);

-- Name: pilot_test_case pilot_test_case_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_test_case
    ADD CONSTRAINT pilot_test_case_pkey PRIMARY KEY (pilot_id, name);

-- Name: step step_pkey; Type: CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.step
    ADD CONSTRAINT step_pkey PRIMARY KEY (subject_id, number);

-- Name: head head_pkey; Type: CONSTRAINT; Schema: observations; Owner: -

ALTER TABLE ONLY observations.head
    ADD CONSTRAINT head_pkey PRIMARY KEY (only_row);

-- Name: observation observation_digest_key; Type: CONSTRAINT; Schema: observations; Owner: -

ALTER TABLE ONLY observations.observation
    ADD CONSTRAINT observation_digest_key UNIQUE (digest);

-- Name: observation observation_id_key; Type: CONSTRAINT; Schema: observations; Owner: -

ALTER TABLE ONLY observations.observation
    ADD CONSTRAINT observation_id_key UNIQUE (id);

-- Name: observation observation_key_key; Type: CONSTRAINT; Schema: observations; Owner: -

ALTER TABLE ONLY observations.observation
    ADD CONSTRAINT observation_key_key UNIQUE (key);

-- Name: observation observation_pkey; Type: CONSTRAINT; Schema: observations; Owner: -

ALTER TABLE ONLY observations.observation
    ADD CONSTRAINT observation_pkey PRIMARY KEY (height);

-- Name: milestone milestone_hold_id_key; Type: CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.milestone
    ADD CONSTRAINT milestone_hold_id_key UNIQUE (hold_id);

-- Name: milestone milestone_payment_id_key; Type: CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.milestone
    ADD CONSTRAINT milestone_payment_id_key UNIQUE (payment_id);

-- Name: milestone milestone_pkey; Type: CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.milestone
    ADD CONSTRAINT milestone_pkey PRIMARY KEY (purchase_id, number);

-- Name: milestone_step milestone_step_pkey; Type: CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.milestone_step
    ADD CONSTRAINT milestone_step_pkey PRIMARY KEY (purchase_id, number, sequence);

-- Name: payment payment_pkey; Type: CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.payment
    ADD CONSTRAINT payment_pkey PRIMARY KEY (id);

-- Name: payment payment_transfer_id_key; Type: CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.payment
    ADD CONSTRAINT payment_transfer_id_key UNIQUE (transfer_id);

-- Name: purchase purchase_pkey; Type: CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.purchase
    ADD CONSTRAINT purchase_pkey PRIMARY KEY (id);

-- Name: admission admission_pkey; Type: CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.admission
    ADD CONSTRAINT admission_pkey PRIMARY KEY (coin_id, address, number);

-- Name: batch batch_pkey; Type: CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (mirror_id, number);

-- Name: final final_pkey; Type: CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.final
    ADD CONSTRAINT final_pkey PRIMARY KEY (mirror_id, transaction_hash, batch_number, outcome);

-- Name: mirror mirror_pkey; Type: CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.mirror
    ADD CONSTRAINT mirror_pkey PRIMARY KEY (id);

-- Name: segment segment_pkey; Type: CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.segment
    ADD CONSTRAINT segment_pkey PRIMARY KEY (mirror_id, batch_number, "position");

-- Name: snapshot snapshot_pkey; Type: CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.snapshot
    ADD CONSTRAINT snapshot_pkey PRIMARY KEY (mirror_id, batch_number, "position");

-- Name: attestation attestation_pkey; Type: CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves.attestation
    ADD CONSTRAINT attestation_pkey PRIMARY KEY (id);

-- Name: chain_attestation chain_attestation_contract_attested_second_key; Type: CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves.chain_attestation
    ADD CONSTRAINT chain_attestation_contract_attested_second_key UNIQUE (contract, attested_second);

-- Name: chain_attestation chain_attestation_pkey; Type: CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves.chain_attestation
    ADD CONSTRAINT chain_attestation_pkey PRIMARY KEY (id);

-- Name: pool pool_coin_id_key; Type: CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves.pool
    ADD CONSTRAINT pool_coin_id_key UNIQUE (coin_id);

-- Name: pool pool_pkey; Type: CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves.pool
    ADD CONSTRAINT pool_pkey PRIMARY KEY (id);

-- Name: position position_account_code_key; Type: CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves."position"
    ADD CONSTRAINT position_account_code_key UNIQUE (account_code);

-- Name: position_end position_end_pkey; Type: CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves.position_end
    ADD CONSTRAINT position_end_pkey PRIMARY KEY (position_id);

-- Name: position position_pkey; Type: CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves."position"
    ADD CONSTRAINT position_pkey PRIMARY KEY (id);

-- Name: note_end note_end_pkey; Type: CONSTRAINT; Schema: supervision; Owner: -

ALTER TABLE ONLY supervision.note_end
    ADD CONSTRAINT note_end_pkey PRIMARY KEY (note_id);

-- Name: note note_pkey; Type: CONSTRAINT; Schema: supervision; Owner: -

ALTER TABLE ONLY supervision.note
    ADD CONSTRAINT note_pkey PRIMARY KEY (id);

-- Name: funding funding_pkey; Type: CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.funding
    ADD CONSTRAINT funding_pkey PRIMARY KEY (order_id);

-- Name: funding funding_transfer_id_key; Type: CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.funding
    ADD CONSTRAINT funding_transfer_id_key UNIQUE (transfer_id);

-- Name: production production_owner_id_source_first_day_key; Type: CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.production
    ADD CONSTRAINT production_owner_id_source_first_day_key UNIQUE (owner_id, source, first_day);

-- Name: production production_pkey; Type: CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.production
    ADD CONSTRAINT production_pkey PRIMARY KEY (id);

-- Name: sale_end sale_end_pkey; Type: CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.sale_end
    ADD CONSTRAINT sale_end_pkey PRIMARY KEY (sale_id);

-- Name: sale sale_hold_id_key; Type: CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.sale
    ADD CONSTRAINT sale_hold_id_key UNIQUE (hold_id);

-- Name: sale sale_pkey; Type: CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.sale
    ADD CONSTRAINT sale_pkey PRIMARY KEY (id);

-- Name: act act_pkey; Type: CONSTRAINT; Schema: worlds; Owner: -

ALTER TABLE ONLY worlds.act
    ADD CONSTRAINT act_pkey PRIMARY KEY (name);

-- Name: world world_pkey; Type: CONSTRAINT; Schema: worlds; Owner: -

ALTER TABLE ONLY worlds.world
    ADD CONSTRAINT world_pkey PRIMARY KEY (name);

-- Name: appointment_of_person; Type: INDEX; Schema: access; Owner: -

CREATE INDEX appointment_of_person ON access.appointment USING btree (person_id);

-- Name: approval_of_commit; Type: INDEX; Schema: chain; Owner: -

CREATE INDEX approval_of_commit ON chain.approval USING btree (commit_id);

-- Name: authorization_of_commit; Type: INDEX; Schema: chain; Owner: -

CREATE INDEX authorization_of_commit ON chain."authorization" USING btree (commit_id);

-- Name: deployment_of_commit; Type: INDEX; Schema: chain; Owner: -

CREATE INDEX deployment_of_commit ON chain.deployment USING btree (commit_id);

-- Name: placement_of_transaction; Type: INDEX; Schema: chain; Owner: -

CREATE INDEX placement_of_transaction ON chain.placement USING btree (hash);

-- Name: proposal_of_coin; Type: INDEX; Schema: chain; Owner: -

CREATE INDEX proposal_of_coin ON chain.proposal USING btree (coin_id, occurred_at);

-- Name: proposal_of_commit; Type: INDEX; Schema: chain; Owner: -

CREATE INDEX proposal_of_commit ON chain.proposal USING btree (commit_id);

-- Name: proposal_step_of_commit; Type: INDEX; Schema: chain; Owner: -

CREATE INDEX proposal_step_of_commit ON chain.proposal_step USING btree (commit_id);

-- Name: discharge_of_issuer; Type: INDEX; Schema: disclosure; Owner: -

CREATE INDEX discharge_of_issuer ON disclosure.discharge USING btree (issuer_id);

-- Name: evidence_of_issuer; Type: INDEX; Schema: disclosure; Owner: -

CREATE INDEX evidence_of_issuer ON disclosure.evidence USING btree (issuer_id);

-- Name: judgement_of_issuer; Type: INDEX; Schema: disclosure; Owner: -

CREATE INDEX judgement_of_issuer ON disclosure.judgement USING btree (issuer_id, matter);

-- Name: review_of_evidence; Type: INDEX; Schema: disclosure; Owner: -

CREATE INDEX review_of_evidence ON disclosure.evidence_review USING btree (evidence_id);

-- Name: outbox_ends_once; Type: INDEX; Schema: events; Owner: -

CREATE UNIQUE INDEX outbox_ends_once ON events.outbox_point USING btree (message_id) WHERE (point = ANY (ARRAY['done'::text, 'abandoned'::text]));

-- Name: record_of_kind; Type: INDEX; Schema: events; Owner: -

CREATE INDEX record_of_kind ON events.record USING btree (kind);

-- Name: record_of_subject; Type: INDEX; Schema: events; Owner: -

CREATE INDEX record_of_subject ON events.record USING btree (subject_id, kind);

-- Name: freeze_order_by_party; Type: INDEX; Schema: identity; Owner: -

CREATE INDEX freeze_order_by_party ON identity.freeze_order USING btree (party_id);

-- Name: relation_by_issuer; Type: INDEX; Schema: identity; Owner: -

CREATE INDEX relation_by_issuer ON identity.relation USING btree (issuer_id, party_id);

-- Name: one_receipt_for_an_order; Type: INDEX; Schema: issuance; Owner: -

CREATE UNIQUE INDEX one_receipt_for_an_order ON issuance.receipt_end USING btree (order_id) WHERE (outcome = 'matched'::text);

-- Name: order_by_reference; Type: INDEX; Schema: issuance; Owner: -

CREATE UNIQUE INDEX order_by_reference ON issuance."order" USING btree (issuer_id, payment_reference) WHERE (kind = 'issue'::text);

-- Name: order_of_customer; Type: INDEX; Schema: issuance; Owner: -

CREATE INDEX order_of_customer ON issuance."order" USING btree (customer_id);

-- Name: receipt_of_pool; Type: INDEX; Schema: issuance; Owner: -

CREATE INDEX receipt_of_pool ON issuance.receipt USING btree (pool_id, occurred_at);

-- Name: redemption_authorization_of_commit; Type: INDEX; Schema: issuance; Owner: -

CREATE INDEX redemption_authorization_of_commit ON issuance.redemption_authorization USING btree (commit_id);

-- Name: account_of_commit; Type: INDEX; Schema: ledger; Owner: -

CREATE INDEX account_of_commit ON ledger.account USING btree (commit_id);

-- Name: account_of_owner; Type: INDEX; Schema: ledger; Owner: -

CREATE INDEX account_of_owner ON ledger.account USING btree (owner_id);

-- Name: entry_of_commit; Type: INDEX; Schema: ledger; Owner: -

CREATE INDEX entry_of_commit ON ledger.entry USING btree (commit_id);

-- Name: hold_by_expiry; Type: INDEX; Schema: ledger; Owner: -

CREATE INDEX hold_by_expiry ON ledger.hold USING btree (expires_at) WHERE (expires_at IS NOT NULL);

-- Name: hold_end_of_commit; Type: INDEX; Schema: ledger; Owner: -

CREATE INDEX hold_end_of_commit ON ledger.hold_end USING btree (commit_id);

-- Name: hold_of_commit; Type: INDEX; Schema: ledger; Owner: -

CREATE INDEX hold_of_commit ON ledger.hold USING btree (commit_id);

-- Name: transfer_corrected; Type: INDEX; Schema: ledger; Owner: -

CREATE INDEX transfer_corrected ON ledger.transfer USING btree (corrects) WHERE (corrects IS NOT NULL);

-- Name: transfer_of_commit; Type: INDEX; Schema: ledger; Owner: -

CREATE INDEX transfer_of_commit ON ledger.transfer USING btree (commit_id);

-- Name: coin_by_issuer; Type: INDEX; Schema: licensing; Owner: -

CREATE INDEX coin_by_issuer ON licensing.coin USING btree (issuer_id);

-- Name: condition_by_licence; Type: INDEX; Schema: licensing; Owner: -

CREATE INDEX condition_by_licence ON licensing.condition USING btree (licence_id);

-- Name: direction_by_party; Type: INDEX; Schema: licensing; Owner: -

CREATE INDEX direction_by_party ON licensing.direction USING btree (party_id);

-- Name: pilot_act_by_pilot; Type: INDEX; Schema: licensing; Owner: -

CREATE INDEX pilot_act_by_pilot ON licensing.pilot_act USING btree (pilot_id);

-- Name: observation_of_subject; Type: INDEX; Schema: observations; Owner: -

CREATE INDEX observation_of_subject ON observations.observation USING btree (kind, subject, height);

-- Name: milestone_ended_once; Type: INDEX; Schema: payments; Owner: -

CREATE UNIQUE INDEX milestone_ended_once ON payments.milestone_step USING btree (purchase_id, number) WHERE (state = ANY (ARRAY['released'::text, 'withdrawn'::text, 'lapsed'::text]));

-- Name: milestone_of_commit; Type: INDEX; Schema: payments; Owner: -

CREATE INDEX milestone_of_commit ON payments.milestone USING btree (commit_id);

-- Name: milestone_step_of_commit; Type: INDEX; Schema: payments; Owner: -

CREATE INDEX milestone_step_of_commit ON payments.milestone_step USING btree (commit_id);

-- Name: payment_of_payer; Type: INDEX; Schema: payments; Owner: -

CREATE INDEX payment_of_payer ON payments.payment USING btree (payer_id, occurred_at);

-- Name: purchase_of_commit; Type: INDEX; Schema: payments; Owner: -

CREATE INDEX purchase_of_commit ON payments.purchase USING btree (commit_id);

-- Name: purchase_of_payer; Type: INDEX; Schema: payments; Owner: -

CREATE INDEX purchase_of_payer ON payments.purchase USING btree (payer_id, occurred_at);

-- Name: admission_of_commit; Type: INDEX; Schema: register; Owner: -

CREATE INDEX admission_of_commit ON register.admission USING btree (commit_id);

-- Name: batch_of_commit; Type: INDEX; Schema: register; Owner: -

CREATE INDEX batch_of_commit ON register.batch USING btree (commit_id);

-- Name: final_by_block; Type: INDEX; Schema: register; Owner: -

CREATE INDEX final_by_block ON register.final USING btree (mirror_id, block_number);

-- Name: final_of_commit; Type: INDEX; Schema: register; Owner: -

CREATE INDEX final_of_commit ON register.final USING btree (commit_id);

-- Name: mirror_of_coin; Type: INDEX; Schema: register; Owner: -

CREATE UNIQUE INDEX mirror_of_coin ON register.mirror USING btree (coin_id) WHERE (coin_id <> ''::text);

-- Name: mirror_of_commit; Type: INDEX; Schema: register; Owner: -

CREATE INDEX mirror_of_commit ON register.mirror USING btree (commit_id);

-- Name: segment_of_commit; Type: INDEX; Schema: register; Owner: -

CREATE INDEX segment_of_commit ON register.segment USING btree (commit_id);

-- Name: snapshot_of_commit; Type: INDEX; Schema: register; Owner: -

CREATE INDEX snapshot_of_commit ON register.snapshot USING btree (commit_id);

-- Name: attestation_of_pool; Type: INDEX; Schema: reserves; Owner: -

CREATE INDEX attestation_of_pool ON reserves.attestation USING btree (pool_id, attested_at);

-- Name: chain_attestation_of_commit; Type: INDEX; Schema: reserves; Owner: -

CREATE INDEX chain_attestation_of_commit ON reserves.chain_attestation USING btree (commit_id);

-- Name: chain_attestation_of_pool; Type: INDEX; Schema: reserves; Owner: -

CREATE INDEX chain_attestation_of_pool ON reserves.chain_attestation USING btree (pool_id, attested_second);

-- Name: position_of_pool; Type: INDEX; Schema: reserves; Owner: -

CREATE INDEX position_of_pool ON reserves."position" USING btree (pool_id);

-- Name: note_of_party; Type: INDEX; Schema: supervision; Owner: -

CREATE INDEX note_of_party ON supervision.note USING btree (party_id, occurred_at);

-- Name: funding_of_commit; Type: INDEX; Schema: treasury; Owner: -

CREATE INDEX funding_of_commit ON treasury.funding USING btree (commit_id);

-- Name: production_of_commit; Type: INDEX; Schema: treasury; Owner: -

CREATE INDEX production_of_commit ON treasury.production USING btree (commit_id);

-- Name: sale_end_of_commit; Type: INDEX; Schema: treasury; Owner: -

CREATE INDEX sale_end_of_commit ON treasury.sale_end USING btree (commit_id);

-- Name: sale_end_of_payment; Type: INDEX; Schema: treasury; Owner: -

CREATE UNIQUE INDEX sale_end_of_payment ON treasury.sale_end USING btree (payment_id) WHERE (payment_id <> ''::text);

-- Name: sale_of_commit; Type: INDEX; Schema: treasury; Owner: -

CREATE INDEX sale_of_commit ON treasury.sale USING btree (commit_id);

-- Name: sale_of_owner; Type: INDEX; Schema: treasury; Owner: -

CREATE INDEX sale_of_owner ON treasury.sale USING btree (owner_id, occurred_at);

-- Name: act_in_time_order; Type: INDEX; Schema: worlds; Owner: -

CREATE INDEX act_in_time_order ON worlds.act USING btree (occurred_at, name);

-- Name: appointment appointment_commit_id_fkey; Type: FK CONSTRAINT; Schema: access; Owner: -

ALTER TABLE ONLY access.appointment
    ADD CONSTRAINT appointment_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: appointment appointment_person_id_fkey; Type: FK CONSTRAINT; Schema: access; Owner: -

ALTER TABLE ONLY access.appointment
    ADD CONSTRAINT appointment_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id);

-- Name: person person_commit_id_fkey; Type: FK CONSTRAINT; Schema: access; Owner: -

ALTER TABLE ONLY access.person
    ADD CONSTRAINT person_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: revocation revocation_appointment_id_fkey; Type: FK CONSTRAINT; Schema: access; Owner: -

ALTER TABLE ONLY access.revocation
    ADD CONSTRAINT revocation_appointment_id_fkey FOREIGN KEY (appointment_id) REFERENCES access.appointment(id);

-- Name: revocation revocation_commit_id_fkey; Type: FK CONSTRAINT; Schema: access; Owner: -

ALTER TABLE ONLY access.revocation
    ADD CONSTRAINT revocation_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: approval approval_commit_id_fkey; Type: FK CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.approval
    ADD CONSTRAINT approval_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: approval approval_proposal_id_fkey; Type: FK CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.approval
    ADD CONSTRAINT approval_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES chain.proposal(id);

-- Name: authorization authorization_commit_id_fkey; Type: FK CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain."authorization"
    ADD CONSTRAINT authorization_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: deployment deployment_commit_id_fkey; Type: FK CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.deployment
    ADD CONSTRAINT deployment_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: nonce nonce_message_id_fkey; Type: FK CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.nonce
    ADD CONSTRAINT nonce_message_id_fkey FOREIGN KEY (message_id) REFERENCES events.outbox_message(id);

-- Name: placement placement_hash_fkey; Type: FK CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.placement
    ADD CONSTRAINT placement_hash_fkey FOREIGN KEY (hash) REFERENCES chain.transaction(hash);

-- Name: placement placement_message_id_fkey; Type: FK CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.placement
    ADD CONSTRAINT placement_message_id_fkey FOREIGN KEY (message_id) REFERENCES events.outbox_message(id);

-- Name: proposal proposal_commit_id_fkey; Type: FK CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.proposal
    ADD CONSTRAINT proposal_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: proposal_step proposal_step_commit_id_fkey; Type: FK CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.proposal_step
    ADD CONSTRAINT proposal_step_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: proposal_step proposal_step_proposal_id_fkey; Type: FK CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.proposal_step
    ADD CONSTRAINT proposal_step_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES chain.proposal(id);

-- Name: transaction transaction_chain_id_sender_nonce_fkey; Type: FK CONSTRAINT; Schema: chain; Owner: -

ALTER TABLE ONLY chain.transaction
    ADD CONSTRAINT transaction_chain_id_sender_nonce_fkey FOREIGN KEY (chain_id, sender, nonce) REFERENCES chain.nonce(chain_id, sender, nonce);

-- Name: attestation_draw attestation_draw_issuer_id_period_end_fkey; Type: FK CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.attestation_draw
    ADD CONSTRAINT attestation_draw_issuer_id_period_end_fkey FOREIGN KEY (issuer_id, period_end) REFERENCES disclosure.draw_seal(issuer_id, period_end);

-- Name: break_end break_end_break_id_fkey; Type: FK CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.break_end
    ADD CONSTRAINT break_end_break_id_fkey FOREIGN KEY (break_id) REFERENCES disclosure.break(id);

-- Name: evidence_review evidence_review_evidence_id_fkey; Type: FK CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.evidence_review
    ADD CONSTRAINT evidence_review_evidence_id_fkey FOREIGN KEY (evidence_id) REFERENCES disclosure.evidence(id);

-- Name: finding finding_issuer_id_day_fkey; Type: FK CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.finding
    ADD CONSTRAINT finding_issuer_id_day_fkey FOREIGN KEY (issuer_id, day) REFERENCES disclosure.day_close(issuer_id, day);

-- Name: statement statement_issuer_id_day_fkey; Type: FK CONSTRAINT; Schema: disclosure; Owner: -

ALTER TABLE ONLY disclosure.statement
    ADD CONSTRAINT statement_issuer_id_day_fkey FOREIGN KEY (issuer_id, day) REFERENCES disclosure.day_close(issuer_id, day);

-- Name: commit commit_id_fkey; Type: FK CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.commit
    ADD CONSTRAINT commit_id_fkey FOREIGN KEY (id) REFERENCES events.link(commit_id) DEFERRABLE INITIALLY DEFERRED;

-- Name: link link_commit_id_fkey; Type: FK CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.link
    ADD CONSTRAINT link_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: outbox_message outbox_message_commit_id_fkey; Type: FK CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.outbox_message
    ADD CONSTRAINT outbox_message_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: outbox_point outbox_point_message_id_fkey; Type: FK CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.outbox_point
    ADD CONSTRAINT outbox_point_message_id_fkey FOREIGN KEY (message_id) REFERENCES events.outbox_message(id);

-- Name: record record_commit_id_fkey; Type: FK CONSTRAINT; Schema: events; Owner: -

ALTER TABLE ONLY events.record
    ADD CONSTRAINT record_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: bank_account bank_account_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.bank_account
    ADD CONSTRAINT bank_account_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: bank_account bank_account_issuer_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.bank_account
    ADD CONSTRAINT bank_account_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES identity.party(id);

-- Name: bank_account bank_account_party_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.bank_account
    ADD CONSTRAINT bank_account_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: forgotten forgotten_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.forgotten
    ADD CONSTRAINT forgotten_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: forgotten forgotten_party_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.forgotten
    ADD CONSTRAINT forgotten_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: freeze_lift freeze_lift_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.freeze_lift
    ADD CONSTRAINT freeze_lift_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: freeze_lift freeze_lift_freeze_order_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.freeze_lift
    ADD CONSTRAINT freeze_lift_freeze_order_id_fkey FOREIGN KEY (freeze_order_id) REFERENCES identity.freeze_order(id);

-- Name: freeze_order freeze_order_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.freeze_order
    ADD CONSTRAINT freeze_order_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: freeze_order freeze_order_party_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.freeze_order
    ADD CONSTRAINT freeze_order_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: particulars particulars_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.particulars
    ADD CONSTRAINT particulars_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: particulars particulars_party_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.particulars
    ADD CONSTRAINT particulars_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: party party_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.party
    ADD CONSTRAINT party_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: relation relation_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.relation
    ADD CONSTRAINT relation_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: relation_end relation_end_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.relation_end
    ADD CONSTRAINT relation_end_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: relation_end relation_end_relation_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.relation_end
    ADD CONSTRAINT relation_end_relation_id_fkey FOREIGN KEY (relation_id) REFERENCES identity.relation(id);

-- Name: relation relation_issuer_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.relation
    ADD CONSTRAINT relation_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES identity.party(id);

-- Name: relation relation_party_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.relation
    ADD CONSTRAINT relation_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: screening screening_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.screening
    ADD CONSTRAINT screening_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: screening screening_party_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.screening
    ADD CONSTRAINT screening_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: verification verification_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.verification
    ADD CONSTRAINT verification_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: verification verification_issuer_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.verification
    ADD CONSTRAINT verification_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES identity.party(id);

-- Name: verification verification_party_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.verification
    ADD CONSTRAINT verification_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: wallet wallet_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.wallet
    ADD CONSTRAINT wallet_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: wallet wallet_issuer_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.wallet
    ADD CONSTRAINT wallet_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES identity.party(id);

-- Name: wallet wallet_party_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.wallet
    ADD CONSTRAINT wallet_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: wallet_proof wallet_proof_commit_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.wallet_proof
    ADD CONSTRAINT wallet_proof_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: wallet_proof wallet_proof_wallet_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -

ALTER TABLE ONLY identity.wallet_proof
    ADD CONSTRAINT wallet_proof_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES identity.wallet(id);

-- Name: order_step order_step_order_id_fkey; Type: FK CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.order_step
    ADD CONSTRAINT order_step_order_id_fkey FOREIGN KEY (order_id) REFERENCES issuance."order"(id);

-- Name: order_step order_step_order_id_previous_from_state_fkey; Type: FK CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.order_step
    ADD CONSTRAINT order_step_order_id_previous_from_state_fkey FOREIGN KEY (order_id, previous, from_state) REFERENCES issuance.order_step(order_id, sequence, to_state);

-- Name: pay_out_confirmation pay_out_confirmation_bank_message_id_fkey; Type: FK CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pay_out_confirmation
    ADD CONSTRAINT pay_out_confirmation_bank_message_id_fkey FOREIGN KEY (bank_message_id) REFERENCES issuance.bank_message(id);

-- Name: pay_out_confirmation pay_out_confirmation_pay_out_id_fkey; Type: FK CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pay_out_confirmation
    ADD CONSTRAINT pay_out_confirmation_pay_out_id_fkey FOREIGN KEY (pay_out_id) REFERENCES issuance.pay_out(id);

-- Name: pay_out pay_out_order_id_fkey; Type: FK CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pay_out
    ADD CONSTRAINT pay_out_order_id_fkey FOREIGN KEY (order_id) REFERENCES issuance."order"(id);

-- Name: pay_out pay_out_receipt_id_fkey; Type: FK CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.pay_out
    ADD CONSTRAINT pay_out_receipt_id_fkey FOREIGN KEY (receipt_id) REFERENCES issuance.receipt(id);

-- Name: receipt receipt_bank_message_id_fkey; Type: FK CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.receipt
    ADD CONSTRAINT receipt_bank_message_id_fkey FOREIGN KEY (bank_message_id) REFERENCES issuance.bank_message(id);

-- Name: receipt_end receipt_end_order_id_fkey; Type: FK CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.receipt_end
    ADD CONSTRAINT receipt_end_order_id_fkey FOREIGN KEY (order_id) REFERENCES issuance."order"(id);

-- Name: receipt_end receipt_end_receipt_id_fkey; Type: FK CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.receipt_end
    ADD CONSTRAINT receipt_end_receipt_id_fkey FOREIGN KEY (receipt_id) REFERENCES issuance.receipt(id);

-- Name: redemption_authorization redemption_authorization_commit_id_fkey; Type: FK CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.redemption_authorization
    ADD CONSTRAINT redemption_authorization_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: redemption_authorization redemption_authorization_order_id_fkey; Type: FK CONSTRAINT; Schema: issuance; Owner: -

ALTER TABLE ONLY issuance.redemption_authorization
    ADD CONSTRAINT redemption_authorization_order_id_fkey FOREIGN KEY (order_id) REFERENCES issuance."order"(id);

-- Name: account account_commit_id_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.account
    ADD CONSTRAINT account_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: balance balance_account_id_asset_normal_may_go_negative_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.balance
    ADD CONSTRAINT balance_account_id_asset_normal_may_go_negative_fkey FOREIGN KEY (account_id, asset, normal, may_go_negative) REFERENCES ledger.account(id, asset, normal, may_go_negative);

-- Name: balance balance_account_id_last_sequence_posted_units_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.balance
    ADD CONSTRAINT balance_account_id_last_sequence_posted_units_fkey FOREIGN KEY (account_id, last_sequence, posted_units) REFERENCES ledger.entry(account_id, sequence, balance_after);

-- Name: entry entry_account_id_asset_normal_may_go_negative_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.entry
    ADD CONSTRAINT entry_account_id_asset_normal_may_go_negative_fkey FOREIGN KEY (account_id, asset, normal, may_go_negative) REFERENCES ledger.account(id, asset, normal, may_go_negative);

-- Name: entry entry_account_id_previous_sequence_balance_before_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.entry
    ADD CONSTRAINT entry_account_id_previous_sequence_balance_before_fkey FOREIGN KEY (account_id, previous_sequence, balance_before) REFERENCES ledger.entry(account_id, sequence, balance_after);

-- Name: entry entry_commit_id_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.entry
    ADD CONSTRAINT entry_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: entry entry_transfer_id_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.entry
    ADD CONSTRAINT entry_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES ledger.transfer(id);

-- Name: hold hold_commit_id_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold
    ADD CONSTRAINT hold_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: hold hold_credit_account_id_asset_credit_segregation_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold
    ADD CONSTRAINT hold_credit_account_id_asset_credit_segregation_fkey FOREIGN KEY (credit_account_id, asset, credit_segregation) REFERENCES ledger.account(id, asset, segregation);

-- Name: hold hold_debit_account_id_asset_debit_segregation_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold
    ADD CONSTRAINT hold_debit_account_id_asset_debit_segregation_fkey FOREIGN KEY (debit_account_id, asset, debit_segregation) REFERENCES ledger.account(id, asset, segregation);

-- Name: hold_end hold_end_commit_id_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold_end
    ADD CONSTRAINT hold_end_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: hold_end hold_end_hold_id_asset_held_units_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold_end
    ADD CONSTRAINT hold_end_hold_id_asset_held_units_fkey FOREIGN KEY (hold_id, asset, held_units) REFERENCES ledger.hold(id, asset, amount_units);

-- Name: hold_end hold_end_transfer_id_hold_id_asset_posted_units_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.hold_end
    ADD CONSTRAINT hold_end_transfer_id_hold_id_asset_posted_units_fkey FOREIGN KEY (transfer_id, hold_id, asset, posted_units) REFERENCES ledger.transfer(id, hold_id, asset, amount_units);

-- Name: transfer transfer_commit_id_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.transfer
    ADD CONSTRAINT transfer_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: transfer transfer_corrects_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.transfer
    ADD CONSTRAINT transfer_corrects_fkey FOREIGN KEY (corrects) REFERENCES ledger.transfer(id);

-- Name: transfer transfer_credit_account_id_asset_credit_segregation_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.transfer
    ADD CONSTRAINT transfer_credit_account_id_asset_credit_segregation_fkey FOREIGN KEY (credit_account_id, asset, credit_segregation) REFERENCES ledger.account(id, asset, segregation);

-- Name: transfer transfer_debit_account_id_asset_debit_segregation_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.transfer
    ADD CONSTRAINT transfer_debit_account_id_asset_debit_segregation_fkey FOREIGN KEY (debit_account_id, asset, debit_segregation) REFERENCES ledger.account(id, asset, segregation);

-- Name: transfer transfer_ends_its_hold; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.transfer
    ADD CONSTRAINT transfer_ends_its_hold FOREIGN KEY (hold_id, id) REFERENCES ledger.hold_end(hold_id, transfer_id) DEFERRABLE INITIALLY DEFERRED;

-- Name: transfer transfer_has_its_credit; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.transfer
    ADD CONSTRAINT transfer_has_its_credit FOREIGN KEY (id, credit_side, credit_account_id, asset, amount_units) REFERENCES ledger.entry(transfer_id, side, account_id, asset, amount_units) DEFERRABLE INITIALLY DEFERRED;

-- Name: transfer transfer_has_its_debit; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.transfer
    ADD CONSTRAINT transfer_has_its_debit FOREIGN KEY (id, debit_side, debit_account_id, asset, amount_units) REFERENCES ledger.entry(transfer_id, side, account_id, asset, amount_units) DEFERRABLE INITIALLY DEFERRED;

-- Name: transfer transfer_hold_id_debit_account_id_credit_account_id_asset_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -

ALTER TABLE ONLY ledger.transfer
    ADD CONSTRAINT transfer_hold_id_debit_account_id_credit_account_id_asset_fkey FOREIGN KEY (hold_id, debit_account_id, credit_account_id, asset) REFERENCES ledger.hold(id, debit_account_id, credit_account_id, asset);

-- Name: application application_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.application
    ADD CONSTRAINT application_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: application application_party_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.application
    ADD CONSTRAINT application_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: coin coin_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.coin
    ADD CONSTRAINT coin_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: coin coin_issuer_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.coin
    ADD CONSTRAINT coin_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES identity.party(id);

-- Name: condition_cancelled condition_cancelled_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.condition_cancelled
    ADD CONSTRAINT condition_cancelled_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: condition_cancelled condition_cancelled_condition_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.condition_cancelled
    ADD CONSTRAINT condition_cancelled_condition_id_fkey FOREIGN KEY (condition_id) REFERENCES licensing.condition(id);

-- Name: condition condition_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.condition
    ADD CONSTRAINT condition_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: condition condition_licence_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.condition
    ADD CONSTRAINT condition_licence_id_fkey FOREIGN KEY (licence_id) REFERENCES licensing.licence(id);

-- Name: decision decision_application_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.decision
    ADD CONSTRAINT decision_application_id_fkey FOREIGN KEY (application_id) REFERENCES licensing.application(id);

-- Name: decision decision_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.decision
    ADD CONSTRAINT decision_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: direction direction_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.direction
    ADD CONSTRAINT direction_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: direction_lift direction_lift_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.direction_lift
    ADD CONSTRAINT direction_lift_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: direction_lift direction_lift_direction_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.direction_lift
    ADD CONSTRAINT direction_lift_direction_id_fkey FOREIGN KEY (direction_id) REFERENCES licensing.direction(id);

-- Name: direction direction_party_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.direction
    ADD CONSTRAINT direction_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: licence licence_application_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.licence
    ADD CONSTRAINT licence_application_id_fkey FOREIGN KEY (application_id) REFERENCES licensing.decision(application_id);

-- Name: licence licence_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.licence
    ADD CONSTRAINT licence_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: licence licence_party_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.licence
    ADD CONSTRAINT licence_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: pilot_act pilot_act_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_act
    ADD CONSTRAINT pilot_act_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: pilot_act pilot_act_pilot_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_act
    ADD CONSTRAINT pilot_act_pilot_id_fkey FOREIGN KEY (pilot_id) REFERENCES licensing.pilot(id);

-- Name: pilot pilot_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot
    ADD CONSTRAINT pilot_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: pilot_evidence pilot_evidence_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_evidence
    ADD CONSTRAINT pilot_evidence_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: pilot_evidence pilot_evidence_pilot_id_test_case_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_evidence
    ADD CONSTRAINT pilot_evidence_pilot_id_test_case_fkey FOREIGN KEY (pilot_id, test_case) REFERENCES licensing.pilot_test_case(pilot_id, name);

-- Name: pilot_observation pilot_observation_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_observation
    ADD CONSTRAINT pilot_observation_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: pilot_observation pilot_observation_pilot_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_observation
    ADD CONSTRAINT pilot_observation_pilot_id_fkey FOREIGN KEY (pilot_id) REFERENCES licensing.pilot(id);

-- Name: pilot pilot_party_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot
    ADD CONSTRAINT pilot_party_id_fkey FOREIGN KEY (party_id) REFERENCES identity.party(id);

-- Name: pilot_scope pilot_scope_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_scope
    ADD CONSTRAINT pilot_scope_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: pilot_scope pilot_scope_pilot_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_scope
    ADD CONSTRAINT pilot_scope_pilot_id_fkey FOREIGN KEY (pilot_id) REFERENCES licensing.pilot(id);

-- Name: pilot_test_case pilot_test_case_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_test_case
    ADD CONSTRAINT pilot_test_case_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: pilot_test_case pilot_test_case_pilot_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.pilot_test_case
    ADD CONSTRAINT pilot_test_case_pilot_id_fkey FOREIGN KEY (pilot_id) REFERENCES licensing.pilot(id);

-- Name: step step_commit_id_fkey; Type: FK CONSTRAINT; Schema: licensing; Owner: -

ALTER TABLE ONLY licensing.step
    ADD CONSTRAINT step_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: milestone milestone_commit_id_fkey; Type: FK CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.milestone
    ADD CONSTRAINT milestone_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: milestone milestone_purchase_id_fkey; Type: FK CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.milestone
    ADD CONSTRAINT milestone_purchase_id_fkey FOREIGN KEY (purchase_id) REFERENCES payments.purchase(id);

-- Name: milestone_step milestone_step_commit_id_fkey; Type: FK CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.milestone_step
    ADD CONSTRAINT milestone_step_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: milestone_step milestone_step_purchase_id_number_fkey; Type: FK CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.milestone_step
    ADD CONSTRAINT milestone_step_purchase_id_number_fkey FOREIGN KEY (purchase_id, number) REFERENCES payments.milestone(purchase_id, number);

-- Name: purchase purchase_commit_id_fkey; Type: FK CONSTRAINT; Schema: payments; Owner: -

ALTER TABLE ONLY payments.purchase
    ADD CONSTRAINT purchase_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: admission admission_coin_id_fkey; Type: FK CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.admission
    ADD CONSTRAINT admission_coin_id_fkey FOREIGN KEY (coin_id) REFERENCES chain.deployment(coin_id);

-- Name: admission admission_commit_id_fkey; Type: FK CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.admission
    ADD CONSTRAINT admission_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: batch batch_commit_id_fkey; Type: FK CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.batch
    ADD CONSTRAINT batch_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: batch batch_mirror_id_fkey; Type: FK CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.batch
    ADD CONSTRAINT batch_mirror_id_fkey FOREIGN KEY (mirror_id) REFERENCES register.mirror(id);

-- Name: final final_commit_id_fkey; Type: FK CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.final
    ADD CONSTRAINT final_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: final final_mirror_id_fkey; Type: FK CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.final
    ADD CONSTRAINT final_mirror_id_fkey FOREIGN KEY (mirror_id) REFERENCES register.mirror(id);

-- Name: mirror mirror_commit_id_fkey; Type: FK CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.mirror
    ADD CONSTRAINT mirror_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: segment segment_commit_id_fkey; Type: FK CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.segment
    ADD CONSTRAINT segment_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: segment segment_mirror_id_batch_number_fkey; Type: FK CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.segment
    ADD CONSTRAINT segment_mirror_id_batch_number_fkey FOREIGN KEY (mirror_id, batch_number) REFERENCES register.batch(mirror_id, number);

-- Name: snapshot snapshot_commit_id_fkey; Type: FK CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.snapshot
    ADD CONSTRAINT snapshot_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: snapshot snapshot_mirror_id_batch_number_fkey; Type: FK CONSTRAINT; Schema: register; Owner: -

ALTER TABLE ONLY register.snapshot
    ADD CONSTRAINT snapshot_mirror_id_batch_number_fkey FOREIGN KEY (mirror_id, batch_number) REFERENCES register.batch(mirror_id, number);

-- Name: attestation attestation_pool_id_fkey; Type: FK CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves.attestation
    ADD CONSTRAINT attestation_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES reserves.pool(id);

-- Name: chain_attestation chain_attestation_commit_id_fkey; Type: FK CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves.chain_attestation
    ADD CONSTRAINT chain_attestation_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: chain_attestation chain_attestation_pool_id_fkey; Type: FK CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves.chain_attestation
    ADD CONSTRAINT chain_attestation_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES reserves.pool(id);

-- Name: position_end position_end_position_id_fkey; Type: FK CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves.position_end
    ADD CONSTRAINT position_end_position_id_fkey FOREIGN KEY (position_id) REFERENCES reserves."position"(id);

-- Name: position position_pool_id_fkey; Type: FK CONSTRAINT; Schema: reserves; Owner: -

ALTER TABLE ONLY reserves."position"
    ADD CONSTRAINT position_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES reserves.pool(id);

-- Name: note_end note_end_note_id_fkey; Type: FK CONSTRAINT; Schema: supervision; Owner: -

ALTER TABLE ONLY supervision.note_end
    ADD CONSTRAINT note_end_note_id_fkey FOREIGN KEY (note_id) REFERENCES supervision.note(id);

-- Name: funding funding_commit_id_fkey; Type: FK CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.funding
    ADD CONSTRAINT funding_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: production production_commit_id_fkey; Type: FK CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.production
    ADD CONSTRAINT production_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: sale sale_commit_id_fkey; Type: FK CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.sale
    ADD CONSTRAINT sale_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: sale_end sale_end_commit_id_fkey; Type: FK CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.sale_end
    ADD CONSTRAINT sale_end_commit_id_fkey FOREIGN KEY (commit_id) REFERENCES events.commit(id);

-- Name: sale_end sale_end_sale_id_fkey; Type: FK CONSTRAINT; Schema: treasury; Owner: -

ALTER TABLE ONLY treasury.sale_end
    ADD CONSTRAINT sale_end_sale_id_fkey FOREIGN KEY (sale_id) REFERENCES treasury.sale(id);

-- Name: SCHEMA access; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA access TO lantau_app;

-- Name: SCHEMA chain; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA chain TO lantau_app;

-- Name: SCHEMA db; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA db TO lantau_app;

-- Name: SCHEMA disclosure; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA disclosure TO lantau_app;

-- Name: SCHEMA events; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA events TO lantau_app;

-- Name: SCHEMA identity; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA identity TO lantau_app;

-- Name: SCHEMA issuance; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA issuance TO lantau_app;

-- Name: SCHEMA ledger; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA ledger TO lantau_app;

-- Name: SCHEMA licensing; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA licensing TO lantau_app;

-- Name: SCHEMA observations; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA observations TO lantau_app;

-- Name: SCHEMA payments; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA payments TO lantau_app;

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: -

REVOKE USAGE ON SCHEMA public FROM PUBLIC;

-- Name: SCHEMA register; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA register TO lantau_app;

-- Name: SCHEMA reserves; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA reserves TO lantau_app;

-- Name: SCHEMA supervision; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA supervision TO lantau_app;

-- Name: SCHEMA treasury; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA treasury TO lantau_app;

-- Name: SCHEMA worlds; Type: ACL; Schema: -; Owner: -

GRANT USAGE ON SCHEMA worlds TO lantau_app;

-- Name: TABLE appointment; Type: ACL; Schema: access; Owner: -

GRANT SELECT,INSERT ON TABLE access.appointment TO lantau_app;

-- Name: TABLE person; Type: ACL; Schema: access; Owner: -

GRANT SELECT,INSERT ON TABLE access.person TO lantau_app;

-- Name: TABLE revocation; Type: ACL; Schema: access; Owner: -

GRANT SELECT,INSERT ON TABLE access.revocation TO lantau_app;

-- Name: TABLE approval; Type: ACL; Schema: chain; Owner: -

GRANT SELECT,INSERT ON TABLE chain.approval TO lantau_app;

-- Name: TABLE "authorization"; Type: ACL; Schema: chain; Owner: -

GRANT SELECT,INSERT ON TABLE chain."authorization" TO lantau_app;

-- Name: TABLE deployment; Type: ACL; Schema: chain; Owner: -

GRANT SELECT,INSERT ON TABLE chain.deployment TO lantau_app;

-- Name: TABLE local_block; Type: ACL; Schema: chain; Owner: -

GRANT SELECT,INSERT ON TABLE chain.local_block TO lantau_app;

-- Name: TABLE nonce; Type: ACL; Schema: chain; Owner: -

GRANT SELECT,INSERT ON TABLE chain.nonce TO lantau_app;

-- Name: TABLE placement; Type: ACL; Schema: chain; Owner: -

GRANT SELECT,INSERT ON TABLE chain.placement TO lantau_app;

-- Name: TABLE proposal; Type: ACL; Schema: chain; Owner: -

GRANT SELECT,INSERT ON TABLE chain.proposal TO lantau_app;

-- Name: TABLE proposal_step; Type: ACL; Schema: chain; Owner: -

GRANT SELECT,INSERT ON TABLE chain.proposal_step TO lantau_app;

-- Name: TABLE transaction; Type: ACL; Schema: chain; Owner: -

GRANT SELECT,INSERT ON TABLE chain.transaction TO lantau_app;

-- Name: TABLE migration; Type: ACL; Schema: db; Owner: -

GRANT SELECT ON TABLE db.migration TO lantau_app;

-- Name: TABLE arisen_duty; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.arisen_duty TO lantau_app;

-- Name: TABLE attestation_draw; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.attestation_draw TO lantau_app;

-- Name: TABLE break; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.break TO lantau_app;

-- Name: TABLE break_end; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.break_end TO lantau_app;

-- Name: TABLE day_close; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.day_close TO lantau_app;

-- Name: TABLE discharge; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.discharge TO lantau_app;

-- Name: TABLE draw_seal; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.draw_seal TO lantau_app;

-- Name: TABLE evidence; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.evidence TO lantau_app;

-- Name: TABLE evidence_review; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.evidence_review TO lantau_app;

-- Name: TABLE finding; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.finding TO lantau_app;

-- Name: TABLE judgement; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.judgement TO lantau_app;

-- Name: TABLE statement; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.statement TO lantau_app;

-- Name: TABLE weekly_return; Type: ACL; Schema: disclosure; Owner: -

GRANT SELECT,INSERT ON TABLE disclosure.weekly_return TO lantau_app;

-- Name: TABLE commit; Type: ACL; Schema: events; Owner: -

GRANT SELECT,INSERT ON TABLE events.commit TO lantau_app;

-- Name: TABLE link; Type: ACL; Schema: events; Owner: -

GRANT SELECT,INSERT ON TABLE events.link TO lantau_app;

-- Name: TABLE outbox_message; Type: ACL; Schema: events; Owner: -

GRANT SELECT,INSERT ON TABLE events.outbox_message TO lantau_app;

-- Name: TABLE outbox_point; Type: ACL; Schema: events; Owner: -

GRANT SELECT,INSERT ON TABLE events.outbox_point TO lantau_app;

-- Name: TABLE record; Type: ACL; Schema: events; Owner: -

GRANT SELECT,INSERT ON TABLE events.record TO lantau_app;

-- Name: TABLE stream; Type: ACL; Schema: events; Owner: -

GRANT SELECT,INSERT,UPDATE ON TABLE events.stream TO lantau_app;

-- Name: TABLE subject_version; Type: ACL; Schema: events; Owner: -

GRANT SELECT,INSERT,UPDATE ON TABLE events.subject_version TO lantau_app;

-- Name: TABLE bank_account; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.bank_account TO lantau_app;

-- Name: TABLE forgotten; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.forgotten TO lantau_app;

-- Name: TABLE freeze_lift; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.freeze_lift TO lantau_app;

-- Name: TABLE freeze_order; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.freeze_order TO lantau_app;

-- Name: TABLE particulars; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.particulars TO lantau_app;

-- Name: TABLE party; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.party TO lantau_app;

-- Name: TABLE party_key; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT,DELETE ON TABLE identity.party_key TO lantau_app;

-- Name: TABLE relation; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.relation TO lantau_app;

-- Name: TABLE relation_end; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.relation_end TO lantau_app;

-- Name: TABLE screening; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.screening TO lantau_app;

-- Name: TABLE verification; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.verification TO lantau_app;

-- Name: TABLE wallet; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.wallet TO lantau_app;

-- Name: TABLE wallet_proof; Type: ACL; Schema: identity; Owner: -

GRANT SELECT,INSERT ON TABLE identity.wallet_proof TO lantau_app;

-- Name: TABLE bank_message; Type: ACL; Schema: issuance; Owner: -

GRANT SELECT,INSERT ON TABLE issuance.bank_message TO lantau_app;

-- Name: TABLE "order"; Type: ACL; Schema: issuance; Owner: -

GRANT SELECT,INSERT ON TABLE issuance."order" TO lantau_app;

-- Name: TABLE order_step; Type: ACL; Schema: issuance; Owner: -

GRANT SELECT,INSERT ON TABLE issuance.order_step TO lantau_app;

-- Name: TABLE pay_out; Type: ACL; Schema: issuance; Owner: -

GRANT SELECT,INSERT ON TABLE issuance.pay_out TO lantau_app;

-- Name: TABLE pay_out_confirmation; Type: ACL; Schema: issuance; Owner: -

GRANT SELECT,INSERT ON TABLE issuance.pay_out_confirmation TO lantau_app;

-- Name: TABLE pool_account; Type: ACL; Schema: issuance; Owner: -

GRANT SELECT,INSERT ON TABLE issuance.pool_account TO lantau_app;

-- Name: TABLE receipt; Type: ACL; Schema: issuance; Owner: -

GRANT SELECT,INSERT ON TABLE issuance.receipt TO lantau_app;

-- Name: TABLE receipt_end; Type: ACL; Schema: issuance; Owner: -

GRANT SELECT,INSERT ON TABLE issuance.receipt_end TO lantau_app;

-- Name: TABLE redemption_authorization; Type: ACL; Schema: issuance; Owner: -

GRANT SELECT,INSERT ON TABLE issuance.redemption_authorization TO lantau_app;

-- Name: TABLE account; Type: ACL; Schema: ledger; Owner: -

GRANT SELECT,INSERT ON TABLE ledger.account TO lantau_app;

-- Name: TABLE balance; Type: ACL; Schema: ledger; Owner: -

GRANT SELECT,INSERT ON TABLE ledger.balance TO lantau_app;

-- Name: COLUMN balance.sequence; Type: ACL; Schema: ledger; Owner: -

GRANT UPDATE(sequence) ON TABLE ledger.balance TO lantau_app;

-- Name: COLUMN balance.posted_units; Type: ACL; Schema: ledger; Owner: -

GRANT UPDATE(posted_units) ON TABLE ledger.balance TO lantau_app;

-- Name: COLUMN balance.held_units; Type: ACL; Schema: ledger; Owner: -

GRANT UPDATE(held_units) ON TABLE ledger.balance TO lantau_app;

-- Name: TABLE entry; Type: ACL; Schema: ledger; Owner: -

GRANT SELECT,INSERT ON TABLE ledger.entry TO lantau_app;

-- Name: TABLE hold; Type: ACL; Schema: ledger; Owner: -

GRANT SELECT,INSERT ON TABLE ledger.hold TO lantau_app;

-- Name: TABLE hold_end; Type: ACL; Schema: ledger; Owner: -

GRANT SELECT,INSERT ON TABLE ledger.hold_end TO lantau_app;

-- Name: TABLE transfer; Type: ACL; Schema: ledger; Owner: -

GRANT SELECT,INSERT ON TABLE ledger.transfer TO lantau_app;

-- Name: TABLE application; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.application TO lantau_app;

-- Name: TABLE coin; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.coin TO lantau_app;

-- Name: TABLE condition; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.condition TO lantau_app;

-- Name: TABLE condition_cancelled; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.condition_cancelled TO lantau_app;

-- Name: TABLE decision; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.decision TO lantau_app;

-- Name: TABLE direction; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.direction TO lantau_app;

-- Name: TABLE direction_lift; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.direction_lift TO lantau_app;

-- Name: TABLE licence; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.licence TO lantau_app;

-- Name: TABLE pilot; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.pilot TO lantau_app;

-- Name: TABLE pilot_act; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.pilot_act TO lantau_app;

-- Name: TABLE pilot_evidence; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.pilot_evidence TO lantau_app;

-- Name: TABLE pilot_observation; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.pilot_observation TO lantau_app;

-- Name: TABLE pilot_scope; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.pilot_scope TO lantau_app;

-- Name: TABLE pilot_test_case; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.pilot_test_case TO lantau_app;

-- Name: TABLE step; Type: ACL; Schema: licensing; Owner: -

GRANT SELECT,INSERT ON TABLE licensing.step TO lantau_app;

-- Name: TABLE head; Type: ACL; Schema: observations; Owner: -

GRANT SELECT,INSERT,UPDATE ON TABLE observations.head TO lantau_app;

-- Name: TABLE observation; Type: ACL; Schema: observations; Owner: -

GRANT SELECT,INSERT ON TABLE observations.observation TO lantau_app;

-- Name: TABLE milestone; Type: ACL; Schema: payments; Owner: -

GRANT SELECT,INSERT ON TABLE payments.milestone TO lantau_app;

-- Name: TABLE milestone_step; Type: ACL; Schema: payments; Owner: -

GRANT SELECT,INSERT ON TABLE payments.milestone_step TO lantau_app;

-- Name: TABLE payment; Type: ACL; Schema: payments; Owner: -

GRANT SELECT,INSERT ON TABLE payments.payment TO lantau_app;

-- Name: TABLE purchase; Type: ACL; Schema: payments; Owner: -

GRANT SELECT,INSERT ON TABLE payments.purchase TO lantau_app;

-- Name: TABLE admission; Type: ACL; Schema: register; Owner: -

GRANT SELECT,INSERT ON TABLE register.admission TO lantau_app;

-- Name: TABLE batch; Type: ACL; Schema: register; Owner: -

GRANT SELECT,INSERT ON TABLE register.batch TO lantau_app;

-- Name: TABLE final; Type: ACL; Schema: register; Owner: -

GRANT SELECT,INSERT ON TABLE register.final TO lantau_app;

-- Name: TABLE segment; Type: ACL; Schema: register; Owner: -

GRANT SELECT,INSERT ON TABLE register.segment TO lantau_app;

-- Name: TABLE log; Type: ACL; Schema: register; Owner: -

GRANT SELECT ON TABLE register.log TO lantau_app;

-- Name: TABLE mirror; Type: ACL; Schema: register; Owner: -

GRANT SELECT,INSERT ON TABLE register.mirror TO lantau_app;

-- Name: TABLE snapshot; Type: ACL; Schema: register; Owner: -

GRANT SELECT,INSERT ON TABLE register.snapshot TO lantau_app;

-- Name: TABLE attestation; Type: ACL; Schema: reserves; Owner: -

GRANT SELECT,INSERT ON TABLE reserves.attestation TO lantau_app;

-- Name: TABLE chain_attestation; Type: ACL; Schema: reserves; Owner: -

GRANT SELECT,INSERT ON TABLE reserves.chain_attestation TO lantau_app;

-- Name: TABLE pool; Type: ACL; Schema: reserves; Owner: -

GRANT SELECT,INSERT ON TABLE reserves.pool TO lantau_app;

-- Name: TABLE "position"; Type: ACL; Schema: reserves; Owner: -

GRANT SELECT,INSERT ON TABLE reserves."position" TO lantau_app;

-- Name: TABLE position_end; Type: ACL; Schema: reserves; Owner: -

GRANT SELECT,INSERT ON TABLE reserves.position_end TO lantau_app;

-- Name: TABLE note; Type: ACL; Schema: supervision; Owner: -

GRANT SELECT,INSERT ON TABLE supervision.note TO lantau_app;

-- Name: TABLE note_end; Type: ACL; Schema: supervision; Owner: -

GRANT SELECT,INSERT ON TABLE supervision.note_end TO lantau_app;

-- Name: TABLE funding; Type: ACL; Schema: treasury; Owner: -

GRANT SELECT,INSERT ON TABLE treasury.funding TO lantau_app;

-- Name: TABLE production; Type: ACL; Schema: treasury; Owner: -

GRANT SELECT,INSERT ON TABLE treasury.production TO lantau_app;

-- Name: TABLE sale; Type: ACL; Schema: treasury; Owner: -

GRANT SELECT,INSERT ON TABLE treasury.sale TO lantau_app;

-- Name: TABLE sale_end; Type: ACL; Schema: treasury; Owner: -

GRANT SELECT,INSERT ON TABLE treasury.sale_end TO lantau_app;

-- Name: TABLE act; Type: ACL; Schema: worlds; Owner: -

GRANT SELECT,INSERT ON TABLE worlds.act TO lantau_app;

-- Name: TABLE world; Type: ACL; Schema: worlds; Owner: -

GRANT SELECT,INSERT ON TABLE worlds.world TO lantau_app;

-- PostgreSQL database dump complete
