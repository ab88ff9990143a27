"""The stress lab: what may be asked, and what came out of it, with every number written as the page shows it.

A statistic is of floats, and is rounded; a page and its twin carry its text. The exact ones are in the files.
"""

from __future__ import annotations

from dataclasses import dataclass

from lantau.web.fan_charts import FanChart
from lantau.web.views.words import Said


@dataclass(frozen=True, slots=True)
class StressLine:
    """A shipped stress: where an experiment may start."""

    id: str
    model: str
    words: Said
    story: Said


@dataclass(frozen=True, slots=True)
class LawLine:
    """A rule set that may be chosen, or was."""

    id: str
    title: Said


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A parameter in the form: ``value`` as it stands in the field, the bounds and the default beside it."""

    name: str
    words: Said
    unit: str
    low: str
    high: str
    default: str
    value: str
    whole: bool


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A parameter that an experiment sets otherwise than its model does."""

    name: str
    words: Said
    unit: str
    value: str
    default: str


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A refusal as a page says it: the room's own words, and what to do."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ExperimentLine:
    """An experiment on disk. ``state``: playing, waiting, unfinished or finished; chunks are what is counted."""

    name: str
    model: str
    stress: Said | None
    changed_count: int
    rule_sets: tuple[str, ...]
    law_as_of: str
    held_last: bool
    points: int
    paths: int
    seed: int
    state: str
    chunks: int
    chunks_all: int
    percent: int


@dataclass(frozen=True, slots=True)
class LabView:
    """The form for one stress, with what was typed, and the experiments that are there, the newest first."""

    is_ready: bool
    stresses: tuple[StressLine, ...]
    stress: StressLine
    fields: tuple[FieldLine, ...]
    laws: tuple[LawLine, ...]
    first: str
    second: str
    paths: str
    paths_low: int
    paths_high: int
    seed: str
    law_as_of: str
    refused: RefusedLine | None
    experiments: tuple[ExperimentLine, ...]


@dataclass(frozen=True, slots=True)
class FanStep:
    """One step of a fan in numbers: by point, the median and where 90 of 100 paths lie."""

    step: int
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DrawnFan:
    """One point's fan of a course."""

    point: str
    chart: FanChart


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course: its fans on one scale, and some steps in numbers."""

    name: str
    words: Said
    unit: str
    steps_unit: Said
    fans: tuple[DrawnFan, ...]
    steps: tuple[FanStep, ...]


@dataclass(frozen=True, slots=True)
class OutcomeCell:
    """An outcome at one point: the median with its 95 % interval, and the 5 % and 95 % quantiles."""

    median: str
    median_low: str
    median_high: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class DifferenceCell:
    """Second less first, path by path: the mean with its 95 % interval, and in which share of paths it goes where."""

    mean: str
    mean_low: str
    mean_high: str
    lower: str
    same: str
    higher: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One number of each path, over all paths."""

    name: str
    words: Said
    unit: str
    cells: tuple[OutcomeCell, ...]
    difference: DifferenceCell | None


@dataclass(frozen=True, slots=True)
class ShareCell:
    """In how many paths a rule was breached at least once, as a share with its 95 % interval."""

    breached: int
    share: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class BreachLine:
    """A rule that was judged in every path; ``cells`` by point, None where that rule set does not have it."""

    rule_id: str
    title: Said
    citation: str
    cells: tuple[ShareCell | None, ...]
    is_breached: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What a reform has otherwise than the law it reforms."""

    rule_set: str
    words: Said
    citation: str


@dataclass(frozen=True, slots=True)
class PlotLine:
    """A plot that may be kept: its file's name without ending, what it shows, and of which kind it is."""

    name: str
    words: Said
    kind: str


@dataclass(frozen=True, slots=True)
class ResultsView:
    """What came out, at one point or at two that are compared on common random numbers."""

    points: tuple[tuple[int, str], ...]
    courses: tuple[CourseLine, ...]
    outcomes: tuple[OutcomeLine, ...]
    breaches: tuple[BreachLine, ...]
    plots: tuple[PlotLine, ...]


@dataclass(frozen=True, slots=True)
class ExperimentView:
    """One experiment: how far it is, and what came out. ``command`` plays it again and compares every bit."""

    line: ExperimentLine
    stress: StressLine | None
    laws: tuple[LawLine, ...]
    changes: tuple[ChangeLine, ...]
    settings: tuple[SettingLine, ...]
    points: tuple[tuple[int, str], ...]
    ending: str
    refused: RefusedLine | None
    results: ResultsView | None
    results_sha256: str
    command: str
