"""Reads what may be asked of the laboratory, and takes in the form that asks it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from lantau import market
from lantau.dates import hk_date, parse_day
from lantau.market import queries
from lantau.refusal import Refusal, Refused
from lantau.rulebook import queries as rulebook
from lantau.rulebook import reform_names
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.formats import number_text
from lantau.web.laboratory import Laboratory
from lantau.web.refusals import BAD_FORM, NO_LABORATORY
from lantau.web.views.lab import ExperimentLine, FieldLine, LabView, LawLine, RefusedLine, StressLine
from lantau.web.views.words import Said

PATHS_LOW, PATHS_HIGH, PATHS = 256, 20_000, 2_000
SEED = 1
EXPERIMENTS_MOST = 100
SETTING = "set."
"""How the name of a field begins that sets a parameter."""

_NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})([eE][+-]?\d{1,2})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,19}", re.ASCII)


def every(console: Console, ask: Ask) -> LabView:
    """The form for the stress that the address names, else for the first one."""
    return lab_view(console, ask.query)


def lab_view(console: Console, typed: Mapping[str, str], refused: Refusal | None = None) -> LabView:
    """The form with what was typed in it, and why it was refused."""
    stress = _stress(typed.get("stress", ""))
    on = _day(console, typed.get("law_as_of", ""))
    laws = queries.fitting(stress.model, on) or queries.fitting(stress.model, hk_date(console.clock.now()))
    wanted = [*stress.rule_sets, ""]
    laboratory = console.laboratory
    return LabView(
        is_ready=laboratory is not None,
        stresses=tuple(stress_line(each) for each in market.stresses().values()),
        stress=stress_line(stress),
        fields=tuple(_field(stress, name, typed) for name in stress.shown),
        laws=tuple(law_line(name) for name in laws),
        first=typed.get("first", wanted[0]),
        second=typed.get("second", wanted[1]),
        paths=typed.get("paths", str(PATHS)),
        paths_low=PATHS_LOW,
        paths_high=PATHS_HIGH,
        seed=typed.get("seed", str(SEED)),
        law_as_of=typed.get("law_as_of", on.isoformat()),
        refused=refused_line(refused),
        experiments=() if laboratory is None else _experiments(laboratory),
    )


def asked_for(form: Mapping[str, str]) -> market.Experiment:
    """The experiment that a form asks for; Refused web.bad_form, and by ``dates`` for what is no day.

    Bounds of parameters, rule sets and days are the laboratory's to refuse.
    """
    stress = market.stresses().get(form.get("stress", ""))
    if stress is None:
        raise _bad("no stress of that name is shipped", "stress")
    settings = {name: _number(form, f"{SETTING}{name}") for name in stress.shown}
    known = {"stress", "first", "second", "paths", "seed", "law_as_of", *(f"{SETTING}{name}" for name in settings)}
    strange = sorted(set(form) - known)
    if strange:
        raise _bad(f"the form has no field {strange[0][:40]!r}", "form")
    paths = _whole(form, "paths")
    if not PATHS_LOW <= paths <= PATHS_HIGH:
        raise _bad(f"paths is {paths}; it must be a whole number from {PATHS_LOW} to {PATHS_HIGH}", "paths")
    first, second = _text(form, "first"), form.get("second", "")
    shipped = shipped_rule_sets()
    for name in (first, second):
        if name and name not in shipped:
            raise _bad("no rule set of that name is shipped", "first")
    return market.Experiment(
        model=stress.model,
        law_as_of=parse_day(_text(form, "law_as_of")),
        hold_last=True,
        paths=paths,
        seed=_whole(form, "seed"),
        rule_sets=(first,) if second in ("", first) else (first, second),
        settings={**stress.settings, **settings},
    )


def laboratory_of(console: Console) -> Laboratory:
    """The console's laboratory; Refused web.no_laboratory."""
    if console.laboratory is None:
        raise Refused(Refusal(NO_LABORATORY, "this console has no folder for experiments", where="lab"))
    return console.laboratory


