"""People are enlisted, appointed and revoked on record, and never by themselves."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from lantau import access, events
from lantau.access import SYSTEM, Actor
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.refusal import Refusal


def enlist(
    database: Database, clock: SimulatedClock, first: str, *roles: str, actor: Actor = SYSTEM, **fields: object
) -> Actor | Refusal:
    asked = {
        "key": f"enlist-{first}",
        "person_id": f"per-{first}",
        "name": first.title(),
        "organisation_id": "pty-issuer",
        "roles": roles,
        "occurred_at": clock.now(),
    }
    return access.enlist(database, clock, actor=actor, **(asked | fields))  # type: ignore[arg-type]


def enlisted(database: Database, clock: SimulatedClock, name: str, *roles: str) -> Actor:
    made = enlist(database, clock, name, *roles)
    assert isinstance(made, Actor), made
    return made


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code.name


def test_the_system_enlists_the_first_people(database: Database, clock: SimulatedClock) -> None:
    ann = enlisted(database, clock, "ann", "issuer_operator", "treasury")
    assert ann == access.person(database, "per-ann")
    assert ann == Actor("per-ann", "Ann", frozenset({"issuer_operator", "treasury"}), "pty-issuer", 1)
    assert access.people(database) == (ann,)
    assert access.person(database, "system") is SYSTEM
    assert code(access.person(database, "per-nobody")) == "access.unknown_person"
    assert events.verify(database) == ()


def test_no_record_holds_a_name(database: Database, clock: SimulatedClock) -> None:
    enlisted(database, clock, "wilhelmina", "treasury")
    with database.read() as connection:
        stored = connection.execute(
            "SELECT (SELECT string_agg(c::text, '') FROM events.commit c) || "
            "(SELECT string_agg(r::text, '') FROM events.record r) || "
            "(SELECT string_agg(l::text, '') FROM events.link l) AS text"
        ).fetchone()
    assert stored is not None and "Wilhelmina" not in stored["text"]


def test_later_people_are_enlisted_by_two(database: Database, clock: SimulatedClock) -> None:
    cora = enlisted(database, clock, "cora", "compliance_officer")
    chen = enlisted(database, clock, "chen", "issuer_checker")
    assert code(enlist(database, clock, "dora", "treasury", actor=cora)) == "access.four_eyes"
    assert code(enlist(database, clock, "dora", "treasury", actor=chen, checker=cora)) == "access.not_permitted"
    dora = enlist(database, clock, "dora", "treasury", actor=cora, checker=chen)
    assert isinstance(dora, Actor) and dora.roles == {"treasury"}


def test_an_organisation_has_its_people_from_its_own(database: Database, clock: SimulatedClock) -> None:
    makers = {
        "actor": enlisted(database, clock, "cora", "compliance_officer"),
        "checker": enlisted(database, clock, "chen", "issuer_checker"),
    }
    elsewhere = enlist(database, clock, "eve", "treasury", organisation_id="pty-other")
    assert isinstance(elsewhere, Actor), "the system enlists anybody's"
    enlisted(database, clock, "dora", "treasury")
    asked = enlist(database, clock, "fay", "treasury", organisation_id="pty-other", **makers)
    assert code(asked) == "access.not_own_organisation"
    for operation, role in ((access.appoint, "issuer_operator"), (access.revoke, "treasury")):
        told = {"role": role, "occurred_at": clock.now(), **makers}
        name = operation.__name__
        answer = operation(database, clock, key=f"{name}-eve", person_id="per-eve", **told)  # type: ignore[arg-type]
        assert code(answer) == "access.not_own_organisation"
        answer = operation(database, clock, key=f"{name}-dora", person_id="per-dora", **told)  # type: ignore[arg-type]
        assert isinstance(answer, Actor), answer


def test_roles_are_appointed_and_revoked_and_appointed_again(database: Database, clock: SimulatedClock) -> None:
    cora, chen = (
        enlisted(database, clock, "cora", "compliance_officer"),
        enlisted(database, clock, "chen", "issuer_checker"),
    )
    ann = enlisted(database, clock, "ann", "issuer_operator")

    def ask(act: str, role: str, key: str) -> Actor | Refusal:
        operation = access.appoint if act == "appoint" else access.revoke
        at = clock.now()
        return operation(
            database, clock, key=key, actor=cora, checker=chen, person_id="per-ann", role=role, occurred_at=at
        )

    assert code(ask("appoint", "issuer_operator", "k1")) == "access.already_appointed"
    assert code(ask("revoke", "treasury", "k2")) == "access.not_appointed"
    for number in range(2):
        appointed = ask("appoint", "treasury", f"k3-{number}")
        assert isinstance(appointed, Actor) and appointed.roles == {"issuer_operator", "treasury"}
        revoked = ask("revoke", "treasury", f"k4-{number}")
        assert isinstance(revoked, Actor) and revoked.roles == {"issuer_operator"}
    assert ann.version == 1 and revoked.version == 5
    assert code(ask("appoint", "auditor", "k5")) == "access.incompatible_roles"
    assert code(ask("appoint", "king", "k6")) == "access.unknown_role"
    assert code(ask("appoint", "system", "k7")) == "access.unknown_role"
    assert events.verify(database) == ()


def test_nobody_changes_or_checks_their_own_roles(database: Database, clock: SimulatedClock) -> None:
    cora = enlisted(database, clock, "cora", "compliance_officer")
    chen = enlisted(database, clock, "chen", "issuer_checker")
    for actor, checker, person_id in ((cora, chen, "per-cora"), (cora, chen, "per-chen")):
        refused = access.appoint(
            database,
            clock,
            key="own",
            actor=actor,
            checker=checker,
            person_id=person_id,
            role="mlro",
            occurred_at=clock.now(),
        )
        assert code(refused) == "access.own_roles"


def test_asking_twice_is_asking_once(database: Database, clock: SimulatedClock) -> None:
    first = enlisted(database, clock, "ann", "treasury")
    clock.advance_to(clock.now() + timedelta(days=1))
    assert enlist(database, clock, "ann", "treasury") == first
    assert code(enlist(database, clock, "ann", "treasury", name="Anne")) == "events.key_reused"
    assert code(enlist(database, clock, "ann", "treasury", key="another")) == "access.already_enlisted"
    assert len(access.people(database)) == 1


def test_an_act_by_somebody_whose_role_was_revoked_meanwhile_is_stale(
    database: Database, clock: SimulatedClock
) -> None:
    ann = enlisted(database, clock, "ann", "treasury")
    access.revoke(database, clock, key="r", actor=SYSTEM, person_id="per-ann", role="treasury", occurred_at=clock.now())
    work = events.Work("act", {}, ann.id, "world", clock.now(), guards=(ann.guard,))
    assert code(events.commit(database, clock, work)) == "events.stale"


def test_the_application_cannot_rewrite_who_was_what(database: Database) -> None:
    for table in ("access.person", "access.appointment", "access.revocation"):
        for statement in ("DELETE FROM {}", "UPDATE {} SET commit_id = ''", "TRUNCATE {} CASCADE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction() as connection:
                connection.execute(statement.format(table).encode())
