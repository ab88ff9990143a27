"""Opening files that a reader names: whatever cannot be read as text, or as TOML, is refused with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli

from lantau.refusal import Code, Refusal, Refused

LAW_BYTES_MOST = 4 << 20
"""A larger law, reform or issuer is no file that anybody wrote."""

TABLE_BYTES_MOST = 64 << 20
"""A larger register is for ``Rulebook.evaluate``, which takes columns and not a table of text."""


def text_of(path: Path, code: Code, *, most: int = LAW_BYTES_MOST) -> str:
    """The text of a file in UTF-8, at most so many bytes; Refused ``code`` with the path."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as caught:
        raise Refused(Refusal(code, f"the file cannot be read: {caught.strerror}", where=str(path))) from None
    if len(content) > most:
        raise Refused(Refusal(code, f"the file has more than {most} bytes", where=str(path)))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as caught:
        raise Refused(Refusal(code, f"the file is not UTF-8 at byte {caught.start}", where=str(path))) from None


def toml_of(text: str, where: str, code: Code) -> Mapping[str, Any]:
    """A TOML text as its top table; Refused ``code`` with the line."""
    try:
        table: Mapping[str, Any] = tomli.loads(text)
    except RecursionError:
        raise Refused(Refusal(code, "not TOML: nested too deeply", where=where)) from None
    except ValueError as caught:  # TOMLDecodeError, or a number of more digits than Python reads
        line = re.search(r"line (\d+)", str(caught))
        place = f"{where}:{line.group(1)}" if line else where
        raise Refused(Refusal(code, f"not TOML: {_first_sentence(caught)}", where=place)) from None
    return table


def _first_sentence(caught: ValueError) -> str:
    """Without what Python adds for its programmers."""
    return str(caught).partition(";")[0]
