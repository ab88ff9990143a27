"""What backs a coin: how much, of what kind, in which currency and in whose hands."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.measures import Measure
from lantau.rulebook.reading import Reader

PUBLIC_KINDS = (
    "government", "central_bank", "public_sector_entity", "public_sector_bank", "international_organisation",
    "multilateral_development_bank",
)  # fmt: skip
"""On whom debt is a claim, or who guarantees it (G 2.3.1(3)(a)). That a public sector bank is one is our reading."""


def full_backing(read: Reader) -> Node:
    """Market value of the whole pool covers par, frozen coins included."""
    return Must(read.fact("pool.total_market_value_micros"), ">=", read.fact("pool.par_outstanding_micros"))


def eligible_backing(read: Reader) -> Node:
    """Market value of the eligible assets alone covers par, frozen coins included."""
    return Must(read.fact("pool.eligible_market_value_micros"), ">=", read.fact("pool.par_outstanding_micros"))


def full_backing_without_frozen(read: Reader) -> Node:
    """The draft of May 2025: frozen coins need no backing while they are frozen."""
    return Must(read.fact("pool.total_market_value_micros"), ">=", _moving(read))


def eligible_backing_without_frozen(read: Reader) -> Node:
    """The draft of May 2025, counting eligible assets only."""
    return Must(read.fact("pool.eligible_market_value_micros"), ">=", _moving(read))


def eligible(read: Reader) -> Node:
    """One of the six kinds of eligible asset, each with its own limbs."""
    return Either(
        Every(_is(read, "cash"), limb="cash"),
        Every(_is(read, "deposit"), _short_term(read), limb="deposit"),
        Every(_is(read, "debt"), *_debt_limbs(read), limb="debt"),
        Every(_is(read, "reverse_repo"), *_repo_limbs(read), limb="reverse_repo"),
        Every(_is(read, "fund"), *_fund_limbs(read), limb="fund"),
        Every(_is_another_kind(read), Must(read.fact("asset.hkma_accepted"), limb="accepted"), limb="other"),
    )


def tokenised(read: Reader) -> Node:
    """A tokenised form only where the HKMA is satisfied with it."""
    return Must(read.fact("asset.tokenised_hkma_satisfied"), when=Must(read.fact("asset.tokenised")))


def currency(read: Reader) -> Node:
    """In the reference currency, unless a mismatch was approved in writing beforehand."""
    return Either(Must(read.fact("asset.currency_matches_reference")), Must(read.fact("asset.mismatch_approved")))


def custodian(read: Reader) -> Node:
    """Kept by a licensed bank or a custodian the HKMA accepts."""
    return Either(Must(read.fact("asset.custodian_is_licensed_bank")), Must(read.fact("asset.custodian_hkma_accepted")))


def unencumbered(read: Reader) -> Node:
    """No other creditor has a hold on it."""
    return Must(read.fact("asset.encumbered"), "==", read.no())


def pool_per_coin(read: Reader) -> Node:
    """Every type of coin in issue has a pool of its own."""
    return Must(read.fact("licensee.reserve_pools_count"), ">=", read.fact("licensee.coin_types_in_issue_count"))


def segregated(read: Reader) -> Node:
    """Apart from the other pools."""
    return Must(read.fact("reserve.segregated_from_other_pools"))


def separate(read: Reader) -> Node:
    """Apart from the other funds of the licensee."""
    return Must(read.fact("reserve.separate_from_other_funds"))


def basket_ratio(read: Reader) -> Node:
    """A basket's pool keeps its ratio, unless another was approved in writing beforehand."""
    return Either(
        Must(read.fact("reserve.basket_ratio_kept"), limb="ratio"),
        Must(read.fact("reserve.basket_deviation_approved"), limb="approval"),
        when=Must(read.fact("coin.references_basket")),
    )


def over_collateral(read: Reader) -> Node:
    """The own target lies above par, and the pool reaches it."""
    target = read.fact("reserve.internal_target_micros")
    return Every(
        Must(target, ">", read.fact("pool.par_outstanding_micros"), limb="target"),
        Must(read.fact("pool.total_market_value_micros"), ">=", target, limb="value"),
    )


def price_buffer(read: Reader) -> Node:
    """The surplus over par is as large as the loss that prices may bring."""
    surplus = read.fact("pool.total_market_value_micros") - read.fact("pool.par_outstanding_micros")
    return Must(surplus, ">=", read.fact("reserve.potential_price_loss_micros"))


def stressed_backing(read: Reader) -> Node:
    """Market value under stress covers par."""
    return Must(read.fact("reserve.stressed_market_value_micros"), ">=", read.fact("pool.par_outstanding_micros"))


def reconciled(read: Reader) -> Node:
    """Reconciled no longer ago than the licensee's own interval."""
    return Must(read.fact("reserve.reconciled_on"), ">=", read.fact("reserve.reconciliation_wanted_on"))


def result_to_licensee(read: Reader) -> Node:
    """Income and losses of the reserve belong to the licensee."""
    return Must(read.fact("reserve.result_belongs_to_licensee"))


def mark_to_market(read: Reader) -> Node:
    """The value is marked to market."""
    return Must(read.fact("valuation.marked_to_market"))


