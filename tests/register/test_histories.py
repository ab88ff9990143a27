"""Whatever happens on the chain, and however often it changes its mind: chain, mirror and books agree in the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lantau.chain import NodeAway
from lantau.refusal import Refusal
from lantau.register import reconcile
from lantau.register.reconciliation import Reconciliation
from tests.identity.conftest import Desk
from tests.register.conftest import Kept
from tests.register.model_chain import ModelChain, address, block_list, burn, freeze, mint, pay, verify

HOLDERS = [address(number) for number in range(1, 7)]
SERIAL = count(1)

act = st.one_of(
    st.tuples(st.just("mint"), st.integers(0, 5), st.integers(0, 50)),
    st.tuples(st.just("pay"), st.integers(0, 5), st.integers(0, 5), st.integers(1, 100)),
    st.tuples(st.just("burn"), st.integers(0, 5), st.integers(1, 100)),
    st.tuples(st.just("mark"), st.integers(0, 5), st.integers(0, 5)),
)
step = st.one_of(
    st.tuples(st.just("block"), st.lists(act, max_size=6)),
    st.tuples(st.just("block"), st.lists(act, max_size=6)),
    st.tuples(st.just("own"), st.integers(0, 5), st.integers(0, 5), st.integers(1, 100), st.booleans()),
    st.tuples(st.just("follow"), st.integers(1, 30)),
    st.tuples(st.just("reorganise"), st.integers(1, 20), st.integers(0, 3)),
    st.tuples(st.just("away"), st.integers(0, 30)),
    st.tuples(st.just("lie"), st.integers(0, 3)),
    st.tuples(st.just("kill"), st.integers(0, 6)),
)


class Killed(BaseException):
    """What ends a process, as far as its code can tell."""


class History:
    """Plays steps on a model chain and keeps count of what of ours is pending."""

    def __init__(self, kept: Kept) -> None:
        self.kept, self.chain = kept, kept.chain
        self.own = count(1)
        self.branch = 0
        self.waiting: list[Any] = []

    def play(self, steps: list[Any]) -> None:
        for kind, *told in steps:
            getattr(self, f"_{kind}")(*told)
        self.chain.away_after = None
        self.chain.drop, self.chain.repeat = set(), set()

    def _block(self, acts: list[Any]) -> None:
        left = dict(self.chain.holdings(len(self.chain.blocks)).units)
        happened = []
        for kind, *told in acts:
            who = HOLDERS[told[0]]
            if kind == "mint":
                happened.append(mint(who, told[1]))
                left[who] = left.get(who, 0) + told[1]
            elif kind == "pay" and left.get(who, 0):
                units = 1 + told[2] % left[who]
                happened.append(pay(who, HOLDERS[told[1]], units))
                left[who] -= units
                left[HOLDERS[told[1]]] = left.get(HOLDERS[told[1]], 0) + units
            elif kind == "burn" and left.get(who, 0):
                units = 1 + told[1] % left[who]
                happened.append(burn(who, units))
                left[who] -= units
            elif kind == "mark":
                happened.append(
                    [verify(who), verify(who, False), block_list(who), block_list(who, False), freeze(who, 3),
                     freeze(who, 0)][told[1]]
                )  # fmt: skip
        self.chain.add(*happened, salt=str(self.branch))

    def _own(self, sender: int, receiver: int, units: int, honest: bool) -> None:
        """A mint of ours: set aside in the books, then on the chain, where it may come to something else."""
        del sender
        name = f"own-{next(self.own)}"
        to = HOLDERS[receiver]
        issued, holder = f"coin:{self.kept.coin}:issued", f"holder:{to}:{self.kept.coin}"
        hold = self.kept.hold(f"{self.kept.coin}/{name}", issued, holder, units)
        self.kept.cause(f"{self.kept.coin}/{name}", f"{self.kept.coin}/{name}", hold)
        if honest:
            self.chain.add(mint(to, units, f"{self.kept.coin}/{name}"), salt=str(self.branch))

    def _follow(self, logs_max: int) -> None:
        self.kept.logs_max = logs_max
        with suppress(NodeAway):
            done = self.kept.follower().all()
            assert not isinstance(done, Refusal), done

    def _reorganise(self, depth: int, longer: int) -> None:
        keep = max(0, len(self.chain.blocks) - depth)
        lost = self.chain.blocks[keep:]
        self.chain.cut(keep)
        self.branch += 1
        for at in range(len(lost) + longer):
            # What one of ours did is there again, later, when it still can be; the rest is not.
            again = [event for event in (lost[at - 1] if 0 < at <= len(lost) else ()) if event.transaction]
            self.chain.add(*again, salt=str(self.branch))

    def _away(self, calls: int) -> None:
        self.chain.away_after = calls
        self._follow(10)
        self.chain.away_after = None

    def _lie(self, index: int) -> None:
        newest = len(self.chain.blocks)
        self.chain.repeat = {(newest, index)}
        self.chain.drop = {(newest, index + 1)}
        self._follow(10)
        self.chain.repeat, self.chain.drop = set(), set()

    def _kill(self, boundary: int) -> None:
        """End the follower before or after its n-th commit."""
        import lantau.register.post_operations as shell

        real, left = shell.ledger, [boundary]

        class Ledger:
            def __getattr__(self, name: str) -> Any:
                found = getattr(real, name)
                if name not in ("commit", "commit_one"):
                    return found

                def committing(*told: Any) -> Any:
                    left[0] -= 1
                    if left[0] == 0:
                        raise Killed
                    done = found(*told)
                    left[0] -= 1
                    if left[0] == 0:
                        raise Killed
                    return done

                return committing

        shell.ledger = Ledger()  # type: ignore[assignment]
        try:
            with suppress(Killed):
                self._follow(5)
        finally:
            shell.ledger = real


def play(desk: Desk, steps: list[Any]) -> None:
    """In the end all agree: of a transfer that the node left out `reconcile` tells, and once its parties have moved."""
    number = next(SERIAL)
    kept = Kept(desk.database, desk.clock, desk.issuer_id, ModelChain(address(0xC0FFEE + number)), coin=f"c{number}")
    history = History(kept)
    history.play(steps)
    kept.chain.add(mint(HOLDERS[0], 1), salt="end")
    done = kept.follow()
    assert done.outcome in ("posted", "nothing"), done
    if any(kind == "lie" for kind, *_ in steps):
        _left_out_is_told(kept, done.place.number)
        left = kept.chain.holdings(done.place.number).units
        kept.chain.add(*(pay(who, address(99), units) for who, units in sorted(left.items())), salt="end")
        # The lie may be more batches ago than are read again at once.
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("lantau.register.operations.RECHECKED_BATCHES", 1_000)
            assert kept.follow().outcome == "posted"
    kept.agrees()


def _left_out_is_told(kept: Kept, block: int) -> None:
    """Whoever has more by the register than by the chain is told, and nobody who has as much; books and register agree.
    An address that the register does not know is not asked about."""
    truth, mirrored = kept.chain.holdings(block).units, kept.mirrored()
    assert kept.by_address() == mirrored
    found = reconcile(kept.database, kept.chain, kept.coin)
    assert isinstance(found, Reconciliation), found
    told = {each.who for each in found.differences if (each.what, each.left) == ("units", "chain")}
    assert told >= {who for who, units in mirrored.items() if units > truth.get(who, 0)}
    assert told <= {who for who in truth.keys() | mirrored.keys() if truth.get(who, 0) != mirrored.get(who, 0)}


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(step, min_size=3, max_size=14))
def test_chain_mirror_and_books_agree(desk: Desk, steps: list[Any]) -> None:
    play(desk, steps)


def test_nothing_was_altered_by_any_of_it(desk: Desk) -> None:
    steps = [("block", [("mint", 0, 50), ("pay", 0, 1, 7)]), ("own", 0, 2, 9, True), ("kill", 2), ("follow", 5)]
    play(desk, [*steps, ("reorganise", 3, 1), ("kill", 3), *steps, ("lie", 0)])
    Kept(desk.database, desk.clock, desk.issuer_id, ModelChain(address(0xBEEF)), coin="other").sound()


@pytest.mark.long
@settings(max_examples=400, derandomize=False, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(step, min_size=5, max_size=40))
def test_chain_mirror_and_books_agree_for_long(desk: Desk, steps: list[Any]) -> None:
    play(desk, steps)


def test_a_transfer_left_out_at_the_very_end_is_told_and_found_when_its_parties_move(desk: Desk) -> None:
    play(desk, [("block", [("mint", 0, 1)]), ("block", [("mint", 0, 0), ("pay", 0, 1, 1)]), ("lie", 0)])


def test_killed_at_every_commit(fresh_database: Callable[[], Any], desk: Desk) -> None:
    for boundary in range(1, 8):
        steps: list[Any] = [("block", [("mint", 0, 50)]), ("own", 0, 1, 5, True), ("own", 0, 2, 5, True)]
        steps += [("block", [("pay", 0, 3, 7)]), ("kill", boundary), ("reorganise", 2, 1), ("kill", boundary)]
        play(desk, steps)
