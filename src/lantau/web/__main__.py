"""The console as a process: `python -m lantau.web` serves one world on this machine until it is interrupted."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

import uvicorn

import lantau
from lantau.db import Outage
from lantau.refusal import Refusal
from lantau.web import Console, create_app
from lantau.web.fleet_shelf import FleetShelf
from lantau.web.laboratory import Laboratory
from lantau.wiring import CONSOLE_PID_FILE, EXPERIMENTS_FOLDER, LiveWorld, open_sandbox, read_settings

REFUSED, OUTAGE = 1, 3
FLEETS_FOLDER = "fleets"
"""In the home: a folder for each fleet that the mining page shows."""
SHIPPED_FLEETS = Path(lantau.__file__).parents[2] / "examples" / "fleets"
"""Beside the source; an installed package has no examples, and then there are only the home's own."""


def main() -> int:
    """Serve until SIGINT or SIGTERM; then leave the database, which stops when nobody else uses it."""
    parser = argparse.ArgumentParser(prog="python -m lantau.web", description=__doc__)
    parser.add_argument("--world", default="")
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args()
    settings = read_settings()
    if isinstance(settings, Refusal):
        return _refused(settings)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with open_sandbox(settings) as sandbox:
            world = sandbox.world(asked.world)
            if isinstance(world, Refusal):
                return _refused(world)
            pid_file = settings.home / CONSOLE_PID_FILE
            pid_file.write_text(str(os.getpid()), encoding="ascii")
            try:
                serve(
                    world,
                    asked.port,
                    Laboratory(settings.home / EXPERIMENTS_FOLDER),
                    FleetShelf(settings.home / FLEETS_FOLDER, SHIPPED_FLEETS),
                )
            finally:
                pid_file.unlink(missing_ok=True)
    except KeyboardInterrupt:
        pass
    except Outage as outage:
        print(f"Outage: {outage}", file=sys.stderr)
        return OUTAGE
    print("Console and database stopped.", flush=True)
    return 0


def serve(world: LiveWorld, port: int, laboratory: Laboratory, fleets: FleetShelf) -> None:
    """Answer requests from this machine only; an experiment under way ends with the console and can be gone on with."""
    others = tuple(book for jurisdiction, book in world.books.items() if jurisdiction != "HK")
    console = Console(
        world.database,
        world.clock,
        world.book,
        world.name,
        world.chain,
        others,
        laboratory=laboratory,
        fleets=fleets,
    )
    print(f"Console of {world.name}: http://127.0.0.1:{port} (Ctrl-C stops it)", flush=True)
    config = uvicorn.Config(create_app(console), host="127.0.0.1", port=port, log_level="warning")
    try:
        uvicorn.Server(config).run()
    finally:
        laboratory.close()


def _refused(refusal: Refusal) -> int:
    print(f"Refused ({refusal.code.name}): {refusal.message}\n  to do: {refusal.code.remedy}", file=sys.stderr)
    return REFUSED


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM ends the console as Ctrl-C does."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
