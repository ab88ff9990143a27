"""Owns the laboratory: licensing rounds, redemption runs, corridors and reforms, as pure arrays of seeded paths."""

from lantau.market.designs import Design, grid, listed, one_at_a_time, sobol
from lantau.market.executors import WorkersLost, cluster, local
from lantau.market.experiments import Experiment, planned
from lantau.market.folders import begin, play_on
from lantau.market.models import model_named
from lantau.market.running import play
from lantau.market.stresses import stresses

__all__ = [
    "Design",
    "Experiment",
    "WorkersLost",
    "begin",
    "cluster",
    "grid",
    "listed",
    "local",
    "model_named",
    "one_at_a_time",
    "planned",
    "play",
    "play_on",
    "sobol",
    "stresses",
]
