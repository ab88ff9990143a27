"""The register's SQL, and what it reads of accounts and wallets to know which account an address has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lantau.db import Connection
from lantau.ledger import Account, Transfer
from lantau.money import Amount, asset
from lantau.register.holdings import Holdings, Step, load_packed
from lantau.register.logs import unpacked
from lantau.register.posting import OwnWallet, Standing

ACCOUNT = "a.id, a.code, a.asset, a.normal, a.segregation, a.may_go_negative, a.owner_id, b.posted_units, b.held_units"


@dataclass(frozen=True, slots=True)
class Mirror:
    """One contract that is followed. ``coin_id`` and ``issuer_id`` are blank for a foreign coin."""

    id: str
    chain_id: int
    address: str
    coin_id: str
    issuer_id: str
    stream: str
    first_block: int
    depth: int


@dataclass(frozen=True, slots=True)
class Batch:
    """One step of a mirror, as recorded: see ``migrations/0018_register.sql`` for its outcomes."""

    number: int
    follows: int
    outcome: str
    first_block: int
    last_block: int
    last_hash: str
    produced_at: datetime
    log_count: int
    supply_units: int
    logs_sha256: str
    reason: str
    commit_id: str

    @property
    def base(self) -> int:
        """The batch up to which the logs of this one's state stand: itself when it posted any, else what it follows."""
        return self.number if self.outcome == "posted" else self.follows


@dataclass(frozen=True, slots=True)
class Final:
    """A chain_transaction of ours that was seen final. ``stands`` while the coins it booked are not reversed.

    ``alone`` when it was committed by itself and not in a batch: a discrepancy that is alone was booked, as the chain
    made it. ``undone`` when a later batch went back to before its block. ``beside`` are the other assets it booked.
    """

    transaction_hash: str
    batch_number: int
    block_number: int
    cause_key: str
    hold_ids: tuple[str, ...]
    outcome: str
    reason: str
    commit_id: str
    stands: bool
    alone: bool
    undone: bool
    beside: tuple[str, ...]

    @property
    def is_booked(self) -> bool:
        """Whether it booked what the chain did, whether or not that was reversed since."""
        return self.outcome != "discrepancy" or self.alone

    @property
    def purpose(self) -> tuple[str, tuple[str, ...]]:
        """What it was to carry out: a replacement under another hash has the same."""
        return self.cause_key, self.hold_ids


def mirror(connection: Connection, mirror_id: str) -> Mirror | None:
    """A mirror by its id, ``<chain id>/<address>``."""
    row = connection.execute("SELECT * FROM register.mirror WHERE id = %s", (mirror_id,)).fetchone()
    return None if row is None else _mirror(row)


def mirror_of_coin(connection: Connection, coin_id: str) -> Mirror | None:
    """The mirror of one of our coins."""
    row = connection.execute("SELECT * FROM register.mirror WHERE coin_id = %s", (coin_id,)).fetchone()
    return None if row is None else _mirror(row)


def mirrors(connection: Connection) -> tuple[Mirror, ...]:
    """Every mirror, by id."""
    return tuple(_mirror(row) for row in connection.execute("SELECT * FROM register.mirror ORDER BY id"))


def last_batch(connection: Connection, mirror_id: str) -> Batch | None:
    """Where a mirror stands."""
    return batch(connection, mirror_id, None)


def batch(connection: Connection, mirror_id: str, number: int | None) -> Batch | None:
    """A batch by its number, the last one for None."""
    row = connection.execute(
        """
        SELECT * FROM register.batch WHERE mirror_id = %s AND (%s::int IS NULL OR number = %s)
        ORDER BY number DESC LIMIT 1
        """,
        (mirror_id, number, number),
    ).fetchone()
    return None if row is None else _batch(row)


def lineage(connection: Connection, mirror_id: str, base: int, *, until: int = 0) -> list[Batch]:
    """The batches whose logs make up the state of batch ``base``, newest first, down to but without ``until``."""
    rows = connection.execute(
        """
        WITH RECURSIVE line AS (
            SELECT b.* FROM register.batch b WHERE b.mirror_id = %(mirror)s AND b.number = %(base)s
            UNION ALL
            SELECT b.* FROM line l JOIN register.batch b ON b.mirror_id = l.mirror_id AND b.number = l.follows
            WHERE l.follows > %(until)s
        )
        SELECT * FROM line WHERE outcome = 'posted' AND number > %(until)s ORDER BY number DESC
        """,
        {"mirror": mirror_id, "base": base, "until": until},
    )
    return [_batch(row) for row in rows]


