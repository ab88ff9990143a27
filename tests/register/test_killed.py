"""A follower killed with SIGKILL at moments that nobody chose, again and again, while the chain changes its mind."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

import pytest

from lantau.db import APPLICATION
from tests.house.source import ROOT
from tests.register.conftest import COIN, Kept
from tests.register.model_chain import ModelChain, address, mint, pay

FOLLOWER = """
import json, sys
from lantau.chain import Cause
from lantau.dates import SimulatedClock, parse_instant
from lantau.db import Database, GivenServer
from lantau.register import reading, store
from lantau.register.operations import Follower
from tests.register.model_chain import ModelChain
from tests.register.test_killed import history, hash_named

class Dsn(GivenServer):
    def dsn(self, role, database):
        return sys.argv[1]

told = json.loads(sys.argv[2])
database = Database(Dsn(sys.argv[1]), "")
caused = {hash_named(key): Cause(f"out_{key}", "chain.mint", key, key, {"hold_ids": [hold]})
          for key, hold in told["holds"].items()}
with database.read() as connection:
    mirror = store.mirror(connection, told["mirror"])
chain = ModelChain()
history(chain, told["blocks"], told["branches"], told["holds"])
clock = SimulatedClock(parse_instant("2026-09-01T01:00:00Z"))
follower = Follower(database, clock, chain, mirror, lambda _c, hashes: {h: caused[h] for h in hashes if h in caused},
                    logs_max=2)
reading.WIDTH_MAX = follower._reader.width = 1  # a batch for every other log
print("ready", flush=True)
follower.all()
print("done", flush=True)
"""


TURNS_MOST = 60
"""After 14 the test ends when five were killed."""


def hash_named(key: str) -> str:
    from tests.register.model_chain import hash_of

    return hash_of("tx", key)


def history(chain: ModelChain, blocks: int, branches: list[int], holds: dict[str, str]) -> None:
    """A chain of so many blocks; every branch begins at a height and has the same mints of ours a block later."""
    for number in range(1, blocks + 1):
        branch = sum(number > fork for fork in branches)
        own = [mint(address(9), 5, key) for at, key in enumerate(sorted(holds)) if 3 * at + 2 + branch == number]
        happened = [mint(address(number % 5 + 1), 10 + branch), *own]
        if number > 6:
            happened.append(pay(address(number % 5 + 1), address(7), 3 + branch))
        chain.add(*happened, salt=str(branch))


@pytest.mark.long
def test_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(kept: Kept) -> None:
    chance = random.Random(4)
    issued = f"coin:{COIN}:issued"
    holds = {f"own-{n}": kept.hold(f"own-{n}", issued, f"holder:{address(9)}:{COIN}", 5) for n in range(9)}
    dsn = kept.database.server.dsn(APPLICATION, kept.database.name)
    branches: list[int] = []
    kills = turns = 0
    longest = 0.9
    for turn in range(TURNS_MOST):
        if turn >= 14 and kills >= 5:
            break
        turns = turn + 1
        told = {"mirror": kept.mirror.id, "blocks": 40 + 4 * turn, "branches": branches, "holds": holds}
        command = [sys.executable, "-c", FOLLOWER, dsn, json.dumps(told)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdout is not None and process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0, longest))
            process.kill()
            was_killed = process.stdout.read() != "done\n"
            kills += was_killed
            # Who is done before it is killed is killed earlier the next time, however fast the machine is.
            longest = min(0.9, longest * 1.5) if was_killed else longest / 2
        if turn % 4 == 3:
            branches.append(10 + 8 * turn)
    assert kills >= 5
    kept.chain = ModelChain()
    history(kept.chain, 40 + 4 * turns, branches, holds)
    for key, hold in holds.items():
        kept.cause(key, key, hold)
    kept.follow()
    kept.agrees()
    assert kept.units(f"holder:{address(9)}:{COIN}") == 45
    kept.sound()
