"""What is told about the reserve: cadence, contents, the independent attestation and the audit."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader


def return_cadence(read: Reader) -> Node:
    """A return to the HKMA each week, or as often as it agreed."""
    return _cadence(read, "reserve_return", "weekly_report_days")


def publication_cadence(read: Reader) -> Node:
    """A publication each week, or as often as the HKMA agreed."""
    return _cadence(read, "reserve_publication", "weekly_publication_days")


def return_contents(read: Reader) -> Node:
    """Par, market value and composition."""
    return Every(*_contents(read, "reserve_return"))


def publication_contents(read: Reader) -> Node:
    """Par, market value and composition, at a prominent place."""
    return Every(
        *_contents(read, "reserve_publication"), Must(read.fact("reserve_publication.prominent"), limb="place")
    )


def attestation_auditor(read: Reader) -> Node:
    """External, qualified, independent and accepted."""
    return Every(
        *(
            Must(read.fact(f"attestation_report.auditor_{trait}"), limb=trait)
            for trait in ("external", "qualified", "independent", "hkma_accepted")
        )
    )


def attestation_days(read: Reader) -> Node:
    """The last business day of the period, and enough other business days of it chosen at random."""
    last = read.fact("attestation_report.last_business_day_on")
    wanted = read.parameter("attestation_random_business_days")
    return Every(
        Must(read.fact("attestation_report.end_day_attested_on"), "==", last, limb="last_business_day"),
        Must(read.fact("attestation_report.random_days_count"), ">=", wanted, limb="random_days"),
        Must(
            read.fact("attestation_report.random_day_on"),
            ">=",
            read.fact("attestation_report.period_begins_on"),
            limb="inside_period",
        ),
        Must(read.fact("attestation_report.random_day_on"), "<", last, limb="another_day"),
        Must(read.fact("attestation_report.latest_random_day_on"), "<=", last, limb="inside_period"),
        Must(read.fact("attestation_report.random_days_are_business_days"), limb="business_days"),
    )


def attestation_scope(read: Reader) -> Node:
    """Value and composition, par, and sufficiency."""
    return Every(
        *(
            Must(read.fact(f"attestation_report.covers_{what}"), limb=what)
            for what in ("value_and_composition", "par", "sufficiency")
        )
    )


def attestation_cadence(read: Reader) -> Node:
    """No longer apart than the HKMA asks."""
    asked = read.fact("attestation_report.months_asked_for")
    return Must(read.fact("attestation_report.months_since_last"), "<=", asked)


def attestation_published(read: Reader) -> Node:
    """Each report at a prominent place of the website."""
    return Must(read.fact("attestation_report.published_prominently"))


def public_disclosure(read: Reader) -> Node:
    """The four things the public is told, adequately and in time."""
    told = ("has_policy", "has_risks", "has_composition_and_value", "has_results", "current")
    return Every(*(Must(read.fact(f"reserve_disclosure.{what}"), limb=what) for what in told))


def annual_audit(read: Reader) -> Node:
    """The annual financial audit covers the reserve."""
    return Must(read.fact("annual_audit.covers_reserve"))


def _cadence(read: Reader, subject: str, weekly: str) -> Node:
    since = read.fact(f"{subject}.days_since_last")
    return Either(
        Must(since, "<=", read.parameter(weekly), limb="weekly"),
        Every(
            Must(read.fact(f"{subject}.other_cadence_agreed"), limb="agreement"),
            Must(since, "<=", read.fact(f"{subject}.agreed_days"), limb="agreed_cadence"),
            limb="agreed",
        ),
    )


def _contents(read: Reader, subject: str) -> tuple[Node, ...]:
    return tuple(Must(read.fact(f"{subject}.has_{what}"), limb=what) for what in ("par", "market_value", "composition"))


FUNCTIONS: Mapping[str, Logic] = {
    "reserve_reporting.return_cadence": return_cadence,
    "reserve_reporting.publication_cadence": publication_cadence,
    "reserve_reporting.return_contents": return_contents,
    "reserve_reporting.publication_contents": publication_contents,
    "reserve_reporting.attestation_auditor": attestation_auditor,
    "reserve_reporting.attestation_days": attestation_days,
    "reserve_reporting.attestation_scope": attestation_scope,
    "reserve_reporting.attestation_cadence": attestation_cadence,
    "reserve_reporting.attestation_published": attestation_published,
    "reserve_reporting.public_disclosure": public_disclosure,
    "reserve_reporting.annual_audit": annual_audit,
}
