"""One issuer as facts, from what its recorded findings rested on: what a comparison of regimes holds it by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from lantau import disclosure, identity, licensing, rulebook
from lantau.dates import hk_date
from lantau.db import Database
from lantau.disclosure import Standing
from lantau.refusal import Json, Refusal, refuses
from lantau.rulebook import Outcome, Rulebook, Value
from lantau.supervision.queries import require_supervised

Inputs = tuple[str, str, Mapping[str, Json]]

OF_ONE_RULE = ("document", "judgement")
"""Subjects of which a finding says something under its own rule alone: what is on file for one rule is for no other."""


@refuses
def issuer_facts(database: Database, book: Rulebook, party_id: str, *, as_of: datetime) -> rulebook.queries.IssuerFacts:
    """What this world has recorded of an issuer: the inputs of its last close, its application and its acts.

    Acts that were refused are left out: they did not happen. Obligations are those done, and those overdue. Refused
    ``supervision.unknown_party``.
    """
    require_supervised(database, party_id)
    with database.read() as connection:
        filed = licensing.queries.applications(connection, party_id)
        coins = [coin for coin in licensing.queries.coins(connection) if coin.issuer_id == party_id]
        named = {file.party.id: file.party.name for file in identity.queries.parties(connection)}
    inputs = [item for application in filed for item in _inputs(_acts(database, application.id))]
    inputs += _inputs(_done(disclosure.queries.act_findings(database, issuer_id=party_id)))
    inputs += _inputs(disclosure.findings(database, issuer_id=party_id, open_only=False, with_acts=False))
    inputs += _obligations(database, book, party_id, as_of)
    facts: dict[str, Value] = {}
    if len(coins) == 1:
        facts["coin.reference_currency"] = coins[0].reference_currency
    banks = [given.get("applicant.is_authorized_institution") for _, _, given in inputs]
    told = [value for value in banks if isinstance(value, bool)]
    if told:
        facts["issuer.is_bank"] = told[-1]
    return rulebook.queries.issuer_from_inputs(named.get(party_id, party_id), facts, inputs)


def _acts(database: Database, subject_id: str) -> tuple[Standing, ...]:
    return disclosure.queries.act_findings(database, subject_id=subject_id)


def _done(acts: tuple[Standing, ...]) -> tuple[Standing, ...]:
    """The findings of acts that were done: those whose commit holds no breach."""
    refused = {act.commit_id for act in acts if act.outcome is Outcome.BREACHED}
    return tuple(act for act in acts if act.commit_id not in refused)


def _inputs(findings: tuple[Standing, ...]) -> list[Inputs]:
    return [
        (item.subject_kind, item.subject_id, _mapping(item.body["inputs"]))
        for item in findings
        if item.subject_kind not in OF_ONE_RULE
    ]


def _mapping(value: Json) -> Mapping[str, Json]:
    assert isinstance(value, dict), "a finding keeps its inputs by name"
    return value


def _obligations(database: Database, book: Rulebook, party_id: str, as_of: datetime) -> Iterator[Inputs]:
    """What was owed and is done or overdue; an issuer without a pool owes nothing yet."""
    owed = disclosure.obligations(database, book, issuer_id=party_id, as_of=as_of)
    today = hk_date(as_of)
    for item in () if isinstance(owed, Refusal) else owed:
        if item.due_on is None or (item.done_on is None and item.due_on >= today):
            continue
        given: dict[str, Json] = {"obligation.kind": item.kind, "obligation.due_on": item.due_on.isoformat()}
        given["obligation.as_of"] = today.isoformat()
        if item.done_on is not None:
            given["obligation.done_on"] = item.done_on.isoformat()
        yield "obligation", item.id, given
