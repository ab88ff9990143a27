"""What the laboratory's commands ask alike: a point's settings, its law, its chance, and who plays."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import click

from lantau.cli.asking import hold_option

PATHS, SEED, CHUNK_PATHS = 10_000, 1, 1_000
ALL = "all"
"""For --tornado: every parameter of the model; for --outcome: every outcome."""

Found = TypeVar("Found")


def named(shape: str, read: Callable[[str], Found]) -> Callable[[str], tuple[str, Found]]:
    """What reads an argument ``NAME=…`` as the name and what ``read`` makes of the rest; misused otherwise (exit 2)."""

    def pair(text: str) -> tuple[str, Found]:
        name, _, rest = text.partition("=")
        try:
            return name.strip(), read(rest)
        except ValueError:
            raise click.BadParameter(f"{text!r} is not {shape}") from None

    return pair


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(each) for each in text.split(","))


def _ends(text: str) -> tuple[float, float]:
    low, high = (float(each) for each in text.split(":"))
    return low, high


def _ends_or_none(text: str) -> tuple[float, float] | None:
    return _ends(text) if text else None


SETTING = named("NAME=NUMBER", float)
VALUES = named("NAME=A,B,C", _numbers)
RANGE = named("NAME=LOW:HIGH", _ends)
TORNADO = named("NAME=LOW:HIGH, NAME or all", _ends_or_none)


def once(pairs: Sequence[tuple[str, Found]], option: str) -> dict[str, Found]:
    """The pairs by name; misused where one is named twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise click.UsageError(f"{option} names a parameter twice")
    return found


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The options that say what is played. ``rules`` is empty for the model's own choice, ``law_as_of`` for today's
    law or the world's; ``world_name`` is None for a start from settings."""

    rules: tuple[str, ...]
    settings: tuple[tuple[str, float], ...]
    paths: int
    seed: int
    chunk_paths: int
    law_as_of: str
    hold_last: bool


@dataclass(frozen=True, kw_only=True)
class World:
    """The world that a run starts from (None: from settings), and which of its coins."""

    world_name: str | None = None
    coin_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Players:
    """Who plays: so many cores of this machine (None: all), or a Ray cluster."""

    cores: int | None
    cluster: bool = False
    address: str | None = None


Command = Callable[..., None]
Options = tuple[Callable[[Command], Command], ...]

ASKED: Options = (
    click.option(
        "--rules",
        multiple=True,
        metavar="NAME",
        help="A rule set: HK, SG, HK+floor50, or a reform's FILE.toml; repeat to compare on common random numbers.",
    ),
    click.option(
        "--set", "settings", multiple=True, type=SETTING, metavar="NAME=NUMBER", help="Sets a parameter; repeat."
    ),
    click.option("--paths", default=PATHS, show_default=True, help="Seeded paths of each point."),
    click.option("--seed", default=SEED, show_default=True),
    click.option(
        "--chunk-paths", default=CHUNK_PATHS, show_default=True, help="Paths that draw their chance together."
    ),
    click.option(
        "--law-as-of", default="", metavar="DAY", help="The day of the law; default: today, or the world's day."
    ),
    hold_option,
)
WORLD: Options = (
    click.option("--world", "world_name", default=None, help="Start from this live world: pool, ladder, holders."),
    click.option("--coin", "coin_id", default="", metavar="ID", help="Which coin of it; default: the only one."),
)
PLAYERS: Options = (
    click.option("--cores", type=int, default=None, metavar="N", help="Default: all; the bits are the same."),
    click.option("--cluster", is_flag=True, help="Play on Ray (pip install 'lantau[cluster]'); the bits are the same."),
    click.option("--address", default=None, metavar="HOST:PORT", help="With --cluster: one that runs already."),
)

folder_option = click.option(
    "--folder", type=click.Path(path_type=Path), help="Where it is kept; default: experiments in LANTAU_HOME, by name."
)
plots_option = click.option(
    "--plots", type=click.Path(path_type=Path), metavar="FOLDER", help="Write figures (SVG) into this folder."
)


def asked_options(command: Command) -> Command:
    """The command takes ``asked``: an Asked."""
    return _gathered(command, "asked", Asked, ASKED)


def world_options(command: Command) -> Command:
    """The command takes ``world``: a World."""
    return _gathered(command, "world", World, WORLD)


def player_options(command: Command) -> Command:
    """The command takes ``players``: Players."""
    return _gathered(command, "players", Players, PLAYERS)


def _gathered(command: Command, argument: str, kind: type[Any], options: Options) -> Command:
    """A command whose options of one kind reach it as one value."""

    @functools.wraps(command)
    def gathering(*args: Any, **given: Any) -> None:
        own = {each.name: given.pop(each.name) for each in fields(kind) if each.name in given}
        command(*args, **{argument: kind(**own)}, **given)

    decorated: Command = gathering
    for option in reversed(options):
        decorated = option(decorated)
    return decorated
