"""Applications, licences and pilots of the licensing room as lines of the console."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from lantau import licensing
from lantau.dates import hk_date
from lantau.web.views.findings import FindingLine, comparison_lines, finding_line
from lantau.web.views.issuers import BindingLine, IssuerLine, PilotLine
from lantau.web.views.licensing import (
    ApplicationLine,
    AssessedLine,
    LimbLine,
    MissingLine,
    RemarkLine,
)
from lantau.web.views.words import Said

DECISIONS = ("granted", "refused")


def application_line(
    filed: licensing.queries.FiledApplication,
    steps: Iterable[licensing.queries.Step],
    assessment: licensing.Assessment,
    outcomes: Iterable[str],
) -> ApplicationLine:
    """An application with the count of its findings by outcome."""
    counted = Counter(outcomes)
    decision = decision_of(steps)
    return ApplicationLine(
        id=filed.id,
        party_id=filed.party_id,
        applicant_name=filed.applicant_name,
        kind=assessment.application.applicant.kind.value,
        coin_id="+".join(assessment.application.coin.reference_currencies),
        state=filed.state,
        filed_at=filed.filed_at,
        decided_at=decision.taken_at if decision is not None else None,
        met_count=counted["met"],
        breached_count=counted["breached"],
        unknown_count=counted["unknown"],
    )


def decision_of(steps: Iterable[licensing.queries.Step]) -> licensing.queries.Step | None:
    """The step that granted or refused, if one was taken."""
    return next((step for step in steps if step.to_state in DECISIONS), None)


def assessed_line(finding_id: str, body: Mapping[str, Any]) -> AssessedLine:
    """One rule of an assessment with its limbs, from the finding as data."""
    limbs = tuple(LimbLine(item.outcome, item.sentence) for item in comparison_lines(body))
    return AssessedLine(finding_line(finding_id, body), limbs)


def missing_lines(assessment: licensing.Assessment) -> tuple[MissingLine, ...]:
    """What the application lacks."""
    return tuple(MissingLine(Said(gap.en, gap.zh), gap.citation) for gap in assessment.missing)


def remark_lines(remarks: Iterable[licensing.queries.Remark]) -> tuple[RemarkLine, ...]:
    """The remarks on the papers of an application, the gravest first."""
    return tuple(
        RemarkLine(
            each.kind.value, each.item, Said(each.en, each.zh), Said(each.todo_en, each.todo_zh), each.places,
            each.citation,
        )
        for each in remarks
    )  # fmt: skip


def condition_line(condition: licensing.queries.Condition) -> BindingLine:
    """A condition of a licence that was not cancelled."""
    return BindingLine(
        condition.id, condition.kind.value, condition.text, condition.citation, condition.effective_on, open=True
    )


def direction_line(direction: licensing.queries.Direction) -> BindingLine:
    """A direction, lifted or not."""
    given_on = hk_date(direction.given_at)
    return BindingLine(
        direction.id, "direction", direction.text, direction.citation, given_on, open=direction.lifted_at is None
    )


def pilot_line(pilot: licensing.queries.Pilot, names: Mapping[str, str]) -> PilotLine:
    """A pilot with its scope in force; ``names`` are those of its counterparties, by party id."""
    scope = pilot.scope
    return PilotLine(
        id=pilot.id,
        stage=pilot.stage,
        use_case=pilot.use_case,
        currency=pilot.reference_currency,
        acts=scope.acts,
        cap_total_micros=scope.cap_total_micros,
        cap_act_micros=scope.cap_act_micros,
        used_micros=pilot.used_micros,
        counterparties=tuple(names.get(party_id, party_id) for party_id in scope.counterparties),
        public_money=scope.public_money,
        ends_on=scope.ends_on,
        open_test_cases=pilot.open_test_cases,
        since=pilot.admitted_at,
    )


def issuer_lines(
    licences: Sequence[licensing.queries.Licence],
    pilots: Sequence[licensing.queries.Pilot],
    applications: Sequence[licensing.queries.FiledApplication],
    names: Mapping[str, str],
    coins: Mapping[str, tuple[str, ...]],
) -> tuple[IssuerLine, ...]:
    """Everybody once, by what counts most: the licence, then the pilot, then the last application."""
    lines: dict[str, IssuerLine] = {}

    def add(party_id: str, status: str, number: str, since: date | None) -> None:
        lines.setdefault(
            party_id,
            IssuerLine(party_id, names.get(party_id, party_id), status, number, since, coins.get(party_id, ())),
        )

    for licence in licences:
        add(licence.party_id, licence.state, licence.number, licence.effective_on)
    for pilot in pilots:
        add(pilot.party_id, "pilot", "", hk_date(pilot.admitted_at))
    for filed in reversed(applications):
        add(filed.party_id, filed.state, "", hk_date(filed.filed_at))
    return tuple(lines.values())


def outcomes_of(findings: Iterable[FindingLine]) -> tuple[str, ...]:
    """The outcomes of an assessment's findings."""
    return tuple(line.outcome for line in findings)
