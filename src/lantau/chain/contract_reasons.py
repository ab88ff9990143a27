"""Why the coin's contract refuses, in words for people; records keep the contract's own spelling."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

WORDS = "contract_reasons.toml"


def in_words(reason: str, *, zh: bool = False) -> str:
    """The reason in words with the contract's own spelling behind; one without words stands as it was said."""
    name, bracket, _ = reason.partition("(")
    told = _words().get(name) if bracket else None
    return reason if told is None else f"{told['zh' if zh else 'en']} ({reason})"


def names() -> frozenset[str]:
    """The errors that have words."""
    return frozenset(_words())


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    folder = Path(__file__).parent
    return tomllib.loads((folder / WORDS).read_text(encoding="utf-8"))
