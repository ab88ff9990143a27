"""Reads applications with the findings their decision rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lantau import licensing
from lantau.dates import hk_date
from lantau.db import Connection
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.readings.findings import recorded_findings
from lantau.web.readings.parties import person_name
from lantau.web.views.applying import (
    application_line,
    assessed_line,
    condition_line,
    decision_of,
    missing_lines,
    remark_lines,
)
from lantau.web.views.licensing import ApplicationLine, ApplicationsView, ApplicationView


def every(console: Console, _: Ask) -> ApplicationsView:
    """Every application filed, the newest first."""
    with console.database.read() as connection:
        filed = licensing.queries.applications(connection)
        return ApplicationsView(tuple(_line(console, connection, each) for each in reversed(filed)))


def one(console: Console, ask: Ask) -> ApplicationView:
    """One application, its assessment as recorded (or as it would be today), and the decision."""
    wanted = ask.path["application_id"]
    with console.database.read() as connection:
        filed = licensing.queries.application(connection, wanted)
        if filed is None:
            raise NotThereError("application", wanted)
        steps = licensing.queries.history(connection, filed.id)
        assessment = _assessment(console, connection, filed, steps)
        decision = decision_of(steps)
        licence = licensing.queries.licence(connection, filed.party_id)
        granted = licence is not None and licence.application_id == filed.id
        conditions = licensing.queries.open_conditions(connection, filed.party_id) if granted else ()
        return ApplicationView(
            line=_line(console, connection, filed),
            on=assessment.on,
            rulebook_id=assessment.rulebook_id,
            assessed=tuple(assessed_line(found_id, body) for found_id, body in _findings(console, filed, assessment)),
            missing=missing_lines(assessment),
            decided_by=person_name(console, decision.taken_by) if decision is not None else "",
            reasons=decision.reasons if decision is not None else "",
            licence_number=licence.number if licence is not None and granted else "",
            conditions=tuple(condition_line(each) for each in conditions),
            remarks=remark_lines(licensing.queries.remarks_of(connection, filed) or ()),
        )


def _line(console: Console, connection: Connection, filed: licensing.queries.FiledApplication) -> ApplicationLine:
    steps = licensing.queries.history(connection, filed.id)
    assessment = _assessment(console, connection, filed, steps)
    outcomes = [str(body["outcome"]) for _, body in _findings(console, filed, assessment)]
    return application_line(filed, steps, assessment, outcomes)


def _assessment(
    console: Console,
    connection: Connection,
    filed: licensing.queries.FiledApplication,
    steps: tuple[licensing.queries.Step, ...],
) -> licensing.Assessment:
    """The application held against the law of the day it was decided, or of today while it waits."""
    form = licensing.queries.form_of(connection, filed)
    decision = decision_of(steps)
    on = hk_date(decision.taken_at if decision is not None else console.clock.now())
    remarks = licensing.queries.remarks_of(connection, filed)
    return licensing.assess(console.book, form, _covered(console, on), subject_id=filed.id, recorded=remarks)


def _covered(console: Console, on: date) -> date:
    return console.book.law_day(on, hold_last=True)


def _findings(
    console: Console, filed: licensing.queries.FiledApplication, assessment: licensing.Assessment
) -> list[tuple[str, Mapping[str, Any]]]:
    """The findings recorded with the decision, each with its id; those of the assessment while none are."""
    recorded = recorded_findings(console, filed.id)
    return recorded or [("", found.as_body()) for found in assessment.findings]