def shipped_rule_sets() -> frozenset[str]:
    """Every rule set that is shipped, whichever models it fits."""
    books = rulebook.shipped()
    return frozenset(name for book in books for name in (book.id, *reform_names(book.law.jurisdiction)))


def law_line(name: str) -> LawLine:
    """A rule set with its title; one of somebody's own has none."""
    if name not in shipped_rule_sets():
        return LawLine(name, Said(""))
    title = rulebook.title_of(name)
    return LawLine(name, Said(title.en, title.zh))


def stress_line(stress: queries.Stress) -> StressLine:
    """A stress as a page says it."""
    return StressLine(
        stress.id, stress.model, Said(stress.words.en, stress.words.zh), Said(stress.story.en, stress.story.zh)
    )


def refused_line(refusal: Refusal | None) -> RefusedLine | None:
    """A refusal as a page says it; none where there is none."""
    return None if refusal is None else RefusedLine(refusal.code.name, refusal.message, refusal.code.remedy)


def experiment_line(laboratory: Laboratory, told: queries.Standing) -> ExperimentLine:
    """An experiment as the list and its own page name it."""
    table = queries.parameter_table(told.model)
    stress = queries.stress_of(told.model, told.settings)
    changed = [name for name, each in table.parameters.items() if told.settings.get(name, each.default) != each.default]
    state = "finished" if told.finished else laboratory.state(told.name) or "unfinished"
    return ExperimentLine(
        name=told.name,
        model=told.model,
        stress=None if stress is None else Said(stress.words.en, stress.words.zh),
        changed_count=len(changed),
        rule_sets=told.rule_sets,
        law_as_of=told.law_as_of,
        held_last=told.held_last,
        points=told.points,
        paths=told.paths,
        seed=told.seed,
        state=state,
        chunks=told.chunks,
        chunks_all=told.chunks_all,
        percent=told.chunks * 100 // told.chunks_all,
    )


def _experiments(laboratory: Laboratory) -> tuple[ExperimentLine, ...]:
    return tuple(experiment_line(laboratory, each) for each in queries.standings(laboratory.home, EXPERIMENTS_MOST))


def _stress(asked: str) -> queries.Stress:
    known = market.stresses()
    if asked and asked not in known:
        raise NotThereError("stress", asked[:60])
    return known[asked or next(iter(known))]


def _day(console: Console, typed: str) -> date:
    """The day that was typed, else the world's own."""
    try:
        return parse_day(typed)
    except Refused:
        return hk_date(console.clock.now())


def _field(stress: queries.Stress, name: str, typed: Mapping[str, str]) -> FieldLine:
    told = queries.parameter_table(stress.model).named(name)
    standing = number_text(stress.settings.get(name, told.default))
    return FieldLine(
        name=name,
        words=Said(told.words.en, told.words.zh),
        unit=told.unit,
        low=number_text(told.low),
        high=number_text(told.high),
        default=number_text(told.default),
        value=typed.get(f"{SETTING}{name}", standing),
        whole=told.whole,
    )


def _text(form: Mapping[str, str], name: str) -> str:
    if not form.get(name):
        raise _bad(f"{name} is left out", name)
    return form[name]


def _whole(form: Mapping[str, str], name: str) -> int:
    text = _text(form, name)
    if not _WHOLE.fullmatch(text):
        raise _bad(f"{name} is {text[:40]!r}; it must be a whole number", name)
    return int(text)


def _number(form: Mapping[str, str], name: str) -> float:
    text = _text(form, name)
    if not _NUMBER.fullmatch(text):
        raise _bad(f"{name.removeprefix(SETTING)} is {text[:40]!r}; it must be a number", name)
    return float(text)


def _bad(message: str, where: str) -> Refused:
    return Refused(Refusal(BAD_FORM, message, where=where))
