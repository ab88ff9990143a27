"""What may never enter the repository: addresses of this or that machine, package indexes, third-party code."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT

FORBIDDEN = {
    "an absolute path of a machine": re.compile(r"(?<![\w.])/(?:home|root|Users)/[a-z]"),
    "a package index": re.compile(r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|debian)[\w.-]*", re.IGNORECASE),
}
TEXT = {".py", ".md", ".toml", ".txt", ".sql", ".html", ".css", ".cfg", ".yml", ".yaml", ".json", ".csv", ".xml", ""}


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_tracked_file_holds(kind: str) -> None:
    for path in tracked():
        if path.suffix in TEXT and path != Path(__file__).resolve():
            match = FORBIDDEN[kind].search(path.read_text(encoding="utf-8"))
            assert match is None, f"{path.relative_to(ROOT)} holds {kind}: {match.group(0) if match else ''}"


def test_nothing_tracked_is_a_link() -> None:
    listing = subprocess.run(["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, check=True, text=True)
    assert not [line for line in listing.stdout.splitlines() if line.startswith("120000")]


def test_every_pin_is_exact_and_covers_what_the_project_asks_for() -> None:
    pins = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, version = line.partition("==")
            assert version, f"constraints.txt: {line} is no exact pin"
            pins[_normal(name)] = version
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = re.findall(r'^\s+"([A-Za-z0-9_.-]+)(?:\[[a-z]+\])?>=', project, re.MULTILINE)
    assert asked
    for name in asked:
        assert _normal(name) in pins, f"{name} is not pinned"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_schema_and_licence_are_there() -> None:
    for name in ("LICENSE", "NOTICE", "README.md", "CHANGELOG.md", "schema.sql", "migrations/README.md"):
        assert (ROOT / name).read_text(encoding="utf-8").strip(), f"{name} is empty"
