"""Reading observations as they were known at an instant."""

from __future__ import annotations

from datetime import date, datetime

from lantau.dates import Warning, parse_day
from lantau.db import Database
from lantau.money import Asset, asset
from lantau.observations import store
from lantau.observations.chain import compare
from lantau.observations.kinds import warning_of
from lantau.observations.values import KINDS, WARNING_KINDS, Consent, Discrepancy, Observation, Price, Rate, Resolution
from lantau.refusal import Json


def warnings(database: Database, *, known_at: datetime) -> tuple[Warning, ...]:
    """Gale and black rainstorm warnings recorded by an instant, each as last told; withdrawn ones are left out."""
    with database.read() as connection:
        told = store.recorded(connection, kinds=WARNING_KINDS, subject=None, known_at=known_at)
    last = {(one.kind, one.subject, one.value["starts_at"]): one for one in told}
    read = (warning_of(observation.kind, observation.value) for observation in last.values())
    return tuple(sorted((one for one in read if one is not None), key=lambda one: (one.starts_at, one.kind)))


def price(database: Database, instrument: str, *, as_of: datetime, known_at: datetime) -> Price | None:
    """The last price of an instrument as of an instant, or None when none is known. Its age is for the caller."""
    with database.read() as connection:
        found = store.latest_quote(connection, "price", instrument, as_of=as_of, known_at=known_at)
    if found is None:
        return None
    return Price(
        instrument=instrument,
        currency=asset(str(found.value["currency"])),
        bid_micros=_whole(found.value["bid_micros"]),
        ask_micros=_whole_or_none(found.value["ask_micros"]),
        per=_whole(found.value["per"]),
        occurred_at=found.occurred_at,
        source=found.source,
        observation_id=found.id,
    )


def fx(database: Database, base: Asset, quote: Asset, *, as_of: datetime, known_at: datetime) -> Rate | None:
    """The last rate of ``base`` in ``quote`` as of an instant, or None. A rate is never turned round."""
    subject = f"{base.code}/{quote.code}"
    with database.read() as connection:
        found = store.latest_quote(connection, "fx", subject, as_of=as_of, known_at=known_at)
    if found is None:
        return None
    return Rate(
        base=base,
        quote=quote,
        bid_micros=_whole(found.value["bid_micros"]),
        ask_micros=_whole_or_none(found.value["ask_micros"]),
        occurred_at=found.occurred_at,
        source=found.source,
        observation_id=found.id,
    )


def consents(
    database: Database,
    *,
    known_at: datetime,
    issuer_id: str | None = None,
    on: date | None = None,
    matter: str | None = None,
) -> tuple[Consent, ...]:
    """Written consents as known: to one issuer, in force on a day, on one matter, where given.

    One told again under its reference is superseded.
    """
    with database.read() as connection:
        told = store.recorded(connection, kinds=("consent",), subject=issuer_id, known_at=known_at)
    last = {(observation.subject, observation.value["reference"]): _consent(observation) for observation in told}
    return tuple(one for one in last.values() if (on is None or one.in_force_on(on)) and matter in (None, one.matter))


def resolutions(database: Database, *, known_at: datetime, issuer_id: str, on: date) -> dict[str, Resolution]:
    """What an issuer's board has set for itself, by matter, as in force on a day and known at an instant.

    Of several on one matter the one in force from the latest day counts, and of those the one told last.
    """
    with database.read() as connection:
        told = store.recorded(connection, kinds=("resolution",), subject=issuer_id, known_at=known_at)
    read = [_resolution(observation) for observation in told]
    begun = [one for one in read if one.in_force_from <= on]
    return {one.matter: one for one in sorted(begun, key=lambda one: one.in_force_from)}


def history(
    database: Database, *, kind: str | None = None, subject: str | None = None, known_at: datetime | None = None
) -> tuple[Observation, ...]:
    """Every observation, superseded ones too, in the order they were recorded."""
    kinds = KINDS if kind is None else (kind,)
    with database.read() as connection:
        return tuple(store.recorded(connection, kinds=kinds, subject=subject, known_at=known_at))


def verify(database: Database) -> tuple[Discrepancy, ...]:
    """The first altered, missing or added observation, or nothing when all are as their chain says."""
    with database.read() as connection:
        return compare(store.chain(connection), store.head(connection))


def _consent(observation: Observation) -> Consent:
    value = observation.value
    until, terms = value["in_force_until"], value["terms"]
    assert isinstance(terms, dict)
    return Consent(
        issuer_id=observation.subject,
        matter=str(value["matter"]),
        reference=str(value["reference"]),
        citation=str(value["citation"]),
        in_force_from=parse_day(str(value["in_force_from"])),
        in_force_until=None if until is None else parse_day(str(until)),
        terms=terms,
        observation_id=observation.id,
        given_at=observation.occurred_at,
    )


def _resolution(observation: Observation) -> Resolution:
    value = observation.value
    terms = value["terms"]
    assert isinstance(terms, dict)
    return Resolution(
        issuer_id=observation.subject,
        matter=str(value["matter"]),
        reference=str(value["reference"]),
        in_force_from=parse_day(str(value["in_force_from"])),
        terms=terms,
        observation_id=observation.id,
    )


def _whole(value: Json) -> int:
    assert type(value) is int
    return value


def _whole_or_none(value: Json) -> int | None:
    return None if value is None else _whole(value)


def head(database: Database) -> tuple[int, str]:
    """Height and digest of the chain's end: kept elsewhere, they let anybody notice a chain rewritten whole."""
    with database.read() as connection:
        return store.head(connection)
