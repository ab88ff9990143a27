"""A page's view as plain JSON data: the twin that `/api` serves."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum

from lantau.money import Amount
from lantau.refusal import Json


def plain(value: object) -> Json:
    """Amounts keep their whole units beside their text; instants are UTC; a drawing is left to the page."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Amount):
        return {"asset": value.asset.code, "units": value.units, "text": value.decimal_text()}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {item.name: plain(getattr(value, item.name)) for item in fields if item.name != "chart"}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    raise AssertionError(f"a page holds a {type(value).__name__}, which JSON cannot")
