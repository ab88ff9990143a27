"""The reading side of the laboratory: ``from lantau.market import queries``. Results, differences, stress and plots."""

from lantau.market.designs import ranges_around
from lantau.market.exporting import fans_csv, folder_zip, outcomes_csv
from lantau.market.fitting import fitting
from lantau.market.folders import Standing, name_of, opened, standing, standings
from lantau.market.modelling import Course, Outcome
from lantau.market.pairs import Differences, Paired, differences, paired
from lantau.market.parameters import Parameter, ParameterTable, parameter_table
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
from lantau.market.stresses import Stress, stress_of
from lantau.market.sweeps import HeatMap, Tornado, heat_map, tornado

__all__ = [
    "Breaches",
    "Break",
    "Differences",
    "Course",
    "Distribution",
    "Fan",
    "HeatMap",
    "Outcome",
    "Paired",
    "Parameter",
    "ParameterTable",
    "Reproduction",
    "Results",
    "ReverseStress",
    "Standing",
    "Stress",
    "Tornado",
    "comparison_figure",
    "differences",
    "distribution_figure",
    "fan_figure",
    "fans_csv",
    "fitting",
    "folder_zip",
    "heat_map",
    "heat_map_figure",
    "opening_in_micros",
    "outcome_named",
    "name_of",
    "opened",
    "outcomes_csv",
    "paired",
    "parameter_table",
    "ranges_around",
    "reproduced",
    "reverse_stress",
    "standing",
    "standings",
    "stress_of",
    "tornado",
    "tornado_figure",
    "written",
]
