"""How amounts, shares and times are written on a page. Whole numbers in, text out; nothing is rounded up."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from lantau.dates import HONG_KONG, parse_day
from lantau.refusal import Json, Refused
from lantau.web.catalogue import CHINESE, Words

MICROS_DIGITS = 6
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "zh": tuple("一二三四五六日")}
ABSENT = "–"
_HAN = re.compile("[\u3400-\u9fff]")
_FOREIGN = re.compile(r"([A-Z]{3})(_[a-z]+)?")
FOREIGN_DIGITS = 2
"""Decimals of money written with its minor unit, such as EUR_cents; JPY alone has none."""
OPERATORS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "!=": "≠", "==": "="}


def decimal_text(units: int, decimals: int, least: int = 2) -> str:
    """``units`` of 10^-decimals with thousands separators, exact, with at least ``least`` decimals."""
    whole, rest = divmod(abs(units), 10**decimals)
    digits = f"{rest:0{decimals}d}" if decimals else ""
    while len(digits) > least and digits.endswith("0"):
        digits = digits[:-1]
    sign = "−" if units < 0 else ""
    return f"{sign}{whole:,}" + (f".{digits}" if digits else "")


def grouped_text(decimal: str) -> str:
    """A plain decimal, as amounts spell themselves, with thousands separators."""
    whole, point, part = decimal.partition(".")
    return f"{int(whole):,}{point}{part}"


def micros_text(micros: int | None) -> str:
    """Millionths of the reference currency as currency, exact: cents always, finer digits only where there are some."""
    return ABSENT if micros is None else decimal_text(micros, MICROS_DIGITS)


def percent_text(bps: int | None) -> str:
    """Basis points as per cent with two decimals: 9,990 bps is 99.90%."""
    return ABSENT if bps is None else decimal_text(bps, 2) + "%"


def coverage_bps(value_micros: int | None, par_micros: int | None) -> int | None:
    """Value over par in basis points, rounded down so that a shortfall never shows as full; None without coins."""
    return None if value_micros is None or not par_micros else value_micros * 10_000 // par_micros


def day_text(day: date | None, language: str) -> str:
    """A day with its weekday, as the language writes it."""
    if day is None:
        return ABSENT
    weekday = DAYS[language][day.weekday()]
    if language == CHINESE:
        return f"{day.year}年{day.month}月{day.day}日（{weekday}）"
    return f"{weekday} {day.day} {MONTHS[day.month - 1]} {day.year}"


def instant_text(instant: datetime | None, language: str) -> str:
    """An instant in Hong Kong time, to the minute, or to the second where it has seconds."""
    if instant is None:
        return ABSENT
    local = instant.astimezone(HONG_KONG)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{day_text(local.date(), language)}{' ' if language == CHINESE else ', '}{clock}"


def written_in(text: str) -> str:
    """The language a person wrote in, as a page marks it: Chinese with the first Chinese character, else English."""
    return "zh-Hant-HK" if _HAN.search(text) else "en"


def short_id(text: str) -> str:
    """An id short enough for a table: the prefix and the last six characters; the whole one is in the address."""
    prefix, _, rest = text.rpartition("_")
    return f"{prefix}_…{rest[-6:]}" if prefix and len(rest) > 10 else text


def value_text(value: Json, unit: str, words: Words) -> str:
    """A fact's value, a limit or a legal number with its unit, as the reader's language writes it."""
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return words("word.yes" if value else "word.no")
    if isinstance(value, int):
        if unit == "epoch_seconds":
            return instant_text(datetime.fromtimestamp(value, UTC), words.language)
        return quantity_text(value, unit, words)
    assert isinstance(value, str), f"no fact has a value of {type(value).__name__}"
    try:
        return day_text(parse_day(value), words.language)
    except Refused:
        return words.code("asset", value)


def quantity_text(number: int | None, unit: str, words: Words) -> str:
    """A number or a distance in its unit: money as money, shares as per cent, other things counted."""
    if number is None:
        return ABSENT
    if unit == "HKD_cents":
        return f"HK$ {decimal_text(number, 2)}"
    money = _FOREIGN.fullmatch(unit)
    if money:
        return f"{money[1]} {decimal_text(number, FOREIGN_DIGITS if money[2] else 0, least=0)}"
    if unit == "micros":
        return micros_text(number)
    if unit == "bps":
        return percent_text(number)
    if unit == "epoch_seconds":
        hours, rest = divmod(abs(number) // 60, 60)
        return words("count.hours", number=f"{'−' if number < 0 else ''}{hours:,}", minutes=rest)
    number_text = decimal_text(number, 0, least=0)
    return words(f"count.{unit}", number=number_text) if words.has(f"count.{unit}") else number_text


def number_text(value: float) -> str:
    """A setting of the laboratory as a form holds it: a plain decimal without separators or needless zeros."""
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return text if text not in ("", "-0") else "0"


def grouped_number(plain: str) -> str:
    """A plain decimal for reading: thousands separated, and a minus sign where it is negative."""
    return ("−" if plain.startswith("-") else "") + grouped_text(plain.removeprefix("-"))


def statistic_digits(unit: str, span: float) -> int:
    """The decimals of a statistic: of a share as per cent two, of others the fewer the wider its scale is."""
    if is_share(unit):
        return 2
    return next((digits for least, digits in ((5_000, 0), (100, 1), (10, 2)) if span >= least), 4)


def is_share(unit: str) -> bool:
    """Whether a unit of the laboratory is a share of something, which a page writes as per cent."""
    return unit.startswith("share")


def statistic_text(value: float, unit: str, digits: int) -> str:
    """A statistic, rounded to its digits; a dash where so few paths tell none."""
    if value != value:  # noqa: PLR0124 - the one number that is not itself is none
        return ABSENT
    text = f"{value * 100:,.{digits}f}%" if is_share(unit) else f"{value:,.{digits}f}"
    bare = text.replace("-", "", 1)
    return f"−{bare}" if text.startswith("-") and bare.strip("0.,%") else bare


def tera_text(value: float) -> str:
    """A difficulty in units of 10^12, rounded to two decimals."""
    return decimal_text((round(value) + 5 * 10**9) // 10**10, 2)
