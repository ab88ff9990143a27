"""Folders of applications for tests: the complete one, with some of it changed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from lantau import licensing
from lantau.licensing.application import Application
from lantau.licensing.assessment import Assessment
from lantau.licensing.remarks import Remark
from lantau.refusal import Refusal
from lantau.rulebook import Rulebook, load

APPLICATIONS = Path(__file__).resolve().parents[2] / "examples" / "applications"
COMPLETE, POOR = APPLICATIONS / "complete", APPLICATIONS / "poor"
DAY = date(2026, 9, 1)
BOOK = load("HK")


def copied(folder: Path, source: Path = COMPLETE) -> Path:
    """The complete application in a folder of the test's own."""
    return Path(shutil.copytree(source, folder / "application"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands in a file, once."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def read(folder: Path) -> Application:
    """The application of a folder that can be read."""
    application = licensing.read_application(folder)
    assert isinstance(application, Application), application
    return application


def refused(folder: Path) -> Refusal:
    """Why a folder is not read."""
    answer = licensing.read_application(folder)
    assert isinstance(answer, Refusal)
    return answer


def assessed(folder: Path, on: date = DAY, book: Rulebook = BOOK) -> Assessment:
    """The folder held against the law of a day."""
    return licensing.assess(book, read(folder), on)


def the(remarks: tuple[Remark, ...], code: str) -> Remark:
    """The only remark with this code."""
    [found] = [each for each in remarks if each.code == code]
    return found
