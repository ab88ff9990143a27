"""Playing an experiment into a folder: refused whole before it starts, resumed where it was left, the same bits always.

The folder holds ``manifest.json`` (what is played, then the parts with their checksums), ``opening.json`` where a state
was given, ``journal.jsonl`` and the parts' Parquet files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from lantau.market.executors import WorkersLost, cores_of, local, losses_of
from lantau.market.experiments import Experiment, Plan, planned
from lantau.market.journal import Journal
from lantau.market.manifests import refuse_other, write_begun, write_finished
from lantau.market.parts import Part, Task, pickled_point, played_part
from lantau.market.results import Results

IN_FLIGHT_PER_CORE = 3
"""Chunks asked for and not yet answered, per core: enough that none idles, few enough that a million chunks are not
queued in memory."""

READY_BYTES = 64 * 1024 * 1024
"""How much of the prepared points is kept until their chunks are asked for."""

Progress = Callable[[int, int], None]
"""Told how many chunks are finished, of how many: at the start and after each answer. Time left is the caller's sum."""


def play(
    experiment: Experiment, folder: Path | str, *, executor: Executor | None = None, progress: Progress | None = None
) -> Results:
    """Play an experiment into a folder, or what is left of it, and open its results.

    Without an executor all cores of the machine play. Ctrl-C (KeyboardInterrupt) and a lost worker (WorkersLost) leave
    the folder with what is finished; playing the same experiment into it goes on from there. Refused as ``planned`` and
    a model's ``prepared``, all of it before anything runs; and market.other_experiment, folder_in_use.
    """
    plan = planned(experiment)
    ready = _all_ready(plan)
    place = Path(folder)
    refuse_other(plan.manifest, place)
    place.mkdir(parents=True, exist_ok=True)
    with Journal(place) as journal, ExitStack() as opened:
        refuse_other(plan.manifest, place)
        write_begun(plan.manifest, plan.opening, place)
        parts = journal.finished()
        total = plan.size * plan.chunks
        if progress is not None:
            progress(len(parts), total)
        if len(parts) < total:
            pool = executor or opened.enter_context(local())
            _Drive(plan, place, pool, journal, parts, ready, progress).to_the_end()
        write_finished(plan.manifest, parts.values(), place)
    return Results(place)


def _all_ready(plan: Plan) -> dict[int, bytes]:
    """Prepare every point, so that whatever would be refused is refused before anything runs.

    The first points are kept as the workers need them, as far as there is room; the others are prepared again.
    """
    kept: dict[int, bytes] = {}
    size = 0
    for point in range(plan.size):
        pickled = pickled_point(plan.prepared(point), plan.model.outcomes)
        size += len(pickled)
        if size <= READY_BYTES:
            kept[point] = pickled
    return kept


@dataclass(frozen=True)
class _Drive:
    """The driver of one run: it asks for chunks, a bounded number at a time, and writes the answers down."""

    plan: Plan
    folder: Path
    pool: Executor
    journal: Journal
    parts: dict[tuple[int, int], Part]
    ready: dict[int, bytes]
    progress: Progress | None

    def to_the_end(self) -> None:
        """Play every chunk that is not finished; on Ctrl-C those under way are still kept."""
        waiting: set[Future[Part]] = set()
        room = IN_FLIGHT_PER_CORE * cores_of(self.pool)
        try:
            for task in self._tasks():
                waiting.add(self.pool.submit(played_part, task))
                if len(waiting) >= room:
                    waiting = self._kept(waiting, FIRST_COMPLETED)
            self._kept(waiting, ALL_COMPLETED)
        except KeyboardInterrupt:
            self._kept({future for future in waiting if not future.cancel()}, ALL_COMPLETED)
            raise
        except losses_of(self.pool) as lost:
            done, total = len(self.parts), self.plan.size * self.plan.chunks
            raise WorkersLost(f"a worker was lost; {done} of {total} chunks are finished and kept") from lost

    def _tasks(self) -> Iterator[Task]:
        """The chunks still to be played, each point prepared when its first one is asked for."""
        asked = self.plan.experiment
        for point in range(self.plan.size):
            chunks = [chunk for chunk in range(self.plan.chunks) if (point, chunk) not in self.parts]
            if not chunks:
                continue
            pickled = self.ready.pop(point, None)
            if pickled is None:
                pickled = pickled_point(self.plan.prepared(point), self.plan.model.outcomes)
            for chunk in chunks:
                first, paths = chunk * asked.chunk_paths, self.plan.chunk_paths(chunk)
                yield Task(str(self.folder), point, chunk, first, paths, asked.seed, pickled)

    def _kept(self, waiting: set[Future[Part]], until: str) -> set[Future[Part]]:
        """Wait for answers, write down those that came, then raise what went wrong; returns those still waited for."""
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            good = [future.result() for future in done if future.exception() is None]
            self.journal.add(good)
            self.parts.update({(part.point, part.chunk): part for part in good})
            if self.progress is not None:
                self.progress(len(self.parts), self.plan.size * self.plan.chunks)
            for future in done:
                future.result()
            if until == FIRST_COMPLETED:
                break
        return waiting
