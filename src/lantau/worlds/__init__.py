"""Owns scenarios: folders of plain files whose dated acts are played in one world on a simulated clock."""

from lantau.worlds.acts import play
from lantau.worlds.play import Played, Progress
from lantau.worlds.refusals import UNKNOWN_WORLD
from lantau.worlds.scenario import Act, Scenario, read_scenario, reformed
from lantau.worlds.store import ActOutcome, WorldRow, digest, last_instant, outcomes, world

__all__ = [
    "Act",
    "ActOutcome",
    "Played",
    "Progress",
    "Scenario",
    "UNKNOWN_WORLD",
    "WorldRow",
    "digest",
    "last_instant",
    "outcomes",
    "play",
    "read_scenario",
    "reformed",
    "world",
]
