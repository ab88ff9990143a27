"""Following a contract: what is final is mirrored and booked, once; a chain that changes its mind is followed back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest

from lantau.chain import NodeAway
from tests.register.conftest import COIN, Kept
from tests.register.model_chain import ModelChain, address, burn, mint, pay, verify

ANN, BEN, CAT = (address(number) for number in (0xA11, 0xBE2, 0xCA7))


def test_a_mint_and_a_transfer_are_mirrored_and_booked(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 1000))
    kept.chain.add(pay(ANN, BEN, 400), verify(BEN))
    done = kept.follow()
    assert (done.outcome, done.logs, done.unexplained) == ("posted", 3, 1)
    assert kept.books() == {
        f"coin:{COIN}:issued": 1000,
        f"holder:{ANN}:{COIN}": 600,
        f"holder:{BEN}:{COIN}": 400,
    }
    kept.agrees()
    kept.sound()


def test_nothing_new_is_nothing(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 5))
    kept.follow()
    assert kept.once().outcome == "nothing"


def test_zero_and_own_transfers_are_kept_and_move_nothing(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 5), pay(ANN, BEN, 0), pay(ANN, ANN, 5))
    assert kept.follow().logs == 3
    kept.agrees()


def test_logs_of_unfinal_blocks_are_not_posted(kept: Kept) -> None:
    kept.mirror = replace(kept.mirror, depth=2)
    kept.chain.add(mint(ANN, 7))
    kept.chain.add()
    assert kept.once().outcome == "nothing"
    kept.chain.add(mint(ANN, 1))
    assert kept.once().place.number == 1
    assert kept.mirrored() == {ANN: 7}


def test_a_reorganisation_is_reversed_and_the_new_branch_posted(kept: Kept) -> None:
    for number in range(30):
        kept.chain.add(mint(ANN, 100 + number), pay(ANN, BEN, 10))
        kept.follow()
    kept.chain.cut(10)
    for _ in range(21):
        kept.chain.add(mint(CAT, 5), salt="other")
    done = kept.once()
    assert done.outcome == "undone" and done.place.number == 10
    assert kept.mirrored() == dict(sorted(kept.chain.holdings(10).units.items()))
    kept.follow()
    kept.agrees()
    kept.sound()


def test_a_reorganisation_to_before_anything_was_read(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 100))
    kept.chain.add(pay(ANN, BEN, 40))
    kept.follow()
    kept.chain.cut(0)
    kept.chain.add(mint(CAT, 1), salt="other")
    assert kept.once().outcome == "behind"
    kept.chain.add(mint(CAT, 1), salt="other")
    assert kept.follow().outcome == "posted"
    kept.agrees()
    kept.chain.cut(0)
    kept.chain.add(mint(ANN, 100))
    kept.chain.add(pay(ANN, BEN, 40))
    kept.follow()
    kept.agrees()
    kept.sound()


def test_a_node_that_reaches_less_far_undoes_nothing(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 100))
    kept.follow()
    kept.chain.add(mint(ANN, 1))
    kept.follow()
    behind = ModelChain(blocks=kept.chain.blocks[:1], salts=kept.chain.salts[:1])
    assert kept.once(behind).outcome == "behind"
    kept.agrees()


def test_a_log_told_twice_is_taken_once(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 100), pay(ANN, BEN, 10))
    kept.chain.repeat = {(1, 0), (1, 1)}
    assert kept.follow().logs == 2
    kept.agrees()


def test_a_missing_mint_is_noticed_and_nothing_is_posted(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 100))
    kept.chain.add(mint(BEN, 7))
    kept.chain.drop = {(2, 0)}
    done = kept.once()
    assert done.outcome == "unreadable" and "the contract states 107" in done.reason
    assert kept.once().outcome == "unreadable" and kept.books() == {}
    kept.chain.drop = set()
    assert kept.follow().outcome == "posted"
    kept.agrees()
    kept.sound()


def test_a_transfer_that_was_left_out_is_found_when_its_receiver_moves(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 100))
    kept.chain.add(pay(ANN, BEN, 60))
    kept.chain.drop = {(2, 0)}
    kept.follow()
    assert kept.mirrored() == {ANN: 100}
    kept.chain.add(pay(BEN, CAT, 60))
    assert kept.once().outcome == "unreadable"
    kept.chain.drop = set()
    assert kept.once().outcome == "undone"
    kept.follow()
    kept.agrees()
    kept.sound()


def test_a_node_that_is_away_in_the_middle_decides_nothing(kept: Kept) -> None:
    for number in range(40):
        kept.chain.add(mint(ANN, 10 + number))
    for calls in range(0, 50, 3):
        kept.chain.away_after = calls
        with suppress(NodeAway):
            kept.follow()
        assert kept.mirrored() in ({}, {ANN: 1180})
    kept.chain.away_after = None
    kept.follow()
    kept.agrees()
    kept.sound()


def test_a_node_that_bears_few_logs_is_asked_for_less(kept: Kept) -> None:
    for _ in range(70):
        kept.chain.add(mint(ANN, 2), pay(ANN, BEN, 1))
    kept.chain.most_logs = 5
    kept.follow()
    kept.agrees()


def test_a_block_with_more_logs_than_the_node_bears_is_unreadable(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 2), pay(ANN, BEN, 1))
    kept.chain.most_logs = 1
    assert "refuses the logs of block 1" in kept.once().reason


def test_many_transfers_are_booked_by_holder_and_each_is_kept(kept: Kept) -> None:
    kept.chain.add(*(mint(address(number), 1000) for number in range(1, 40)))
    for turn in range(30):
        kept.chain.add(*(pay(address(number), address(1 + number % 39), number + turn) for number in range(1, 40)))
    kept.chain.add(*(burn(address(number), 5) for number in range(1, 40)))
    kept.follow()
    with kept.database.read() as connection:
        kinds = connection.execute("SELECT kind, count(*) AS n FROM ledger.transfer GROUP BY kind").fetchall()
        logs = connection.execute("SELECT count(*) AS n FROM register.log").fetchone()
    counted = {row["kind"]: row["n"] for row in kinds}
    assert counted["register.netted"] < 80 and logs is not None and logs["n"] == 39 * 32
    kept.agrees()
    kept.sound()


def test_small_batches_and_snapshots_come_to_the_same(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lantau.register.batch_rows.BATCHES_PER_SNAPSHOT", 3)
    monkeypatch.setattr("lantau.register.reading.WIDTH_FIRST", 1)
    kept.logs_max = 2
    for number in range(1, 20):
        kept.chain.add(mint(address(number), 10), verify(address(number)))
        kept.follow()
    with kept.database.read() as connection:
        row = connection.execute("SELECT count(*) AS n FROM register.snapshot").fetchone()
    assert row is not None and row["n"] >= 5
    kept.chain.cut(8)
    for number in range(1, 15):
        kept.chain.add(pay(address(number % 8 + 1), address(99), 1), salt="other")
    kept.follow()
    kept.agrees()
    kept.sound()


def test_a_node_of_another_chain_reverses_nothing(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lantau.register.operations.REORGANISED_MOST", 5)
    for _ in range(8):
        kept.chain.add(mint(ANN, 10))
    kept.follow()
    other = ModelChain(blocks=[(mint(CAT, 1),)] * 9, salts=["wiped"] * 9)
    done = kept.once(other)
    assert done.outcome == "unreadable" and "8 blocks" in done.reason and kept.books()[f"holder:{ANN}:{COIN}"] == 80
    kept.chain.add(mint(ANN, 1))
    assert kept.follow().outcome == "posted"
    kept.agrees()


def test_two_followers_at_once_post_everything_once(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lantau.register.reading.WIDTH_MAX", 2)
    for number in range(40):
        kept.chain.add(mint(ANN, 10 + number), pay(ANN, BEN, 3))
    kept.logs_max = 3
    with ThreadPoolExecutor(3) as threads:
        outcomes = list(threads.map(lambda _: kept.follow().outcome, range(3)))
    assert "posted" in outcomes
    kept.follow()
    kept.agrees()
    kept.sound()


def test_catching_up_keeps_the_newest_blocks_apart(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lantau.register.operations.RECENT_BLOCKS", 10)
    monkeypatch.setattr("lantau.register.operations.REORGANISED_MOST", 20)
    for _ in range(60):
        kept.chain.add(mint(ANN, 10), pay(ANN, BEN, 1))
    kept.follow()
    kept.chain.cut(55)
    for _ in range(6):
        kept.chain.add(mint(CAT, 1), salt="other")
    done = kept.once()
    assert (done.outcome, done.place.number) == ("undone", 50)
    kept.follow()
    kept.agrees()
    kept.sound()
