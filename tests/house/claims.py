"""The page of claims as the tests read it: sections of rows, each with a command and what to expect of it."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from tests.house.source import ROOT

PAGE = ROOT / "docs" / "claims.md"
BY_ITSELF, IN_THE_WORLD, BY_A_TEST = "With nothing but the installation", "In the example world", "By a test"


@dataclass(frozen=True, slots=True)
class Claim:
    """One row: the claim in words, the command after `lantau`, its exit code, and fragments of its answer."""

    words: str
    command: tuple[str, ...]
    code: int
    fragments: tuple[str, ...]

    def missing(self, answer: str) -> list[str]:
        """The fragments that an answer, whatever its line breaks, does not hold."""
        told = " ".join(answer.split())
        return [each for each in self.fragments if " ".join(each.split()) not in told]


def rows(section: str) -> list[list[str]]:
    """The cells of a section's table, without its heading."""
    text = PAGE.read_text(encoding="utf-8").partition(f"## {section}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def claims(section: str) -> list[Claim]:
    found = []
    for words, command, expected in rows(section):
        name, *arguments = shlex.split(command.strip("`"))
        assert name == "lantau", f"{command} is not a command of lantau"
        left = re.search(r"leaves with (\d)", expected)
        code = int(left.group(1)) if left else 0
        found.append(Claim(words, tuple(arguments), code, tuple(re.findall(r"`([^`]+)`", expected))))
    return found
