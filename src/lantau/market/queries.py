"""The reading side of the laboratory: ``from lantau.market import queries``. Results, differences, stress and plots."""

from lantau.market.designs import ranges_around
from lantau.market.pairs import Differences, Paired, differences, paired
from lantau.market.plots import (
    comparison_figure,
    distribution_figure,
    fan_figure,
    heat_map_figure,
    tornado_figure,
    written,
)
from lantau.market.reproducing import Reproduction, reproduced
from lantau.market.results import Breaches, Distribution, Fan, Results, outcome_named
from lantau.market.reverse_stress import Break, ReverseStress, reverse_stress
from lantau.market.run_opening import opening_in_micros
from lantau.market.sweeps import HeatMap, Tornado, heat_map, tornado

__all__ = [
    "Breaches",
    "Break",
    "Differences",
    "Distribution",
    "Fan",
    "HeatMap",
    "Paired",
    "Reproduction",
    "Results",
    "ReverseStress",
    "Tornado",
    "comparison_figure",
    "differences",
    "distribution_figure",
    "fan_figure",
    "heat_map",
    "heat_map_figure",
    "opening_in_micros",
    "outcome_named",
    "paired",
    "ranges_around",
    "reproduced",
    "reverse_stress",
    "tornado",
    "tornado_figure",
    "written",
]
