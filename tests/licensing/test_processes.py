"""Every process is a table of transitions: what is in it happens, what is not is refused."""

from __future__ import annotations

from itertools import product

import pytest

from lantau.licensing.processes import BEGIN, PROCESSES, Standing
from lantau.refusal import Refused

CELLS = [
    (process, state, step)
    for process, table in PROCESSES.items()
    for state, step in product(
        sorted({BEGIN, *table.values()}), sorted({step for other in PROCESSES.values() for _, step in other})
    )
]


@pytest.mark.parametrize(("process", "state", "step"), CELLS)
def test_a_step_leads_where_the_table_says_or_nowhere(process: str, state: str, step: str) -> None:
    standing = Standing(process, "subject", state, 1)
    reached = PROCESSES[process].get((state, step))
    if reached is not None:
        assert standing.after(step) == reached
        return
    with pytest.raises(Refused) as caught:
        standing.after(step)
    assert caught.value.refusal.code.name == "licensing.illegal_step"


@pytest.mark.parametrize("process", PROCESSES)
def test_every_state_is_reached_from_the_beginning(process: str) -> None:
    reached, table = {BEGIN}, PROCESSES[process]
    for _ in table:
        reached |= {end for (start, _), end in table.items() if start in reached}
    assert reached == {BEGIN, *table.values()}
