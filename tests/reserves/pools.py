"""A pool for tests: opened by two people, with coins in issue booked straight on the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from lantau import ids, ledger, reserves
from lantau.access import Actor
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.events import Work
from lantau.ledger import Account, OpenAccount, Transfer, Unit
from lantau.money import HKD, Amount, asset
from lantau.refusal import Refusal
from lantau.reserves import Changed, PoolValuation
from lantau.rulebook import Rulebook

ISSUER = "pty_issuer"
COIN = "hkdl"
SAFE = {
    "tokenised": False, "mismatch_approved": False, "custodian_is_licensed_bank": True,
    "custodian_hkma_accepted": False, "encumbered": False,
}  # fmt: skip
TREASURY = Actor("per_treasury", "T", frozenset({"treasury"}), ISSUER)
CHECKER = Actor("per_checker", "C", frozenset({"issuer_checker"}), ISSUER)
OFFICER = Actor("per_officer", "O", frozenset({"compliance_officer"}), ISSUER)


def hkd(text: str) -> Amount:
    return Amount.parse(text, HKD)


@dataclass
class Bench:
    """One issuer with one pool at a bench where acts are single lines. Each act takes the next minute."""

    database: Database
    clock: SimulatedClock
    book: Rulebook
    issuer: str = ISSUER
    coin: str = COIN
    pool_id: str = ""
    count: int = field(default=0)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def people(self) -> dict[str, Actor]:
        """Who makes and who checks, both of this issuer."""
        return {
            "actor": replace(TREASURY, organisation_id=self.issuer),
            "checker": replace(CHECKER, organisation_id=self.issuer),
        }

    def act(self) -> dict[str, Any]:
        self.count += 1
        self.clock.advance_to(self.now + timedelta(minutes=1))
        return {"key": f"{self.coin}-{self.count}", **self.people, "occurred_at": self.now}

    def open(self, coin_id: str = "", **changes: Any) -> str:
        asked = {
            "issuer_id": self.issuer, "coin_id": coin_id or self.coin, "reference": HKD, "bank": "Bank of Lantau",
            "traits": SAFE,
        }  # fmt: skip
        opened = reserves.open_pool(self.database, self.clock, **{**self.act(), **asked, **changes})
        assert not isinstance(opened, Refusal), opened
        self.pool_id = opened.pool_id
        return opened.pool_id

    def contribute(self, amount: str) -> Changed:
        return self.done(
            reserves.contribute(
                self.database, self.clock, self.book, **self.act(), pool_id=self.pool_id, amount=hkd(amount)
            )
        )

    def deposit(self, amount: str, matures_on: date, **changes: Any) -> Changed | Refusal:
        asked = {
            "pool_id": self.pool_id, "bank": "Bank of Lantau", "principal": hkd(amount), "matures_on": matures_on,
            "traits": SAFE,
        }  # fmt: skip
        return reserves.place_deposit(self.database, self.clock, self.book, **{**self.act(), **asked, **changes})

    def issue(self, coins: str, *, on_its_way: bool = False) -> None:
        """Coins in issue, as issuance would have booked them, or set aside while a chain mints them; the pool's cash is
        contributed apart."""
        issued = self._account(f"coin:{self.coin}:issued", "debit")
        held = self._account(f"wallet:w:{self.coin}", "credit")
        self.book_transfer(issued, held, Amount.parse(coins, asset(f"coin:{self.coin}")), pending=on_its_way)

    def book_transfer(self, debit: Account, credit: Account, amount: Amount, *, pending: bool = False) -> None:
        key = self.act()["key"]
        opening = [OpenAccount(one) for one in (debit, credit) if self._is_new(one)]
        step = Transfer(ids.make("tfr", self.now, key), debit.id, credit.id, amount, "test.booked", pending=pending)
        work = Work(key, {"key": key}, "system", f"issuer:{self.issuer}", self.now)
        answer = ledger.commit_one(self.database, self.clock, Unit(work, (*opening, step)))
        assert not isinstance(answer, Refusal), answer

    def _account(self, code: str, normal: Any) -> Account:
        found = ledger.account_by_code(self.database, code)
        if not isinstance(found, Refusal):
            return found
        identity = ids.make("acc", self.now, code)
        return Account(identity, code, asset(f"coin:{self.coin}"), normal, f"coin:{self.coin}")

    def _is_new(self, account: Account) -> bool:
        return isinstance(ledger.account_by_code(self.database, account.code), Refusal)

    def value(self, **changes: Any) -> PoolValuation:
        asked = {"as_of": self.now, "known_at": self.now}
        return reserves.value_pool(self.database, self.book, self.pool_id, **{**asked, **changes})

    def balance(self, purpose: str) -> Amount:
        account = ledger.account_by_code(self.database, f"pool:{self.pool_id}:{purpose}:HKD")
        assert not isinstance(account, Refusal)
        balance = ledger.balance(self.database, account.id)
        assert not isinstance(balance, Refusal)
        return balance.posted

    @staticmethod
    def done(answer: Changed | Refusal) -> Changed:
        assert isinstance(answer, Changed), answer
        return answer
