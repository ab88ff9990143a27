"""A coin that is followed on a model chain, with the issuer and a customer of the identity tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from lantau import events, ledger
from lantau.chain import Cause
from lantau.dates import SimulatedClock, parse_instant
from lantau.db import Connection, Database
from lantau.ledger import Account, OpenAccount, Transfer, Unit
from lantau.money import Amount, asset
from lantau.refusal import Refusal
from lantau.register import store
from lantau.register.operations import Followed, Follower, _begun
from lantau.register.store import Mirror
from tests.identity.conftest import Desk, desk  # noqa: F401 - a fixture
from tests.register.model_chain import CHAIN_ID, ModelChain, hash_of

COIN = "lqd"


@dataclass
class Kept:
    """One coin in a test: its chain, its mirror, what of ours caused what, and the books beside it."""

    database: Database
    clock: SimulatedClock
    issuer_id: str
    chain: ModelChain = field(default_factory=ModelChain)
    depth: int = 0
    logs_max: int = 50_000
    caused: dict[str, Cause] = field(default_factory=dict)
    works: int = 0
    coin: str = COIN

    def __post_init__(self) -> None:
        self.mirror = self.begin()

    def begin(self) -> Mirror:
        made = Mirror(
            id=f"{CHAIN_ID}/{self.chain.contract}",
            chain_id=CHAIN_ID,
            address=self.chain.contract,
            coin_id=self.coin,
            issuer_id=self.issuer_id,
            stream=f"issuer:{self.issuer_id}",
            first_block=1,
            depth=self.depth,
        )
        begun = _begun(self.database, self.clock, made)
        assert isinstance(begun, Mirror), begun
        return begun

    def causes(self, _: Connection, hashes: Sequence[str]) -> Mapping[str, Cause]:
        return {each: self.caused[each] for each in hashes if each in self.caused}

    def follower(self, node: Any = None) -> Follower:
        return Follower(self.database, self.clock, node or self.chain, self.mirror, self.causes, logs_max=self.logs_max)

    def follow(self, node: Any = None) -> Followed:
        done = self.follower(node).all()
        assert isinstance(done, Followed), done
        return done

    def once(self, node: Any = None) -> Followed:
        done = self.follower(node).once()
        assert isinstance(done, Followed), done
        return done

    def cause(self, transaction: str, key: str, *hold_ids: str) -> None:
        """This transaction carries out the message of the commit ``key``, which set these holds aside."""
        body = {"hold_ids": list(hold_ids)}
        self.caused[hash_of("tx", transaction)] = Cause(f"out_{key}", "chain.transfer", f"sub_{key}", key, body)

    def units(self, code: str) -> int:
        """What is posted on an account."""
        with self.database.read() as connection:
            found = store.standing(connection, codes=[code])
        return found[code].posted if code in found else 0

    def books(self) -> dict[str, int]:
        """Every account of the coin with something on it, by code."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT a.code, b.posted_units FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id "
                "WHERE a.asset = %s AND b.posted_units <> 0 ORDER BY a.code",
                (f"coin:{self.coin}",),
            ).fetchall()
        return {row["code"]: row["posted_units"] for row in rows}

    def by_address(self) -> dict[str, int]:
        """The books added up by address, without the coins in issue."""
        with self.database.read() as connection:
            wallets = {each.id: each.address for each in store.own_wallets(connection, self.issuer_id)}
        found: dict[str, int] = {}
        for code, units in self.books().items():
            kind, name, *_ = code.split(":")
            if kind in ("holder", "wallet"):
                at = wallets[name] if kind == "wallet" else name
                found[at] = found.get(at, 0) + units
        return {at: units for at, units in found.items() if units}

    def issued(self) -> int:
        return self.units(f"coin:{self.coin}:issued") + self.units(f"coin:{self.coin}:issued:ahead")

    def mirrored(self) -> dict[str, int]:
        """Who holds what by the register's own logs."""
        with self.database.read() as connection:
            last = store.last_batch(connection, self.mirror.id)
            found, _, _ = store.holdings(connection, self.mirror.id, last.base if last else 0)
        return dict(sorted(found.units.items()))

    def account(self, code: str, normal: Any = "credit", owner_id: str = "") -> Account:
        found = ledger.account_by_code(self.database, code)
        if isinstance(found, Account):
            return found
        self.works += 1
        made = Account(
            f"acc_{self.coin}_{self.works}",
            code,
            asset(f"coin:{self.coin}"),
            normal,
            f"coin:{self.coin}",
            owner_id=owner_id,
        )
        self.commit(f"open/{code}", OpenAccount(made))
        return made

    def hold(self, key: str, sender: str, receiver: str, units: int) -> str:
        """Set units aside between two accounts by code, as a payment does; the hold's id."""
        issued = f"coin:{self.coin}:issued"
        debit, credit = (self.account(code, "debit" if code == issued else "credit") for code in (sender, receiver))
        hold_id = f"hld_{key}"
        self.commit(
            key,
            Transfer(
                hold_id, debit.id, credit.id, Amount(asset(f"coin:{self.coin}"), units), "test.held", pending=True
            ),
        )
        return hold_id

    def commit(self, key: str, *steps: Any) -> None:
        at = parse_instant("2026-09-01T01:00:00Z")
        work = events.Work(key, {"key": key}, "test", f"issuer:{self.issuer_id}", at)
        done = ledger.commit_one(self.database, self.clock, Unit(work, steps))
        assert not isinstance(done, Refusal), done

    def sound(self) -> None:
        """Nothing recorded was altered, and no derived balance is wrong."""
        assert events.verify(self.database) == ()
        assert ledger.verify(self.database) == ()
        assert all(each.difference.units == 0 for each in ledger.trial_balance(self.database))

    def agrees(self) -> None:
        """Chain, mirror and books say the same of everybody."""
        number = self.once().place.number
        truth = self.chain.holdings(number)
        assert self.mirrored() == dict(sorted(truth.units.items()))
        assert self.by_address() == truth.units
        assert self.issued() == truth.supply_units


@pytest.fixture
def kept(desk: Desk) -> Kept:  # noqa: F811 - the fixture
    return Kept(desk.database, desk.clock, desk.issuer_id)
