"""The acts a scenario may name, each handed to the room that does it; and playing a scenario with them."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.chain import Chain
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.refusal import Refusal
from lantau.rulebook import Rulebook
from lantau.worlds import (
    desk_acts,
    identity_acts,
    issuance_acts,
    licensing_acts,
    mining_acts,
    payment_acts,
    purchase_acts,
    reserve_acts,
    token_acts,
    treasury_acts,
)
from lantau.worlds.play import Doing, Played, Progress, Stage, perform
from lantau.worlds.scenario import Scenario

ACTS: dict[str, Doing] = {
    **licensing_acts.ACTS,
    **identity_acts.ACTS,
    **reserve_acts.ACTS,
    **issuance_acts.ACTS,
    **token_acts.ACTS,
    **payment_acts.ACTS,
    **purchase_acts.ACTS,
    **treasury_acts.ACTS,
    **mining_acts.ACTS,
    **desk_acts.ACTS,
}


def play(
    database: Database,
    clock: SimulatedClock,
    books: Mapping[str, Rulebook],
    chain: Chain,
    scenario: Scenario,
    progress: Progress,
) -> Played | Refusal:
    """Play a scenario to its end in a world's database, or go on where an earlier run stopped.

    Refuses ``worlds.unknown_act`` and ``worlds.bad_argument`` (names of arguments) before anything happens,
    ``worlds.changed_scenario`` when the world was begun with other files, and ``worlds.unexpected`` at the first act
    that ended otherwise than the scenario says.
    """
    return perform(Stage(database, clock, books, chain, scenario), ACTS, progress)
