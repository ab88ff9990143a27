"""Statements, returns and obligations of the disclosure room as lines of the console."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from lantau import disclosure
from lantau.web.views.findings import uncited
from lantau.web.views.statements import (
    AgreementLine,
    CompositionLine,
    ObligationLine,
    ReturnLine,
    StatedFinding,
    StatementLine,
    StatementView,
)


def statement_line(statement: disclosure.Statement) -> StatementLine:
    """One close of day, from the statement as it was made."""
    body: Mapping[str, Any] = statement.body
    return StatementLine(
        id=statement.id,
        coin_id=str(body["coin_id"]),
        issuer_id=str(body["issuer_id"]),
        currency=str(body["currency"]),
        day=date.fromisoformat(str(body["day"])),
        par_micros=int(body["par_micros"]),
        eligible_micros=int(body["eligible_market_value_micros"]),
        total_micros=int(body["total_market_value_micros"]),
        coverage_bps=body["coverage_bps"],
    )


def return_line(weekly: disclosure.WeeklyReturn, names: Mapping[str, str]) -> ReturnLine:
    """One weekly return."""
    body: Mapping[str, Any] = weekly.body
    lowest = [coin["coverage_bps_lowest"] for coin in body["coins"] if coin["coverage_bps_lowest"] is not None]
    return ReturnLine(
        id=weekly.id,
        issuer_id=str(body["issuer_id"]),
        issuer_name=names.get(str(body["issuer_id"]), str(body["issuer_id"])),
        since=date.fromisoformat(str(body["week_from"])),
        until=date.fromisoformat(str(body["week_until"])),
        coin_ids=tuple(str(coin["coin_id"]) for coin in body["coins"]),
        lowest_bps=min(lowest, default=None),
    )


def statement_view(statement: disclosure.Statement, names: Mapping[str, str]) -> StatementView:
    """A day's statement: its numbers set for reading, and the document itself."""
    body: Mapping[str, Any] = statement.body
    told = body["reconciliation"]
    return StatementView(
        id=statement.id,
        kind="daily",
        issuer_id=str(body["issuer_id"]),
        issuer_name=names.get(str(body["issuer_id"]), str(body["issuer_id"])),
        days=(statement_line(statement),),
        frozen_micros=int(body["frozen_par_micros"]),
        composition=tuple(
            CompositionLine(
                str(part["class"]), part["market_value_micros"], part["eligible_micros"], part["unvalued_count"]
            )
            for part in body["composition"]
        ),
        agreements=(
            AgreementLine("ledger", told["ledger"], "", ""),
            AgreementLine("holders", told["holders"], told["holders_agreement"], ""),
            AgreementLine("chain", told["chain"], told["chain_agreement"], told["chain_unknown_because"]),
        ),
        findings=_findings(body),
        body=statement.body,
        text=statement.as_text(),
        digest=_digest(statement.as_json()),
    )


def return_view(weekly: disclosure.WeeklyReturn, names: Mapping[str, str]) -> StatementView:
    """A week's return: its days set for reading, and the document itself."""
    body: Mapping[str, Any] = weekly.body
    issuer_id = str(body["issuer_id"])
    return StatementView(
        id=weekly.id,
        kind="weekly",
        issuer_id=issuer_id,
        issuer_name=names.get(issuer_id, issuer_id),
        days=tuple(
            StatementLine(
                id=str(day["statement_id"]),
                coin_id=str(coin["coin_id"]),
                issuer_id=issuer_id,
                currency=str(coin["currency"]),
                day=date.fromisoformat(str(day["day"])),
                par_micros=day["par_micros"],
                eligible_micros=day["eligible_market_value_micros"],
                total_micros=day["total_market_value_micros"],
                coverage_bps=day["coverage_bps"],
            )
            for coin in body["coins"]
            for day in coin["days"]
        ),
        frozen_micros=None,
        composition=(),
        agreements=(),
        findings=_findings(body),
        body=weekly.body,
        text=weekly.as_text(),
        digest=_digest(weekly.as_json()),
    )


def _findings(body: Mapping[str, Any]) -> tuple[StatedFinding, ...]:
    return tuple(
        StatedFinding(str(told["rule_id"]), str(told["outcome"]), uncited(told), str(told["citation"]))
        for told in body["findings"]
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def obligation_line(owed: disclosure.Obligation, names: Mapping[str, str], as_of: date) -> ObligationLine:
    """One obligation as it stands on a day."""
    return ObligationLine(
        id=owed.id,
        kind=owed.kind,
        title_en=owed.title_en,
        title_zh=owed.title_zh,
        issuer_id=owed.issuer_id,
        issuer_name=names.get(owed.issuer_id, owed.issuer_id),
        about=owed.about,
        due_on=owed.due_on,
        done_on=owed.done_on,
        state=owed.status(as_of).value,
        citation=owed.citation,
        rule_id=owed.rule_id,
    )
