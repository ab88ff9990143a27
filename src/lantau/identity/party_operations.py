"""Operations on parties: take on, revise, relate. Each is asked with the caller's key and retried by it.

Particulars reach the record as digests keyed by the party's salt; the plain text is sealed in the same commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from lantau import access, events, ids
from lantau.access import Actor, Asked
from lantau.dates import Clock
from lantau.db import Database
from lantau.events import Record, Row
from lantau.identity import store
from lantau.identity.asking_operations import (
    known_party,
    open_relation_id,
    recorded,
    replayed,
    require_customer,
    require_text,
)
from lantau.identity.parties import read_identifiers, read_kind, read_particulars
from lantau.identity.records import Recorded
from lantau.identity.refusals import ALREADY_RELATED, FORGOTTEN
from lantau.identity.sealing import RandomKeys, SeededKeys
from lantau.refusal import Json, Refusal, Refused, refuses


@refuses
def take_on(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    kind: str,
    particulars: Mapping[str, str],
    identifiers: Sequence[tuple[str, str]] = (),
    issuer_id: str = "",
    key_seed: bytes | None = None,
) -> Recorded | Refusal:
    """Make a party known and, with ``issuer_id``, that issuer's customer. ``kind`` is natural or legal.

    Without an issuer a party is made known by itself, by the supervisor or by the system.
    ``key_seed`` derives the party's sealing key in a world of invented people that must replay to one digest; left
    out, the key is random. Refused identity.bad_particulars, bad_identifier, unknown_party (the issuer), dates.*.
    """
    party_id = ids.make("pty", occurred_at, key)
    _require_registrar(actor, party_id, issuer_id)
    party_kind = read_kind(kind, "kind")
    told = read_particulars(party_kind, particulars, "particulars")
    numbers = read_identifiers(party_kind, identifiers, "identifiers")
    with database.read() as connection:
        if issuer_id:
            known_party(connection, issuer_id, "issuer_id")
        if store.is_forgotten(connection, party_id):
            raise Refused(Refusal(FORGOTTEN, f"{party_id} was taken on with this key and forgotten since", "key"))
    keys = RandomKeys() if key_seed is None else SeededKeys(key_seed)
    secret = store.ensure_key(database, party_id, keys)
    digest = store.particulars_digest(secret, told, numbers)
    asked = Asked(
        database, clock, key, actor, None, occurred_at, issuer_id,
        {"operation": "identity.take_on", "kind": party_kind.value, "particulars": digest, "issuer_id": issuer_id},
        of_asker=True,
    )  # fmt: skip
    if (answer := replayed(asked, party_id)) is not None:
        return answer
    recorded_at = clock.now()
    row_id = asked.id("rec", "particulars")
    rows = [
        Row(
            "identity.party",
            {"id": party_id, "kind": party_kind.value, "occurred_at": occurred_at, "recorded_at": recorded_at},
        ),
        store.particulars_row(secret, row_id, party_id, 1, told, numbers, recorded_at),
    ]
    if issuer_id:
        rows.append(_relation_row(asked.id("rec", "relation"), party_id, issuer_id, occurred_at))
    body: dict[str, Json] = {"kind": party_kind.value, "particulars_digest": digest, "issuer_id": issuer_id}
    record = Record("identity.party_taken_on", party_id, body)
    return recorded(asked, party_id, party_id, record, tuple(rows))


@refuses
def revise_particulars(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    party_id: str,
    particulars: Mapping[str, str],
    identifiers: Sequence[tuple[str, str]] = (),
    issuer_id: str = "",
) -> Recorded | Refusal:
    """Add or correct particulars; what is not named stays. Earlier revisions stay sealed beside it.

    An issuer revises its customer's. Refused as ``take_on``, and identity.unknown_party, forgotten, not_a_customer.
    """
    _require_registrar(actor, party_id, issuer_id)
    with database.read() as connection:
        party = known_party(connection, party_id, "party_id")
        if issuer_id:
            require_customer(connection, party_id, issuer_id)
        secret = store.key_of(connection, party_id)
        revision = store.particulars_revision(connection, party_id)
        versions = events.versions(connection, [f"party:{party_id}"])
    assert secret is not None, f"{party_id} is not forgotten and has no key"
    told = read_particulars(party.kind, {"full_name": party.name, **particulars}, "particulars")
    numbers = {found.kind: found for found in party.identifiers}
    numbers |= {found.kind: found for found in read_identifiers(party.kind, identifiers, "identifiers")}
    merged = dict(party.particulars) | told
    kept = tuple(numbers[name] for name in sorted(numbers))
    asked = Asked(
        database, clock, key, actor, None, occurred_at, issuer_id,
        {
            "operation": "identity.revise_particulars",
            "party_id": party_id,
            "particulars": secret.digest(repr(sorted(particulars.items())), repr(list(identifiers))),
        },
        versions, of_asker=True,
    )  # fmt: skip
    row_id = asked.id("rec", "particulars")
    if (answer := replayed(asked, party_id)) is not None:
        return answer
    row = store.particulars_row(secret, row_id, party_id, revision + 1, merged, kept, clock.now())
    digest = store.particulars_digest(secret, merged, kept)
    record = Record("identity.particulars_revised", party_id, {"particulars_digest": digest, "revision": revision + 1})
    return recorded(asked, row_id, party_id, record, (row,))


@refuses
def open_relation(
    database: Database, clock: Clock, *, key: str, actor: Actor, occurred_at: datetime, party_id: str, issuer_id: str
) -> Recorded | Refusal:
    """Make a known party an issuer's customer. Refused identity.unknown_party, forgotten, already_related."""
    access.require(actor, "identity.take_on", for_=(issuer_id,))
    request: dict[str, Json] = {"operation": "identity.open_relation", "party_id": party_id, "issuer_id": issuer_id}
    with database.read() as connection:
        versions = events.versions(connection, [f"party:{party_id}"])
        asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request, versions, of_asker=True)
        if (answer := replayed(asked, party_id)) is not None:
            return answer
        known_party(connection, party_id, "party_id")
        known_party(connection, issuer_id, "issuer_id")
        if open_relation_id(connection, party_id, issuer_id):
            raise Refused(Refusal(ALREADY_RELATED, f"{party_id} is a customer of {issuer_id}", "party_id"))
    relation_id = asked.id("rec", "relation")
    record = Record("identity.relation_opened", party_id, {"issuer_id": issuer_id})
    return recorded(
        asked, relation_id, party_id, record, (_relation_row(relation_id, party_id, issuer_id, occurred_at),)
    )


