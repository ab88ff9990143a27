"""Redemption at par: the valid request, its price and its clock."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
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


def no_fee_or_fair(read: Reader) -> Node:
    """No fee at all, or a reasonable one."""
    return Either(
        Must(read.fact("order.fee_micros"), "<=", read.parameter("redemption_without_fee"), limb="none"), fee(read)
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


def delay_consent(read: Reader) -> Node:
    """Nothing is put off before the Monetary Authority has consented in writing."""
    return Must(read.fact("redemption.delay_consented"))


def payout(read: Reader) -> Node:
    """Par less the fee, to the unit."""
    return Must(read.fact("order.payout_micros"), "==", read.fact("order.par_micros") - read.fact("order.fee_micros"))


def payout_currency(read: Reader) -> Node:
    """Paid in what the coin refers to, or as a recorded consent allows."""
    return Either(
        Must(read.fact("order.payout_in_reference_currency"), limb="currency"),
        _recorded(read, "order.other_payout_consented", limb="consent"),
    )


def par_retired(read: Reader) -> Node:
    """No more reserve leaves than coins are taken out of circulation."""
    return Must(read.fact("order.par_retired_micros"), ">=", read.fact("order.reserve_drawn_micros"))


def right(read: Reader) -> Node:
    """Every holder may redeem at par."""
    return Must(read.fact("terms.right_to_redeem"))


def insolvency_rights(read: Reader) -> Node:
    """Each holder may direct the disposal of the pool and claim what it falls short of."""
    return every(read, "terms.right_to_direct_disposal", "terms.right_to_claim_shortfall")


def incentive(read: Reader) -> Node:
    """Not interest by the definition of O Sch.2 s.15(2), nor judged to be like it."""
    return Every(
        Every(
            never(read, "incentive.by_length_of_holding"),
            never(read, "incentive.by_par_value"),
            never(read, "incentive.by_market_value"),
            when=Must(read.fact("incentive.arises_from_holding")),
            limb="interest",
        ),
        never(read, "incentive.judged_like_interest"),
    )


def _consented(read: Reader) -> Node:
    return _recorded(read, "redemption.delay_consented")


def _recorded(read: Reader, name: str, *, limb: str = "") -> Node:
    """A consent that nobody recorded is none."""
    consent = read.fact(name)
    return Every(Must(consent.recorded), Must(consent), limb=limb)


FUNCTIONS: Mapping[str, Logic] = {
    "redemption.valid_request": valid_request,
    "redemption.fee": fee,
    "redemption.no_fee_or_fair": no_fee_or_fair,
    "redemption.no_interest": no_interest,
    "redemption.clock": clock,
    "redemption.delay_consent": delay_consent,
    "redemption.payout": payout,
    "redemption.payout_currency": payout_currency,
    "redemption.par_retired": par_retired,
    "redemption.right": right,
    "redemption.insolvency_rights": insolvency_rights,
    "redemption.incentive": incentive,
}
