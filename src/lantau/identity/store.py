"""The room's SQL: rows in, nouns out. Nothing here decides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lantau.db import Connection, Database
from lantau.events import Row
from lantau.identity.diligence import DiligenceOutcome, FreezeOrder, Measure, Screening, Verification
from lantau.identity.identifiers import Identifier, IdentifierKind
from lantau.identity.parties import Party, PartyKind
from lantau.identity.records import BankAccount, Relation, Wallet
from lantau.identity.sealing import KeySource, PartyKey
from lantau.identity.wallet_proof import WalletTest

_IDENTIFIER = "identifier."
"""Identification numbers are sealed beside the particulars, under this prefix and their kind."""


def ensure_key(database: Database, party_id: str, keys: KeySource) -> PartyKey:
    """The party's key, made and stored in its own db_transaction when there is none: a key alone is harmless."""
    fresh = keys.key_for(party_id)
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO identity.party_key (party_id, key, salt) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (party_id, fresh.key, fresh.salt),
        )
        stored = key_of(connection, party_id)
    assert stored is not None
    return stored


def destroy_key(database: Database, party_id: str) -> None:
    """Delete the party's key and salt; deleting again changes nothing."""
    with database.transaction() as connection:
        connection.execute("DELETE FROM identity.party_key WHERE party_id = %s", (party_id,))


def key_of(connection: Connection, party_id: str) -> PartyKey | None:
    """The party's key, or None once it is destroyed."""
    row = connection.execute("SELECT key, salt FROM identity.party_key WHERE party_id = %s", (party_id,)).fetchone()
    return None if row is None else PartyKey(bytes(row["key"]), bytes(row["salt"]))


def is_forgotten(connection: Connection, party_id: str) -> bool:
    """Whether the party's personal data were ordered destroyed."""
    row = connection.execute("SELECT 1 FROM identity.forgotten WHERE party_id = %s", (party_id,)).fetchone()
    return row is not None


def particulars_row(
    key: PartyKey,
    row_id: str,
    party_id: str,
    revision: int,
    particulars: Mapping[str, str],
    identifiers: tuple[Identifier, ...],
    recorded_at: datetime,
) -> Row:
    """The sealed row of a party's particulars and identification numbers."""
    content = dict(particulars) | {f"{_IDENTIFIER}{found.kind.value}": found.number for found in identifiers}
    return Row(
        "identity.particulars",
        {
            "id": row_id,
            "party_id": party_id,
            "revision": revision,
            "sealed": key.seal(f"identity.particulars:{row_id}", content),
            "digest": particulars_digest(key, particulars, identifiers),
            "recorded_at": recorded_at,
        },
    )


def particulars_digest(key: PartyKey, particulars: Mapping[str, str], identifiers: tuple[Identifier, ...]) -> str:
    """The salted digest of everything told about a party, for records and for recognising a retry."""
    numbers = {found.kind.value: found.number for found in identifiers}
    return key.digest(json.dumps([dict(particulars), numbers], sort_keys=True, ensure_ascii=False))


def party(connection: Connection, party_id: str) -> Party | None:
    """A party with its latest particulars, opened when its key is still there."""
    row = connection.execute(
        """
        SELECT p.id, p.kind, p.recorded_at, d.id AS row_id, d.sealed, k.key, k.salt,
               EXISTS (SELECT 1 FROM identity.forgotten f WHERE f.party_id = p.id) AS forgotten
        FROM identity.party p
        JOIN LATERAL (
            SELECT id, sealed FROM identity.particulars WHERE party_id = p.id ORDER BY revision DESC LIMIT 1
        ) d ON true
        LEFT JOIN identity.party_key k ON k.party_id = p.id
        WHERE p.id = %s
        """,
        (party_id,),
    ).fetchone()
    if row is None:
        return None
    kind = PartyKind(row["kind"])
    if row["forgotten"] or row["key"] is None:
        return Party(row["id"], kind, {}, (), row["recorded_at"], forgotten=True)
    key = PartyKey(bytes(row["key"]), bytes(row["salt"]))
    content = key.open(f"identity.particulars:{row['row_id']}", row["sealed"])
    particulars = {name: value for name, value in content.items() if not name.startswith(_IDENTIFIER)}
    identifiers = tuple(
        Identifier(IdentifierKind(name.removeprefix(_IDENTIFIER)), content[name])
        for name in sorted(content)
        if name.startswith(_IDENTIFIER)
    )
    return Party(row["id"], kind, particulars, identifiers, row["recorded_at"])