def bid(read: Reader) -> Node:
    """At the bid, where a bid applies."""
    at_bid = read.word("valuation.price_side", "bid")
    return Must(read.fact("valuation.price_side"), "==", at_bid, when=Must(read.fact("valuation.bid_applies")))


def valuation_method(read: Reader) -> Node:
    """A consistent, prudent method from reliable sources that reflect prevailing prices."""
    return Every(
        Must(read.fact("valuation.method_consistent"), limb="consistent"),
        Must(read.fact("valuation.method_prudent"), limb="prudent"),
        Must(read.fact("valuation.source_reliable"), limb="source"),
        Must(read.fact("valuation.price_prevailing"), limb="price"),
    )


def matches_par(read: Reader) -> Node:
    """Par is counted by a consistent, transparent method that matches the valuation's, of the same day."""
    return Every(
        Must(read.fact("valuation.par_method_consistent"), limb="consistent"),
        Must(read.fact("valuation.par_method_transparent"), limb="transparent"),
        Must(read.fact("valuation.methods_match"), limb="match"),
        Must(read.fact("valuation.par_counted_on"), "==", read.fact("valuation.valued_on"), limb="same_day"),
    )


def policy_board_approved(read: Reader) -> Node:
    """The board approves before the policy takes effect."""
    return Must(read.fact("reserve_policy.board_approved_on"), "<=", read.fact("reserve_policy.takes_effect_on"))


def _is(read: Reader, kind: str) -> Node:
    return Must(read.fact("asset.class"), "==", read.word("asset.class", kind), limb="class")


def _is_another_kind(read: Reader) -> Node:
    """Whatever is none of the five named kinds can only be one that the HKMA accepts."""
    return Either(*(_is(read, kind) for kind in ("other", "bitcoin")), limb="class")


def _short_term(read: Reader) -> Node:
    latest = read.fact("asset.placed_on").plus_months(read.parameter("deposit_term_months"))
    return Must(read.fact("asset.matures_on"), "<=", latest, limb="term")


def _debt_limbs(read: Reader) -> tuple[Node, ...]:
    latest = read.fact("asset.valued_on").plus_months(read.parameter("debt_residual_months"))
    weight, weight_most = read.fact("asset.risk_weight_bps"), read.parameter("debt_risk_weight_bps")
    sovereign = _is_of(read, "asset.issuer_kind", "government", "central_bank")
    return (
        Either(
            _is_of(read, "asset.issuer_kind", *PUBLIC_KINDS),
            _is_of(read, "asset.guarantor_kind", *PUBLIC_KINDS),
            limb="issuer",
        ),
        Must(read.fact("asset.matures_on"), "<=", latest, limb="residual_maturity"),
        Either(
            Must(weight, "<=", weight_most),
            Every(sovereign, Must(read.fact("asset.issuer_domestic_currency"))),
            limb="risk_weight",
        ),
        Must(read.fact("asset.highly_liquid"), limb="liquidity"),
        Either(
            Must(read.fact("asset.financial_institution_liability"), "==", read.no()),
            _is_of(read, "asset.issuer_kind", "public_sector_bank"),
            limb="not_bank_paper",
        ),
    )


def _repo_limbs(read: Reader) -> tuple[Node, ...]:
    return (
        Must(read.fact("asset.repo_nights"), "<=", read.parameter("repo_nights"), limb="overnight"),
        Must(read.fact("asset.repo_collateral_eligible"), limb="collateral"),
        Must(read.fact("asset.repo_counterparty_risk_minimal"), limb="counterparty"),
    )


def _fund_limbs(read: Reader) -> tuple[Node, ...]:
    return (
        Must(read.fact("asset.fund_invests_only_in_eligible"), limb="investments"),
        Must(read.fact("asset.fund_dedicated"), limb="dedicated"),
    )


def _is_of(read: Reader, fact: str, *kinds: str) -> Node:
    who = read.fact(fact)
    return Either(*(Must(who, "==", read.word(fact, kind)) for kind in kinds))


def _moving(read: Reader) -> Measure:
    return read.fact("pool.par_outstanding_micros") - read.fact("pool.frozen_par_micros")


FUNCTIONS: Mapping[str, Logic] = {
    "reserve.full_backing": full_backing,
    "reserve.full_backing_without_frozen": full_backing_without_frozen,
    "reserve.eligible_backing": eligible_backing,
    "reserve.eligible_backing_without_frozen": eligible_backing_without_frozen,
    "reserve.eligible": eligible,
    "reserve.tokenised": tokenised,
    "reserve.currency": currency,
    "reserve.custodian": custodian,
    "reserve.unencumbered": unencumbered,
    "reserve.pool_per_coin": pool_per_coin,
    "reserve.segregated": segregated,
    "reserve.separate": separate,
    "reserve.basket_ratio": basket_ratio,
    "reserve.over_collateral": over_collateral,
    "reserve.price_buffer": price_buffer,
    "reserve.stressed_backing": stressed_backing,
    "reserve.reconciled": reconciled,
    "reserve.result_to_licensee": result_to_licensee,
    "reserve.mark_to_market": mark_to_market,
    "reserve.bid": bid,
    "reserve.valuation_method": valuation_method,
    "reserve.matches_par": matches_par,
    "reserve.policy_board_approved": policy_board_approved,
}
