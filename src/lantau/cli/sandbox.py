"""Commands that play worlds and open the console."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.output import json_option, outage, print_json, wanted
from lantau.refusal import Json, Refusal, refuses

if TYPE_CHECKING:
    from lantau.wiring import LiveWorld, Sandbox
    from lantau.worlds import ActOutcome, Played, Progress

BAR_WIDTH = 30

world_option = click.option(
    "--world", "world_name", default="", help="The world to read; default: the last one played."
)


@contextmanager
def sandbox(as_json: bool = False) -> Iterator[Sandbox]:
    """The sandbox of this process's settings; an outage ends the command with exit code 3."""
    from lantau.chain import NodeAway
    from lantau.db import MigrationMismatch, Outage
    from lantau.wiring import open_sandbox, read_settings

    settings = wanted(read_settings(), as_json)
    try:
        with open_sandbox(settings) as opened:
            yield opened
    except (Outage, NodeAway) as caught:
        outage(str(caught), "try again; asking twice is asking once", as_json)
    except MigrationMismatch as mismatch:
        outage(str(mismatch), "play the world again with lantau run --fresh", as_json)


@contextmanager
def live_world(name: str, as_json: bool = False) -> Iterator[LiveWorld]:
    """An existing world."""
    with sandbox(as_json) as opened:
        yield wanted(opened.world(name), as_json)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--under", "reforms", multiple=True, metavar="REFORM", help="Such as CN+approved-cnh; a world of its own."
)
@click.option("--fresh", is_flag=True, help="Destroy the world of this name first and begin again.")
@click.option("--quiet", is_flag=True, help="Do not tell each act.")
@json_option
def run(folder: Path, reforms: tuple[str, ...], fresh: bool, quiet: bool, as_json: bool) -> None:
    """Play the scenario in FOLDER to its end, printing what happens; killed or stopped, it goes on where it was.

    Example: lantau run examples/worlds/first-coin
    """
    with sandbox(as_json) as opened:
        watch: Progress = _silent if quiet or as_json else _Told()

        @refuses
        def played() -> Played | Refusal:
            return opened.play(folder, reforms=reforms, fresh=fresh, progress=watch)

        answer = wanted(wanted(played(), as_json), as_json)
    if as_json:
        print_json({"world": answer.name, "acts": len(answer.outcomes), "digest": answer.digest})
        return
    refused = sum(outcome.refusal is not None for outcome in answer.outcomes)
    click.echo(f"\n{answer.name}: {len(answer.outcomes)} acts played, {refused} of them refused as the scenario says.")
    click.echo(f"digest {answer.digest}")
    click.echo("Next: lantau findings, lantau statement, lantau verify; lantau up opens the console.")


def _silent(_outcome: ActOutcome, _played: int, _of: int, /) -> None:
    """Tells nothing."""


class _Told:
    """Tells each act on a line of its own, quiet days closed together; on a terminal a bar shows how far it has got."""

    def __init__(self) -> None:
        self._bar = sys.stderr.isatty()
        self._month = ""
        self._open_findings: Json = 0
        self._quiet_days = 0

    def __call__(self, outcome: ActOutcome, played: int, of: int, /) -> None:
        """Tell one act."""
        if self._bar:
            click.echo("\r\033[K", nl=False, err=True)
        if outcome.made.get("open_findings") == self._open_findings:
            self._quiet_days += 1
        else:
            self._tell(outcome)
        if played == of:
            self._tell_quiet_days()
        elif self._bar:
            filled = BAR_WIDTH * played // of
            click.echo(f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {played}/{of}", nl=False, err=True)

    def _tell(self, outcome: ActOutcome) -> None:
        from lantau.dates import HONG_KONG

        self._tell_quiet_days()
        local = outcome.occurred_at.astimezone(HONG_KONG)
        if f"{local:%B %Y}" != self._month:
            self._month = f"{local:%B %Y}"
            click.echo(f"\n{self._month}")
        words = outcome.words
        if "open_findings" in outcome.made:
            self._open_findings = outcome.made["open_findings"]
            words += f" Findings open: {self._open_findings}."
        click.secho(f"  {local:%a %d %H:%M}  {words}", fg="yellow" if outcome.refusal and self._bar else None)
        if outcome.refusal:
            citation = f" [{outcome.refusal['citation']}]" if outcome.refusal["citation"] else ""
            message = str(outcome.refusal["message"])
            click.echo(f"{'':16} refused: {message}{'' if citation.strip() in message else citation}")

        breached = outcome.made.get("breached")
        if isinstance(breached, dict):
            told = ", ".join(f"{rule_id} [{citation}]" for rule_id, citation in breached.items())
            click.echo(f"{'':16} breached: {told}")

    def _tell_quiet_days(self) -> None:
        if self._quiet_days:
            days = "day" if self._quiet_days == 1 else "days"
            click.echo(f"{'':16}  {self._quiet_days} {days} closed, findings open as before: {self._open_findings}")
            self._quiet_days = 0


@click.command()
@click.option("--detach", is_flag=True, help="Return and leave the console running; lantau stop ends it.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Default: LANTAU_PORT or 8656.")
@world_option
def up(detach: bool, port: int | None, world_name: str) -> None:
    """Open the console of a world at http://127.0.0.1:8656. Ctrl-C stops it and the embedded database."""
    from lantau.cli import serving
    from lantau.wiring import read_settings

    settings = wanted(read_settings())
    serving.require_port_free(settings.home, port or settings.port)
    if detach:
        serving.detach(settings.home, port or settings.port, world_name)
    else:
        serving.foreground(port or settings.port, world_name)


@click.command()
def stop() -> None:
    """Stop a detached console and the embedded database of this home."""
    from lantau.cli import serving
    from lantau.db import open_server
    from lantau.wiring import read_settings

    settings = wanted(read_settings())
    server = open_server(settings.home, url=settings.database_url)
    running = server.answers()
    console = serving.stop(settings.home)
    server.stop()
    click.echo(
        f"console {'stopped' if console else 'was not running'}; database {'stopped' if running else 'was not running'}"
    )
