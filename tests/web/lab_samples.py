"""Hand-made views of the stress lab's pages, with every branch of their templates in them, and a small experiment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lantau import market
from lantau.web.fan_charts import fan_chart, reach_of
from lantau.web.views.lab import (
    BreachLine,
    ChangeLine,
    CourseLine,
    DifferenceCell,
    DrawnFan,
    ExperimentLine,
    ExperimentView,
    FanStep,
    FieldLine,
    LabView,
    LawLine,
    OutcomeCell,
    OutcomeLine,
    PlotLine,
    RefusedLine,
    ResultsView,
    SettingLine,
    ShareCell,
    StressLine,
)
from lantau.web.views.words import Said

SMALL = market.Experiment(
    model="corridor",
    law_as_of=date(2026, 10, 20),
    hold_last=True,
    paths=256,
    seed=1,
    rule_sets=("CN", "CN+approved-cnh"),
)
"""The yuan corridors at their defaults: the cheapest model, and two rule sets that could not differ more."""

STRESS = StressLine("bank_loses", "run", Said("A bank closes", "銀行倒閉"), Said("On a Friday.", "周五。"))
LAWS = (LawLine("HK", Said("Hong Kong", "香港")), LawLine("HK+floor50", Said("", "")))
REFUSED = RefusedLine("market.out_of_range", "fear is 3.0; it must be a number from 0 to 2", "Give a value within it.")
DONE = ExperimentLine(
    "run-0123456789", "run", Said("A bank closes", "銀行倒閉"), 2, ("HK", "HK+floor50"), "2027-10-20", True, 2, 20_000,
    9_223_372_036_854_775_807, "finished", 40, 40, 100,
)  # fmt: skip
UNDER_WAY = replace(DONE, name="round-0123456789", model="round", stress=None, held_last=False, state="playing",
                    chunks=3, percent=7)  # fmt: skip
LAB = LabView(
    is_ready=True,
    stresses=(STRESS, replace(STRESS, id="first_round", model="round")),
    stress=STRESS,
    fields=(
        FieldLine("fear", Said("loss expected", "預期損失"), "share of par", "-0.2", "10000000", "0.6", "<3>", False),
        FieldLine("arbitrageurs", Said("firms", "家"), "a unit nobody translated", "1", "1000", "20", "20", True),
    ),
    laws=LAWS,
    first="HK",
    second="",
    paths="2000",
    paths_low=256,
    paths_high=20_000,
    seed="1",
    law_as_of="2026-10-20",
    refused=REFUSED,
    experiments=(DONE, UNDER_WAY, replace(UNDER_WAY, state="waiting"), replace(UNDER_WAY, state="unfinished")),
)
FAN = [[value - spread for value in (1_000_000, 950_000, 980_000)] for spread in (9, 7, 5, 0, -5, -7, -9)]
COURSE = CourseLine(
    "price", Said("price", "價格"), "share", Said("hour", "小時"),
    tuple(DrawnFan(point, fan_chart(FAN, reach_of([FAN]))) for point in ("HK", "HK+floor50")),
    (FanStep(0, (("1", "0.9", "1.1"), ("–", "–", "–"))),),
)  # fmt: skip
CELL = OutcomeCell("0.9046", "–", "0.9060", "0.8731", "0.9388")
MOVED = DifferenceCell("−0.0012", "−0.0014", "−0.0010", "40.0%", "20.0%", "40.0%", is_told=True)
RESULTS = ResultsView(
    points=((0, "HK"), (1, "HK+floor50")),
    courses=(COURSE,),
    outcomes=(
        OutcomeLine("low", Said("lowest price", "最低價格"), "price", (CELL, CELL), MOVED),
        OutcomeLine("late", Said("late", "逾期"), "share", (CELL, CELL), replace(MOVED, is_told=False)),
    ),
    breaches=(
        BreachLine("HK.pool.full_backing", Said("Full backing", "足額"), "O Sch.2 s.5(2)",
                   (ShareCell(20_000, "100.0%", "99.9%", "100.0%"), None), is_breached=True),
        BreachLine("HK.own", Said("HK.own"), "", (ShareCell(0, "0.0%", "0.0%", "0.1%"), None), is_breached=False),
    ),
    plots=(
        PlotLine("compare-price", Said("price", "價格"), "compare"),
        PlotLine("spread-low", Said("low", "低"), "spread"),
    ),
)  # fmt: skip
EXPERIMENT = ExperimentView(
    line=DONE,
    stress=STRESS,
    laws=LAWS,
    changes=(ChangeLine("HK+floor50", Said("floor 25 -> 50", "下限25 -> 50"), "floor50 supposition"),),
    settings=(SettingLine("fear", Said("loss expected", "預期損失"), "share of par", "-0.2", "1000000"),),
    points=((0, "HK"), (1, "HK+floor50"), (2, "HK (fear 1)")),
    ending="",
    refused=None,
    results=RESULTS,
    results_sha256="0" * 64,
    command="python -c 'print(1)'",
)
LAB_VIEWS: dict[str, object] = {"lab": LAB, "experiment": EXPERIMENT}
NO_RESULTS = replace(EXPERIMENT, results=None, points=(), results_sha256="")
ALONE = replace(
    RESULTS,
    points=RESULTS.points[:1],
    courses=(replace(COURSE, fans=COURSE.fans[:1], steps=(FanStep(0, (("1", "1", "1"),)),)),),
    outcomes=(replace(RESULTS.outcomes[0], cells=(CELL,), difference=None),),
    breaches=(replace(RESULTS.breaches[1], cells=RESULTS.breaches[1].cells[:1]),),
    plots=(replace(RESULTS.plots[0], kind="fan"),),
)
LAB_SHAPES: dict[str, tuple[str, object]] = {
    "no laboratory": ("lab", replace(LAB, is_ready=False, refused=None, experiments=())),
    "no experiment": ("lab", replace(LAB, experiments=())),
    "playing": ("experiment", replace(NO_RESULTS, line=UNDER_WAY, stress=None, settings=(), changes=())),
    "waiting": ("experiment", replace(NO_RESULTS, line=replace(UNDER_WAY, state="waiting"))),
    **{
        f"{ending or 'left'} before its end": (
            "experiment",
            replace(
                NO_RESULTS,
                line=replace(UNDER_WAY, state="unfinished"),
                ending=ending,
                refused=REFUSED if ending == "refused" else None,
            ),
        )
        for ending in ("", "stopped", "lost", "refused")
    },
    "changed by hand": ("experiment", replace(NO_RESULTS, refused=REFUSED)),
    "the same under both": (
        "experiment",
        replace(EXPERIMENT, results=replace(RESULTS, outcomes=RESULTS.outcomes[1:])),
    ),
    "one rule set": ("experiment", replace(EXPERIMENT, results=ALONE, points=())),
}
"""The pages in each of their other shapes: the page's name and a view."""
