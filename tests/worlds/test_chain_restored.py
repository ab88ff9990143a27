"""A chain that lost its blocks is made whole by one run, however many they were."""

from __future__ import annotations

from datetime import timedelta

from lantau.chain.local_blocks import MemoryBlocks
from lantau.db import Database
from lantau.worlds import chain_work
from tests.chain.outbox_stage import ONE, Hands, Stage

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
