"""An experiment: a model, rule sets crossed with the points of a design, and so many seeded paths for each of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from lantau.market.designs import Change, Design, single
from lantau.market.manifests import FORMAT, REFORM_FILE
from lantau.market.modelling import Model, Prepared
from lantau.market.models import model_named
from lantau.market.provenance import code_version, digest, law_digest, library_versions
from lantau.market.refusals import BAD_DESIGN, EMPTY_POPULATION, OUT_OF_RANGE
from lantau.market.rule_sets import RuleSet, rule_set
from lantau.refusal import Refusal, Refused
from lantau.rulebook import queries

PATHS_MAX = 1_000_000_000
CHUNK_PATHS_MAX = 1_000_000
SEED_MAX = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """What is asked. ``rule_sets`` are shipped names (``HK+floor50``) or files of reforms; ``settings`` hold wherever
    the design changes nothing; ``opening`` is the state that paths start from, as plain data, or None for the model's
    own. ``chunk_paths`` and ``seed`` decide the bits; how many cores play it does not.
    """

    model: str
    law_as_of: date
    paths: int
    seed: int
    rule_sets: tuple[str, ...] = ("HK",)
    hold_last: bool = False
    settings: Mapping[str, float] = field(default_factory=dict)
    design: Design = field(default_factory=single)
    chunk_paths: int = 1_000
    opening: Any = None


@dataclass(frozen=True)
class Point:
    """One point of an experiment: a rule set with a point of the design. Numbers count rule sets fastest."""

    number: int
    rule_set: str
    change: Change

    def told(self) -> str:
        """The rule set and what the design set, for titles."""
        changed = ", ".join(f"{name} {value:g}" for name, value in self.change.items())
        return f"{self.rule_set} ({changed})" if changed else self.rule_set


@dataclass(frozen=True)
class Plan:
    """A checked experiment: the points by number, and the chunks of each."""

    experiment: Experiment
    model: Model
    rule_sets: tuple[RuleSet, ...]
    base: Change
    changes: tuple[Change, ...]

    @property
    def size(self) -> int:
        """How many points there are."""
        return len(self.changes) * len(self.rule_sets)

    @property
    def chunks(self) -> int:
        """How many chunks each point has."""
        return -(-self.experiment.paths // self.experiment.chunk_paths)

    def chunk_paths(self, chunk: int) -> int:
        """How many paths a chunk has; the last one has what is left."""
        size = self.experiment.chunk_paths
        return min(size, self.experiment.paths - chunk * size)

    def point(self, number: int) -> Point:
        """A point by its number."""
        design_point, law = divmod(number, len(self.rule_sets))
        return Point(number, self.rule_sets[law].id, self.changes[design_point])

    def prepared(self, number: int) -> Prepared:
        """A point ready to be played; Refused where settings, law and opening state do not fit together."""
        design_point, law = divmod(number, len(self.rule_sets))
        settings = {**self.base, **self.changes[design_point]}
        return self.model.prepared(settings, self.rule_sets[law], self.opening)

    @cached_property
    def opening(self) -> Any:
        """The opening state as it reads back from a file, so that a replay is given the very same."""
        return json.loads(json.dumps(self.experiment.opening))

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """All that decides the results, as plain data with floats spelt exactly; nothing in it comes from a clock."""
        asked = self.experiment
        return {
            "format": FORMAT,
            "simulated": True,
            "model": asked.model,
            "rule_sets": [_law_told(each, given) for each, given in zip(self.rule_sets, asked.rule_sets, strict=True)],
            "law_as_of": asked.law_as_of.isoformat(),
            "hold_last": asked.hold_last,
            "settings": self.base,
            "design": {"kind": asked.design.kind, "axes": list(self.axes), "points": list(self.changes)},
            "paths": asked.paths,
            "chunk_paths": asked.chunk_paths,
            "seed": asked.seed,
            "opening_sha256": None if asked.opening is None else digest(self.opening),
            "code": code_version(asked.model),
            "libraries": library_versions(),
        }

    @property
    def name(self) -> str:
        """A name that only the same experiment has: the model's, and the beginning of its manifest's digest."""
        return f"{self.experiment.model}-{digest(self.manifest)[:10]}"

    @property
    def axes(self) -> tuple[str, ...]:
        """The parameters that the design changes, in the order in which it names them."""
        return tuple(dict.fromkeys(name for change in self.changes for name in change))


def planned(asked: Experiment) -> Plan:
    """Check an experiment whole before anything runs.

    Refused market.unknown_model, unknown_parameter, out_of_range, empty_population and bad_design; and by the rulebook
    for a rule set that is not shipped, a reform that does not fit its law, or a day that its texts do not cover.
    """
    if asked.paths == 0:
        raise Refused(Refusal(EMPTY_POPULATION, "the experiment has no path", where="experiment.paths"))
    for name, high, low in (("paths", PATHS_MAX, 1), ("chunk_paths", CHUNK_PATHS_MAX, 1), ("seed", SEED_MAX, 0)):
        _whole(getattr(asked, name), f"experiment.{name}", low, high)
    model = model_named(asked.model)
    if not asked.rule_sets:
        raise _bad("the experiment has no rule set")
    laws = tuple(_taken(name, asked.law_as_of, hold_last=asked.hold_last) for name in asked.rule_sets)
    if len({law.id for law in laws}) != len(laws):
        raise _bad(f"a rule set is named twice: {', '.join(law.id for law in laws)}")
    base = model.table.settled(asked.settings)
    changes = asked.design.points(model.table)
    return Plan(asked, model, laws, base, changes)


def _taken(name: str, law_as_of: date, *, hold_last: bool) -> RuleSet:
    """A shipped rule set by its name, or one's own reform from its file."""
    if not name.endswith(REFORM_FILE):
        return rule_set(name, law_as_of, hold_last=hold_last)
    book = queries.load_reform(Path(name))
    return RuleSet(book, law_as_of, book.law_day(law_as_of, hold_last=hold_last))


def _law_told(law: RuleSet, given: str) -> dict[str, Any]:
    own = given.endswith(REFORM_FILE)
    return {
        "id": law.id,
        "law_day": law.law_day.isoformat(),
        "held_last": law.held_last,
        "law_sha256": law_digest(law),
        "reform_text": Path(given).read_text(encoding="utf-8") if own else None,
    }


def _whole(value: object, where: str, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        message = f"{where} is {value!r}; it must be a whole number from {low} to {high}"
        raise Refused(Refusal(OUT_OF_RANGE, message, where=where, details={"low": low, "high": high}))


def _bad(message: str) -> Refused:
    return Refused(Refusal(BAD_DESIGN, message, where="experiment.rule_sets"))
