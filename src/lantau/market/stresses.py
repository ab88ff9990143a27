"""Stresses: settings of a model under a name, such as a bank that closes, from which an experiment may start."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from lantau.market.parameters import Words, parameter_table


@dataclass(frozen=True, slots=True)
class Stress:
    """``settings`` differ from the model's defaults; ``shown`` are the parameters that matter most in it, by name;
    ``rule_sets`` are compared unless others are chosen.
    """

    id: str
    model: str
    words: Words
    story: Words
    settings: Mapping[str, float]
    shown: tuple[str, ...]
    rule_sets: tuple[str, ...]


@cache
def stresses() -> Mapping[str, Stress]:
    """Every shipped stress by its id, in the order of ``stresses.toml``; a parameter it misnames is our bug."""
    told = tomllib.loads((files("lantau.market") / "stresses.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _stress(name, entry) for name, entry in told.items()})


def _stress(name: str, entry: Mapping[str, object]) -> Stress:
    told = {key: str(entry[key]) for key in ("model", "en", "zh", "story_en", "story_zh")}
    settings, shown, laws = entry["settings"], entry["shown"], entry["rule_sets"]
    assert isinstance(settings, dict) and isinstance(shown, list) and isinstance(laws, list), f"{name} has its lists"
    table = parameter_table(told["model"])
    assert set(shown) <= set(table.parameters), f"{name} shows a parameter that {told['model']} does not have"
    settled = table.settled(settings)
    return Stress(
        name,
        told["model"],
        Words(told["en"], told["zh"]),
        Words(told["story_en"], told["story_zh"]),
        MappingProxyType({each: settled[each] for each in settings}),
        tuple(shown),
        tuple(laws),
    )


def stress_of(model: str, settings: Mapping[str, float]) -> Stress | None:
    """The stress that has exactly these settings, all that it leaves out being the model's defaults."""
    table = parameter_table(model)
    for each in stresses().values():
        if each.model == model and table.settled(each.settings) == dict(settings):
            return each
    return None