def holdings(connection: Connection, mirror_id: str, base: int) -> tuple[Holdings, int, int]:
    """Who holds what after batch ``base``: the nearest snapshot and the logs after it.

    Also the number of batches and of logs since that snapshot.
    """
    found = Holdings()
    snapshot = connection.execute(
        """
        WITH RECURSIVE line AS (
            SELECT b.number, b.follows, b.mirror_id FROM register.batch b
            WHERE b.mirror_id = %(mirror)s AND b.number = %(base)s
            UNION ALL
            SELECT b.number, b.follows, b.mirror_id FROM line l
            JOIN register.batch b ON b.mirror_id = l.mirror_id AND b.number = l.follows
            WHERE NOT EXISTS (
                SELECT FROM register.snapshot s WHERE s.mirror_id = l.mirror_id AND s.batch_number = l.number)
        )
        SELECT max(s.batch_number) AS number FROM line l
        JOIN register.snapshot s ON s.mirror_id = l.mirror_id AND s.batch_number = l.number
        """,
        {"mirror": mirror_id, "base": base},
    ).fetchone()
    since = snapshot["number"] or 0 if snapshot else 0
    if since:
        _load_snapshot(connection, mirror_id, since, found)
    line = lineage(connection, mirror_id, base, until=since)
    for each in reversed(line):
        step = Step()
        for segment in segments(connection, mirror_id, each.number):
            step.add(unpacked(segment))
        found.take(step)
    return found, len(line), sum(each.log_count for each in line)


def _load_snapshot(connection: Connection, mirror_id: str, number: int, into: Holdings) -> None:
    rows = connection.execute(
        """
        SELECT s.packed, s.minters, b.supply_units FROM register.snapshot s
        JOIN register.batch b ON b.mirror_id = s.mirror_id AND b.number = s.batch_number
        WHERE s.mirror_id = %s AND s.batch_number = %s ORDER BY s.position
        """,
        (mirror_id, number),
    )
    for row in rows:
        load_packed(into, bytes(row["packed"]))
        into.minters |= {address: int(units) for address, units in row["minters"].items()}
        into.supply_units = int(row["supply_units"])


def segments(connection: Connection, mirror_id: str, number: int) -> Iterable[bytes]:
    """The packed logs of a batch, in order."""
    rows = connection.execute(
        "SELECT packed FROM register.segment WHERE mirror_id = %s AND batch_number = %s ORDER BY position",
        (mirror_id, number),
    )
    return (bytes(row["packed"]) for row in rows)


def finals(
    connection: Connection,
    mirror_id: str,
    *,
    hashes: Sequence[str] = (),
    keys: Sequence[str] = (),
    after: int | None = None,
) -> list[Final]:
    """What was seen final of these transactions, of what these keys asked for, or in blocks after a height."""
    rows = connection.execute(
        """
        SELECT f.*, one.alone, EXISTS (
            SELECT FROM register.batch b WHERE b.mirror_id = f.mirror_id AND b.outcome = 'undone'
            AND b.number > f.batch_number AND b.last_block < f.block_number
        ) AS undone, (f.outcome <> 'discrepancy' OR one.alone) AND EXISTS (
            SELECT FROM ledger.transfer t WHERE t.commit_id = f.commit_id AND t.corrects IS NULL
            AND t.asset = 'coin:' || m.coin_id
            AND NOT EXISTS (SELECT FROM ledger.transfer c WHERE c.corrects = t.id)
        ) AS stands, ARRAY(
            SELECT DISTINCT t.asset FROM ledger.transfer t WHERE t.commit_id = f.commit_id AND t.corrects IS NULL
            AND t.asset <> 'coin:' || m.coin_id
            AND NOT EXISTS (SELECT FROM ledger.transfer c WHERE c.corrects = t.id) ORDER BY 1
        ) AS beside
        FROM register.final f JOIN register.mirror m ON m.id = f.mirror_id CROSS JOIN LATERAL (
            SELECT NOT EXISTS (SELECT FROM register.batch b WHERE b.commit_id = f.commit_id) AS alone) one
        WHERE f.mirror_id = %(mirror)s
          AND (f.transaction_hash = ANY(%(hashes)s) OR f.cause_key = ANY(%(keys)s) OR f.block_number > %(after)s)
        ORDER BY f.block_number, f.transaction_hash, f.batch_number
        """,
        {"mirror": mirror_id, "hashes": list(hashes), "keys": list(keys), "after": after},
    )
    return [_final(row) for row in rows]


def discrepancies(connection: Connection, mirror_id: str) -> list[Final]:
    """Of every transaction of ours that once did something else than the books held for it: what became of it."""
    rows = connection.execute(
        "SELECT DISTINCT transaction_hash FROM register.final WHERE mirror_id = %s AND outcome = 'discrepancy'",
        (mirror_id,),
    )
    hashes = [row["transaction_hash"] for row in rows]
    return finals(connection, mirror_id, hashes=hashes) if hashes else []


def reversed_keys(connection: Connection, mirror_id: str) -> list[str]:
    """The causes of transactions of ours whose coins were booked and reversed, whether or not they came back."""
    rows = connection.execute(
        """
        SELECT DISTINCT f.cause_key FROM ledger.transfer c JOIN ledger.transfer t ON t.id = c.corrects
        JOIN register.final f ON f.commit_id = t.commit_id
        WHERE c.corrects IS NOT NULL AND f.mirror_id = %s ORDER BY 1
        """,
        (mirror_id,),
    )
    return [row["cause_key"] for row in rows]


