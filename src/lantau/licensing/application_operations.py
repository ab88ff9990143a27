"""Operations on applications: file one, decide it with the findings it rests on, withdraw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lantau import access, events, ids
from lantau.access import Actor, Asked, finding_records
from lantau.dates import Clock, hk_date
from lantau.db import Connection, Database
from lantau.events import Committed, Record, Row
from lantau.licensing import store
from lantau.licensing.application import Application
from lantau.licensing.asking_operations import committed, known_party, refuse, require_text, step_row
from lantau.licensing.assessment import Assessment, assess
from lantau.licensing.filed_papers import FILED, as_filed, digests, papers_body, remarks_filed
from lantau.licensing.licences import (
    CONDITION_CITATIONS,
    ConditionKind,
    ConditionTerm,
    Decided,
    Recorded,
    require_conditions,
)
from lantau.licensing.processes import BEGIN, Standing
from lantau.licensing.refusals import (
    ALREADY_LICENSED,
    BAD_APPLICATION,
    BAD_TERMS,
    GRANT_NOT_POSSIBLE,
    UNKNOWN_SUBJECT,
)
from lantau.licensing.store import FiledApplication
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Rulebook

NOTICE = "condition_notice_days"
"""The rulebook's parameter: days within which the notice of a condition may be answered (O s.18(2)(b))."""

MINIMUM_CRITERIA = "O Sch.2 s."
"""How the citation of a minimum criterion begins: O s.15(3) forbids a grant without these, and of nothing else."""

NUMBERS = "licence_numbers"
"""The subject whose version guards that licence numbers are given once."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed application with what it amounts to on the day of filing."""

    id: str
    assessment: Assessment
    committed: Committed


@refuses
def file_application(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    party_id: str,
    application: Application,
) -> Filed | Refusal:
    """File an application for a party and record its findings; gaps do not stop a filing, they are listed.

    Of an application that came with its papers, their digests and the remarks on them are recorded too.

    Refused licensing.unknown_subject, bad_application (the applicant is not the party by name), rulebook.not_covered.
    """
    access.require(actor, "application.file", for_=(party_id,))
    application_id = ids.make("app", occurred_at, key)
    request: dict[str, Json] = {
        "operation": "licensing.file_application", "party_id": party_id, "reference": application.reference,
        "form": application.text,
    }  # fmt: skip
    if application.folder is not None:
        request["documents"] = digests(application)
    assessment = assess(book, application, hk_date(occurred_at), subject_id=application_id)
    with database.read() as connection:
        versions = events.versions(connection, [f"application:{party_id}"])
        asked = Asked(database, clock, key, actor, None, occurred_at, "", request, versions, of_asker=True)
        earlier = asked.replayed()
        party_name = known_party(connection, party_id)
        already = [each.reference for each in store.applications(connection, party_id)]
    if earlier is not None:
        return Filed(application_id, assessment, earlier)
    if party_name.casefold() != application.applicant.name.casefold():
        message = "the applicant is not the party that files"
        raise Refused(Refusal(BAD_APPLICATION, message, f"{application.source} applicant.name"))
    if application.reference in already:
        message = f"the party filed an application {application.reference!r} before"
        raise Refused(Refusal(BAD_APPLICATION, message, f"{application.source} reference"))
    rows = (
        _application_row(asked, application_id, party_id, application),
        step_row(asked, Standing("application", application_id, BEGIN, 0), "file", ""),
    )
    body: dict[str, Json] = {
        "party_id": party_id,
        "reference": application.reference,
        "missing": [gap.as_json() for gap in assessment.missing],
        **papers_body(application, assessment.remarks),
    }
    records = (Record(FILED, application_id, body), *finding_records(assessment.findings))
    done = committed(asked, records, rows, (f"application:{party_id}",), {"id": application_id})
    return Filed(application_id, assessment, done)


