"""Reads what came out of an experiment at one point, or at two on common random numbers."""

from __future__ import annotations

from lantau.market import queries
from lantau.rulebook import Rulebook, load
from lantau.web.fan_charts import fan_chart, reach_of
from lantau.web.formats import is_share, statistic_digits, statistic_text
from lantau.web.readings.lab import shipped_rule_sets
from lantau.web.views.lab import (
    BreachLine,
    CourseLine,
    DifferenceCell,
    DrawnFan,
    FanStep,
    OutcomeCell,
    OutcomeLine,
    PlotLine,
    ResultsView,
    ShareCell,
)
from lantau.web.views.words import Said

LOW, MIDDLE, HIGH = 1, 3, 5
"""Where 5, 50 and 95 of a hundred stand among the quantiles that results are read at."""

MICROS = 1_000_000
STEPS_TOLD = 7
"""Steps of a fan that a table gives in numbers, the first and the last among them."""

SHARE = "share"
Lines = list[list[float]]
"""Quantiles by step, the lowest first."""
PLOT_KINDS = ("fan", "compare", "spread")


def told_results(results: queries.Results, first: int, second: int | None) -> ResultsView:
    """Everything a page says of one point or two; refused as ``Results`` is for what is not there."""
    numbers = (first,) if second is None else (first, second)
    return ResultsView(
        points=tuple((number, results.points[number].told()) for number in numbers),
        courses=tuple(_course(results, course, numbers) for course in results.model.courses),
        outcomes=tuple(_outcome(results, outcome, numbers) for outcome in results.model.outcomes),
        breaches=_breaches(results, numbers),
        plots=_plots(results, is_pair=second is not None),
    )


def _course(results: queries.Results, course: queries.Course, numbers: tuple[int, ...]) -> CourseLine:
    fans = [results.fan(course.name, number) for number in numbers]
    scale = 100 * MICROS if is_share(course.unit) else MICROS
    values = [_values(fan) for fan in fans]
    lines = [[[round(value * scale) for value in line] for line in each] for each in values]
    reach, digits = reach_of(lines), statistic_digits(course.unit, course.scale.high - course.scale.low)
    steps = fans[0].values.shape[1]
    told = dict.fromkeys((steps - 1) * at // (STEPS_TOLD - 1) for at in range(STEPS_TOLD))

    def said(each: Lines, place: int, step: int) -> str:
        return statistic_text(each[place][step], course.unit, digits)

    return CourseLine(
        name=course.name,
        words=Said(course.words.en, course.words.zh),
        unit=course.unit,
        steps_unit=Said(results.model.step_words.en, results.model.step_words.zh),
        fans=tuple(
            DrawnFan(results.points[number].told(), fan_chart(each, reach))
            for number, each in zip(numbers, lines, strict=True)
        ),
        steps=tuple(
            FanStep(
                step,
                tuple((said(each, MIDDLE, step), said(each, LOW, step), said(each, HIGH, step)) for each in values),
            )
            for step in told
        ),
    )


def _values(fan: queries.Fan) -> Lines:
    """A fan's quantiles as they are shown. They are read from counts: one in an end cell is the end of the scale, and
    one of a scale whose cells are one wide is a whole number.
    """
    scale = fan.course.scale
    if scale.width() == 1:
        return [[float(value) // 1 for value in line] for line in fan.values]
    ends = [[bool(value) for value in line] for line in fan.at_edge]
    return [
        [
            float(value) if not at_end else scale.low if value < scale.low + scale.width() else scale.high
            for value, at_end in zip(line, edge, strict=True)
        ]
        for line, edge in zip(fan.values, ends, strict=True)
    ]


def _outcome(results: queries.Results, outcome: queries.Outcome, numbers: tuple[int, ...]) -> OutcomeLine:
    digits = statistic_digits(outcome.unit, outcome.scale.high - outcome.scale.low)

    def said(value: float) -> str:
        return statistic_text(float(value), outcome.unit, digits)

    cells = []
    for number in numbers:
        told = results.distribution(outcome.name, number)
        cells.append(
            OutcomeCell(
                median=said(told.values[MIDDLE]),
                median_low=said(told.low[MIDDLE]),
                median_high=said(told.high[MIDDLE]),
                low=said(told.values[LOW]),
                high=said(told.values[HIGH]),
            )
        )
    return OutcomeLine(
        name=outcome.name,
        words=Said(outcome.words.en, outcome.words.zh),
        unit=outcome.unit,
        cells=tuple(cells),
        difference=_difference(results, outcome, numbers, digits) if len(numbers) == 2 else None,
    )


def _difference(
    results: queries.Results, outcome: queries.Outcome, numbers: tuple[int, ...], digits: int
) -> DifferenceCell:
    told = queries.paired(results, outcome.name, numbers[0], numbers[1])
    low, high = told.difference.mean_interval(told.confidence)
    mean, below, above = (statistic_text(each, outcome.unit, digits + 1) for each in (told.difference.mean, low, high))
    lower, same, higher = (
        statistic_text(each, SHARE, 1) for each in (told.share_lower, told.share_same, told.share_higher)
    )
    return DifferenceCell(mean, below, above, lower, same, higher, is_told=told.share_same < 1)


def _breaches(results: queries.Results, numbers: tuple[int, ...]) -> tuple[BreachLine, ...]:
    """Every rule that was judged at any of the points; the one that is breached in most paths stands first."""
    tables = [results.breaches(number) for number in numbers]
    cells = [{row["rule"]: _share(row) for row in told.table().to_pylist()} for told in tables]
    books = [_book(results.points[number].rule_set) for number in numbers]
    rules = sorted(
        {rule for told in cells for rule in told},
        key=lambda rule: (-max(told[rule].breached for told in cells if rule in told), rule),
    )
    found = []
    for rule in rules:
        told = tuple(each.get(rule) for each in cells)
        title, citation = _title(books, rule)
        found.append(BreachLine(rule, title, citation, told, any(each is not None and each.breached for each in told)))
    return tuple(found)


def _share(row: dict[str, float]) -> ShareCell:
    share, low, high = (statistic_text(row[name], SHARE, 1) for name in ("share", "low", "high"))
    return ShareCell(int(row["breached"]), share, low, high)


def _book(rule_set: str) -> Rulebook | None:
    """A shipped rule set's book; none for a reform of somebody's own."""
    return load(rule_set) if rule_set in shipped_rule_sets() else None


def _title(books: list[Rulebook | None], rule_id: str) -> tuple[Said, str]:
    """What a rule is called in the first book that has it, and the paragraph it stands in."""
    for book in books:
        for rule in () if book is None else book.law.rules:
            if rule.id == rule_id:
                return Said(rule.title.en, rule.title.zh), rule.citation
    return Said(rule_id), ""


def _plots(results: queries.Results, *, is_pair: bool) -> tuple[PlotLine, ...]:
    kind = "compare" if is_pair else "fan"
    courses = [
        PlotLine(f"{kind}-{each.name}", Said(each.words.en, each.words.zh), kind) for each in results.model.courses
    ]
    spreads = [
        PlotLine(f"spread-{each.name}", Said(each.words.en, each.words.zh), "spread") for each in results.model.outcomes
    ]
    return (*courses, *spreads)
