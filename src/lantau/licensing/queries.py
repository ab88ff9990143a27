"""Reads for gates and desks. A gate that used any of these guards the version of ``licence:<party id>``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from lantau import events, observations
from lantau.db import Connection, Database
from lantau.licensing import licences as terms
from lantau.licensing import ongoing, store
from lantau.licensing.application import Application
from lantau.licensing.filed_papers import FILED, as_filed, remarks_filed
from lantau.licensing.licences import Coin, Condition, Direction, Licence, obstacle, tightest_cap
from lantau.licensing.ongoing import settled_beside
from lantau.licensing.pilots import Pilot, act_row
from lantau.licensing.remarks import Remark
from lantau.licensing.store import FiledApplication, Step
from lantau.refusal import Refusal
from lantau.rulebook import Finding, Rulebook, Value

__all__ = [
    "Coin",
    "Condition",
    "Direction",
    "FiledApplication",
    "Licence",
    "Pilot",
    "Remark",
    "Step",
    "application",
    "applications",
    "cap",
    "coin",
    "coins",
    "direction_against",
    "directions",
    "form_of",
    "history",
    "is_authorized_institution",
    "licence",
    "licences",
    "licensee_findings",
    "open_conditions",
    "pilot",
    "pilot_act_row",
    "pilots",
    "remarks_of",
    "settled_beside",
]

pilot_act_row = act_row
"""See ``pilots.act_row``: how another room's act counts towards a participant's total cap."""


def licence(connection: Connection, issuer_id: str) -> Licence | None:
    """A party's licence, whatever its state; ask ``is_in_force(on)`` for the fact ``issuer.licensed``."""
    return store.licence(connection, issuer_id)


def licences(connection: Connection) -> tuple[Licence, ...]:
    """The register of licensees, by number."""
    return store.licences(connection)


def is_authorized_institution(connection: Connection, party_id: str) -> bool | None:
    """Whether a party is an authorized institution, as its last application says; None when it made none."""
    filed = store.applications(connection, party_id)
    return form_of(connection, filed[-1]).applicant.is_authorized_institution if filed else None


def open_conditions(connection: Connection, issuer_id: str) -> tuple[Condition, ...]:
    """The conditions of the issuer's licence that were not cancelled."""
    return store.open_conditions(connection, issuer_id)


def cap(connection: Connection, issuer_id: str, coin_id: str, on: date | None = None) -> int | None:
    """The most of the coin that could ever be in issue: the lower of its cap and the licence's; None without either.

    In micros of its reference currency. With ``on`` a condition counts from the day it takes effect, else at once.
    """
    return tightest_cap(store.open_conditions(connection, issuer_id), coin_id, on)


def coin_cap(connection: Connection, issuer_id: str, coin_id: str, on: date | None = None) -> int | None:
    """The lowest cap on this coin by name; None without one."""
    return terms.coin_cap(store.open_conditions(connection, issuer_id), coin_id, on)


def licence_cap(connection: Connection, issuer_id: str, on: date | None = None) -> int | None:
    """The lowest cap on all coins issued under the licence together; None without one."""
    return terms.licence_cap(store.open_conditions(connection, issuer_id), on)


def directions(connection: Connection, party_id: str) -> tuple[Direction, ...]:
    """Every direction given to the party, the lifted ones too."""
    return store.directions(connection, party_id)


def direction_against(connection: Connection, party_id: str, act: str, on: date | None = None) -> Refusal | None:
    """What the supervisor put in the way of an act (issue, redeem, pay, reserve, offer), or None.

    An open direction stops what it names; a suspended or revoked licence or a condition to cease stops issuing and
    offering. Refusal licensing.directed or ceased.
    """
    return obstacle(
        act,
        store.licence(connection, party_id),
        store.open_conditions(connection, party_id),
        store.directions(connection, party_id),
        on,
    )


def coin(connection: Connection, coin_id: str) -> Coin | None:
    """A coin by its id."""
    return store.coin(connection, coin_id)


def coins(connection: Connection, issuer_id: str = "") -> tuple[Coin, ...]:
    """Every coin, or an issuer's, by id."""
    return store.coins(connection, issuer_id)


def pilot(connection: Connection, party_id: str) -> Pilot | None:
    """The pilot a party takes part in."""
    return store.pilot(connection, party_id)


def pilots(connection: Connection) -> tuple[Pilot, ...]:
    """Every pilot participant, in the order of admission."""
    return store.pilots(connection)


def application(connection: Connection, application_id: str) -> FiledApplication | None:
    """A filed application with where it stands."""
    return store.application(connection, application_id)


def applications(connection: Connection, party_id: str = "") -> tuple[FiledApplication, ...]:
    """Every filed application, or a party's, in the order of filing."""
    return store.applications(connection, party_id)


def form_of(connection: Connection, filed: FiledApplication) -> Application:
    """The form as it was filed. It was read before it was recorded, so it reads again."""
    return as_filed(filed.form, filed.source, events.queries.records_of(connection, filed.id, (FILED,)))


def remarks_of(connection: Connection, filed: FiledApplication) -> tuple[Remark, ...] | None:
    """The remarks made when the papers of a filed application were read; None when only a form was filed."""
    return remarks_filed(events.queries.records_of(connection, filed.id, (FILED,)))


def history(connection: Connection, subject_id: str) -> tuple[Step, ...]:
    """Every step of an application, licence or pilot, first to last."""
    return store.history(connection, subject_id)


def licensee_findings(
    database: Database,
    book: Rulebook,
    issuer_id: str,
    *,
    on: date,
    known_at: datetime,
    known: Mapping[str, Value] | None = None,
    beside: Iterable[Finding] = (),
) -> tuple[Finding, ...]:
    """How a licensee stands to what is asked of it at all times (O s.24), for a close; none without a licence.

    ``known`` are facts of the gate ``licensee`` that rooms above know (``reserves.queries.pools_facts``), ``beside``
    the findings of the same close, any of which may breach a criterion. See ``ongoing.judge_licensee``.
    """
    told = observations.resolutions(database, known_at=known_at, issuer_id=issuer_id, on=on)
    with database.read() as connection:
        held = store.licence(connection, issuer_id)
        if held is None or on < held.effective_on:
            return ()
        filed = store.applications(connection, issuer_id)
        facts = ongoing.licensee_facts(
            form_of(connection, filed[-1]) if filed else None,
            held,
            store.open_conditions(connection, issuer_id),
            store.directions(connection, issuer_id),
            {matter: resolution.terms for matter, resolution in told.items()},
            on,
        )
    return ongoing.judge_licensee(book, {**facts, **(known or {})}, party_id=issuer_id, on=on, beside=beside)
