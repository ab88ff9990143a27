"""Which fleets of miners the console shows: the folders that hold a ``fleet.toml``, and what-ifs kept once drawn."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lantau import mining
from lantau.refusal import Refusal

FLEET_FILE, EXPANSION_FILE = "fleet.toml", "expansion.toml"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", re.ASCII)
"""What a folder must be called to be shown: its name stands in addresses and in names of files to keep."""

PATHS, SEED = 2_000, 1
"""How many paths a page draws of a what-if, and from where chance begins."""

KEPT_MOST = 8
FLEETS_MOST = 200


@dataclass(frozen=True, slots=True)
class FleetFolder:
    """A fleet's folder under the name that addresses have; ``is_shipped``: an example that comes with the source."""

    name: str
    folder: Path
    is_shipped: bool


class FleetShelf:
    """Folders of fleets in a home, and beside them those that come with the source. Safe to call from any thread."""

    def __init__(self, home: Path, shipped: Path | None = None) -> None:
        self.home = home
        self._shipped = shipped
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, mining.Expectation | Refusal] = OrderedDict()

    def every(self) -> Sequence[FleetFolder]:
        """The fleets by name; one in the home stands before an example of the same name. No link is followed."""
        found: dict[str, FleetFolder] = {}
        for parent, is_shipped in ((self.home, False), (self._shipped, True)):
            for folder in _folders(parent):
                found.setdefault(folder.name, FleetFolder(folder.name, folder, is_shipped))
        return [found[name] for name in sorted(found)[:FLEETS_MOST]]

    def named(self, name: str) -> FleetFolder | None:
        """A fleet by the name it is listed under; None for any other, so that no address leads out of the folders."""
        return next((each for each in self.every() if each.name == name), None)

    def expected(self, fleet: FleetFolder) -> mining.Expectation | Refusal | None:
        """What the fleet's expansion comes to, drawn once for each content of its file; None where it has none.

        Refused as ``read_expansion`` is.
        """
        path = fleet.folder / EXPANSION_FILE
        if not path.is_file() or path.is_symlink():
            return None
        digest = _digest(path)
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest]
            read = mining.read_expansion(path)
            made = read if isinstance(read, Refusal) else mining.expect(read, PATHS, SEED)
            # A file that was changed while it was read is drawn again by the next reader.
            if digest and _digest(path) == digest:
                self._kept[digest] = made
                if len(self._kept) > KEPT_MOST:
                    self._kept.popitem(last=False)
            return made


def _digest(path: Path) -> str:
    """The SHA-256 of a file; blank where it cannot be read, which the room then refuses in its own words."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _folders(parent: Path | None) -> Sequence[Path]:
    """The folders under a parent that hold a fleet; none where it is not there or may not be read."""
    try:
        return [] if parent is None else [each for each in sorted(parent.iterdir()) if _holds_a_fleet(each)]
    except OSError:
        return []


def _holds_a_fleet(folder: Path) -> bool:
    """Whether a folder is shown; one that may not be looked into is not, and the others are."""
    try:
        return bool(NAME.fullmatch(folder.name)) and not folder.is_symlink() and (folder / FLEET_FILE).is_file()
    except OSError:
        return False