@refuses
def end_relation(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    party_id: str,
    issuer_id: str,
    reason: str,
) -> Recorded | Refusal:
    """End a business relationship; from here the retention period of its records runs (A 9.5).

    Refused identity.not_a_customer, bad_particulars (a blank reason).
    """
    access.require(actor, "identity.end", for_=(issuer_id,))
    request: dict[str, Json] = {
        "operation": "identity.end_relation", "party_id": party_id, "issuer_id": issuer_id, "reason": reason,
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"party:{party_id}"])
        asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request, versions, of_asker=True)
        if (answer := replayed(asked, party_id)) is not None:
            return answer
        relation_id = require_customer(connection, party_id, issuer_id)
    require_text(reason, "reason")
    row = Row("identity.relation_end", {"relation_id": relation_id, "ended_at": occurred_at, "reason": reason})
    record = Record("identity.relation_ended", party_id, {"issuer_id": issuer_id})
    return recorded(asked, relation_id, party_id, record, (row,))


def _require_registrar(actor: Actor, party_id: str, issuer_id: str) -> None:
    """Of a customer the issuer keeps the particulars; of any other party itself, the supervisor or the system."""
    if issuer_id:
        access.require(actor, "identity.take_on", for_=(issuer_id,))
    else:
        access.require(actor, "identity.enrol", for_=(party_id, access.SUPERVISOR))


def _relation_row(relation_id: str, party_id: str, issuer_id: str, began_at: datetime) -> Row:
    return Row(
        "identity.relation",
        {"id": relation_id, "party_id": party_id, "issuer_id": issuer_id, "began_at": began_at},
    )
