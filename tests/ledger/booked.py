"""Accounts, works and units for the ledger's tests, named so that a test reads as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lantau import events, ledger
from lantau.dates import Clock, parse_instant
from lantau.db import Database
from lantau.ledger import Account, OpenAccount, Transfer, Unit, UnitResult
from lantau.ledger.values import Step
from lantau.money import HKD, Amount, Asset, asset

NOW = parse_instant("2026-09-01T01:00:00Z")
COIN = asset("coin:hkx")


def hkd(cents: int) -> Amount:
    return Amount(HKD, cents)


def account(
    name: str,
    normal: str = "credit",
    of: Asset = HKD,
    segregation: str | None = None,
    may_go_negative: bool = False,
) -> Account:
    return Account(f"acc-{name}", name, of, normal, segregation, may_go_negative, "pty-owner")  # type: ignore[arg-type]


BANK = account("bank", "debit", may_go_negative=True)
ANN = account("ann")
BEN = account("ben")


def work(key: str, occurred_at: datetime = NOW, **fields: object) -> events.Work:
    asked = {"request": {"asked": key}, "actor_id": "per-ann", "stream": "world", "occurred_at": occurred_at}
    return events.Work(key, **(asked | fields))  # type: ignore[arg-type]


def unit(key: str, *steps: Step, occurred_at: datetime = NOW, **fields: object) -> Unit:
    return Unit(work(key, occurred_at, **fields), steps)


def move(name: str, debit: Account, credit: Account, cents: int, **fields: object) -> Transfer:
    return Transfer(name, debit.id, credit.id, Amount(debit.asset, cents), "test", **fields)  # type: ignore[arg-type]


def opened(database: Database, clock: Clock, *accounts: Account, key: str = "open") -> None:
    result = ledger.commit_one(database, clock, unit(key, *(OpenAccount(one) for one in accounts)))
    assert isinstance(result, UnitResult), result


def funded(database: Database, clock: Clock, cents: int = 10_000, *others: Account) -> None:
    """A bank account (debit), Ann with this much and Ben with nothing, and whoever else."""
    opened(database, clock, BANK, ANN, BEN, *others)
    result = ledger.commit_one(database, clock, unit("fund", move("tfr-fund", BANK, ANN, cents)))
    assert isinstance(result, UnitResult), result


def posted(database: Database, one: Account) -> int:
    found = ledger.balance(database, one.id)
    return found.posted.units  # type: ignore[union-attr]


def available(database: Database, one: Account) -> int:
    found = ledger.balance(database, one.id)
    return found.available.units  # type: ignore[union-attr]


def codes(results: Sequence[object]) -> list[str]:
    """The refusal code of each result, '' where it was accepted."""
    return [getattr(getattr(result, "code", None), "name", "") for result in results]


def assert_sound(database: Database) -> None:
    """Nothing was tampered with, and no money was made or lost."""
    assert events.verify(database) == ()
    assert ledger.verify(database) == ()
    assert all(line.difference.units == 0 for line in ledger.trial_balance(database))