@refuses
def decide(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    application_id: str,
    outcome: str,
    reasons: str,
    conditions: Sequence[ConditionTerm] = (),
    effective_on: date | None = None,
) -> Decided | Refusal:
    """Grant or refuse a licence; the application is assessed again by the law of the day and the findings recorded.

    A grant while a minimum criterion is breached or unknown, or something to be filed is missing, is refused and the
    attempt is committed (licensing.grant_not_possible). A refusal states its ground (O s.15(4)(b)); that a grant has
    reasons too, and takes effect no earlier than it is decided, are rules of the house.
    Conditions need their notice (licensing.notice_too_short). ``effective_on`` defaults to the day of the decision.
    Also Refused licensing.illegal_step, already_licensed, bad_terms, access.four_eyes.
    """
    access.require_two(actor, checker, "application.decide", for_=(access.SUPERVISOR,))
    told = require_text(reasons, "reasons", "O s.15(4)(b)" if outcome == "refuse" else "")
    law_day = hk_date(occurred_at)
    _require_grant_terms(book, outcome, conditions, law_day, effective_on)
    request: dict[str, Json] = {
        "operation": "licensing.decide", "application_id": application_id, "outcome": outcome, "reasons": told,
        "conditions": [_term_body(term) for term in conditions], "rulebook_id": book.id,
        "effective_on": None if effective_on is None else effective_on.isoformat(),
    }  # fmt: skip
    with database.read() as connection:
        filed = known_application(connection, application_id)
        subjects = [f"application:{filed.party_id}", f"licence:{filed.party_id}", f"party:{filed.party_id}", NUMBERS]
        versions = events.versions(connection, subjects)
        asked = Asked(database, clock, key, actor, checker, occurred_at, "", request, versions, of_asker=True)
        if (earlier := asked.replayed()) is not None:
            return _decided(application_id, earlier)
        of_filing = events.queries.records_of(connection, application_id, (FILED,))
        standing = store.standing(connection, "application", application_id)
        present = store.licence(connection, filed.party_id)
        number = f"SIM-{len(store.licences(connection)) + 1:04d}"
    step = step_row(asked, standing, outcome, told)
    if present is not None:
        raise Refused(Refusal(ALREADY_LICENSED, f"{filed.party_id} holds {present.number}", "application_id"))
    form, told_then = as_filed(filed.form, filed.source, of_filing), remarks_filed(of_filing)
    assessment = assess(book, form, law_day, subject_id=application_id, recorded=told_then)
    if outcome == "grant" and not assessment.is_grantable:
        refuse(asked, _not_grantable(assessment), assessment.findings)
    rows = [_decision_row(asked, application_id, outcome, told, book.id, law_day), step]
    licence_id, condition_ids = "", list[str]()
    if outcome == "grant":
        licence_id = asked.id("lic")
        granted, condition_ids = _grant_rows(
            asked, filed, licence_id, number, conditions, told, effective_on or law_day
        )
        rows += granted
    result: dict[str, Json] = {
        "id": application_id,
        "outcome": outcome,
        "licence_id": licence_id,
        "licence_number": number if licence_id else "",
        "condition_ids": [*condition_ids],
    }
    body: dict[str, Json] = {**request, **result, "party_id": filed.party_id, "rests_on": _rests_on(assessment)}
    record = Record("licensing.decided", application_id, body)
    bumps = [f"application:{filed.party_id}", f"licence:{filed.party_id}", *([NUMBERS] if licence_id else [])]
    records = (record, *finding_records(assessment.findings))
    return _decided(application_id, committed(asked, records, rows, bumps, result))


@refuses
def withdraw(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    application_id: str,
    reasons: str,
) -> Recorded | Refusal:
    """Withdraw an application before it is decided (Licensing Note 4.5.1(4)). Refused licensing.illegal_step."""
    with database.read() as connection:
        filed = known_application(connection, application_id)
    access.require(actor, "application.file", for_=(filed.party_id,))
    told = require_text(reasons, "reasons")
    request: dict[str, Json] = {
        "operation": "licensing.withdraw", "application_id": application_id, "reasons": told,
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"application:{filed.party_id}"])
        asked = Asked(database, clock, key, actor, None, occurred_at, "", request, versions, of_asker=True)
        earlier = asked.replayed()
        standing = store.standing(connection, "application", application_id)
    if earlier is None:
        row = step_row(asked, standing, "withdraw", told)
        record = Record("licensing.application_withdrawn", application_id, {"reasons": told})
        earlier = committed(asked, (record,), (row,), (f"application:{filed.party_id}",), {"id": application_id})
    return Recorded(application_id, earlier)


def known_application(connection: Connection, application_id: str) -> FiledApplication:
    """The filed application; Refused licensing.unknown_subject."""
    found = store.application(connection, application_id)
    if found is None:
        raise Refused(Refusal(UNKNOWN_SUBJECT, f"no application {application_id!r}", "application_id"))
    return found


def _require_grant_terms(
    book: Rulebook, outcome: str, conditions: Sequence[ConditionTerm], law_day: date, effective_on: date | None
) -> None:
    if outcome not in ("grant", "refuse"):
        raise Refused(Refusal(BAD_TERMS, f"a decision is grant or refuse, not {outcome!r}", "outcome"))
    if outcome == "refuse" and (conditions or effective_on is not None):
        raise Refused(Refusal(BAD_TERMS, "a refusal has no conditions and no effective day", "conditions"))
    if effective_on is not None and effective_on < law_day:
        message = f"{effective_on} is before the decision of {law_day}"
        raise Refused(Refusal(BAD_TERMS, message, "effective_on"))
    if conditions:
        require_conditions(conditions, law_day, book.parameter(NOTICE, law_day))


