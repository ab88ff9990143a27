"""Redemptions of the issuance room as lines of the queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lantau import issuance
from lantau.rulebook import Finding
from lantau.web.views.findings import FindingLine, finding_line
from lantau.web.views.orders import CountedDay, RedemptionLine, RedemptionsView, RedemptionView, StepLine

COUNTED = "business day"
"""How ``dates`` begins the reason of a day that counts."""

ENDS = frozenset({"settled", "undone"})
"""The states of a redemption whose clock has stopped."""


def redemption_line(item: issuance.queries.RedemptionInQueue, names: Mapping[str, str]) -> RedemptionLine:
    """One redemption with its clock in words."""
    order, deadline = item.order, item.deadline
    days = deadline.counted if deadline is not None else ()
    return RedemptionLine(
        id=order.id,
        coin_id=order.coin_id,
        issuer_id=order.issuer_id,
        issuer_name=names.get(order.issuer_id, order.issuer_id),
        holder_id=order.customer_id,
        holder_name=names.get(order.customer_id, order.customer_id),
        amount=order.par,
        state=order.state.value,
        clock=_clock(item),
        requested_at=order.requested_at,
        valid_at=order.valid_at,
        due_at=deadline.due_at if deadline is not None else None,
        due_day=deadline.due_day if deadline is not None else None,
        provisional=deadline is not None and deadline.provisional and order.settled_at is None,
        settled_at=order.settled_at,
        days=tuple(CountedDay(day, reason, reason.startswith(COUNTED)) for day, reason in days),
    )


def _clock(item: issuance.queries.RedemptionInQueue) -> str:
    if item.deadline is None:
        return "not_started"
    if item.is_late:
        return "late"
    if item.order.ended_at is not None:
        return "on_time" if item.order.settled_at is not None else "undone"
    if item.delay_consented:
        return "consented"
    return "provisional" if item.deadline.provisional else "open"


def redemptions_view(lines: Iterable[RedemptionLine]) -> RedemptionsView:
    """Open requests as they are ordered by urgency; those that ended with the newest first."""
    every = tuple(lines)
    ended = [line for line in every if line.state in ENDS]
    return RedemptionsView(
        open=tuple(line for line in every if line.state not in ENDS),
        closed=tuple(sorted(ended, key=lambda line: str(line.settled_at or line.requested_at), reverse=True)),
    )


def redemption_view(item: issuance.queries.RedemptionInQueue, names: Mapping[str, str]) -> RedemptionView:
    """One redemption with its history, and the clock's findings as they stand now."""
    steps = tuple(StepLine(step.to_state.value, step.reason, step.occurred_at) for step in item.order.history)
    return RedemptionView(redemption_line(item, names), steps, tuple(live_line(found) for found in item.findings))


def live_line(finding: Finding) -> FindingLine:
    """A finding computed for this page and in no record: it has no id and no page of its own."""
    return finding_line("", finding.as_body())
