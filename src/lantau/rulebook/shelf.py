"""The shelf: which jurisdictions and reforms are shipped, and how one is taken down by its name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from lantau.refusal import Refusal, Refused
from lantau.rulebook.book import Rulebook
from lantau.rulebook.gathering import law_from
from lantau.rulebook.law import Law, Words
from lantau.rulebook.loading import Entry, hole, parse
from lantau.rulebook.logic import FUNCTIONS
from lantau.rulebook.opening import text_of
from lantau.rulebook.proving import failing, prove, prove_shape
from lantau.rulebook.reforms import Reform, reform_from, reformed
from lantau.rulebook.refusals import HOLE, UNKNOWN_RULEBOOK

HEAD = "jurisdiction.toml"
"""The file of a jurisdiction that states its coverage and sources; its other files are topics."""

HOME = "HK"
"""The jurisdiction whose regime the sandbox runs; it stands first wherever jurisdictions are listed."""


def _law() -> Traversable:
    return files("lantau.rulebook") / "law"


_FOLDERS = tuple(folder.name for folder in _law().iterdir() if (folder / HEAD).is_file())
SHIPPED = (HOME, *sorted(name for name in _FOLDERS if name != HOME))
"""The jurisdictions under ``law/``: every folder with a head file. Together they must use all logic there is."""


@cache
def load(name: str) -> Rulebook:
    """Load a jurisdiction with reforms: ``HK``, ``HK+floor50``, ``CN+approved-cnh``; proved before it is returned.

    Raises Refused rulebook.unknown_rulebook for a name that is not shipped, rulebook.hole for a faulty file.
    """
    jurisdiction, *reforms = name.split("+")
    if jurisdiction not in SHIPPED or len(set(reforms)) != len(reforms):
        raise _unknown(name)
    if not reforms:
        return prove(name, law_from(*_files(jurisdiction)), FUNCTIONS, run_cases=False)
    law = load(jurisdiction).law
    chosen = [_reform(jurisdiction, reform) for reform in reforms]
    for reform in chosen:
        law = reformed(law, reform)
    return _proved(name, law, chosen)


def load_reform(path: Path) -> Rulebook:
    """A reform from a file of the reader's own, over the shipped law of the jurisdiction it names, proved.

    Raises Refused rulebook.hole with the place in the file, rulebook.unknown_rulebook for its jurisdiction.
    """
    reform = reform_from(parse(text_of(path, HOLE), path.name))
    return _proved(reform.id, reformed(load(reform.jurisdiction).law, reform), [reform])


def _proved(name: str, law: Law, chosen: Sequence[Reform]) -> Rulebook:
    book = prove_shape(name, law, FUNCTIONS)
    for reform in chosen:
        _prove_reform(book, reform)
    return book


def reform_names(jurisdiction: str) -> tuple[str, ...]:
    """The reforms shipped for a jurisdiction, as ``load`` takes them."""
    prefix = f"{jurisdiction}+"
    names = [item.name.removesuffix(".toml") for item in (_law() / "reforms").iterdir()]
    return tuple(sorted(name for name in names if name.startswith(prefix)))


def title_of(name: str) -> Words:
    """What a shipped rulebook is called: its jurisdiction's title, or its reforms' one after the other.

    Raises Refused rulebook.unknown_rulebook.
    """
    jurisdiction, *reforms = name.split("+")
    if not reforms:
        return load(jurisdiction).law.title
    titles = [_reform(jurisdiction, reform).title for reform in reforms]
    return Words("; ".join(each.en for each in titles), "；".join(each.zh for each in titles))


def _prove_reform(book: Rulebook, reform: Reform) -> None:
    if not reform.cases:
        raise hole("a reform has cases that show what it changes", reform.where)
    for rule_id, case in reform.cases:
        rule = next((rule for rule in book.rules_in_force(case.on) if rule.id == rule_id), None)
        if rule is None:
            raise hole(f"no rule {rule_id} on {case.on}", reform.where)
        for problem in failing(book, rule, [case]):
            raise hole(problem, reform.where)


def _reform(jurisdiction: str, name: str) -> Reform:
    file = f"{jurisdiction}+{name}.toml"
    path = next((item for item in (_law() / "reforms").iterdir() if item.name == file), None)
    if path is None:
        raise _unknown(f"{jurisdiction}+{name}")
    return reform_from(parse(path.read_text(encoding="utf-8"), file))


def load_folder(folder: Path) -> Rulebook:
    """A jurisdiction from a folder of law files that is not shipped, by the id in its head file, proved.

    Raises Refused rulebook.hole with file and entry where the folder leaves something out or contradicts itself.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.name.endswith(".toml"))
    except OSError as caught:
        raise hole(f"the folder cannot be read: {caught.strerror}", str(folder)) from None
    entries = {path.name: parse(text_of(path, HOLE), f"{folder.name}/{path.name}") for path in paths}
    if HEAD not in entries:
        raise hole(f"there is no {HEAD} in the folder", str(folder))
    law = law_from(entries.pop(HEAD), list(entries.values()))
    return prove(law.jurisdiction, law, FUNCTIONS)


def _files(jurisdiction: str) -> tuple[Entry, list[Entry]]:
    folder = _law().joinpath(jurisdiction)
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    entries = {path.name: parse(path.read_text(encoding="utf-8"), f"{jurisdiction}/{path.name}") for path in paths}
    head = entries.pop(HEAD)
    return head, list(entries.values())


def _unknown(name: str) -> Refused:
    shipped = ", ".join([*SHIPPED, *(reform for each in SHIPPED for reform in reform_names(each))])
    return Refused(Refusal(UNKNOWN_RULEBOOK, f"there is no rulebook {name!r}; shipped are {shipped}", where=name))
