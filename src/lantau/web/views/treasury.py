"""A party's own bitcoin as the books hold it, and purchases whose price is kept for documents."""

from __future__ import annotations

from dataclasses import dataclass

from lantau.money import Amount


@dataclass(frozen=True, slots=True)
class TreasuryLine:
    """What a party mined is what it holds and has sold; ``set_aside`` is part of what is held."""

    party_id: str
    party_name: str
    mined: Amount
    held: Amount
    set_aside: Amount
    sold: Amount
    proceeds: tuple[Amount, ...]
    cash: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """A purchase paid by milestones. ``lacking`` is what of the kept coins is not in the buyer's wallet any more."""

    purchase_id: str
    buyer_name: str
    maker_name: str
    goods: str
    price: Amount
    kept: Amount
    lacking: Amount
    milestones: int
    released: int
    states: tuple[str, ...]
