"""A chain that lost its blocks is made whole by one run, however many they were."""

from __future__ import annotations

from datetime import timedelta

from lantau import register
from lantau.chain.local_blocks import MemoryBlocks
from lantau.db import Database
from lantau.register.operations import Followed
from lantau.worlds import chain_work
from tests.chain.outbox_stage import COIN, ONE, Hands, Stage

MINTS = chain_work.ROUNDS_MAX + 5


def test_more_lost_blocks_than_a_run_has_rounds_come_back_in_one_run(database: Database) -> None:
    blocks = MemoryBlocks()
    stage = Stage(database, blocks=blocks)
    for _ in range(MINTS):
        stage.ask_to_mint(1)
        stage.settle()
    blocks.cut(0)
    stage.restart()
    assert not stage.local.code(stage.deployment.address)
    stage.clock.advance_to(stage.clock.now() + timedelta(hours=1))
    worked = chain_work.work_with(Hands(), database, stage.clock, stage.local, (stage.deployment,))
    assert (stage.supply(), worked.troubles) == (MINTS * ONE, [])


def test_what_was_attested_for_its_time_comes_back_at_that_time(database: Database) -> None:
    blocks = MemoryBlocks()
    stage = Stage(database, blocks=blocks)
    stage.ask_to_mint(1)
    carried_out(stage)
    blocks.cut(0)
    stage.restart()
    stage.clock.advance_to(stage.clock.now() + timedelta(days=30))
    carried_out(stage)
    assert stage.supply() == ONE, "its attestation was good for nine days"


def test_the_register_sees_what_changed_on_a_chain_that_came_back_shorter(database: Database) -> None:
    blocks = MemoryBlocks()
    stage = Stage(database, blocks=blocks)
    kept = stage.local.head().number
    for _ in range(3):
        stage.ask_to_mint(1)
        stage.settle()
    stage.local.produce(stage.clock.now(), blocks=20)
    carried_out(stage)
    blocks.cut(kept)
    stage.restart()
    stage.clock.advance_to(stage.clock.now() + timedelta(hours=1))
    carried_out(stage)
    followed = register.follow(database, stage.clock, stage.local, COIN)
    assert isinstance(followed, Followed) and followed.outcome == "nothing", "it stands on the chain as it is"
    header = stage.local.header(followed.place.number)
    assert header is not None and header.hash == followed.place.hash
    assert stage.supply() == 3 * ONE


def carried_out(stage: Stage) -> None:
    """One run of the world's work on the chain."""
    chain_work.work_with(Hands(), stage.database, stage.clock, stage.local, (stage.deployment,))
