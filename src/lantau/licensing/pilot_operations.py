"""Operations on pilots: admit a participant, let or refuse its acts, keep evidence and observations, change stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lantau import access, events, money
from lantau.access import Actor, Asked, finding_records
from lantau.dates import Clock, hk_date
from lantau.db import Connection, Database
from lantau.events import Committed, Record, Row
from lantau.licensing import store
from lantau.licensing.asking_operations import committed, known_party, refuse, require_text, step_row
from lantau.licensing.licences import Recorded
from lantau.licensing.pilots import (
    Departure,
    Pilot,
    ProposedAct,
    Scope,
    TrialCase,
    act_row,
    departures,
    require_terms,
)
from lantau.licensing.processes import BEGIN, NEEDS_EVIDENCE, Standing
from lantau.licensing.references import judge_reference
from lantau.licensing.refusals import BAD_TERMS, EVIDENCE_MISSING, ILLEGAL_STEP, NOT_IN_PILOT, OUT_OF_SCOPE
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Finding, Rulebook, refusal_from

GATE = "pilot.act"


@dataclass(frozen=True, slots=True)
class PilotAct:
    """An act that lay inside the scope, with the findings that let it pass. Values are micros."""

    id: str
    pilot_id: str
    value_micros: int
    findings: tuple[Finding, ...]
    committed: Committed


@refuses
def admit_pilot(
    database: Database,
    clock: Clock,
    mainland: Rulebook,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    party_id: str,
    plan: str,
    use_case: str,
    reference_currency: str,
    scope: Scope,
    test_cases: Sequence[TrialCase],
    reasons: str,
) -> Recorded | Refusal:
    """Admit a party to the pilot with its scope and test cases, after judging the reference currency by ``mainland``.

    No public money at first. The judgement is recorded whether it admits or not. Refused
    licensing.reference_not_admitted (committed, with the mainland's citation), bad_terms, illegal_step.
    """
    access.require_two(actor, checker, "pilot.admit", for_=(access.SUPERVISOR,))
    told = {name: require_text(text, name) for name, text in _texts(plan, use_case, reasons).items()}
    law_day = hk_date(occurred_at)
    require_terms(scope, test_cases, law_day)
    if scope.public_money:
        raise Refused(Refusal(BAD_TERMS, "a participant begins without public money", "scope.public_money"))
    money.asset(reference_currency, where="reference_currency")
    request: dict[str, Json] = {
        "operation": "licensing.admit_pilot", "party_id": party_id, "reference_currency": reference_currency, **told,
        "scope": _scope_body(scope), "test_cases": {case.name: case.expected for case in test_cases},
        "mainland": mainland.id,
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"party:{party_id}", f"pilot:{party_id}"])
        asked = Asked(database, clock, key, actor, checker, occurred_at, "", request, versions, of_asker=True)
        if (earlier := asked.replayed()) is not None:
            return _recorded(earlier)
        known_party(connection, party_id)
        if (present := store.pilot(connection, party_id)) is not None:
            raise Refused(Refusal(ILLEGAL_STEP, f"{party_id} is in the pilot already: {present.stage}", "party_id"))
    judgement = judge_reference(mainland, reference_currency, law_day, subject_id=party_id)
    judged = Record("licensing.reference_judged", party_id, judgement.as_body())
    if judgement.blocking is not None:
        refuse(asked, judgement.blocking, judgement.findings, (judged,))
    pilot_id = asked.id("plt")
    rows = [
        Row(
            "licensing.pilot",
            {
                "id": pilot_id,
                "party_id": party_id,
                **told,
                "reference_currency": reference_currency,
                "admitted_at": occurred_at,
                "recorded_at": clock.now(),
            },
        ),
        _scope_row(pilot_id, 1, scope),
        *(_test_case_row(pilot_id, case) for case in test_cases),
        step_row(asked, Standing("pilot", pilot_id, BEGIN, 0), "admit", told["reasons"]),
    ]
    admitted = Record("licensing.pilot_admitted", party_id, {"pilot_id": pilot_id, **request})
    records = (admitted, judged, *finding_records(judgement.findings))
    return _recorded(committed(asked, records, rows, (f"pilot:{party_id}",), {"id": pilot_id}))


@refuses
def pilot_act(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    party_id: str,
    act: str,
    counterparty_id: str,
    value_micros: int,
    with_public: bool = False,
) -> PilotAct | Refusal:
    """Let a participant's act pass the gate ``pilot.act``, counting its value towards the cap, or refuse it.

    A refusal is committed with its findings; its details list every departure from the scope. Refused
    licensing.out_of_scope, not_in_pilot, bad_terms (a negative value).
    """
    access.require(actor, "pilot.act", for_=(party_id,))
    if value_micros < 0:
        raise Refused(Refusal(BAD_TERMS, f"{value_micros} micros are negative", "value_micros"))
    require_text(counterparty_id, "counterparty_id")
    request: dict[str, Json] = {
        "operation": "licensing.pilot_act", "party_id": party_id, "act": act, "counterparty_id": counterparty_id,
        "value_micros": value_micros, "with_public": with_public,
    }  # fmt: skip
    law_day = hk_date(occurred_at)
    with database.read() as connection:
        versions = events.versions(connection, [f"pilot:{party_id}"])
        asked = Asked(database, clock, key, actor, None, occurred_at, party_id, request, versions, of_asker=True)
        earlier = asked.replayed()
        pilot = known_pilot(connection, party_id)
    act_id = asked.id("act")
    if earlier is not None:
        passed = book.judge(GATE, {"pilot.act_in_scope": True}, subject_id=act_id, on=law_day)
        return PilotAct(act_id, pilot.id, value_micros, passed, earlier)
    proposed = ProposedAct(act, counterparty_id, value_micros, with_public)
    outside = departures(pilot, proposed, law_day)
    findings = book.judge(GATE, {"pilot.act_in_scope": not outside}, subject_id=act_id, on=law_day)
    if (blocked := refusal_from(findings)) is not None:
        refuse(asked, _out_of_scope(outside, blocked), findings)
    assert not outside, "the gate let an act pass that leaves the scope"
    record = Record("licensing.pilot_acted", party_id, {"pilot_id": pilot.id, "act_id": act_id, **request})
    done = committed(
        asked,
        (record, *finding_records(findings)),
        (act_row(pilot, proposed, act_id, occurred_at, clock.now()),),
        (f"pilot:{party_id}",),
        {"id": act_id},
    )
    return PilotAct(act_id, pilot.id, value_micros, findings, done)


@refuses
def record_evidence(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    party_id: str,
    test_case: str,
    passed: bool,
    evidence: str,
) -> Recorded | Refusal:
    """Record what a test case showed; the latest evidence counts. Refused licensing.not_in_pilot, bad_terms."""
    access.require(actor, "pilot.evidence", for_=(party_id,))
    told = require_text(evidence, "evidence")
    request: dict[str, Json] = {
        "operation": "licensing.record_evidence", "party_id": party_id, "test_case": test_case, "passed": passed,
        "evidence": told,
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"pilot:{party_id}"])
        asked = Asked(database, clock, key, actor, None, occurred_at, party_id, request, versions, of_asker=True)
        if (earlier := asked.replayed()) is not None:
            return _recorded(earlier)
        pilot = known_pilot(connection, party_id)
        revisions = store.evidence_revisions(connection, pilot.id)
        if test_case not in revisions:
            raise Refused(Refusal(BAD_TERMS, f"the pilot has no test case {test_case!r}", "test_case"))
    evidence_id = asked.id("rec", "evidence")
    values: dict[str, object] = {
        "id": evidence_id,
        "pilot_id": pilot.id,
        "test_case": test_case,
        "revision": revisions[test_case] + 1,
        "passed": passed,
        "evidence": told,
        "recorded_by": actor.id,
        "occurred_at": occurred_at,
        "recorded_at": clock.now(),
    }
    record = Record("licensing.evidence_recorded", party_id, {"pilot_id": pilot.id, **request})
    row = Row("licensing.pilot_evidence", values)
    return _recorded(committed(asked, (record,), (row,), (f"pilot:{party_id}",), {"id": evidence_id}))


@refuses
def observe_pilot(
    database: Database, clock: Clock, *, key: str, actor: Actor, occurred_at: datetime, party_id: str, text: str
) -> Recorded | Refusal:
    """Write down an observation about a participant. Refused licensing.not_in_pilot, bad_terms."""
    access.require(actor, "pilot.observe", for_=(party_id, access.SUPERVISOR))
    told = require_text(text, "text")
    request: dict[str, Json] = {"operation": "licensing.observe_pilot", "party_id": party_id, "text": told}
    with database.read() as connection:
        asked = Asked(database, clock, key, actor, None, occurred_at, "", request, of_asker=True)
        if (earlier := asked.replayed()) is not None:
            return _recorded(earlier)
        pilot = known_pilot(connection, party_id)
    observation_id = asked.id("rec", "observation")
    values: dict[str, object] = {
        "id": observation_id,
        "pilot_id": pilot.id,
        "text": told,
        "observed_by": actor.id,
        "occurred_at": occurred_at,
        "recorded_at": clock.now(),
    }
    record = Record("licensing.pilot_observed", party_id, {"pilot_id": pilot.id, "text": told})
    row = Row("licensing.pilot_observation", values)
    return _recorded(committed(asked, (record,), (row,), (), {"id": observation_id}))


@refuses
def change_stage(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    party_id: str,
    step: str,
    reasons: str,
    scope: Scope | None = None,
) -> Recorded | Refusal:
    """Decide a stage change: begin, widen, complete or stop; ``scope`` replaces the scope agreed.

    Refused licensing.illegal_step, evidence_missing (to widen or complete while a test case has not passed).
    """
    access.require_two(actor, checker, "pilot.stage", for_=(access.SUPERVISOR,))
    told = require_text(reasons, "reasons")
    request: dict[str, Json] = {
        "operation": "licensing.change_stage", "party_id": party_id, "step": step, "reasons": told,
        "scope": None if scope is None else _scope_body(scope),
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"pilot:{party_id}"])
        asked = Asked(database, clock, key, actor, checker, occurred_at, "", request, versions, of_asker=True)
        if (earlier := asked.replayed()) is not None:
            return _recorded(earlier)
        pilot = known_pilot(connection, party_id)
        standing = store.standing(connection, "pilot", pilot.id)
        revision = store.scope_revision(connection, pilot.id)
    rows = [step_row(asked, standing, step, told)]
    if step in NEEDS_EVIDENCE and pilot.open_test_cases:
        message = f"no passed evidence for {', '.join(pilot.open_test_cases)}"
        raise Refused(Refusal(EVIDENCE_MISSING, message, "step"))
    if scope is not None:
        require_terms(scope, [TrialCase("agreed", "at admission")], hk_date(occurred_at))
        if scope.public_money and standing.after(step) != "open_trial":
            raise Refused(Refusal(BAD_TERMS, "public money comes in only in the open trial", "scope.public_money"))
        rows.append(_scope_row(pilot.id, revision + 1, scope))
    record = Record("licensing.pilot_stage_changed", party_id, {"pilot_id": pilot.id, **request})
    return _recorded(committed(asked, (record,), rows, (f"pilot:{party_id}",), {"id": pilot.id}))


def known_pilot(connection: Connection, party_id: str) -> Pilot:
    """The party's pilot; Refused licensing.not_in_pilot."""
    found = store.pilot(connection, party_id)
    if found is None:
        raise Refused(Refusal(NOT_IN_PILOT, f"{party_id} takes part in no pilot", "party_id"))
    return found


def _out_of_scope(outside: Sequence[Departure], blocked: Refusal) -> Refusal:
    if not outside:
        return blocked
    message = "; ".join(departure.sentence for departure in outside)
    listed: list[Json] = [departure.as_json() for departure in outside]
    details: dict[str, Json] = {**blocked.details, "departures": listed}
    return Refusal(OUT_OF_SCOPE, message, outside[0].limb, blocked.citation, details)


def _texts(plan: str, use_case: str, reasons: str) -> dict[str, str]:
    return {"plan": plan, "use_case": use_case, "reasons": reasons}


def _scope_body(scope: Scope) -> dict[str, Json]:
    return {
        "acts": [*scope.acts],
        "cap_total_micros": scope.cap_total_micros,
        "cap_act_micros": scope.cap_act_micros,
        "counterparties": [*scope.counterparties],
        "public_money": scope.public_money,
        "ends_on": scope.ends_on.isoformat(),
    }


def _scope_row(pilot_id: str, revision: int, scope: Scope) -> Row:
    values: dict[str, object] = {**_scope_body(scope), "ends_on": scope.ends_on}
    return Row("licensing.pilot_scope", {"pilot_id": pilot_id, "revision": revision, **values})


def _test_case_row(pilot_id: str, case: TrialCase) -> Row:
    return Row("licensing.pilot_test_case", {"pilot_id": pilot_id, "name": case.name, "expected": case.expected})


def _recorded(answer: Committed) -> Recorded:
    return Recorded(str(answer.result["id"]), answer)
