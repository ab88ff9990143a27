"""The nouns of the room: an observation, and what it says once read by its kind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from lantau.money import Amount, Asset
from lantau.refusal import Json

WARNING_KINDS = ("warning.gale", "warning.black_rain")
KINDS = (*WARNING_KINDS, "price", "fx", "consent", "gazette", "resolution")
"""Every kind of observation. The fields of each are in ``kinds.py`` and the README."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What the world told us: ``value`` about ``subject``, true from ``occurred_at``, known here from ``recorded_at``.

    ``height`` is its place in the chain, from 1; ``digest`` covers everything else and the digest before it.
    """

    height: int
    id: str
    key: str
    request_digest: str
    kind: str
    subject: str
    value: Mapping[str, Json]
    occurred_at: datetime
    recorded_at: datetime
    source: str
    actor_id: str
    previous: str

    @property
    def digest(self) -> str:
        """SHA-256 over all fields in one spelling, the previous digest among them."""
        return digest_of(
            {
                "height": self.height,
                "id": self.id,
                "key": self.key,
                "request_digest": self.request_digest,
                "kind": self.kind,
                "subject": self.subject,
                "value": dict(self.value),
                "occurred_at": spelled(self.occurred_at),
                "recorded_at": spelled(self.recorded_at),
                "source": self.source,
                "actor_id": self.actor_id,
                "previous": self.previous,
            }
        )


@dataclass(frozen=True, slots=True)
class Price:
    """Quotes for an instrument in millionths of ``currency`` per ``per`` of nominal (100 for most debt)."""

    instrument: str
    currency: Asset
    bid_micros: int
    ask_micros: int | None
    per: int
    occurred_at: datetime
    source: str
    observation_id: str

    def value_at_bid(self, nominal: Amount) -> Amount:
        """What a nominal would fetch at the bid, rounded down to the currency's unit: a pool is never flattered."""
        assert nominal.asset == self.currency, f"{self.instrument} is quoted in {self.currency}, not {nominal.asset}"
        assert nominal.units >= 0, "a nominal held is not negative"
        return Amount(self.currency, nominal.units * self.bid_micros // (self.per * 1_000_000))


@dataclass(frozen=True, slots=True)
class Rate:
    """Quotes for one whole of ``base`` in millionths of ``quote``."""

    base: Asset
    quote: Asset
    bid_micros: int
    ask_micros: int | None
    occurred_at: datetime
    source: str
    observation_id: str


@dataclass(frozen=True, slots=True)
class Consent:
    """A written consent of the Monetary Authority to one issuer, in force on both ``in_force_from`` and ``_until``.

    ``matter`` says to what, such as ``redemption.deadline``; ``terms`` hold its numbers; ``citation`` the paragraph
    that asks for it; ``given_at`` is when the letter was given.
    """

    issuer_id: str
    matter: str
    reference: str
    citation: str
    in_force_from: date
    in_force_until: date | None
    terms: Mapping[str, Json]
    observation_id: str
    given_at: datetime

    def in_force_on(self, day: date) -> bool:
        """Whether it covers a Hong Kong day."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an issuer's own board set: ``matter`` such as ``interval.cyber_test``, ``terms`` its numbers, from a day on.

    ``reference`` names the resolution; a later one on the matter takes the place of an earlier one from its own day.
    """

    issuer_id: str
    matter: str
    reference: str
    in_force_from: date
    terms: Mapping[str, Json]
    observation_id: str


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """The first thing that is not as the chain of observations says; ``height`` is the place, from 1."""

    height: int
    kind: Literal["altered", "missing", "added"]
    key: str
    message: str
    stream: str = "observations"
    table: str = "observations.observation"

    def as_json(self) -> dict[str, Json]:
        """The discrepancy as plain data, for ``verify --json``."""
        return {
            "stream": self.stream,
            "height": self.height,
            "kind": self.kind,
            "table": self.table,
            "key": self.key,
            "message": self.message,
        }


def spelled(instant: datetime) -> str:
    """An instant in the one spelling that digests and stored values use."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def digest_of(body: Mapping[str, Json]) -> str:
    """SHA-256 of plain data in one spelling: sorted names, no blanks, no floats."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
