"""Decide one unit after another on balances in memory: pure, all of a unit or nothing of it."""

from __future__ import annotations

import dataclasses
from collections import ChainMap
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NoReturn

from lantau import ids
from lantau.events import Row
from lantau.ledger import refusals
from lantau.ledger.values import (
    Account,
    Expire,
    ItemResult,
    Normal,
    OpenAccount,
    Post,
    Step,
    Transfer,
    Void,
)
from lantau.money import Amount
from lantau.refusal import Code, Json, Refusal, Refused

UNITS_MAX = 2**63 - 1
"""What a balance can hold: 9.2 trillion coins of six decimals."""
SEGREGATION_CITATION = "Cap. 656 Sch. 2 s. 5(1); G 2.5.1"


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account with its last entry's number, its posted balance and what is held of it, in base units."""

    account: Account
    sequence: int = 0
    posted: int = 0
    held: int = 0

    @property
    def available(self) -> int:
        """What may leave the account."""
        return self.posted - self.held


@dataclass(frozen=True, slots=True)
class HoldState:
    """A hold and how it ended; '' is open."""

    transfer: Transfer
    outcome: str = ""


@dataclass(slots=True)
class Books:
    """What the steps of a batch can touch, as it stands when the accounts are locked and as units change it."""

    accounts: MutableMapping[str, AccountState] = field(default_factory=dict)
    codes: MutableMapping[str, str] = field(default_factory=dict)
    """Account ids by code."""
    holds: MutableMapping[str, HoldState] = field(default_factory=dict)
    transfers: MutableMapping[str, tuple[str, str]] = field(default_factory=dict)
    """Debit and credit account of booked transfers by id."""

    def draft(self) -> Books:
        """Books over these, to decide one unit on: what is written there is not seen here before ``take``."""
        return Books(
            ChainMap({}, self.accounts),
            ChainMap({}, self.codes),
            ChainMap({}, self.holds),
            ChainMap({}, self.transfers),
        )

    def take(self, draft: Books) -> None:
        """Make what an accepted unit wrote on its draft part of these books."""
        for mine, theirs in (
            (self.accounts, draft.accounts),
            (self.codes, draft.codes),
            (self.holds, draft.holds),
            (self.transfers, draft.transfers),
        ):
            assert isinstance(theirs, ChainMap), "only a draft is taken"
            mine.update(theirs.maps[0])


