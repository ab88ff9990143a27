"""Looks into the text of a paper: where it states what the form says it states, and whether it holds a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lantau.licensing.application import StatedValue
from lantau.licensing.statements import Statement
from lantau.money import HKD, Amount

NUMBER_WORDS = (
    "nil", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
MILLION_CENTS = 10**8


def line_stating(text: str, statement: Statement, value: StatedValue) -> int | None:
    """The line of the paragraph that states a value in one of its usual spellings; None when no paragraph does.

    Where the statement has ``words``, the paragraph must hold one of them. A truth has no spelling: it is found at 1.
    """
    if isinstance(value, bool):
        return 1
    patterns = _patterns(statement.kind, value)
    for start, paragraph in _paragraphs(text):
        told = paragraph.casefold()
        if statement.words and not any(word in told for word in statement.words):
            continue
        if all(any(re.search(pattern, told) for pattern in each) for each in patterns):
            return start + _line_within(told, patterns[0])
    return None


def holds_heading(text: str, heading: str) -> bool:
    """Whether a line begins with the heading, whatever marks or numbers stand before it."""
    wanted = _plain(heading)
    return any(_plain(line).startswith(wanted) for line in text.splitlines())


def _plain(line: str) -> str:
    return " ".join(re.sub(r"^[\s#*>\-\d.()]+", "", line).casefold().split())


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Each run of lines without a blank one, with the number of its first line; a line of a list is one of its own."""
    block: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        own = re.match(r"\s*([-*|]|\d+[.)]) ?", line) is not None
        if (not line.strip() or own) and block:
            yield number - len(block), "\n".join(block)
            block = []
        if line.strip():
            block.append(line)


def _line_within(paragraph: str, patterns: tuple[str, ...]) -> int:
    for offset, line in enumerate(paragraph.splitlines()):
        if any(re.search(pattern, line) for pattern in patterns):
            return offset
    return 0


def _patterns(kind: str, value: StatedValue) -> tuple[tuple[str, ...], ...]:
    """For each thing that must be found, the patterns of its spellings."""
    if kind == "list":
        return tuple((_word(each),) for each in str(value).casefold().split(","))
    if isinstance(value, date):
        month = MONTHS[value.month - 1]
        return ((
            value.isoformat(), rf"\b{value.day} {month},? {value.year}\b", rf"\b{month} {value.day},? {value.year}\b",
            f"{value.year}年{value.month}月{value.day}日",
        ),)  # fmt: skip
    if isinstance(value, str):
        return ((r"\s+".join(re.escape(part) for part in value.casefold().split()),),)
    if kind == "hkd":
        return (_amounts(value),)
    words = [_word(NUMBER_WORDS[value])] if value < len(NUMBER_WORDS) else []
    none = [r"\b(?:no|none|without)\b"] if value == 0 else []
    return ((_number(str(value)), _number(f"{value:,}"), *words, *none),)


def _amounts(cents: int) -> tuple[str, ...]:
    plain = str(Amount(HKD, cents)).removeprefix("HKD ")
    spelled = [plain, plain.replace(",", "")]
    if plain.endswith(".00"):
        spelled += [each.removesuffix(".00") for each in spelled]
    found = [_number(each) for each in spelled]
    if cents and cents % (MILLION_CENTS // 100) == 0:
        millions = f"{cents // MILLION_CENTS}.{cents % MILLION_CENTS:08}".rstrip("0").rstrip(".")
        found.append(rf"{_number(millions, closed=False)}\s?(?:million|m\b)")
    if not cents:
        found.append(r"\b(?:nil|no|none)\b")
    return tuple(found)


def _number(digits: str, *, closed: bool = True) -> str:
    return rf"(?<![\d.,]){re.escape(digits)}" + (r"(?![\d]|[.,]\d)" if closed else "")


def _word(word: str) -> str:
    return rf"(?<!\w){re.escape(word)}(?!\w)"
