"""Reads one experiment of the laboratory: how far it is, what came out, and the law it was played under."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from lantau.market import queries
from lantau.refusal import Refusal, Refused
from lantau.rulebook import load
from lantau.rulebook import queries as rulebook
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.formats import number_text
from lantau.web.laboratory import Laboratory
from lantau.web.readings.lab import (
    experiment_line,
    law_line,
    refused_line,
    shipped_rule_sets,
    stress_line,
)
from lantau.web.readings.results import told_results
from lantau.web.refusals import BAD_FORM
from lantau.web.views.lab import ChangeLine, ExperimentView, ResultsView, SettingLine
from lantau.web.views.words import Said

READ_MOST = 100_000
"""Paths of a point that a page reads while somebody waits; a larger experiment is read by Python."""


def one(console: Console, ask: Ask) -> ExperimentView:
    """The experiment of that name; two of its points side by side once it is finished."""
    laboratory, told = standing_of(console, ask.path["name"])
    stress = queries.stress_of(told.model, told.settings)
    line, ending = experiment_line(laboratory, told), laboratory.ending(told.name)
    results, refused, points = None, None if ending is None else ending.refusal, _points(told)
    if told.finished:
        first, second = chosen(told, ask.query)
        try:
            results = results_at(told, first, second)
        except Refused as no:
            refused = no.refusal
    return ExperimentView(
        line=line,
        stress=None if stress is None else stress_line(stress),
        laws=tuple(law_line(name) for name in told.rule_sets),
        changes=_changes(told.rule_sets),
        settings=_settings(told),
        points=points,
        ending="" if ending is None or line.state != "unfinished" else ending.kind,
        refused=refused_line(refused),
        results=results,
        results_sha256=told.results_sha256,
        command=_command(told.folder),
    )


def standing_of(console: Console, name: str) -> tuple[Laboratory, queries.Standing]:
    """The laboratory and an experiment in it; not there for a name that no folder has, or a folder nobody can read."""
    laboratory = console.laboratory
    if laboratory is None:
        raise NotThereError("experiment", name[:60])
    try:
        return laboratory, queries.standing(laboratory.home, name)
    except Refused as no:
        raise NotThereError("experiment", name[:60]) from no


def chosen(told: queries.Standing, query: Mapping[str, str]) -> tuple[int, int | None]:
    """The points that the address names, else the first two; a second one only where there is another."""
    first = _point(told, query.get("first", "0"))
    second = _point(told, query.get("second", "1")) if told.points > 1 else first
    return first, None if second == first else second


def results_at(told: queries.Standing, first: int, second: int | None) -> ResultsView:
    """What came out at one point or two; Refused market.no_experiment where a part is gone or was changed, and
    web.bad_form for an experiment that is too large for a page.
    """
    if told.paths > READ_MOST:
        message = f"{told.paths} paths are more than the {READ_MOST} that a page reads"
        raise Refused(Refusal(BAD_FORM, message, where="experiment.paths"))
    return _results_at(told.folder, told.results_sha256, first, second)


@lru_cache(maxsize=16)
def _results_at(folder: Path, results_sha256: str, first: int, second: int | None) -> ResultsView:
    """The same bits give the same page, so what was read once is kept under their digest."""
    assert results_sha256, "only a finished experiment has results"
    return told_results(queries.opened(folder), first, second)


def _point(told: queries.Standing, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and int(text) < told.points):
        raise NotThereError("point", text[:20])
    return int(text)


def _points(told: queries.Standing) -> tuple[tuple[int, str], ...]:
    """The points that may be chosen, by number, where there are more than two."""
    return tuple(enumerate(told.points_told)) if told.points > 2 else ()


def _settings(told: queries.Standing) -> tuple[SettingLine, ...]:
    table = queries.parameter_table(told.model)
    return tuple(
        SettingLine(name, Said(each.words.en, each.words.zh), each.unit, number_text(value), number_text(each.default))
        for name, each in table.parameters.items()
        if (value := told.settings.get(name, each.default)) != each.default
    )


def _changes(rule_sets: tuple[str, ...]) -> tuple[ChangeLine, ...]:
    """What the reforms among the rule sets have otherwise than the law they reform."""
    reforms = [name for name in rule_sets if "+" in name and name in shipped_rule_sets()]
    return tuple(
        ChangeLine(name, Said(change.words.en, change.words.zh), change.citation)
        for name in reforms
        for change in rulebook.changes(load(name.partition("+")[0]), load(name))
    )


def _command(folder: Path) -> str:
    """The command that plays the folder again and says whether every bit came out the same."""
    return shlex.join(("lantau", "market", "reproduce", str(folder)))
