"""Enlist people, appoint them to roles and revoke roles: made by one, checked by another, never by the person alone.

The system enlists and appoints a world's first people, since nobody is there yet who could.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime

from lantau import events
from lantau.access.policy import PEOPLE, require_compatible, require_two
from lantau.access.refusals import (
    ALREADY_APPOINTED,
    ALREADY_ENLISTED,
    NOT_APPOINTED,
    OWN_ROLES,
    UNKNOWN_PERSON,
    UNKNOWN_ROLE,
)
from lantau.access.store import read_people
from lantau.access.values import ROLES, SYSTEM, Actor
from lantau.dates import Clock
from lantau.db import Database
from lantau.refusal import Code, Json, Refusal, Refused, refuses

STREAM = "world"


@refuses
def enlist(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    person_id: str,
    name: str,
    organisation_id: str,
    occurred_at: datetime,
    roles: Iterable[str] = (),
    checker: Actor | None = None,
) -> Actor | Refusal:
    """Enlist a person of an organisation and appoint them to roles; the actor they are from now on.

    Refused ``access.not_permitted``, ``access.not_own_organisation``, ``access.four_eyes``, ``access.own_roles``,
    ``access.unknown_role``, ``access.incompatible_roles``, ``access.already_enlisted``.
    """
    wanted = frozenset(roles)
    request: dict[str, Json] = {
        "person_id": person_id,
        "name": name,
        "organisation_id": organisation_id,
        "roles": list[Json](sorted(wanted)),
    }
    _require_makers(actor, checker, "access.enlist", person_id, organisation_id)
    _require_known(wanted)
    require_compatible(wanted, person_id)
    if (standing := _standing(database, key, "access.enlist", request)) is not None:
        return standing
    with database.read() as connection:
        if read_people(connection, person_id) or person_id == SYSTEM.id:
            return Refusal(ALREADY_ENLISTED, f"{person_id} is enlisted already", "person_id")
    values = {"id": person_id, "name": name, "organisation_id": organisation_id, "enlisted_at": occurred_at}
    rows = [events.Row("access.person", values)]
    rows += [_appointment(key, person_id, role, occurred_at) for role in sorted(wanted)]
    after = Actor(person_id, name, wanted, organisation_id, version=1)
    record = events.Record(
        "person.enlisted", person_id, {"organisation_id": organisation_id, "roles": request["roles"]}
    )
    operation = ("access.enlist", request)
    return _commit(database, clock, key, operation, (actor, checker), occurred_at, record, rows, None, after)


@refuses
def appoint(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    person_id: str,
    role: str,
    occurred_at: datetime,
    checker: Actor | None = None,
) -> Actor | Refusal:
    """Appoint an enlisted person to a further role; the actor they are from now on.

    Refused as ``enlist``, and ``access.unknown_person``, ``access.already_appointed``.
    """
    request: dict[str, Json] = {"person_id": person_id, "role": role}
    before, _ = _enlisted(database, person_id)
    _require_makers(actor, checker, "access.appoint", person_id, before.organisation_id)
    _require_known({role})
    if (standing := _standing(database, key, "access.appoint", request)) is not None:
        return standing
    if role in before.roles:
        return _no(ALREADY_APPOINTED, f"{person_id} is {role} already")
    after = Actor(before.id, before.name, before.roles | {role}, before.organisation_id, before.version + 1)
    require_compatible(after.roles, person_id)
    record = events.Record("person.appointed", person_id, {"role": role})
    rows = [_appointment(key, person_id, role, occurred_at)]
    operation = ("access.appoint", request)
    return _commit(database, clock, key, operation, (actor, checker), occurred_at, record, rows, before, after)


@refuses
def revoke(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    person_id: str,
    role: str,
    occurred_at: datetime,
    checker: Actor | None = None,
) -> Actor | Refusal:
    """End a person's role; acts that were decided on it and are not committed yet become stale.

    Refused as ``appoint``, and ``access.not_appointed``.
    """
    request: dict[str, Json] = {"person_id": person_id, "role": role}
    before, appointments = _enlisted(database, person_id)
    _require_makers(actor, checker, "access.revoke", person_id, before.organisation_id)
    if (standing := _standing(database, key, "access.revoke", request)) is not None:
        return standing
    if role not in appointments:
        return _no(NOT_APPOINTED, f"{person_id} is not {role}")
    after = Actor(before.id, before.name, before.roles - {role}, before.organisation_id, before.version + 1)
    record = events.Record("person.revoked", person_id, {"role": role})
    rows = [events.Row("access.revocation", {"appointment_id": appointments[role], "revoked_at": occurred_at})]
    operation = ("access.revoke", request)
    return _commit(database, clock, key, operation, (actor, checker), occurred_at, record, rows, before, after)


def _require_makers(actor: Actor, checker: Actor | None, operation: str, person_id: str, organisation_id: str) -> None:
    """Two people of the organisation, neither of them the one concerned; the system acts by itself."""
    if actor == SYSTEM:
        return
    if actor.id == person_id or (checker is not None and checker.id == person_id):
        raise Refused(
            Refusal(OWN_ROLES, f"{person_id} may not take part in {operation} of themselves", "actor", PEOPLE)
        )
    require_two(actor, checker, operation, for_=(organisation_id,))


def _require_known(roles: Iterable[str]) -> None:
    for role in sorted(roles):
        if role not in ROLES or role in SYSTEM.roles:
            raise Refused(Refusal(UNKNOWN_ROLE, f"{role!r} is not a role for people", "roles"))


def _enlisted(database: Database, person_id: str) -> tuple[Actor, Mapping[str, str]]:
    with database.read() as connection:
        found = read_people(connection, person_id)
    if not found:
        raise Refused(Refusal(UNKNOWN_PERSON, f"{person_id} is not enlisted", "person_id"))
    return found[0]


def _appointment(key: str, person_id: str, role: str, occurred_at: datetime) -> events.Row:
    appointment_id = f"{key}/{role}"
    values = {"id": appointment_id, "person_id": person_id, "role": role, "appointed_at": occurred_at}
    return events.Row("access.appointment", values)


def _commit(
    database: Database,
    clock: Clock,
    key: str,
    operation: tuple[str, Mapping[str, Json]],
    makers: tuple[Actor, Actor | None],
    occurred_at: datetime,
    record: events.Record,
    rows: Iterable[events.Row],
    before: Actor | None,
    after: Actor,
) -> Actor | Refusal:
    actor, checker = makers
    guards = [maker.guard for maker in makers if maker is not None]
    guards.append(before.guard if before else events.Guard(f"person:{after.id}", 0))
    committed = events.commit(
        database,
        clock,
        events.Work(
            key=key,
            request=_request(*operation),
            actor_id=actor.id,
            checker_id=checker.id if checker else "",
            stream=STREAM,
            occurred_at=occurred_at,
            records=(record,),
            rows=tuple(rows),
            guards=tuple(guards),
            bumps=(f"person:{after.id}",),
            result={"person_id": after.id, "roles": list[Json](sorted(after.roles)), "version": after.version},
        ),
    )
    return committed if isinstance(committed, Refusal) else _answered(database, committed.result)


def _standing(database: Database, key: str, operation: str, request: Mapping[str, Json]) -> Actor | Refusal | None:
    """What was answered under the key before."""
    replayed = events.replay(database, key, _request(operation, request))
    return _answered(database, replayed.result) if isinstance(replayed, events.Committed) else replayed


def _request(operation: str, request: Mapping[str, Json]) -> dict[str, Json]:
    return {"operation": operation, **request}


def _answered(database: Database, result: Mapping[str, Json]) -> Actor:
    """The actor as first answered. Records hold no name, so it is read from the person's row."""
    roles, version = result["roles"], result["version"]
    assert isinstance(roles, list) and isinstance(version, int)
    stored, _ = _enlisted(database, str(result["person_id"]))
    return dataclasses.replace(stored, roles=frozenset(str(role) for role in roles), version=version)


def _no(code: Code, message: str) -> Refusal:
    return Refusal(code, message, "role")
