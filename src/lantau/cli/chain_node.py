"""A chain of one's own: anvil as a process of this home, started, found again and stopped."""

from __future__ import annotations

import json
import socket
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.output import json_option, outage, print_json, wanted
from lantau.cli.refusals import CHAIN_PORT_TAKEN, NO_ANVIL
from lantau.refusal import Refusal, Refused, refuses

if TYPE_CHECKING:
    from lantau.chain import anvil
    from lantau.wiring import Settings

PORT = 8545
CHAIN_ID = 31_337
"""What development chains call themselves."""

FOLDER, RUNNING = "chain", "running.json"


@dataclass(frozen=True, slots=True)
class Running:
    """How this home's node was started, so that it can be found again. ``block_time`` None: blocks when told."""

    binary: str
    port: int
    block_time: int | None

    def process(self, home: Path) -> anvil.AnvilProcess:
        """The node, whether it runs or not."""
        from lantau.chain import anvil

        return anvil.AnvilProcess(Path(self.binary), home / FOLDER, self.port, CHAIN_ID, block_time=self.block_time)


@click.command(short_help="Start anvil as a node of your own.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="Where it listens.")
@click.option("--block-time", type=click.IntRange(1), metavar="S", help="A block each S seconds; default: when asked.")
@json_option
def up(port: int, block_time: int | None, as_json: bool) -> None:
    """Start anvil as this home's own node, and print its address; what it knew before it knows again.

    Anvil is optional: without LANTAU_CHAIN_URL a world's chain runs in its own process.
    """
    from lantau.chain import node
    from lantau.wiring import read_settings

    settings = wanted(read_settings(), as_json)
    running = Running(str(wanted(_binary(settings), as_json)), port, block_time)
    before = _running(settings.home)
    if before is not None and before != running:
        before.process(settings.home).stop()
    process = running.process(settings.home)
    if process.pid() is None:
        wanted(_require_port_free(port), as_json)
    try:
        process.start()
    except node.NodeAway as away:
        outage(str(away), f"read {settings.home / FOLDER / 'anvil.log'}, or give another --port", as_json)
    (settings.home / FOLDER / RUNNING).write_text(json.dumps(asdict(running)), encoding="utf-8")
    if as_json:
        print_json({"url": process.url, "chain_id": CHAIN_ID, "pid": process.pid(), **asdict(running)})
        return
    blocks = "made when asked" if block_time is None else f"each {block_time} seconds"
    click.echo(f"Node: {process.url}, chain {CHAIN_ID}, blocks {blocks} (process {process.pid()}).")
    click.echo("It goes on until lantau chain down. Worlds played from now on use it with this line:\n")
    click.echo(f"  export LANTAU_CHAIN_URL={process.url}\n")
    click.echo("Without it, each world's chain runs in its own process.")


@click.command(short_help="Stop that node; its state is kept.")
@json_option
def down(as_json: bool) -> None:
    """Stop this home's node. Its state is kept: lantau chain up goes on from there."""
    from lantau.wiring import read_settings

    settings = wanted(read_settings(), as_json)
    running = _running(settings.home)
    process = None if running is None else running.process(settings.home)
    ran = process is not None and process.pid() is not None
    if process is not None:
        process.stop()
        (settings.home / FOLDER / RUNNING).unlink(missing_ok=True)
    if as_json:
        print_json({"was_running": ran})
    else:
        click.echo("Node stopped; its state is kept." if ran else "No node of this home was running.")


@refuses
def _binary(settings: Settings) -> Path:
    """The anvil to start. Refused cli.no_anvil with the line that installs it."""
    from lantau.chain import anvil

    found = anvil.find_anvil(settings.home, named=settings.anvil)
    if isinstance(found, anvil.Missing):
        message = f"no anvil in {', '.join(found.looked_in)}. This line installs it:\n\n  {found.install}\n"
        raise Refused(Refusal(NO_ANVIL, message, "LANTAU_ANVIL" if settings.anvil else ""))
    return found


@refuses
def _require_port_free(port: int) -> None:
    """Refused cli.chain_port_taken when something listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Refused(Refusal(CHAIN_PORT_TAKEN, f"port {port} of 127.0.0.1 is taken", "--port")) from None


def _running(home: Path) -> Running | None:
    """How the home's node was last started; None when it was stopped, or what was kept cannot be read."""
    try:
        kept = json.loads((home / FOLDER / RUNNING).read_text(encoding="utf-8"))
        return Running(str(kept["binary"]), int(kept["port"]), kept["block_time"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