def booked(connection: Connection, coin_id: str, commit_ids: Sequence[str]) -> list[Transfer]:
    """The coins that these commits booked and nobody reversed, the newest first: the order in which it is reversed.

    What they booked of other assets stands: money was paid because of it, and a chain takes no payment back.
    """
    rows = connection.execute(
        """
        SELECT t.* FROM ledger.transfer t JOIN events.link l ON l.commit_id = t.commit_id
        WHERE t.commit_id = ANY(%s) AND t.corrects IS NULL AND t.asset = 'coin:' || %s
          AND NOT EXISTS (SELECT FROM ledger.transfer c WHERE c.corrects = t.id)
        ORDER BY l.height DESC, t.position DESC
        """,
        (list(commit_ids), coin_id),
    )
    return [_transfer(row) for row in rows]


def holds(connection: Connection, hold_ids: Sequence[str]) -> dict[str, Transfer]:
    """What these holds set aside, by id, whether they are open or have ended."""
    rows = connection.execute("SELECT * FROM ledger.hold WHERE id = ANY(%s)", (list(hold_ids),))
    return {row["id"]: _transfer(row) for row in rows}


def standing(
    connection: Connection, *, codes: Iterable[str] = (), ids: Iterable[str] = (), prefix: str = "", suffix: str = ""
) -> dict[str, Standing]:
    """Open accounts by code, with what stands on them: of these codes or ids, or whose code begins and ends so."""
    rows = connection.execute(
        f"""
        SELECT {ACCOUNT} FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id
        WHERE a.code = ANY(%(codes)s) OR a.id = ANY(%(ids)s)
           OR (%(suffix)s <> '' AND starts_with(a.code, %(prefix)s)
               AND right(a.code, length(%(suffix)s)) = %(suffix)s)
        """.encode(),
        {"codes": list(codes), "ids": list(ids), "prefix": prefix, "suffix": suffix},
    )
    return {row["code"]: _standing(row) for row in rows}


def accounts_of_asset(connection: Connection, asset_code: str) -> dict[str, Standing]:
    """Every open account of an asset, by code."""
    rows = connection.execute(
        f"""
        SELECT {ACCOUNT} FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id
        WHERE a.asset = %s ORDER BY a.code
        """.encode(),
        (asset_code,),
    )
    return {row["code"]: _standing(row) for row in rows}


def own_wallets(connection: Connection, issuer_id: str) -> list[OwnWallet]:
    """The wallets registered with an issuer, by address in lower case."""
    rows = connection.execute(
        "SELECT id, party_id, lower(address) AS address FROM identity.wallet WHERE issuer_id = %s", (issuer_id,)
    )
    return [OwnWallet(**row) for row in rows]


def instant_of(connection: Connection, commit_id: str) -> Mapping[str, Any]:
    """When a commit happened and was recorded, and its place and digest in its hash chain."""
    row = connection.execute(
        """
        SELECT c.occurred_at, c.recorded_at, l.stream, l.height, l.digest
        FROM events.commit c JOIN events.link l ON l.commit_id = c.id WHERE c.id = %s
        """,
        (commit_id,),
    ).fetchone()
    assert row is not None, f"{commit_id} is a commit"
    return row


def _mirror(row: Mapping[str, Any]) -> Mirror:
    names = ("id", "chain_id", "address", "coin_id", "issuer_id", "stream", "first_block", "depth")
    return Mirror(**{name: row[name] for name in names})


def _batch(row: Mapping[str, Any]) -> Batch:
    names = (
        "number",
        "follows",
        "outcome",
        "first_block",
        "last_block",
        "last_hash",
        "produced_at",
        "log_count",
        "logs_sha256",
        "reason",
        "commit_id",
    )
    return Batch(**{name: row[name] for name in names}, supply_units=int(row["supply_units"]))


def _transfer(row: Mapping[str, Any]) -> Transfer:
    amount = Amount(asset(row["asset"]), row["amount_units"])
    return Transfer(row["id"], row["debit_account_id"], row["credit_account_id"], amount, row["kind"])


def _final(row: Mapping[str, Any]) -> Final:
    names = ("transaction_hash", "batch_number", "block_number", "cause_key", "outcome", "reason", "commit_id")
    told = {name: row[name] for name in (*names, "stands", "alone", "undone")}
    return Final(**told, hold_ids=tuple(row["hold_ids"]), beside=tuple(row["beside"]))


def _standing(row: Mapping[str, Any]) -> Standing:
    account = Account(
        id=row["id"],
        code=row["code"],
        asset=asset(row["asset"]),
        normal=row["normal"],
        segregation=row["segregation"] or None,
        may_go_negative=row["may_go_negative"],
        owner_id=row["owner_id"],
    )
    return Standing(account, row["posted_units"], row["held_units"])
