"""Tell a coin's contract who is verified and who is blocked, whenever the issuer's own records say something else."""

from __future__ import annotations

from datetime import datetime

from lantau import access, chain, identity
from lantau.access import Asked
from lantau.dates import Clock, hk_date
from lantau.db import Connection, Database
from lantau.events import Record, Row
from lantau.refusal import Json
from lantau.register.admission import NOTHING, Admission, admissions, messages


def admit_holders(database: Database, clock: Clock, coin_id: str, at: datetime) -> int:
    """Ask the contract to know every wallet as the records do now; how many addresses it was told something new of.

    One commit for each address, under a key that counts what was asked before: asking twice is asking once. The system
    does it; the people who verified and froze are on the records it follows.
    """
    with database.read() as connection:
        deployment = chain.queries.deployment(connection, coin_id)
        if deployment is None:
            return 0
        files = identity.parties(connection, deployment.issuer_id)
        asked_for = _asked_for(connection, coin_id)
    told = 0
    for wanted in admissions(files, deployment.issuer_id, hk_date(at)):
        number, before = asked_for.get(wanted.address, (0, NOTHING))
        news = messages(coin_id, deployment.address, before, wanted)
        if not news:
            continue
        key = f"register.admission/{coin_id}/{wanted.address}/{number + 1}"
        body: dict[str, Json] = {
            "coin_id": coin_id,
            "address": wanted.address,
            "verified": wanted.verified,
            "blocked": wanted.blocked,
        }
        request: dict[str, Json] = {"operation": "register.admit", "number": number + 1, **body}
        asked = Asked(database, clock, key, access.SYSTEM, None, at, deployment.issuer_id, request)
        row = Row("register.admission", {**body, "number": number + 1, "recorded_at": clock.now()})
        record = Record("register.holder_told", wanted.address, body)
        asked.commit(asked.work(records=(record,), rows=(row,), outbox=news))
        told += 1
    return told


def _asked_for(connection: Connection, coin_id: str) -> dict[str, tuple[int, Admission]]:
    """What the contract was last asked to know of each address, and how often it was asked."""
    rows = connection.execute(
        """
        SELECT DISTINCT ON (address) address, number, verified, blocked FROM register.admission
        WHERE coin_id = %s ORDER BY address, number DESC
        """,
        (coin_id,),
    )
    return {row["address"]: (row["number"], Admission(row["address"], row["verified"], row["blocked"])) for row in rows}
