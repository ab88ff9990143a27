"""The gates of an order to issue, some of which an order to redeem passes too."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.measures import Measure
from lantau.rulebook.reading import Reader


def customer(read: Reader) -> Node:
    """Issue to customers only."""
    return Must(read.fact("order.holder_is_customer"))


def due_diligence(read: Reader) -> Node:
    """No service before the relevant customer due diligence."""
    return Must(read.fact("order.cdd_complete"))


def bank_account(read: Reader) -> Node:
    """Money moves only by the customer's own registered account."""
    return Must(read.fact("order.bank_account_own_registered"))


def wallet(read: Reader) -> Node:
    """Coins move only by the customer's own registered wallet."""
    return Must(read.fact("order.wallet_own_registered"))


def funds_received(read: Reader) -> Node:
    """Coins follow the money."""
    return Must(read.fact("order.funds_received"))


def funds_currency(read: Reader) -> Node:
    """The money is in the reference currency."""
    return Must(read.fact("order.funds_in_reference_currency"))


def backed_after(read: Reader) -> Node:
    """The whole pool still covers par after the issue."""
    return Must(_pool_after(read), ">=", read.fact("order.par_after_micros"))


def eligible_backed_after(read: Reader) -> Node:
    """The eligible assets alone still cover par after the issue."""
    return Must(_eligible_after(read), ">=", read.fact("order.par_after_micros"))


def backed_after_without_frozen(read: Reader) -> Node:
    """The draft of May 2025: frozen coins need no backing while they are frozen."""
    return Must(_pool_after(read), ">=", _moving_after(read))


def eligible_backed_after_without_frozen(read: Reader) -> Node:
    """The draft of May 2025, counting eligible assets only."""
    return Must(_eligible_after(read), ">=", _moving_after(read))


def cap(read: Reader) -> Node:
    """What is in issue of the coin stays within the cap on it, where there is one."""
    capped = Must(read.fact("order.has_cap"))
    return Must(read.fact("order.par_after_micros"), "<=", read.fact("order.cap_micros"), when=capped)


def licence_cap(read: Reader) -> Node:
    """What is in issue under the licence, all coins together, stays within the cap on it, where there is one."""
    capped = Must(read.fact("order.licence_has_cap"))
    in_issue, most = read.fact("order.licence_par_after_micros"), read.fact("order.licence_cap_micros")
    return Must(in_issue, "<=", most, when=capped)


def reserve_grows(read: Reader) -> Node:
    """The money that comes into the pool is at least what is minted."""
    return Must(read.fact("order.reserve_increase_micros"), ">=", read.fact("order.par_micros"))


def policy_approved(read: Reader) -> Node:
    """The board approved the text of the policy that is used."""
    return Must(read.fact("issuance_policy.board_approved"))


def _pool_after(read: Reader) -> Measure:
    return read.fact("order.total_market_value_after_micros")


def _eligible_after(read: Reader) -> Measure:
    return read.fact("order.eligible_market_value_after_micros")


def _moving_after(read: Reader) -> Measure:
    return read.fact("order.par_after_micros") - read.fact("order.frozen_par_micros")


FUNCTIONS: Mapping[str, Logic] = {
    "orders.customer": customer,
    "orders.due_diligence": due_diligence,
    "orders.bank_account": bank_account,
    "orders.wallet": wallet,
    "orders.funds_received": funds_received,
    "orders.funds_currency": funds_currency,
    "orders.backed_after": backed_after,
    "orders.backed_after_without_frozen": backed_after_without_frozen,
    "orders.eligible_backed_after": eligible_backed_after,
    "orders.eligible_backed_after_without_frozen": eligible_backed_after_without_frozen,
    "orders.cap": cap,
    "orders.licence_cap": licence_cap,
    "orders.reserve_grows": reserve_grows,
    "orders.policy_approved": policy_approved,
}