def _application_row(asked: Asked, application_id: str, party_id: str, application: Application) -> Row:
    values: dict[str, object] = {
        "id": application_id,
        "party_id": party_id,
        "reference": application.reference,
        "applicant_name": application.applicant.name,
        "source": application.source,
        "form": application.text,
        "filed_at": asked.occurred_at,
        "recorded_at": asked.clock.now(),
    }
    return Row("licensing.application", values)


def _rests_on(assessment: Assessment) -> list[Json]:
    """The findings a decision rests on, by rule; ``departs`` marks a supervisory expectation not met."""
    return [
        {
            "rule_id": found.rule_id,
            "outcome": found.outcome.value,
            "citation": found.citation,
            "departs": found in assessment.departures,
        }
        for found in assessment.findings
    ]


def _not_grantable(assessment: Assessment) -> Refusal:
    gaps: list[Json] = [gap.as_json() for gap in assessment.missing]
    obstacles: list[Json] = [
        {
            "rule_id": found.rule_id,
            "outcome": found.outcome.value,
            "citation": found.citation,
            "sentence_en": found.sentence_en,
            "sentence_zh": found.sentence_zh,
        }
        for found in assessment.obstacles
    ]
    details: dict[str, Json] = {"findings": obstacles, "missing": gaps}
    if assessment.application.papers:
        details["remarks"] = [each.as_json() for each in assessment.stopping]
    if assessment.obstacles:
        first = assessment.obstacles[0]
        citation = f"O s.15(3); {first.citation}" if MINIMUM_CRITERIA in first.citation else first.citation
        return Refusal(GRANT_NOT_POSSIBLE, first.sentence_en, first.rule_id, citation, details)
    if not assessment.missing:
        told = assessment.stopping[0]
        return Refusal(GRANT_NOT_POSSIBLE, told.en, told.places[0], f"EN 4.4.2; {told.citation}", details)
    gap = assessment.missing[0]
    return Refusal(GRANT_NOT_POSSIBLE, f"missing: {gap.en}", gap.what, f"EN 4.4.1-4.4.2; {gap.citation}", details)


def _decision_row(
    asked: Asked, application_id: str, outcome: str, reasons: str, rulebook_id: str, law_day: date
) -> Row:
    assert asked.checker is not None
    values: dict[str, object] = {
        "application_id": application_id,
        "outcome": outcome,
        "reasons": reasons,
        "rulebook_id": rulebook_id,
        "law_day": law_day,
        "decided_by": asked.actor.id,
        "checked_by": asked.checker.id,
        "decided_at": asked.occurred_at,
        "recorded_at": asked.clock.now(),
    }
    return Row("licensing.decision", values)


def _grant_rows(
    asked: Asked,
    filed: FiledApplication,
    licence_id: str,
    number: str,
    conditions: Sequence[ConditionTerm],
    reasons: str,
    effective_on: date,
) -> tuple[list[Row], list[str]]:
    licence: dict[str, object] = {
        "id": licence_id,
        "number": number,
        "party_id": filed.party_id,
        "application_id": filed.id,
        "effective_on": effective_on,
        "granted_at": asked.occurred_at,
        "recorded_at": asked.clock.now(),
    }
    rows = [
        Row("licensing.licence", licence),
        step_row(asked, Standing("licence", licence_id, BEGIN, 0), "grant", reasons),
    ]
    condition_ids = [asked.id("con", str(place)) for place in range(len(conditions))]
    for condition_id, term in zip(condition_ids, conditions, strict=True):
        values: dict[str, object] = {
            **_term_body(term),
            "id": condition_id,
            "licence_id": licence_id,
            "citation": CONDITION_CITATIONS[ConditionKind(term.kind)],
            "noticed_on": term.noticed_on,
            "effective_on": effective_on,
            "recorded_at": asked.clock.now(),
        }
        rows.append(Row("licensing.condition", values))
    return rows, condition_ids


def _term_body(term: ConditionTerm) -> dict[str, Json]:
    return {
        "kind": term.kind,
        "coin_id": term.coin_id,
        "value_micros": term.value_micros,
        "text": term.text,
        "ground": term.ground,
        "noticed_on": term.noticed_on.isoformat(),
    }


def _decided(application_id: str, answer: Committed) -> Decided:
    result = answer.result
    condition_ids = result["condition_ids"]
    assert isinstance(condition_ids, list)
    return Decided(
        application_id,
        str(result["outcome"]),
        str(result["licence_id"]),
        str(result["licence_number"]),
        tuple(str(each) for each in condition_ids),
        answer,
    )
