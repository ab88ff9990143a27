"""Make and check identifiers: ``pty_`` + 10 characters of time + 16 of digest, in Crockford's base 32."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from lantau.ids.refusals import MALFORMED, WRONG_PREFIX
from lantau.refusal import Refusal, Refused

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "pty": "party",
        "per": "person",
        "wal": "wallet",
        "bac": "bank account",
        "app": "application",
        "lic": "licence",
        "plt": "pilot",
        "con": "condition",
        "dir": "direction",
        "frz": "freeze order",
        "cas": "case",
        "acc": "account",
        "tfr": "transfer",
        "hld": "hold",
        "pol": "pool",
        "pos": "position",
        "val": "valuation",
        "att": "attestation of the reserve",
        "ord": "order",
        "pay": "payment",
        "prd": "production of bitcoin",
        "sal": "sale of bitcoin",
        "pur": "purchase",
        "rec": "record",
        "fnd": "finding",
        "stm": "statement",
        "ret": "return",
        "obl": "obligation",
        "brk": "break",
        "obs": "observation",
        "out": "outbox message",
        "cmt": "commit",
        "act": "act",
        "nte": "supervisor's note",
        "evd": "document filed as evidence",
        "rvw": "reading of a filed document",
        "jdg": "judgement",
    }
)
"""Every prefix with what it names."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME_CHARACTERS = 10
_DIGEST_CHARACTERS = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FORM = re.compile(rf"([a-z]{{3}})_([0-7][{_ALPHABET}]{{{_TIME_CHARACTERS - 1}}}[{_ALPHABET}]{{{_DIGEST_CHARACTERS}}})")


def make(prefix: str, at: datetime, seed: str) -> str:
    """The identifier for a seed at an instant: the same three arguments always give the same one.

    Within a prefix, identifiers sort by ``at`` to the millisecond. ``seed`` must be unique within that millisecond:
    the caller's key, and a place where one key makes several things (``f"{key}/2"``). 80 bits of its SHA-256 are kept.
    """
    assert prefix in PREFIXES, f"{prefix!r} is not in PREFIXES"
    assert at.tzinfo is not None, "an instant has a time zone"
    assert seed, "an identifier needs a seed"
    milliseconds = (at - _EPOCH) // _MILLISECOND
    assert 0 <= milliseconds < 1 << 48, f"{at} does not fit an identifier"
    digest = int.from_bytes(hashlib.sha256(seed.encode()).digest()[: _DIGEST_CHARACTERS * 5 // 8])
    return f"{prefix}_{_spelled(milliseconds, _TIME_CHARACTERS)}{_spelled(digest, _DIGEST_CHARACTERS)}"


def check(text: str, prefix: str, *, where: str = "") -> str:
    """The text itself if it is an identifier with this prefix. Refused ``ids.malformed`` or ``ids.wrong_prefix``."""
    assert prefix in PREFIXES, f"{prefix!r} is not in PREFIXES"
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None or found[1] not in PREFIXES:
        shown = repr(text) if len(repr(text)) <= 60 else f"{text!r:.57}..."
        raise Refused(Refusal(MALFORMED, f"{shown} is not the identifier of a {PREFIXES[prefix]}", where))
    if found[1] != prefix:
        message = f"{text} is the identifier of a {PREFIXES[found[1]]}, not of a {PREFIXES[prefix]}"
        raise Refused(Refusal(WRONG_PREFIX, message, where))
    return text


def instant_of(identifier: str) -> datetime:
    """The instant an identifier was made for, to the millisecond."""
    found = _FORM.fullmatch(identifier)
    assert found is not None, f"{identifier!r} is not an identifier"
    number = 0
    for character in found[2][:_TIME_CHARACTERS]:
        number = number * 32 + _ALPHABET.index(character)
    return _EPOCH + number * _MILLISECOND


def _spelled(number: int, characters: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(characters)))
