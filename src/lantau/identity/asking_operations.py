"""What every operation of the room does alike: answer a retry, commit its record, know its party."""

from __future__ import annotations

from collections.abc import Iterable

from lantau.access import Asked, finding_records
from lantau.db import Connection
from lantau.events import Record, Row
from lantau.identity import store
from lantau.identity.parties import Party
from lantau.identity.records import Recorded
from lantau.identity.refusals import BAD_PARTICULARS, FORGOTTEN, NOT_A_CUSTOMER, UNKNOWN_PARTY
from lantau.refusal import Refusal, Refused
from lantau.rulebook import Finding


def replayed(asked: Asked, party_id: str) -> Recorded | None:
    """The answer an earlier attempt was given, if there was one; raises what it was refused."""
    earlier = asked.replayed()
    return None if earlier is None else Recorded(str(earlier.result["id"]), party_id, earlier)


def recorded(
    asked: Asked,
    new_id: str,
    party_id: str,
    record: Record,
    rows: tuple[Row, ...],
    bumps: tuple[str, ...] = (),
    findings: Iterable[Finding] = (),
) -> Recorded:
    """Commit one record with its rows and what the law says of it, and bump ``party:<id>``."""
    records = (record, *finding_records(findings))
    work = asked.work(records=records, rows=rows, bumps=(f"party:{party_id}", *bumps), result={"id": new_id})
    return Recorded(new_id, party_id, asked.commit(work))


def known_party(connection: Connection, party_id: str, where: str) -> Party:
    """The party, Refused identity.unknown_party or identity.forgotten when nothing can be done for it."""
    found = store.party(connection, party_id)
    if found is None:
        raise Refused(Refusal(UNKNOWN_PARTY, f"no party {party_id!r}", where))
    if found.forgotten:
        raise Refused(Refusal(FORGOTTEN, f"{party_id} was forgotten", where))
    return found


def open_relation_id(connection: Connection, party_id: str, issuer_id: str) -> str:
    """The id of the party's open relationship with the issuer, or blank."""
    for found in store.relations(connection, party_id):
        if found.is_open and found.issuer_id == issuer_id:
            return found.id
    return ""


def require_customer(connection: Connection, party_id: str, issuer_id: str) -> str:
    """The id of the open relationship; Refused identity.not_a_customer without one."""
    found = open_relation_id(connection, party_id, issuer_id)
    if not found:
        raise Refused(Refusal(NOT_A_CUSTOMER, f"{party_id} is no customer of {issuer_id}", "party_id"))
    return found


def require_dealings(connection: Connection, party_id: str, issuer_id: str) -> None:
    """Refused identity.not_a_customer when the party never was the issuer's customer; the system may name no issuer."""
    if issuer_id and all(found.issuer_id != issuer_id for found in store.relations(connection, party_id)):
        raise Refused(Refusal(NOT_A_CUSTOMER, f"{party_id} never was a customer of {issuer_id}", "party_id"))


def require_text(text: str, where: str) -> str:
    """The text trimmed; Refused identity.bad_particulars when nothing is left."""
    trimmed = text.strip()
    if not trimmed:
        raise Refused(Refusal(BAD_PARTICULARS, f"{where} is blank", where))
    return trimmed
