"""The journal of an experiment's folder: a line for each finished part, on disk before the next chunk is asked for."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from lantau.market.parts import Part
from lantau.market.refusals import FOLDER_IN_USE
from lantau.refusal import Refusal, Refused, outside_json

JOURNAL = "journal.jsonl"


class Journal:
    """The open journal; it also locks the folder, and the kernel drops the lock however its holder dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # No link is followed: a folder of somebody else's could have this one write into any file.
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        self._descriptor = os.open(folder / JOURNAL, flags, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise Refused(Refusal(FOLDER_IN_USE, f"{folder} is being played into", where=str(folder))) from None

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)

    def finished(self) -> dict[tuple[int, int], Part]:
        """The parts that are on disk as they were written, by point and chunk.

        A torn last line is cut off, a line that cannot be read is left out, and so is a part whose files have other
        bytes: those chunks are played again.
        """
        content = (self._folder / JOURNAL).read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.ftruncate(self._descriptor, whole)
        found: dict[tuple[int, int], Part] = {}
        for line in content[:whole].splitlines():
            part = _read(line)
            if part is not None:
                found[part.point, part.chunk] = part
        return {key: part for key, part in found.items() if part.intact(self._folder)}

    def add(self, parts: Iterable[Part]) -> None:
        """Write finished parts down and wait for the disk."""
        lines = "".join(f"{json.dumps(part.as_plain(), sort_keys=True)}\n" for part in parts)
        if lines:
            os.write(self._descriptor, lines.encode())
            os.fsync(self._descriptor)


def _read(line: bytes) -> Part | None:
    try:
        return Part(**outside_json(line))
    except (ValueError, TypeError):
        return None
