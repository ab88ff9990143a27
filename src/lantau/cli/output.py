"""How the command line answers: text for people, JSON with ``--json``, exit codes for scripts.

0 done · 1 refused · 2 misused · 3 outage · 4 done, and a finding is breached or unknown · 5 a record is not as it
was recorded (`verify`), or an experiment comes out with other bits (`market reproduce`).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from lantau.cli.refusals import CANNOT_WRITE
from lantau.refusal import Refusal, Refused, refuses

REFUSED, OUTAGE, BREACHED = 1, 3, 4
Answer = TypeVar("Answer")

json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
zh_option = click.option("--zh", is_flag=True, help="Answer in Traditional Chinese.")


def wanted(answer: Answer | Refusal, as_json: bool = False) -> Answer:
    """The answer, or the end of the command: a refusal is printed with its code, place, citation and remedy."""
    if isinstance(answer, Refusal):
        refuse(answer, as_json)
    return answer


def refuse(refusal: Refusal, as_json: bool = False) -> NoReturn:
    """Print a refusal and leave with exit code 1."""
    if as_json:
        print_json({"refusal": refusal.as_json()})
    else:
        lines = [f"Refused ({refusal.code.name}): {refusal.message}"]
        if refusal.where:
            lines.append(f"  at:    {refusal.where}")
        if refusal.citation:
            lines.append(f"  law:   {refusal.citation}")
        lines.append(f"  to do: {refusal.code.remedy}")
        click.echo("\n".join(lines), err=True)
    sys.exit(REFUSED)


def outage(message: str, remedy: str, as_json: bool = False) -> NoReturn:
    """Print what is out of order and leave with exit code 3: the same command may succeed later."""
    if as_json:
        print_json({"outage": {"message": message, "remedy": remedy}})
    else:
        click.echo(f"Outage: {message}\n  to do: {remedy}", err=True)
    sys.exit(OUTAGE)


def json_text(value: object) -> str:
    """A value as indented JSON with its last line ended, Chinese as it is; odd bytes of a path as JSON escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8") + "\n"


def print_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json_text(value), nl=False)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], right: Iterable[int] = ()) -> str:
    """A plain table; columns numbered in ``right`` are set flush right."""
    cells = [tuple(str(cell) for cell in row) for row in rows]
    flush = set(right)
    widths = [max([_width(heading), *(_width(row[i]) for row in cells)]) for i, heading in enumerate(headings)]

    def line(row: Sequence[str]) -> str:
        blanks = (" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        parts = (
            blank + cell if i in flush else cell + blank
            for i, (cell, blank) in enumerate(zip(row, blanks, strict=True))
        )
        return "  ".join(parts).rstrip()

    return "\n".join([line(tuple(headings)), line(tuple("-" * width for width in widths)), *map(line, cells)])


def _width(text: str) -> int:
    """The columns a terminal gives a text: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


@refuses
def write_whole(out: Path, data: bytes, *, where: str) -> Path:
    """Write a file whole or not at all; only a plain file is replaced, never a folder, a link or a device.

    Refused cli.cannot_write at the option ``where``.
    """
    part: Path | None = None
    try:
        if not out.name or out.is_symlink() or (os.path.lexists(out) and not out.is_file()):
            raise Refused(Refusal(CANNOT_WRITE, f"{str(out)!r} is no plain file", where=where))
        handle, name = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        part.chmod(0o644)
        part.replace(out)
    except OSError as caught:
        raise Refused(Refusal(CANNOT_WRITE, f"{out}: {caught.strerror}", where=where)) from None
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return out