@dataclass(slots=True)
class Decided:
    """An accepted unit: its rows in the order in which they refer to each other, its items, and what it touched."""

    items: list[ItemResult] = field(default_factory=list)
    accounts: list[Row] = field(default_factory=list)
    holds: list[Row] = field(default_factory=list)
    transfers: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    ends: list[Row] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row of the unit, each after the rows it refers to."""
        return (*self.accounts, *self.holds, *self.transfers, *self.entries, *self.ends)


def decide(books: Books, steps: tuple[Step, ...], occurred_at: datetime) -> Decided:
    """Take the steps in order, changing ``books``. Refused by the first step that cannot be taken: drop the books then.

    The refusal's ``where`` is ``steps[n]``; its code is the first of ``ledger.refusals`` that applies.
    """
    decided = Decided()
    for position, step in enumerate(steps):
        where = f"steps[{position}]"
        if isinstance(step, OpenAccount):
            _open(books, decided, step.account, position, where)
        elif isinstance(step, Transfer):
            _transfer(books, decided, step, position, where, occurred_at)
        else:
            _end(books, decided, step, position, where, occurred_at)
    return decided


def _open(books: Books, decided: Decided, account: Account, position: int, where: str) -> None:
    if account.id in books.accounts or account.code in books.codes:
        _refuse(refusals.DUPLICATE_ACCOUNT, f"{account.code} ({account.id}) is already open", where)
    books.accounts[account.id] = AccountState(account)
    books.codes[account.code] = account.id
    decided.touched.add(account.id)
    values = {
        "id": account.id,
        "code": account.code,
        "asset": account.asset.code,
        "normal": account.normal,
        "segregation": account.segregation or "",
        "may_go_negative": account.may_go_negative,
        "owner_id": account.owner_id,
        "position": position,
    }
    decided.accounts.append(Row("ledger.account", values))
    decided.items.append(ItemResult(position, "opened", account.id))


def _transfer(
    books: Books, decided: Decided, transfer: Transfer, position: int, where: str, occurred_at: datetime
) -> None:
    debit, credit = _checked(books, transfer, where, occurred_at)
    if transfer.pending:
        for state, side in ((debit, "debit"), (credit, "credit")):
            if state.account.normal != side:
                _hold(books, decided, state, transfer.amount.units, where)
        books.holds[transfer.id] = HoldState(transfer)
        values = _leg_values(transfer, debit, credit) | {"expires_at": transfer.expires_at, "position": position}
        decided.holds.append(Row("ledger.hold", values))
        decided.items.append(ItemResult(position, "held", transfer.id, "", transfer.amount))
        return
    after = _book(books, decided, transfer, None, position, where)
    decided.items.append(ItemResult(position, "booked", transfer.id, transfer.id, transfer.amount, *after))


def _checked(books: Books, transfer: Transfer, where: str, occurred_at: datetime) -> tuple[AccountState, AccountState]:
    """The two accounts of a transfer that may be booked or held, funds aside."""
    named = transfer.id
    if transfer.amount.units <= 0:
        _refuse(refusals.NOT_POSITIVE, f"{named} moves {transfer.amount}", where)
    if transfer.amount.units > UNITS_MAX:
        _refuse(refusals.AMOUNT_TOO_LARGE, f"{named} moves {transfer.amount}", where)
    if transfer.debit_account_id == transfer.credit_account_id:
        _refuse(refusals.SAME_ACCOUNT, f"{named} has {transfer.debit_account_id} on both sides", where)
    if transfer.id in books.transfers or transfer.id in books.holds:
        _refuse(refusals.DUPLICATE_TRANSFER, f"{named} is booked already", where)
    debit, credit = (
        books.accounts.get(account_id) for account_id in (transfer.debit_account_id, transfer.credit_account_id)
    )
    if debit is None or credit is None:
        missing = transfer.credit_account_id if debit else transfer.debit_account_id
        raise Refused(Refusal(refusals.UNKNOWN_ACCOUNT, f"{named} names {missing}, which is not open", where))
    if not debit.account.asset == credit.account.asset == transfer.amount.asset:
        assets = f"{debit.account.asset}, {credit.account.asset} and {transfer.amount.asset}"
        _refuse(refusals.ASSET_MISMATCH, f"{named} joins {assets}", where)
    if not may_meet(debit.account.segregation, credit.account.segregation):
        message = f"{named} joins {debit.account.segregation} and {credit.account.segregation}"
        raise Refused(Refusal(refusals.SEGREGATION, message, where, SEGREGATION_CITATION))
    if transfer.corrects is not None:
        between = {transfer.debit_account_id, transfer.credit_account_id}
        if set(books.transfers.get(transfer.corrects, ())) != between:
            _refuse(
                refusals.UNKNOWN_TRANSFER, f"{named} corrects {transfer.corrects}, which is not between them", where
            )
    if transfer.expires_at is not None and (not transfer.pending or transfer.expires_at <= occurred_at):
        _refuse(refusals.EXPIRY_NOT_AHEAD, f"{named} expires at {transfer.expires_at.isoformat()}", where)
    return debit, credit


def may_meet(one: str | None, other: str | None) -> bool:
    """Whether accounts of these segregations may share a transfer: not two pools, not two coins."""
    return not one or not other or one == other or one.partition(":")[0] != other.partition(":")[0]


def _end(
    books: Books, decided: Decided, step: Post | Void | Expire, position: int, where: str, occurred_at: datetime
) -> None:
    hold = books.holds.get(step.hold_id)
    if hold is None:
        raise Refused(Refusal(refusals.UNKNOWN_HOLD, f"there is no hold {step.hold_id}", where))
    held = hold.transfer
    passed = held.expires_at is not None and held.expires_at <= occurred_at
    if hold.outcome or passed != isinstance(step, Expire):
        how = hold.outcome or ("has passed its expiry" if passed else "has not expired")
        _refuse(refusals.HOLD_NOT_OPEN, f"{step.hold_id}: {how}", where)
    amount = held.amount
    if isinstance(step, Post) and step.amount is not None:
        amount = _posted_amount(held, step.amount, where)
    for account_id, side in ((held.debit_account_id, "debit"), (held.credit_account_id, "credit")):
        state = books.accounts[account_id]
        if state.account.normal != side:
            books.accounts[account_id] = dataclasses.replace(state, held=state.held - held.amount.units)
            decided.touched.add(account_id)
    if isinstance(step, Post):
        transfer_id = ids.make("tfr", occurred_at, f"{held.id}/posted")
        booked = dataclasses.replace(held, id=transfer_id, amount=amount, pending=False, expires_at=None)
        after = _book(books, decided, booked, held.id, position, where)
        decided.items.append(ItemResult(position, "posted", held.id, transfer_id, amount, *after))
        _end_row(books, decided, hold, "posted", amount.units, transfer_id, position)
    else:
        outcome: Literal["voided", "expired"] = "voided" if isinstance(step, Void) else "expired"
        decided.items.append(ItemResult(position, outcome, held.id, "", held.amount))
        _end_row(books, decided, hold, outcome, 0, None, position)


def _posted_amount(held: Transfer, amount: Amount, where: str) -> Amount:
    if amount.asset != held.amount.asset:
        _refuse(refusals.ASSET_MISMATCH, f"{held.id} holds {held.amount.asset}, not {amount.asset}", where)
    if amount.units <= 0:
        _refuse(refusals.NOT_POSITIVE, f"{held.id} would be posted for {amount}", where)
    if amount > held.amount:
        _refuse(refusals.HOLD_AMOUNT_EXCEEDED, f"{held.id} holds {held.amount}, not {amount}", where)
    return amount


def _end_row(
    books: Books, decided: Decided, hold: HoldState, outcome: str, posted: int, transfer_id: str | None, position: int
) -> None:
    held = hold.transfer
    books.holds[held.id] = HoldState(held, outcome)
    values = {
        "hold_id": held.id,
        "outcome": outcome,
        "asset": held.amount.asset.code,
        "held_units": held.amount.units,
        "posted_units": posted,
        "transfer_id": transfer_id,
        "position": position,
    }
    decided.ends.append(Row("ledger.hold_end", values))


def _book(
    books: Books, decided: Decided, transfer: Transfer, hold_id: str | None, position: int, where: str
) -> tuple[Amount, Amount]:
    """Book both entries; the posted balances after them."""
    debit, credit = (books.accounts[name] for name in (transfer.debit_account_id, transfer.credit_account_id))
    values = _leg_values(transfer, debit, credit)
    values |= {"hold_id": hold_id, "corrects": transfer.corrects, "position": position}
    decided.transfers.append(Row("ledger.transfer", values))
    books.transfers[transfer.id] = (transfer.debit_account_id, transfer.credit_account_id)
    return (
        _enter(books, decided, transfer, debit, "debit", where),
        _enter(books, decided, transfer, credit, "credit", where),
    )


def _enter(books: Books, decided: Decided, transfer: Transfer, state: AccountState, side: Normal, where: str) -> Amount:
    account = state.account
    units = transfer.amount.units if account.normal == side else -transfer.amount.units
    if units < 0:
        _require_available(state, -units, where)
    after = dataclasses.replace(state, sequence=state.sequence + 1, posted=state.posted + units)
    if abs(after.posted) > UNITS_MAX:
        _refuse(refusals.AMOUNT_TOO_LARGE, f"{account.code} would stand at {after.posted} base units", where)
    books.accounts[account.id] = after
    decided.touched.add(account.id)
    values = {
        "account_id": account.id,
        "sequence": after.sequence,
        "transfer_id": transfer.id,
        "side": side,
        "asset": account.asset.code,
        "normal": account.normal,
        "may_go_negative": account.may_go_negative,
        "amount_units": transfer.amount.units,
        "balance_before": state.posted,
        "balance_after": after.posted,
    }
    decided.entries.append(Row("ledger.entry", values))
    return Amount(account.asset, after.posted)


def _hold(books: Books, decided: Decided, state: AccountState, units: int, where: str) -> None:
    _require_available(state, units, where)
    if state.held + units > UNITS_MAX:
        _refuse(refusals.AMOUNT_TOO_LARGE, f"{state.account.code} would hold {state.held + units} base units", where)
    books.accounts[state.account.id] = dataclasses.replace(state, held=state.held + units)
    decided.touched.add(state.account.id)


def _require_available(state: AccountState, units: int, where: str) -> None:
    if state.account.may_go_negative or state.available >= units:
        return
    asset = state.account.asset
    available, wanted = Amount(asset, state.available), Amount(asset, units)
    details: dict[str, Json] = {
        "account_id": state.account.id,
        "available_units": state.available,
        "wanted_units": units,
        "asset": asset.code,
    }
    message = f"{state.account.code} has {available} available, not {wanted}"
    raise Refused(Refusal(refusals.INSUFFICIENT_BALANCE, message, where, details=details))


def _leg_values(transfer: Transfer, debit: AccountState, credit: AccountState) -> dict[str, object]:
    return {
        "id": transfer.id,
        "debit_account_id": transfer.debit_account_id,
        "credit_account_id": transfer.credit_account_id,
        "asset": transfer.amount.asset.code,
        "debit_segregation": debit.account.segregation or "",
        "credit_segregation": credit.account.segregation or "",
        "amount_units": transfer.amount.units,
        "kind": transfer.kind,
    }


def _refuse(code: Code, message: str, where: str) -> NoReturn:
    raise Refused(Refusal(code, message, where))