def particulars_revision(connection: Connection, party_id: str) -> int:
    """How often the party's particulars were told; the last one counts."""
    row = connection.execute(
        "SELECT max(revision) AS revision FROM identity.particulars WHERE party_id = %s", (party_id,)
    ).fetchone()
    return 0 if row is None or row["revision"] is None else int(row["revision"])


def party_ids(connection: Connection, issuer_id: str) -> tuple[str, ...]:
    """Ids of all parties, or of those that are or were customers of an issuer, in time order."""
    rows = connection.execute(
        """
        SELECT p.id FROM identity.party p
        WHERE %(issuer)s = ''
           OR EXISTS (SELECT 1 FROM identity.relation r WHERE r.party_id = p.id AND r.issuer_id = %(issuer)s)
        ORDER BY p.id
        """,
        {"issuer": issuer_id},
    ).fetchall()
    return tuple(row["id"] for row in rows)


def relations(connection: Connection, party_id: str) -> tuple[Relation, ...]:
    """Every business relationship of the party, the ended ones too."""
    rows = connection.execute(
        """
        SELECT r.id, r.party_id, r.issuer_id, r.began_at, e.ended_at
        FROM identity.relation r LEFT JOIN identity.relation_end e ON e.relation_id = r.id
        WHERE r.party_id = %s ORDER BY r.began_at, r.id
        """,
        (party_id,),
    ).fetchall()
    return tuple(Relation(**row) for row in rows)


def verifications(connection: Connection, party_id: str) -> tuple[Verification, ...]:
    """The latest verification of the party for each issuer."""
    rows = connection.execute(
        """
        SELECT DISTINCT ON (issuer_id) party_id, issuer_id, revision, outcome, measures, sources,
               verified_by, checked_by, verified_at, valid_until
        FROM identity.verification WHERE party_id = %s ORDER BY issuer_id, revision DESC
        """,
        (party_id,),
    ).fetchall()
    return tuple(
        Verification(
            **{
                **row,
                "outcome": DiligenceOutcome(row["outcome"]),
                "measures": tuple(Measure(name) for name in row["measures"]),
                "sources": tuple(row["sources"]),
            }
        )
        for row in rows
    )


def verification_row(made: Verification, verification_id: str, recorded_at: datetime) -> Row:
    """The insert of a verification."""
    return Row(
        "identity.verification",
        {
            "id": verification_id,
            "party_id": made.party_id,
            "issuer_id": made.issuer_id,
            "revision": made.revision,
            "outcome": made.outcome.value,
            "measures": [measure.value for measure in made.measures],
            "sources": [*made.sources],
            "verified_by": made.verified_by,
            "checked_by": made.checked_by,
            "verified_at": made.verified_at,
            "valid_until": made.valid_until,
            "recorded_at": recorded_at,
        },
    )


def screening(connection: Connection, party_id: str) -> tuple[int, Screening | None]:
    """The latest screening's revision (0 when there is none) and what it said."""
    row = connection.execute(
        "SELECT revision, outcome FROM identity.screening WHERE party_id = %s ORDER BY revision DESC LIMIT 1",
        (party_id,),
    ).fetchone()
    return (0, None) if row is None else (row["revision"], Screening(row["outcome"]))


