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
}
