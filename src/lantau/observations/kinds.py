"""What each kind of observation must say. ``read`` turns a caller's value into the one stored form, or refuses it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from lantau.dates import Warning, parse_day, parse_instant
from lantau.money import asset
from lantau.observations.refusals import (
    CROSSED,
    FROM_THE_FUTURE,
    NOT_READABLE,
    NOTHING_TO_END,
    STILL_IN_FORCE,
    UNKNOWN_KIND,
)
from lantau.observations.values import KINDS, WARNING_KINDS, spelled
from lantau.refusal import Json, Refusal, Refused

Stored = dict[str, Json]

TEXT_MAX = 500
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

_QUOTE = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,6}))?")
_MATTER = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


def read(kind: str, subject: str, value: Mapping[str, Json], earlier: Sequence[Mapping[str, Json]]) -> Stored:
    """The value as it is stored. ``earlier`` are the stored values of the same warning kind and subject, in order.

    Refused ``observations.unknown_kind``, ``.not_readable``, ``.crossed``, ``.nothing_to_end``, ``.still_in_force``
    and what ``dates`` and ``money`` refuse.
    """
    if kind not in KINDS:
        raise Refused(Refusal(UNKNOWN_KIND, f"{kind!r} is none of {', '.join(KINDS)}", "kind"))
    if not isinstance(value, Mapping):
        raise unreadable("value", "must be a table of fields")
    if kind in WARNING_KINDS:
        return _warning(kind, value, earlier)
    if kind == "fx":
        _two_currencies(subject)
    return _READERS[kind](value)


def warning_of(kind: str, stored: Mapping[str, Json]) -> Warning | None:
    """The warning a stored value tells of, or None when it was withdrawn."""
    if stored["withdrawn"]:
        return None
    return _built(kind, stored["starts_at"], stored["ends_at"])


def refuse_the_impossible(kind: str, stored: Mapping[str, Json], occurred_at: datetime, now: datetime) -> None:
    """Refused ``observations.from_the_future``: a start, an end or the occurrence itself is later than ``now``.

    An occurrence before 1970 is refused as ``observations.not_readable``: no identifier could be made for it.
    """
    told = {"occurred_at": occurred_at}
    if occurred_at < EARLIEST:
        raise unreadable("occurred_at", f"lies before {EARLIEST.year}")
    if kind in WARNING_KINDS:
        for name in ("starts_at", "ends_at"):
            if stored[name] is not None:
                told[f"value.{name}"] = parse_instant(str(stored[name]))
    for where, instant in told.items():
        if instant > now:
            message = f"{instant.isoformat()} is later than {now.isoformat()}, when it would be recorded"
            raise Refused(Refusal(FROM_THE_FUTURE, message, where))


def unreadable(where: str, message: str) -> Refused:
    """The refusal of one field."""
    return Refused(Refusal(NOT_READABLE, f"{where} {message}", where))


def _warning(kind: str, value: Mapping[str, Json], earlier: Sequence[Mapping[str, Json]]) -> Stored:
    """A warning is named by its kind, subject and start. At most one under a subject has no end.

    Without ``starts_at`` the one without an end is meant, or else the one last told of that was not withdrawn.
    """
    _only(value, optional=("starts_at", "ends_at", "withdrawn"))
    starts_at, ends_at, withdrawn = value.get("starts_at"), value.get("ends_at"), value.get("withdrawn", False)
    if not isinstance(withdrawn, bool):
        raise unreadable("value.withdrawn", "must be true or false")
    last = {told["starts_at"]: told for told in earlier}
    standing = [told for told in last.values() if not told["withdrawn"]]
    lasting = [told for told in standing if told["ends_at"] is None]
    if starts_at is None:
        if ends_at is None and not withdrawn:
            raise unreadable("value.starts_at", "is missing")
        if not standing:
            raise Refused(Refusal(NOTHING_TO_END, "no start of this warning was observed", "subject"))
        meant = lasting[0] if lasting else next(told for told in reversed(earlier) if told in standing)
        starts_at = meant["starts_at"]
        ends_at = meant["ends_at"] if ends_at is None else ends_at
    warning = _built(kind, starts_at, ends_at)
    stored: Stored = {
        "starts_at": spelled(warning.starts_at),
        "ends_at": spelled(warning.ends_at) if warning.ends_at else None,
        "withdrawn": withdrawn,
    }
    others = [told["starts_at"] for told in lasting if told["starts_at"] != stored["starts_at"]]
    if others and not withdrawn:
        raise Refused(Refusal(STILL_IN_FORCE, f"the warning from {others[0]} has no end yet", "value.starts_at"))
    return stored


def _built(kind: str, starts_at: Json, ends_at: Json) -> Warning:
    start = parse_instant(readable(starts_at, "value.starts_at"), where="value.starts_at")
    end = None if ends_at is None else parse_instant(readable(ends_at, "value.ends_at"), where="value.ends_at")
    return Warning("gale" if kind == "warning.gale" else "black_rain", start, end)


def _price(value: Mapping[str, Json]) -> Stored:
    _only(value, required=("currency", "bid"), optional=("ask", "per"))
    currency = asset(readable(value["currency"], "value.currency"), where="value.currency")
    per = value.get("per", 1)
    if type(per) is not int or per < 1:
        raise unreadable("value.per", "must be a whole number of nominal, such as 100")
    return {"currency": currency.code, "per": per, **_quotes(value)}


def _fx(value: Mapping[str, Json]) -> Stored:
    _only(value, required=("bid",), optional=("ask",))
    quotes = _quotes(value)
    if quotes["bid_micros"] == 0:
        raise unreadable("value.bid", "of an exchange rate must be above zero")
    return quotes


def _two_currencies(subject: str) -> None:
    pair = [asset(code, where="subject") for code in subject.partition("/")[::2]]
    if pair[0] == pair[1] or not all(one.is_currency for one in pair):
        raise unreadable("subject", "must name two currencies, such as USD/HKD")


def _consent(value: Mapping[str, Json]) -> Stored:
    required = ("matter", "reference", "citation", "in_force_from")
    _only(value, required=required, optional=("in_force_until", "terms"))
    stored: Stored = {name: readable(value[name], f"value.{name}") for name in required}
    if not _MATTER.fullmatch(str(stored["matter"])):
        raise unreadable("value.matter", "must be words such as redemption.deadline")
    first = parse_day(str(stored["in_force_from"]), where="value.in_force_from")
    until = value.get("in_force_until")
    if until is not None and parse_day(readable(until, "value.in_force_until"), where="value.in_force_until") < first:
        raise unreadable("value.in_force_until", "lies before in_force_from")
    terms = value.get("terms", {})
    if not isinstance(terms, dict) or not all(type(term) in (str, int, bool) for term in terms.values()):
        raise unreadable("value.terms", "must be a table of texts, whole numbers and true or false")
    for name, term in terms.items():
        readable(name, "value.terms")
        if isinstance(term, str):
            readable(term, f"value.terms.{name}")
    return {**stored, "in_force_until": until, "terms": terms}


def _resolution(value: Mapping[str, Json]) -> Stored:
    """What a board set for itself; read as a consent is, without a paragraph and without an end."""
    _only(value, required=("matter", "reference", "in_force_from", "terms"))
    stored = _consent({**value, "citation": "-"})
    return {name: stored[name] for name in ("matter", "reference", "in_force_from", "terms")}


def _gazette(value: Mapping[str, Json]) -> Stored:
    _only(value, required=("title",), optional=("effective_on", "reference"))
    effective_on = value.get("effective_on")
    if effective_on is not None:
        parse_day(readable(effective_on, "value.effective_on"), where="value.effective_on")
    reference = value.get("reference")
    return {
        "title": readable(value["title"], "value.title"),
        "effective_on": effective_on,
        "reference": None if reference is None else readable(reference, "value.reference"),
    }


_READERS: dict[str, Callable[[Mapping[str, Json]], Stored]] = {
    "price": _price,
    "fx": _fx,
    "consent": _consent,
    "gazette": _gazette,
    "resolution": _resolution,
}


def _quotes(value: Mapping[str, Json]) -> Stored:
    bid = _micros(value["bid"], "value.bid")
    ask = value.get("ask")
    ask_micros = None if ask is None else _micros(ask, "value.ask")
    if ask_micros is not None and ask_micros < bid:
        raise Refused(Refusal(CROSSED, f"ask {value['ask']} is below bid {value['bid']}", "value.ask"))
    return {"bid_micros": bid, "ask_micros": ask_micros}


def _micros(text: Json, where: str) -> int:
    """A quote such as ``"99.125"`` as millionths, exactly."""
    found = _QUOTE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise unreadable(where, 'must be a decimal written as text with at most six decimals, such as "99.125"')
    return int(found[1] + (found[2] or "").ljust(6, "0"))


def _only(value: Mapping[str, Json], required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> None:
    for name in value:
        if name not in required and name not in optional:
            raise unreadable(f"value.{name}", f"is not a field; these are: {', '.join(required + optional)}")
    for name in required:
        if value.get(name) is None:
            raise unreadable(f"value.{name}", "is missing")


def readable(value: object, where: str) -> str:
    """The value if it is one line of printable text; anything else could not be stored or shown as it came."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > TEXT_MAX:
        raise unreadable(where, f"must be one line of text of at most {TEXT_MAX} characters")
    return value
