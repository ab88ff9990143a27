"""Playing an experiment again from its manifest alone, and saying which of its parts came out with other bits."""

from __future__ import annotations

import tempfile
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from lantau.market.designs import Design
from lantau.market.experiments import Experiment, planned
from lantau.market.manifests import (
    Manifest,
    differing,
    is_finished,
    parts_of,
    read_finished,
    read_opening,
    written_rule_sets,
)
from lantau.market.refusals import OTHER_EXPERIMENT
from lantau.market.running import Progress, play
from lantau.market.showing import Shown
from lantau.refusal import Refusal, Refused


@dataclass(frozen=True, repr=False)
class Reproduction(Shown):
    """``differing_parts`` are (point, chunk) with other bits; ``changed`` are the manifest's keys that differ now, such
    as the code's version or a library's, which may be why.
    """

    folder: Path
    parts: int
    differing_parts: tuple[tuple[int, int], ...]
    changed: tuple[str, ...]

    @property
    def same_bits(self) -> bool:
        """Whether every part came out bit for bit."""
        return not self.differing_parts

    def title(self) -> str:
        """How many parts came out the same, and what was other about the playing."""
        same = self.parts - len(self.differing_parts)
        other = f"; played with other {', '.join(self.changed)}" if self.changed else ""
        return f"{same} of {self.parts} parts came out bit for bit{other}"

    def table(self) -> pa.Table:
        """A row a part that differs: point, chunk."""
        columns = [pa.array([pair[place] for pair in self.differing_parts], pa.int64()) for place in range(2)]
        return pa.table(columns, names=["point", "chunk"])


def reproduced(
    folder: Path | str, into: Path | str, *, executor: Executor | None = None, progress: Progress | None = None
) -> Reproduction:
    """Play the experiment of a finished folder again into another one and compare every part's checksums.

    Refused market.no_experiment, market.unfinished, and as ``play``; and market.other_experiment where ``into`` is
    finished already, as the folder itself is: nothing would be played, and all of it would come out the same.
    """
    manifest = read_finished(Path(folder))
    if is_finished(Path(into)):
        message = f"{into} holds an experiment that is finished, so nothing would be played again"
        raise Refused(Refusal(OTHER_EXPERIMENT, message, where=str(into)))
    with tempfile.TemporaryDirectory() as reforms:
        again = experiment_of(manifest, read_opening(Path(folder), manifest), Path(reforms))
        changed = differing(manifest, planned(again).manifest)
        played = play(again, into, executor=executor, progress=progress)
    new = {(part.point, part.chunk): part for part in parts_of(played.manifest)}
    parts = parts_of(manifest)
    other = tuple((part.point, part.chunk) for part in parts if new.get((part.point, part.chunk)) != part)
    return Reproduction(Path(into), len(parts), other, tuple(changed))


def experiment_of(manifest: Manifest, opening: Any, reforms: Path) -> Experiment:
    """The experiment that a manifest describes; reforms of the reader's own are written into ``reforms``."""
    told = manifest["design"]
    return Experiment(
        model=manifest["model"],
        law_as_of=date.fromisoformat(manifest["law_as_of"]),
        hold_last=manifest["hold_last"],
        rule_sets=written_rule_sets(manifest, reforms),
        settings=manifest["settings"],
        design=Design(told["kind"], {}, count=len(told["points"]), rows=tuple(told["points"])),
        paths=manifest["paths"],
        chunk_paths=manifest["chunk_paths"],
        seed=manifest["seed"],
        opening=opening,
    )
