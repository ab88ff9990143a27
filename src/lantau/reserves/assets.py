"""What a pool holds: positions, the facts each asset class can have, and market value at the bid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from lantau.dates import parse_day
from lantau.money import Amount, Asset
from lantau.refusal import Json, Refusal, Refused
from lantau.reserves.refusals import BAD_AMOUNT, BAD_DATES, BAD_TRAIT, UNKNOWN_ASSET_CLASS
from lantau.rulebook import Value

PRICE_BASIS = 1_000_000
"""A pool file's bid is the reference currency's base units paid for this many base units of the holding."""


@dataclass(frozen=True, slots=True)
class Bid:
    """What buyers pay, exactly: ``paid_units`` of the reference currency for ``for_units`` of the holding."""

    paid_units: int
    for_units: int = PRICE_BASIS

    def __post_init__(self) -> None:
        assert self.paid_units >= 0 and self.for_units > 0, "a bid is not negative and is for something"

    def value_of(self, held: Amount, reference: Asset) -> Amount:
        """What the holding would fetch, rounded down to the reference's base unit: a pool is never flattered."""
        return Amount(reference, held.units * self.paid_units // self.for_units)


class AssetClass(StrEnum):
    """The forms of G 2.3.1, and two that a pool may hold wrongly."""

    CASH = "cash"
    DEPOSIT = "deposit"
    DEBT = "debt"
    REVERSE_REPO = "reverse_repo"
    FUND = "fund"
    BITCOIN = "bitcoin"
    OTHER = "other"


FACE_VALUED = frozenset({AssetClass.CASH, AssetClass.DEPOSIT, AssetClass.REVERSE_REPO})
"""Claims on money: worth their principal in their own currency, without interest accrued. All others need a bid."""

ISSUER_KINDS = (
    "government", "central_bank", "public_sector_entity", "public_sector_bank", "international_organisation",
    "multilateral_development_bank", "bank", "corporate",
)  # fmt: skip

GUARANTOR_KINDS = ("none", *ISSUER_KINDS)
"""``none`` says that nobody guarantees the debt; left out, it is unknown whether somebody does."""

Kind = Literal["date", "bool", "int", "issuer_kind", "guarantor_kind"]

WORDS: Mapping[str, tuple[str, ...]] = {"issuer_kind": ISSUER_KINDS, "guarantor_kind": GUARANTOR_KINDS}
"""The traits that are words, and which words they may be."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One fact a position may carry, as ``asset.<name>`` of the rulebook; ``classes`` empty means every class."""

    kind: Kind
    classes: frozenset[AssetClass] = frozenset()

    def belongs_to(self, asset_class: AssetClass) -> bool:
        """Whether an asset of this class can have the fact at all."""
        return not self.classes or asset_class in self.classes


_TERM = frozenset({AssetClass.DEPOSIT, AssetClass.DEBT, AssetClass.REVERSE_REPO})
_DEBT = frozenset({AssetClass.DEBT})
_REPO = frozenset({AssetClass.REVERSE_REPO})
_FUND = frozenset({AssetClass.FUND})

TRAITS: Mapping[str, Trait] = {
    "placed_on": Trait("date", _TERM),
    "matures_on": Trait("date", _TERM),
    "issuer_kind": Trait("issuer_kind", _DEBT),
    "guarantor_kind": Trait("guarantor_kind", _DEBT),
    "risk_weight_bps": Trait("int", _DEBT),
    "issuer_domestic_currency": Trait("bool", _DEBT),
    "highly_liquid": Trait("bool", _DEBT),
    "financial_institution_liability": Trait("bool", _DEBT),
    "repo_nights": Trait("int", _REPO),
    "repo_collateral_eligible": Trait("bool", _REPO),
    "repo_counterparty_risk_minimal": Trait("bool", _REPO),
    "fund_invests_only_in_eligible": Trait("bool", _FUND),
    "fund_dedicated": Trait("bool", _FUND),
    "hkma_accepted": Trait("bool"),
    "tokenised": Trait("bool"),
    "tokenised_hkma_satisfied": Trait("bool"),
    "mismatch_approved": Trait("bool"),
    "custodian_is_licensed_bank": Trait("bool"),
    "custodian_hkma_accepted": Trait("bool"),
    "encumbered": Trait("bool"),
}


@dataclass(frozen=True, slots=True)
class Position:
    """One asset of a pool. ``nominal`` is cash, principal, face value or units, in the asset's own currency or kind.

    ``traits`` are the facts known about it; one left out is unknown, never assumed. ``name`` is what the books call
    it: the bank of a deposit, the instrument whose bid is observed.
    """

    id: str
    asset_class: AssetClass
    name: str
    nominal: Amount
    custodian: str = ""
    traits: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert self.nominal.units >= 0, f"{self.id} holds less than nothing"
        assert all(name in TRAITS for name in self.traits), f"{self.id} carries a trait nobody judges"

    @property
    def is_claim_on_money(self) -> bool:
        """Whether the principal is the value, in its own currency."""
        return self.asset_class in FACE_VALUED

    def holding(self, nominal: Amount) -> Position:
        """The same position with another amount held."""
        return replace(self, nominal=nominal)

    def facts(self, reference: Asset, on: date) -> dict[str, Value]:
        """The facts of the rulebook's ``asset`` gate, on the day of the valuation; what is unknown is left out."""
        facts: dict[str, Value] = {f"asset.{name}": value for name, value in self.traits.items()}
        facts["asset.class"] = self.asset_class.value
        facts["asset.valued_on"] = on
        facts["asset.currency_matches_reference"] = self.nominal.asset == reference
        return facts

    def market_value(self, reference: Asset, bid: Bid | None) -> Amount | None:
        """Mark-to-market value in the reference currency (G 2.2.2); None is unknown.

        Claims on money in the reference currency are worth their principal; everything else without a known bid is
        unknown, never par.
        """
        if self.is_claim_on_money and self.nominal.asset == reference:
            return self.nominal
        return None if bid is None else bid.value_of(self.nominal, reference)


def asset_class(text: str, where: str = "") -> AssetClass:
    """Read an asset class; Refused ``reserves.unknown_asset_class``."""
    try:
        return AssetClass(text)
    except ValueError:
        raise Refused(Refusal(UNKNOWN_ASSET_CLASS, f"{text!r} is no asset class", where=where)) from None


def read_traits(asset_class: AssetClass, given: Mapping[str, Json], where: str = "") -> dict[str, Value]:
    """Facts about an asset as JSON or TOML gives them, checked against ``TRAITS``; None is unknown and left out.

    Refused ``reserves.bad_trait`` for a name that the class cannot have or a value of the wrong kind, and
    ``reserves.bad_dates`` when it matures no later than it was placed.
    """
    traits: dict[str, Value] = {}
    for name, value in given.items():
        trait = TRAITS.get(name)
        place = f"{where} {name}".strip()
        if trait is None or not trait.belongs_to(asset_class):
            raise Refused(Refusal(BAD_TRAIT, f"{name} is no fact of a {asset_class.value} asset", where=place))
        if value is not None:
            traits[name] = _value(trait.kind, value, place)
    placed, matures = traits.get("placed_on"), traits.get("matures_on")
    if isinstance(placed, date) and isinstance(matures, date) and matures <= placed:
        raise Refused(Refusal(BAD_DATES, f"it matures on {matures}, placed on {placed}", where=where or "matures_on"))
    return traits


def plain_traits(traits: Mapping[str, Value]) -> dict[str, Json]:
    """Traits as plain data, days as ISO text; ``read_traits`` is the inverse."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in sorted(traits.items())}


def positive(amount: Amount, where: str) -> Amount:
    """The amount itself; Refused ``reserves.bad_amount`` when it is nothing or less."""
    if amount.units <= 0:
        raise Refused(Refusal(BAD_AMOUNT, f"{amount} is not more than nothing", where=where))
    return amount


def _value(kind: Kind, value: object, where: str) -> Value:
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if kind in WORDS and isinstance(value, str) and value in WORDS[kind]:
        return value
    if kind == "date":
        return value if isinstance(value, date) else parse_day(str(value), where=where)
    expected = f"one of {', '.join(WORDS[kind])}" if kind in WORDS else f"a {kind}"
    raise Refused(Refusal(BAD_TRAIT, f"{value!r} is not {expected}", where=where))
