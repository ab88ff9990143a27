"""Experiments as folders of one home, each under its plan's own name: begun, played on, and read as they stand."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lantau.market.experiments import Experiment, Point, planned
from lantau.market.journal import JOURNAL
from lantau.market.manifests import MANIFEST, read_manifest, read_opening, refuse_other, write_begun
from lantau.market.models import MODELS
from lantau.market.refusals import NO_EXPERIMENT
from lantau.market.reproducing import experiment_of
from lantau.market.results import Results
from lantau.market.running import Progress, play
from lantau.refusal import Refusal, Refused

NAME = re.compile(rf"({'|'.join(MODELS)})-[0-9a-f]{{10}}")
"""What ``Plan.name`` looks like for the models that are shipped; nothing else is looked up in a home."""


POINTS_TOLD = 60
UNREADABLE = (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError)
"""What reading ends in where somebody changed a folder's manifest by hand."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An experiment's folder as it stands: what its manifest says, and how many chunks are finished, of how many.

    ``points_told`` are the first points in words, no more than ``POINTS_TOLD``.
    """

    name: str
    folder: Path
    model: str
    rule_sets: tuple[str, ...]
    held_last: bool
    law_as_of: str
    settings: Mapping[str, float]
    points: int
    points_told: tuple[str, ...]
    paths: int
    seed: int
    chunks: int
    chunks_all: int
    finished: bool
    results_sha256: str


def begin(asked: Experiment, home: Path) -> str:
    """Check an experiment whole and make its folder in ``home``; returns its name. The same one is begun once.

    Refused as ``play`` is before it plays.
    """
    plan = planned(asked)
    for number in range(plan.size):
        plan.prepared(number)
    folder = home / plan.name
    refuse_other(plan.manifest, folder)
    if not (folder / MANIFEST).exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_begun(plan.manifest, asked.opening, folder)
    return plan.name


def name_of(asked: Experiment) -> str:
    """The name that an experiment's folder has; Refused as ``play`` for what is asked."""
    return planned(asked).name


def play_on(folder: Path, *, executor: Executor | None = None, progress: Progress | None = None) -> Results:
    """Play what is left of the experiment in a folder, from its manifest alone.

    Refused market.no_experiment; and as ``play``, such as market.other_experiment for one of another version.
    """
    manifest = read_manifest(folder)
    with tempfile.TemporaryDirectory() as reforms:
        try:
            asked = experiment_of(manifest, read_opening(folder, manifest), Path(reforms))
        except UNREADABLE:
            raise _unreadable(folder) from None
        return play(asked, folder, executor=executor, progress=progress)


def standing(home: Path, name: str) -> Standing:
    """How the experiment of that name stands; Refused market.no_experiment where there is none that can be read."""
    folder = home / name
    if not NAME.fullmatch(name) or folder.is_symlink():
        raise Refused(Refusal(NO_EXPERIMENT, "no experiment has such a name", where="name"))
    manifest = read_manifest(folder)
    try:
        return _standing(manifest, folder)
    except UNREADABLE:
        raise _unreadable(folder) from None


def standings(home: Path, most: int) -> tuple[Standing, ...]:
    """Those in a home that can be read, the newest first and no more than ``most``."""
    try:
        dated = [(path.stat().st_mtime_ns, path.name) for path in home.iterdir() if NAME.fullmatch(path.name)]
    except OSError:
        return ()
    found: list[Standing] = []
    for _, name in sorted(dated, reverse=True):
        try:
            found.append(standing(home, name))
        except Refused:
            continue
        if len(found) == most:
            break
    return tuple(found)


def opened(folder: Path) -> Results:
    """The results in a folder, every part as it was written; Refused market.no_experiment, market.unfinished."""
    try:
        results = Results(folder)
        changed = results.tampered()
    except UNREADABLE:
        raise _unreadable(folder) from None
    if changed:
        message = f"{changed[0].name} is gone, or is not what was written"
        raise Refused(Refusal(NO_EXPERIMENT, message, where=str(folder)))
    return results


def _standing(manifest: Mapping[str, Any], folder: Path) -> Standing:
    laws, told = manifest["rule_sets"], manifest["design"]["points"]
    points = len(told) * len(laws)
    total = points * -(-manifest["paths"] // manifest["chunk_paths"])
    if manifest["model"] not in MODELS or not laws or total < 1:
        raise _unreadable(folder)
    finished = "parts" in manifest
    if finished and len(manifest["parts"]) != total:
        raise _unreadable(folder)
    return Standing(
        name=folder.name,
        folder=folder,
        model=manifest["model"],
        rule_sets=tuple(str(law["id"]) for law in laws),
        held_last=any(law["held_last"] for law in laws),
        law_as_of=str(manifest["law_as_of"]),
        settings={str(name): float(value) for name, value in manifest["settings"].items()},
        points=points,
        points_told=tuple(
            Point(number, str(laws[number % len(laws)]["id"]), told[number // len(laws)]).told()
            for number in range(min(points, POINTS_TOLD))
        ),
        paths=int(manifest["paths"]),
        seed=int(manifest["seed"]),
        chunks=total if finished else min(total, _journalled(folder)),
        chunks_all=total,
        finished=finished,
        results_sha256=str(manifest["results_sha256"]) if finished else "",
    )


def _journalled(folder: Path) -> int:
    try:
        return (folder / JOURNAL).read_bytes().count(b"\n")
    except OSError:
        return 0


def _unreadable(folder: Path) -> Refused:
    return Refused(Refusal(NO_EXPERIMENT, f"{folder / MANIFEST} does not describe an experiment", where=str(folder)))
