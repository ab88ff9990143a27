"""The console's words: one catalogue per language, the same keys in each, and an unknown key is a bug."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

ENGLISH, CHINESE = "en", "zh"
LANGUAGES = (ENGLISH, CHINESE)
FOLDER = Path(__file__).parent / "catalogues"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every phrase of one language by its dotted key, such as ``overview.title``."""
    assert language in LANGUAGES, f"no catalogue for {language}"
    return dict(_flat(tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8")), ""))


@cache
def refusal_meanings() -> Mapping[str, str]:
    """What each code of refusal means, in Chinese: the rooms say it in English themselves."""
    return dict(_flat(tomllib.loads((FOLDER / "refusals.zh.toml").read_text(encoding="utf-8")), ""))


def _flat(table: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", str(value)))
    return found


class Words:
    """One reader's language. Called with a key it answers the phrase, with ``{name}`` places filled in."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._phrases = catalogue(language)

    def __call__(self, key: str, **values: object) -> str:
        """The phrase of a key; a key the catalogue lacks is a bug."""
        phrase = self._phrases.get(key)
        assert phrase is not None, f"the {self.language} catalogue has no phrase {key}"
        return phrase.format(**values) if values else phrase

    def has(self, key: str) -> bool:
        """Whether the catalogue names this key: for codes of other rooms that may go unnamed here."""
        return key in self._phrases

    def refusal(self, code: str) -> str:
        """What a code of refusal means, where this language needs it beside the message; empty in English."""
        return refusal_meanings().get(code, "") if self.language == CHINESE else ""

    def code(self, group: str, word: str) -> str:
        """A code of another room, such as an asset class, in plain words; the code itself where none are kept."""
        key = re.sub(r"[-.]", "_", word)
        return self._phrases.get(f"{group}.{key}", word.replace("_", " "))

    def either(self, english: str, chinese: str) -> str:
        """The side of a bilingual text this reader wants; English where the Chinese is empty."""
        return chinese if self.language == CHINESE and chinese else english


def language_of(asked: str | None, remembered: str | None) -> str:
    """The language of a page: what the address asks for, else what the cookie remembers, else English."""
    for wish in (asked, remembered):
        if wish in LANGUAGES:
            return str(wish)
    return ENGLISH
