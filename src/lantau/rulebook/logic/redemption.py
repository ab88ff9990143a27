"""Redemption at par: the valid request, its price and its clock."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader


def valid_request(read: Reader) -> Node:
    """Only a valid request is settled: a rule of the house, for the duty to honour it has not arisen before."""
    return Must(read.fact("redemption.valid"))


def fee(read: Reader) -> Node:
    """A reasonable fee: no more than serving the request costs, or judged to be reasonable."""
    return Either(
        Must(read.fact("order.fee_micros"), "<=", read.fact("order.cost_micros"), limb="cost"),
        Must(read.fact("order.fee_judged_reasonable"), limb="judgement"),
    )


def no_interest(read: Reader) -> Node:
    """Nothing that is interest is paid to a holder."""
    return Must(read.fact("order.interest_paid_micros"), "<=", read.parameter("interest_paid"))


def clock(read: Reader) -> Node:
    """Settled before the deadline, the midnight that ends its day.

    A prior written consent moves it to the end that the consent names. Open when the time is over is breached; open
    before is unknown, for nobody can say yet.
    """
    read.note("redemption_business_days")
    settled, deadline = read.fact("redemption.settled_epoch_seconds"), read.fact("redemption.deadline_epoch_seconds")
    as_of, consented_end = (
        read.fact("redemption.as_of_epoch_seconds"),
        read.fact("redemption.consented_deadline_epoch_seconds"),
    )
    return Every(
        Either(
            Must(settled, "<", deadline),
            Must(settled, "<", consented_end, when=_consented(read)),
            limb="settled",
        ),
        Either(
            Must(as_of, "<", deadline),
            Must(as_of, "<", consented_end, when=_consented(read)),
            when=Must(settled.absent),
            limb="still_open",
        ),
        when=Must(read.fact("redemption.valid")),
    )


def _consented(read: Reader) -> Node:
    """A consent that nobody recorded is none."""
    consent = read.fact("redemption.delay_consented")
    return Every(Must(consent.recorded), Must(consent))


FUNCTIONS: Mapping[str, Logic] = {
    "redemption.valid_request": valid_request,
    "redemption.fee": fee,
    "redemption.no_interest": no_interest,
    "redemption.clock": clock,
}