def bank_accounts(connection: Connection, party_id: str) -> tuple[BankAccount, ...]:
    """The party's registered bank accounts; numbers are blank once its key is gone."""
    key = None if is_forgotten(connection, party_id) else key_of(connection, party_id)
    rows = connection.execute(
        """
        SELECT id, party_id, issuer_id, bank_bic, currency, sealed, registered_at
        FROM identity.bank_account WHERE party_id = %s ORDER BY registered_at, id
        """,
        (party_id,),
    ).fetchall()
    found = []
    for row in rows:
        sealed = row.pop("sealed")
        number = "" if key is None else key.open(f"identity.bank_account:{row['id']}", sealed)["number"]
        found.append(BankAccount(**row, number=number))
    return tuple(found)


def bank_account_digests(connection: Connection, issuer_id: str) -> list[dict[str, Any]]:
    """id, party_id, digest, key and salt of every bank account registered with an issuer whose owner has a key."""
    return connection.execute(
        """
        SELECT b.id, b.party_id, b.digest, k.key, k.salt
        FROM identity.bank_account b JOIN identity.party_key k ON k.party_id = b.party_id
        WHERE b.issuer_id = %s ORDER BY b.id
        """,
        (issuer_id,),
    ).fetchall()


_WALLETS = """
    SELECT w.id, w.party_id, w.issuer_id, w.address, w.hosting, w.custodian, w.test_message, w.micropayment_units,
           w.registered_at, p.method, p.proved_at
    FROM identity.wallet w
    LEFT JOIN LATERAL (
        SELECT method, proved_at FROM identity.wallet_proof WHERE wallet_id = w.id ORDER BY proved_at DESC, id LIMIT 1
    ) p ON true
"""


def wallets(connection: Connection, party_id: str) -> tuple[Wallet, ...]:
    """The party's registered wallets, proved or not."""
    rows = connection.execute(f"{_WALLETS} WHERE w.party_id = %s ORDER BY w.id", (party_id,)).fetchall()
    return tuple(_wallet(row) for row in rows)


def wallet(connection: Connection, wallet_id: str) -> Wallet | None:
    """A wallet by its id."""
    row = connection.execute(f"{_WALLETS} WHERE w.id = %s", (wallet_id,)).fetchone()
    return None if row is None else _wallet(row)


def wallet_at(connection: Connection, issuer_id: str, address: str) -> Wallet | None:
    """The wallet registered with an issuer under an EIP-55 address."""
    row = connection.execute(f"{_WALLETS} WHERE w.issuer_id = %s AND w.address = %s", (issuer_id, address)).fetchone()
    return None if row is None else _wallet(row)


def _wallet(row: dict[str, Any]) -> Wallet:
    return Wallet(
        id=row["id"],
        party_id=row["party_id"],
        issuer_id=row["issuer_id"],
        address=row["address"],
        hosting=row["hosting"],
        custodian=row["custodian"],
        test=WalletTest(row["test_message"], row["micropayment_units"]),
        registered_at=row["registered_at"],
        proof_method=row["method"] or "",
        proved_at=row["proved_at"],
    )


def freeze_orders(connection: Connection, party_id: str) -> tuple[FreezeOrder, ...]:
    """Every freeze order against the party or one of its wallets, the lifted ones too."""
    rows = connection.execute(
        """
        SELECT o.id, o.party_id, o.wallet_id, o.issuer_id, o.authority, o.reference, o.reason, o.ordered_at,
               l.lifted_at
        FROM identity.freeze_order o LEFT JOIN identity.freeze_lift l ON l.freeze_order_id = o.id
        WHERE o.party_id = %s ORDER BY o.ordered_at, o.id
        """,
        (party_id,),
    ).fetchall()
    return tuple(FreezeOrder(**row) for row in rows)


def freeze_order_owner(connection: Connection, freeze_order_id: str) -> str | None:
    """The party a freeze order is against."""
    row = connection.execute("SELECT party_id FROM identity.freeze_order WHERE id = %s", (freeze_order_id,)).fetchone()
    return None if row is None else str(row["party_id"])
