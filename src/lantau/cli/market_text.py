"""Results as text: from the plain data that --json gives, every page stamped as simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lantau.cli.output import table

ROWS_SHOWN = 40
Body = Mapping[str, Any]


def spelled(value: Any) -> str:
    """A number in six figures; a dash where there is none."""
    if value is None:
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def percent(share: Any) -> str:
    """A share as a percentage with two decimals, rounded."""
    return "-" if share is None else f"{share:.2%}"


def head(body: Body) -> list[str]:
    """What was played, in a few lines."""
    law = f"law as of {body['law_as_of']}"
    held = [f"{each['id']} at {each['law_day']}" for each in body["rule_sets"] if each["held_last"]]
    if held:
        law += f"; the last text is held: {', '.join(held)}"
    lines = [
        f"{body['model']} (simulated), {law}",
        f"{body['paths']} paths, seed {body['seed']}, results {body['results_sha256'][:12]} in {body['folder']}",
    ]
    if body["opening"] is not None:
        lines.append(f"begins from a live world: {body['opening']}")
    if body["changed"]:
        lines.append("set: " + ", ".join(f"{name} {value:g}" for name, value in body["changed"].items()))
    return lines


def points_text(body: Body) -> str:
    """Each rule set's outcomes and breaches, then the differences between rule sets."""
    lines = head(body)
    for point in body["points"]:
        lines += ["", *_point(point)]
    pairs = dict.fromkeys((each["less"], each["rule_set"]) for each in body["differences"])
    for less, rule_set in pairs:
        rows = [each for each in body["differences"] if (each["less"], each["rule_set"]) == (less, rule_set)]
        lines += ["", f"{rule_set} less {less}, path by path on common random numbers", _differences(rows)]
    return "\n".join([*lines, *_plots(body)])


def _point(point: Body) -> list[str]:
    lines = [point["rule_set"], _outcomes(point["outcomes"])]
    breached = [each for each in point["rules"] if each["breached"]]
    if breached:
        rows = [
            (each["rule"], percent(each["share"]), _interval(each, percent), f"{each['title_en']} [{each['citation']}]")
            for each in breached
        ]
        headings = ("rule breached", "of paths", _sure(breached[0]), "which says")
        lines += ["", table(headings, rows, right=(1,))]
    never = len(point["rules"]) - len(breached)
    if never:
        lines.append(_no_breach(never, " more" if breached else ""))
    if not point["rules"]:
        lines.append("No rule of this rule set is judged here.")
    return lines


def _no_breach(never: int, more: str) -> str:
    if never > 1:
        return f"{never}{more} rules were judged and breached in no path."
    return f"1{more} rule was judged, never breached."


def _outcomes(outcomes: Sequence[Body]) -> str:
    """A row an outcome: median with its interval, the 5th and 95th hundredth, mean, and what it is."""
    rows = []
    for each in outcomes:
        low, median, high = each["quantiles"]
        rows.append(
            (
                each["outcome"],
                spelled(median["value"]),
                _interval(median, spelled),
                spelled(low["value"]),
                spelled(high["value"]),
                spelled(each["mean"]),
                spelled(each["standard_error"]),
                f"{each['en']} [{each['unit']}]",
            )
        )
    headings = ("outcome", "median", _sure(outcomes[0]), "5 %", "95 %", "mean", "standard error", "what it is")
    return table(headings, rows, right=(1, 2, 3, 4, 5, 6))


def _differences(rows: Sequence[Body]) -> str:
    """A row an outcome: mean, the median, 5th and 95th hundredth of the difference, and how many paths differ."""
    cells = []
    for each in rows:
        low, median, high = each["quantiles"]
        quantiles = [spelled(part["value"]) for part in (median, low, high)]
        shares = [percent(each[f"share_{name}"]) for name in ("lower", "same", "higher")]
        cells.append((each["outcome"], spelled(each["mean"]), spelled(each["standard_error"]), *quantiles, *shares))
    headings = ("outcome", "mean", "standard error", "median", "5 %", "95 %", "lower", "same", "higher")
    return table(headings, cells, right=range(1, len(headings)))


def swept_text(body: Body) -> str:
    """A row a point, the differences between rule sets, then heat maps or tornadoes."""
    lines = head(body)
    rows = body["points"]
    names = [name for name in rows[0] if name != "point"]
    shown = [[spelled(each[name]) for name in names] for each in rows[:ROWS_SHOWN]]
    headings = ["standard error" if name.endswith("_standard_error") else name for name in names]
    lines += ["", table(headings, shown, right=range(1, len(names)))]
    if len(rows) > ROWS_SHOWN:
        lines.append(f"and {len(rows) - ROWS_SHOWN} more points; --json gives them all")
    for outcome, less, rule_set in dict.fromkeys((e["outcome"], e["less"], e["rule_set"]) for e in body["differences"]):
        lines += ["", f"{outcome}: {rule_set} less {less}, path by path on common random numbers"]
        lines.append(_swept_differences(body, outcome, rule_set))
    for heat in body["heat_maps"]:
        x, y = heat["x"], heat["y"]
        cells = [(spelled(value), *map(spelled, line)) for value, line in zip(y["values"], heat["cells"], strict=True)]
        across = (f"{y['parameter']} \\ {x['parameter']}", *map(spelled, x["values"]))
        at = "".join(f", {name} {value:g}" for name, value in heat["at"].items())
        lines += ["", f"{heat['statistic']} of {heat['outcome']} [{heat['unit']}], {heat['rule_set']}{at}"]
        lines.append(table(across, cells, right=range(len(across))))
    for tornado in body["tornadoes"]:
        ends = ("parameter", "low", "high", "at low", "at high", "swing", "unit")
        bars = [
            [spelled(bar[name]) for name in ("parameter", "low", "high", "at_low", "at_high", "swing", "unit")]
            for bar in tornado["bars"]
        ]
        at = spelled(tornado["at_settings"])
        lines += [
            "",
            f"{tornado['statistic']} of {tornado['outcome']} [{tornado['unit']}], {tornado['rule_set']}: {at} as set",
        ]
        lines.append(table(ends, bars, right=(1, 2, 3, 4, 5)))
    return "\n".join([*lines, *_plots(body)])


def _swept_differences(body: Body, outcome: str, rule_set: str) -> str:
    """A row a point of the design: the mean difference between two rule sets and its interval."""
    rows = [each for each in body["differences"] if (each["outcome"], each["rule_set"]) == (outcome, rule_set)]
    cells = [
        (*(spelled(each[axis]) for axis in body["axes"]), spelled(each["mean"]), _interval(each, spelled))
        for each in rows[:ROWS_SHOWN]
    ]
    headings = (*body["axes"], "mean", "95 % interval")
    return table(headings, cells, right=range(len(headings)))


def stress_text(body: Body, title: str) -> str:
    """The answer in a sentence, then every value tried."""
    rows = [
        (spelled(each["value"]), each["broken"], percent(each["share"]), _interval(each, percent))
        for each in body["tried"]
    ]
    tried = table((body["parameter"], "paths broken", "share", "95 % interval"), rows, right=(0, 1, 2))
    return f"{title} (simulated)\n\n{tried}"


def _interval(each: Body, spell: Any) -> str:
    return f"{spell(each['low'])} to {spell(each['high'])}"


def _sure(each: Body) -> str:
    return f"{each['confidence'] * 100:g} % interval"


def _plots(body: Body) -> list[str]:
    return ["", *(f"written: {path}" for path in body["plots"])] if body["plots"] else []
