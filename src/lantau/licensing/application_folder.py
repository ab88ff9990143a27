"""Reads an applicant's folder: the form, and the files its list names, never anything outside it."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable
from pathlib import Path

from lantau.licensing.application import Attachment, Document, Folder
from lantau.licensing.refusals import UNREADABLE_APPLICATION, UNREADABLE_DOCUMENT
from lantau.refusal import Refusal, Refused

FORM_NAME = "application.toml"
FORM_BYTES_MOST = 1 << 20
DOCUMENT_BYTES_MOST = 32 << 20
"""A paper larger than this is a scan that nobody should mail; the folder as a whole is not limited."""

TEXT_SUFFIXES = (".md", ".txt", ".csv")
"""Kinds that are read as text; of every other kind only the size and the digest are taken."""


def read_form(path: Path, *, inside: bool) -> str:
    """The text of the form; found ``inside`` a folder it may be no link. Refused licensing.unreadable_application."""
    try:
        _require_plain(path if inside else path.resolve())
        if path.stat().st_size > FORM_BYTES_MOST:
            raise OSError(f"larger than {FORM_BYTES_MOST} bytes")
        return path.read_text(encoding="utf-8")
    except (OSError, RuntimeError, UnicodeDecodeError) as reason:  # a link to itself is a RuntimeError
        raise Refused(Refusal(UNREADABLE_APPLICATION, f"cannot read the file: {reason}", str(path))) from None


def read_folder(folder: Path, papers: Iterable[Document], form_name: str) -> Folder:
    """Read every file that the list names; one that is not there is left out, for ``assess`` to remark on.

    Refused licensing.unreadable_document: outside the folder, a link, no plain file, too large, or text not in UTF-8.
    """
    found: dict[str, Attachment] = {}
    listed = set()
    for paper in papers:
        for key, name in (("file", paper.file), *(("tables", each) for each in paper.tables)):
            listed.add(name)
            if name not in found and (read := _read(folder, name, paper.place(key))) is not None:
                found[name] = read
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if _is_visible(path, folder)}
    return Folder(found, tuple(sorted(there - listed - {form_name})))


def _is_visible(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and (path.is_symlink() or not path.is_dir())


def _read(folder: Path, name: str, where: str) -> Attachment | None:
    path = folder / name
    try:
        if not path.is_symlink() and not path.exists():
            return None
        _require_plain(path)
        if not path.resolve().is_relative_to(folder.resolve()):
            raise OSError("it leads outside the application's folder")
        size = path.stat().st_size
        if size > DOCUMENT_BYTES_MOST:
            raise OSError(f"it has {size} bytes; at most {DOCUMENT_BYTES_MOST}")
        content = path.read_bytes()
        text = content.decode("utf-8-sig") if path.suffix.lower() in TEXT_SUFFIXES else None
    except OSError as reason:
        raise Refused(Refusal(UNREADABLE_DOCUMENT, f"cannot read {name}: {reason}", where)) from None
    except UnicodeDecodeError as reason:
        message = f"{name} is no UTF-8 text: byte {reason.start}"
        raise Refused(Refusal(UNREADABLE_DOCUMENT, message, where)) from None
    return Attachment(name, len(content), hashlib.sha256(content).hexdigest(), text)


def _require_plain(path: Path) -> None:
    """A link, a device or a pipe is no document, wherever it leads."""
    if path.is_symlink():
        raise OSError("it is a link")
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("it is no plain file")
