"""The nouns of double entry: accounts, steps of a unit, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lantau import events
from lantau.money import BTC, Amount, Asset

Normal = Literal["debit", "credit"]
"""The side on which an account's balance grows: assets and expenses debit; liabilities and income credit."""

SEGREGATIONS = ("pool", "coin")
"""What an account may belong to: ``pool:<id>`` or ``coin:<id>``."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of one asset. ``segregation`` is the pool or coin it belongs to, which never meets another one.

    Its balance is counted on its ``normal`` side and stays at or above zero unless ``may_go_negative``.
    """

    id: str
    code: str
    asset: Asset
    normal: Normal
    segregation: str | None = None
    may_go_negative: bool = False
    owner_id: str = ""

    def __post_init__(self) -> None:
        assert self.id and self.code, "an account has an id and a code"
        assert self.normal in {"debit", "credit"}, f"{self.code}: normal is debit or credit, not {self.normal!r}"
        if self.segregation is not None:
            kind, _, subject = self.segregation.partition(":")
            assert kind in SEGREGATIONS and subject, f"{self.code}: segregation is pool:<id> or coin:<id>"
            assert self.asset != BTC, f"{self.code}: bitcoin belongs to no pool and to no coin"


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """The step that opens an account."""

    account: Account


@dataclass(frozen=True, slots=True)
class Transfer:
    """The step that moves ``amount`` from the credit account to the debit account (debit receives, credit gives).

    ``pending`` makes a hold with this id instead of a transfer; ``expires_at`` ends the hold by itself.
    ``corrects`` names an earlier transfer between the same accounts that this one puts right.
    """

    id: str
    debit_account_id: str
    credit_account_id: str
    amount: Amount
    kind: str
    pending: bool = False
    expires_at: datetime | None = None
    corrects: str | None = None

    def __post_init__(self) -> None:
        assert self.id and self.kind, "a transfer has an id and a kind"
        assert not (self.pending and self.corrects), f"{self.id}: a correction is booked, not held"


@dataclass(frozen=True, slots=True)
class Post:
    """The step that books a hold: all of it, or ``amount`` of it and the rest is released. A hold is posted once."""

    hold_id: str
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class Void:
    """The step that releases a hold without booking anything."""

    hold_id: str


@dataclass(frozen=True, slots=True)
class Expire:
    """The step that releases a hold whose expiry has passed; made by ``expire_holds`` alone."""

    hold_id: str


Step = OpenAccount | Transfer | Post | Void | Expire


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of work: the caller's records, rows and guards with the steps that are booked together or not at all."""

    work: events.Work
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What one step did, the same at each retry. ``balance_after`` are the posted balances of a booked transfer.

    ``id`` is the account's, the transfer's or the hold's; a posted hold names its transfer in ``transfer_id``.
    """

    position: int
    outcome: Literal["opened", "booked", "held", "posted", "voided", "expired"]
    id: str
    transfer_id: str = ""
    amount: Amount | None = None
    debit_balance_after: Amount | None = None
    credit_balance_after: Amount | None = None


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What stands under the unit's key: the commit, and one result for each step, in order."""

    committed: events.Committed
    items: tuple[ItemResult, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """An account's balance on its normal side: ``posted``, what holds set aside of it, and what is left."""

    account: Account
    posted: Amount
    held: Amount

    @property
    def available(self) -> Amount:
        """Posted less held: what a transfer out of the account may take."""
        return self.posted - self.held


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a transfer on one account, with the account's balance after it; ``sequence`` counts from 1."""

    account_id: str
    sequence: int
    transfer_id: str
    side: Normal
    amount: Amount
    balance_after: Amount
    commit_id: str


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """All debit balances and all credit balances of one asset. Their difference is zero, or money was made or lost."""

    asset: Asset
    debit: Amount
    credit: Amount

    @property
    def difference(self) -> Amount:
        """Debit less credit."""
        return self.debit - self.credit
