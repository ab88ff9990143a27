"""The redemption clock: from the instant a request is valid to the end of the last day it may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lantau.dates import Deadline, Warning, hk_date, redemption_deadline
from lantau.issuance.orders import Order
from lantau.observations import Consent
from lantau.rulebook import Finding, Outcome, Rulebook, Value

BUSINESS_DAYS = "redemption_business_days"
"""The rulebook's parameter: how many business days a valid request may take (G 3.3.3)."""

BUSINESS_DAYS_TERM = "business_days"

DELAY_MATTER = "redemption.deadline"
"""The matter of a written consent to honour valid requests later than that (``observations``, kind ``consent``).

Its terms hold ``business_days``: how many they may take. Without it nobody can say where the delay it covers ends.
"""


@dataclass(frozen=True, slots=True)
class RedemptionInQueue:
    """A redemption with its clock as of an instant. Before it is valid there is no deadline and nothing is counted.

    ``delay_consented`` while a written consent covers how long it has taken; ``deadline`` is the consented one where
    the consent sets one. ``time_left`` is negative by how late it is, and None once it is settled or while no clock
    runs.
    """

    order: Order
    as_of: datetime
    deadline: Deadline | None
    delay_consented: bool
    time_left: timedelta | None
    findings: tuple[Finding, ...]

    @property
    def is_late(self) -> bool:
        """Whether it was settled, or is still open, after all the time it had; a consent without end is not judged."""
        return any(found.outcome is Outcome.BREACHED for found in self.findings)


def clock_of(
    book: Rulebook,
    order: Order,
    warnings: Sequence[Warning],
    *,
    as_of: datetime,
    consents: Sequence[Consent] = (),
) -> RedemptionInQueue:
    """Put one redemption on its clock with the warnings known at ``as_of``, and hold it against the law of that day.

    ``consents`` are the Monetary Authority's written consents to delay. One for this issuer, in force on the day the
    request became valid and given before the law's deadline, excuses the delay it covers and no more (G 3.3.3, 6.8.21).
    The law's number of business days is the one in force on that day. Refused (raised) dates.* and
    rulebook.not_covered outside the calendar or the law. The clock of one that was undone stops there, unpaid.
    """
    if order.settled_at is None and order.ended_at is not None:
        as_of = min(as_of, order.ended_at)
    if order.valid_at is None:
        facts = clock_facts(order, None, as_of)
        return RedemptionInQueue(order, as_of, None, False, None, _judged(book, order, facts, as_of))
    days = book.parameter(BUSINESS_DAYS, hk_date(order.valid_at))
    of_law = redemption_deadline(order.valid_at, warnings, business_days=days, known_at=as_of)
    given = _given(order, consents, of_law)
    set_by = [each.terms.get(BUSINESS_DAYS_TERM) for each in given]
    longest = max([days, *(each for each in set_by if type(each) is int)])
    deadline = redemption_deadline(order.valid_at, warnings, business_days=longest, known_at=as_of)
    open_ended = any(type(each) is not int for each in set_by)
    taken_until = order.settled_at or as_of
    facts = clock_facts(
        order, of_law, as_of, consented=bool(given), consented_until=deadline if given and not open_ended else None
    )
    running = order.ended_at is None and not open_ended
    return RedemptionInQueue(
        order=order,
        as_of=as_of,
        deadline=deadline,
        delay_consented=bool(given) and (open_ended or taken_until < deadline.due_at),
        time_left=deadline.due_at - as_of if running else None,
        findings=_judged(book, order, facts, as_of),
    )


def clock_facts(
    order: Order,
    deadline: Deadline | None,
    as_of: datetime,
    *,
    consented: bool = False,
    consented_until: Deadline | None = None,
) -> dict[str, Value | None]:
    """The facts of the gate ``redemption.clock``, in whole seconds; the deadline itself is late."""
    return {
        "redemption.valid": order.valid_at is not None,
        "redemption.delay_consented": consented,
        "redemption.deadline_epoch_seconds": None if deadline is None else _epoch(deadline.due_at),
        "redemption.consented_deadline_epoch_seconds": None
        if consented_until is None
        else _epoch(consented_until.due_at),
        "redemption.settled_epoch_seconds": None if order.settled_at is None else _epoch(order.settled_at),
        "redemption.as_of_epoch_seconds": _epoch(as_of),
    }


def _judged(book: Rulebook, order: Order, facts: dict[str, Value | None], as_of: datetime) -> tuple[Finding, ...]:
    return book.judge("redemption.clock", facts, subject_id=order.id, on=hk_date(as_of))


def _given(order: Order, consents: Sequence[Consent], of_law: Deadline) -> tuple[Consent, ...]:
    """The prior consents to delay that cover a request which became valid when this one did."""
    assert order.valid_at is not None, "only a valid request has a clock"
    day = hk_date(order.valid_at)
    return tuple(
        each
        for each in consents
        if each.issuer_id == order.issuer_id
        and each.matter == DELAY_MATTER
        and each.in_force_on(day)
        and each.given_at < of_law.due_at
    )


def _epoch(instant: datetime) -> int:
    """Whole seconds since 1970, rounded down."""
    return int(instant.timestamp() // 1)
