"""One spelling for every value: plain JSON, sorted and without blanks, and the SHA-256 of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from lantau.events.refusals import NOT_STORABLE
from lantau.refusal import Json, Refusal, Refused

_UNSTORABLE_TEXT = re.compile("[\x00\ud800-\udfff]")


def plain(value: object, where: str = "") -> Json:
    """A value as PostgreSQL and a digest both spell it. Refused ``events.not_storable`` for what has no one spelling.

    Whole decimals are integers and other decimals text without trailing zeros; instants are in UTC; bytes are hex.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        if _UNSTORABLE_TEXT.search(value):
            raise Refused(Refusal(NOT_STORABLE, "text holds a NUL or half a surrogate pair", where))
        return str(value)
    if isinstance(value, Mapping):
        return {_name(name, where): plain(item, f"{where}.{name}".lstrip(".")) for name, item in value.items()}
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, Sequence):
        return [plain(item, f"{where}[{position}]") for position, item in enumerate(value)]
    return _plain_scalar(value, where)


def _plain_scalar(value: object, where: str) -> Json:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise Refused(Refusal(NOT_STORABLE, f"{value} has no time zone", where))
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal) and value.is_finite():
        return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
    raise Refused(Refusal(NOT_STORABLE, f"a {type(value).__name__} has no one spelling: {value!r:.60}", where))


def _name(name: object, where: str) -> str:
    if not isinstance(name, str):
        raise Refused(Refusal(NOT_STORABLE, f"the name {name!r} is not text", where))
    plain(name, where)
    return name


def spelled(value: Json) -> str:
    """Canonical JSON: names sorted, no blanks, text as it is. Two equal values have one spelling."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(value: Json) -> str:
    """The SHA-256 of the canonical spelling, in hex."""
    return hashlib.sha256(spelled(value).encode()).hexdigest()


def row_digest(table: str, values: Mapping[str, Json]) -> str:
    """The digest of a stored row. Empty columns are left out, so that a later migration may add one."""
    return digest([table, {name: value for name, value in values.items() if value is not None}])


def plain_row(values: Mapping[str, object], where: str = "") -> dict[str, Json]:
    """A row, column by column, as ``plain`` spells it."""
    return {name: plain(value, f"{where}.{name}") for name, value in values.items()}
