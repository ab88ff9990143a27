"""Playing an experiment from the command line: asked whole, told how far it is, kept when it is stopped."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lantau.cli.market_options import Asked, Players, World, once
from lantau.cli.output import outage, wanted
from lantau.dates import SystemClock, hk_date, parse_day
from lantau.refusal import refuses

if TYPE_CHECKING:
    from lantau import market
    from lantau.market import queries as laboratory

RULES = {"corridor": ("CN", "CN+approved-cnh")}
"""Which rule sets a model is played under when none is named; else Hong Kong's, or the world's."""

EXPERIMENTS = "experiments"
"""The folder in LANTAU_HOME that keeps what was given no folder of its own."""

TELL_EVERY_SECONDS = 30
NANOSECONDS = 10**9

Answer = TypeVar("Answer")


def experiment_asked(
    model: str, asked: Asked, world: World, as_json: bool, design: market.Design | None = None
) -> market.Experiment:
    """The experiment that the options describe, from settings or from a live world; its law is the day's."""
    from lantau import market

    settings = once(asked.settings, "--set")
    now, opening, book = SystemClock().now(), None, "HK"
    if world.coin_id and world.world_name is None:
        raise click.UsageError("--coin goes with --world")
    if world.world_name is not None:
        now, opening, book = _opening(world.world_name, world.coin_id, as_json)
    given: dict[str, Any] = {} if design is None else {"design": design}
    return market.Experiment(
        model=model,
        law_as_of=wanted(_law_day(asked.law_as_of, now), as_json),
        paths=asked.paths,
        seed=asked.seed,
        rule_sets=asked.rules or RULES.get(model, (book,)),
        hold_last=asked.hold_last,
        settings=settings,
        chunk_paths=asked.chunk_paths,
        opening=opening,
        **given,
    )


def _opening(world_name: str, coin_id: str, as_json: bool) -> tuple[datetime, Mapping[str, Any], str]:
    """The world's instant, a coin of it as a run begins from it, and the rulebook it is played under."""
    from lantau.cli.sandbox import live_world
    from lantau.worlds import queries as worlds_queries

    with live_world(world_name, as_json) as world:
        now = world.clock.now()
        found = worlds_queries.opening_state(world.database, world.book, as_of=now, coin_id=coin_id or None)
        return now, wanted(found, as_json), world.book.id


@refuses
def _law_day(text: str, now: datetime) -> date:
    return parse_day(text, where="--law-as-of") if text else hk_date(now)


def played(asked: market.Experiment, folder: Path | None, players: Players, as_json: bool) -> laboratory.Results:
    """Play it into its folder, or what is left of it, telling how far it is; Ctrl-C keeps what is finished."""
    from lantau import market

    plan = wanted(refuses(market.planned)(asked), as_json)
    place = _kept_folder(plan.name, as_json) if folder is None else folder
    told = Told(quiet=as_json)
    options = f"--law-as-of {asked.law_as_of} --folder {shlex.quote(str(place))}"
    with kept(told, place, options, as_json), executor(players, plan.size * plan.chunks, as_json) as pool:
        return wanted(refuses(market.play)(asked, place, executor=pool, progress=told), as_json)


@contextmanager
def kept(told: Told, place: Path | None, options: str, as_json: bool) -> Iterator[None]:
    """Ctrl-C and a lost worker end the command and say how to go on from what is finished; None: nothing is kept."""
    from lantau import market

    on = "Give the same command again" + ("" if place is None else f", with {options}: it goes on from there")
    try:
        yield
    except KeyboardInterrupt:
        told.close()
        if told.total and place is not None:
            click.echo(f"{told.done} of {told.total} {told.what} are finished and kept in {place}.\n{on}.", err=True)
        raise
    except (BrokenExecutor, market.WorkersLost) as lost:
        told.close()
        outage(str(lost), f"{on}; with fewer --cores it needs less memory.", as_json)
    finally:
        told.close()


@contextmanager
def executor(players: Players, chunks: int, as_json: bool) -> Iterator[Executor]:
    """Whoever plays; no more cores than there are chunks. Ended with the command."""
    from lantau import market

    if players.address is not None and not players.cluster:
        raise click.UsageError("--address goes with --cluster")
    if players.cluster:
        try:
            pool: Executor = wanted(refuses(market.cluster)(players.cores, address=players.address), as_json)
        except ConnectionError as caught:
            outage(str(caught), "See that Ray runs at this address, or leave --address out.", as_json)
    else:
        every = min(os.cpu_count() or 1, chunks)
        pool = wanted(refuses(market.local)(every if players.cores is None else players.cores), as_json)
    with pool:
        yield pool


def _kept_folder(name: str, as_json: bool) -> Path:
    """The folder of an experiment that was given none, by the name that only it has."""
    from lantau.wiring import read_settings

    home = wanted(read_settings(), as_json).home
    return home / EXPERIMENTS / name


@dataclass
class Told:
    """Tells how much of what is counted is finished: a bar with the time left on a terminal, else a line now and then.

    Where an earlier call may have finished some (``resumed``), they are no part of the bar nor of its time left.
    """

    quiet: bool
    what: str = "chunks"
    resumed: bool = True
    done: int = 0
    total: int = 0
    _begun: int | None = None
    _bar: Any = None
    _clock: Callable[[], int] = time.monotonic_ns
    _started: int = 0
    _spoke: int = field(default=0)

    def __call__(self, done: int, total: int) -> None:
        """Tell that so many chunks of so many are finished."""
        before, self.done, self.total = self.done, done, total
        if self.quiet:
            return
        now = self._clock() // NANOSECONDS
        if self._begun is None:
            self._begun, self._started, self._spoke = done if self.resumed else 0, now, now
            before = self._begun
            if done < total:
                self._begin()
        if self._bar is not None:
            self._bar.update(done - before)
        elif now - self._spoke >= TELL_EVERY_SECONDS:
            self._spoke = now
            left = (now - self._started) * (total - done) // max(1, done - self._begun)
            click.echo(f"{done} of {total} {self.what} are finished; about {left} s left", err=True)

    def close(self) -> None:
        """End the bar's line."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None

    def _begin(self) -> None:
        if self._begun:
            click.echo(f"{self._begun} of {self.total} {self.what} are finished already.", err=True)
        if sys.stderr.isatty():
            self._bar = click.progressbar(
                length=self.total - (self._begun or 0), label=self.what, file=sys.stderr, show_pos=True
            )
            self._bar.render_progress()
