"""Texts a page carries in both languages, and the console's own reading of the few that rooms say in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from lantau.web.catalogue import Words
from lantau.web.formats import day_text, instant_text

_WARNING = re.compile(r"(gale|black rainstorm) warning in force \(from (\S+ \S+) (?:to (\S+ \S+)|on, no end known)")
_COUNTED = re.compile(r"business day (\d+) of (\d+)")


@dataclass(frozen=True, slots=True)
class Said:
    """The same words in English and Traditional Chinese; ``zh`` may be empty where only English exists."""

    en: str
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """What a fact or a parameter of the law is called, and the unit its values are in; blank where it has none."""

    words: Said
    unit: str


def day_reason(reason: str, words: Words) -> str:
    """Why a day counted or was skipped, as ``dates`` words it, in the reader's language."""
    return words("day.and").join(_one_reason(part, words) for part in reason.split("; "))


_ABOUT = re.compile(r"(?:(from|year to|period to|anniversary|licence in effect) )?(\d{4}-\d\d-\d\d)")
_ABOUT_KEYS = {
    "from": "from",
    "year to": "year",
    "period to": "period",
    "anniversary": "anniversary",
    "licence in effect": "licence",
}
_BREACH = re.compile(r"(\S+) (\S+) since (\S+)")


def about_text(about: str, words: Words) -> str:
    """What an obligation is for, as ``disclosure`` names it: a day, a period, or the breach that gave rise to it."""
    dated, breach = _ABOUT.fullmatch(about), _BREACH.fullmatch(about)
    if dated:
        key = _ABOUT_KEYS.get(dated[1] or "", "day")
        return words(f"about.{key}", day=day_text(date.fromisoformat(dated[2]), words.language))
    if breach:
        since = instant_text(datetime.fromisoformat(breach[3]), words.language)
        return words("about.breach", rule=breach[1], instant=since)
    if about.startswith("break brk_"):
        return words("about.break", id=about.removeprefix("break "))
    return words("about.not_set") if about.startswith("frequency not set") else about


def _one_reason(part: str, words: Words) -> str:
    counted, warning = _COUNTED.fullmatch(part), _WARNING.match(part)
    if counted:
        return words("day.counted", number=counted[1], of=counted[2])
    if warning:
        kind = words("day.gale" if warning[1] == "gale" else "day.black_rain")
        if warning[3]:
            return words("day.warning_between", kind=kind, since=warning[2], until=warning[3])
        return words("day.warning_since", kind=kind, since=warning[2])
    if part in {"Saturday", "Sunday"}:
        return words(f"day.{part.lower()}")
    name = part.removeprefix("general holiday: ")
    if name == part:
        return part
    key = "holiday." + re.sub(r"[^a-z]+", "_", name.lower()).strip("_")
    return words("day.holiday", name=words(key) if words.has(key) else name)
