"""Settings: environment variables `LANTAU_*`, over one optional TOML file, over defaults."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lantau.refusal import Refusal, Refused, refuses
from lantau.wiring.refusals import BAD_SETTING

DEFAULT_PORT = 8656
FILE_NAME = "lantau.toml"
CONSOLE_PID_FILE = "console.pid"
"""In the home: the process id of its console, written by the console and read by whoever stops it."""

EXPERIMENTS_FOLDER = "experiments"
"""In the home: a folder for each experiment of the laboratory, under its own name."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where this sandbox keeps its worlds and which of them is meant.

    ``home`` holds the embedded database; ``database_url`` replaces it by a given server; ``world`` is the world that
    commands read when none is named (empty: the last one played); ``port`` is the console's; ``chain_url`` is a node
    to ask by JSON-RPC instead of the chain in this process; ``anvil`` is the anvil to start (empty: the one that is
    found); ``keys`` is the folder of the encrypted keys of coins' hands (empty: none).
    """

    home: Path
    database_url: str = ""
    world: str = ""
    port: int = DEFAULT_PORT
    chain_url: str = ""
    anvil: str = ""
    keys: str = ""


KEYS = {"home", "database_url", "world", "port", "chain_url", "anvil", "keys"}


@refuses
def read_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Settings for this process. Refuses ``wiring.bad_setting`` with the variable or the file's key."""
    environment = os.environ if environment is None else environment
    folder = Path.cwd() if folder is None else folder
    named = environment.get("LANTAU_CONFIG")
    file = Path(named) if named else folder / FILE_NAME
    values = _file(file) if named or file.exists() else {}
    for key in KEYS:
        variable = f"LANTAU_{key.upper()}"
        if environment.get(variable):
            values[key] = environment[variable]
    port = values.get("port", str(DEFAULT_PORT))
    if not (port.isascii() and port.isdecimal()) or not 0 < int(port) < 65536:
        raise Refused(Refusal(BAD_SETTING, f"port must be 1 to 65535, not {port!r}", where="LANTAU_PORT or port"))
    return Settings(
        home=Path(values.get("home", str(folder / ".lantau"))).expanduser().resolve(),
        database_url=values.get("database_url", ""),
        world=values.get("world", ""),
        port=int(port),
        chain_url=values.get("chain_url", ""),
        anvil=values.get("anvil", ""),
        keys=values.get("keys", ""),
    )


def _file(path: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as broken:
        raise Refused(Refusal(BAD_SETTING, f"cannot be read: {broken}", where=str(path))) from broken
    for key, value in table.items():
        if key in KEYS and (isinstance(value, bool) or not isinstance(value, int if key == "port" else str)):
            kind = "a whole number" if key == "port" else "a text"
            raise Refused(Refusal(BAD_SETTING, f"{key} must be {kind}", where=f"{path}: {key}"))
        if key not in KEYS:
            message = f"{key} is no setting; known are {', '.join(sorted(KEYS))}"
            raise Refused(Refusal(BAD_SETTING, message, where=f"{path}: {key}"))
    return {key: str(value) for key, value in table.items()}
