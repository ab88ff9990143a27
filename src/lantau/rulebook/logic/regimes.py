"""What other regimes ask of the same facts. A text known at second hand only waits for somebody to confirm it."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.law import Confidence
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.measures import Measure
from lantau.rulebook.reading import Reader
from lantau.rulebook.sentences import minor_digits

RATE_AND_CENT_DIGITS = 4
"""Millionths of a Hong Kong dollar for one unit of money, told in cents: six digits less two."""


def full_backing(read: Reader) -> Node:
    """Market value of the whole pool covers par."""
    value, par = read.fact("pool.total_market_value_micros"), read.fact("pool.par_outstanding_micros")
    return Must(value, ">=", par, when=_confirmed(read))


def deposit_share(read: Reader) -> Node:
    """A share of the par in circulation lies on separate accounts at banks; issuers that are banks are out."""
    share = read.fact("pool.par_outstanding_micros").share(read.parameter("deposit_share"))
    return Must(
        read.fact("pool.bank_deposits_micros"),
        ">=",
        share,
        when=Every(_no(read, "issuer.is_bank"), _no(read, "coin.significant")),
    )


def liquid_same_currency(read: Reader) -> Node:
    """What is not at a bank is secure, of low risk, highly liquid and in the coin's own currency."""
    kind = read.fact("asset.class")
    invested = Every(*(Must(kind, "!=", read.word("asset.class", word)) for word in ("cash", "deposit")))
    return Every(
        Must(read.fact("asset.secure_low_risk"), limb="low_risk"),
        Must(read.fact("asset.highly_liquid"), limb="liquidity"),
        Must(read.fact("asset.currency_matches_reference"), limb="currency"),
        when=invested,
    )


def short_government_debt(read: Reader) -> Node:
    """Government debt matures within so many days of the day it is valued."""
    latest = read.fact("asset.valued_on").plus_days(read.parameter("debt_residual_days"))
    government = Every(
        Must(read.fact("asset.class"), "==", read.word("asset.class", "debt")),
        Must(read.fact("asset.issuer_kind"), "==", read.word("asset.issuer_kind", "government")),
    )
    return Must(read.fact("asset.matures_on"), "<=", latest, when=government)


def escrow_or_bank_group(read: Reader) -> Node:
    """All of the reserve in cash in escrow; or, in a bank's group, a share in cash and the rest short and local."""
    cash, reserve = read.fact("pool.escrow_cash_micros"), read.fact("pool.total_market_value_micros")
    return Either(
        Must(cash, ">=", reserve.share(read.parameter("cash_share")), limb="all_cash"),
        Every(
            Must(read.fact("issuer.is_bank_subsidiary"), limb="bank_group"),
            Must(cash, ">=", reserve.share(read.parameter("cash_share_bank_group")), limb="cash"),
            Must(read.fact("pool.rest_in_local_government_paper"), limb="rest"),
            Must(
                read.fact("pool.bond_average_duration_months"),
                "<=",
                read.parameter("bond_duration_months"),
                limb="duration",
            ),
            limb="bank_group",
        ),
    )


def redemption_days(read: Reader) -> Node:
    """Paid within so many business days of the valid request, a part of a day counted as a whole one."""
    taken = read.fact("redemption.business_days_taken")
    return Must(taken, "<=", read.parameter("redemption_business_days"), when=_confirmed(read))


def no_interest(read: Reader) -> Node:
    """Nothing that is interest is paid to a holder."""
    return Must(read.fact("order.interest_paid_micros"), "<=", read.parameter("interest_paid"), when=_confirmed(read))


def plain_coin(read: Reader) -> Node:
    """Neither steadied by an algorithm nor made to hide who holds it."""
    return Every(_no(read, "coin.algorithmic"), _no(read, "coin.hides_holders"))


def capital_floor(read: Reader) -> Node:
    """Capital of the firm's own, net of losses, held against a floor in any currency at the rate that is given."""
    return Must(_own_capital(read), ">=", _in_hkd_cents(read, "initial_capital"), when=_confirmed(read))


def capital_floor_and_costs(read: Reader) -> Node:
    """The higher of a floor and a share of a year's operating costs."""
    costs = read.fact("applicant.annual_operating_costs_hkd_cents").share(read.parameter("operating_costs_share"))
    own = _own_capital(read)
    return Every(
        Must(own, ">=", _in_hkd_cents(read, "initial_capital"), limb="floor"),
        Must(own, ">=", costs, limb="costs"),
        when=_confirmed(read),
    )


def _own_capital(read: Reader) -> Measure:
    return read.fact("applicant.paid_up_capital_hkd_cents") - read.fact("applicant.net_debit_balance_hkd_cents")


def _in_hkd_cents(read: Reader, parameter: str) -> Measure:
    """A legal amount in Hong Kong cents, at the rate that is a fact; without the rate it is not known."""
    amount = read.parameter(parameter)
    currency = amount.unit.partition("_")[0]
    if currency == "HKD":
        return amount
    rate = read.fact(f"rate.hkd_micros_per_{currency.lower()}")
    return amount.at_rate(rate, "HKD_cents", 10 ** (RATE_AND_CENT_DIGITS + minor_digits(amount.unit)))


def _confirmed(read: Reader) -> Node | None:
    """A text known at second hand binds nobody here until somebody has read it and says so."""
    return None if read.rule.confidence is Confidence.SOURCE else Must(read.fact("text.confirmed"))


def _no(read: Reader, fact: str) -> Node:
    return Must(read.fact(fact), "==", read.no())


FUNCTIONS: Mapping[str, Logic] = {
    "regimes.full_backing": full_backing,
    "regimes.deposit_share": deposit_share,
    "regimes.liquid_same_currency": liquid_same_currency,
    "regimes.short_government_debt": short_government_debt,
    "regimes.escrow_or_bank_group": escrow_or_bank_group,
    "regimes.redemption_days": redemption_days,
    "regimes.no_interest": no_interest,
    "regimes.plain_coin": plain_coin,
    "regimes.capital_floor": capital_floor,
    "regimes.capital_floor_and_costs": capital_floor_and_costs,
}
