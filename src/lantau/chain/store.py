"""The SQL of deployments, nonces and signed transactions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from lantau.chain.deployment import Cause, Deployment, terms_from
from lantau.chain.node import Receipt
from lantau.chain.sending import Placed, Reserved, Signed, Waiting
from lantau.db import Connection

ENDS = ["done", "abandoned"]
PLACED = "p.message_id, p.number, p.hash, p.block_number, p.block_hash, t.sender, t.nonce, t.raw, t.signed_at"
STANDING = """
    FROM chain.placement p JOIN chain.transaction t ON t.hash = p.hash
    WHERE t.chain_id = %s
      AND NOT EXISTS (SELECT FROM chain.placement l WHERE l.message_id = p.message_id AND l.number > p.number)
"""
MESSAGE = """m.id, m.commit_id, m.topic, m.subject_id, m.body, c.occurred_at,
    COALESCE(p.point, '') AS point, COALESCE(p.attempt, 0) AS attempts, p.detail"""
LAST_POINT = """LEFT JOIN LATERAL (
        SELECT point, attempt, detail, recorded_at FROM events.outbox_point
        WHERE message_id = m.id ORDER BY attempt DESC LIMIT 1
    ) p ON true"""
ADDRESS_LETTERS = 42
SENDER_LOCK = 6_560_401
"""The advisory lock of whoever gives out nonces in a world's database."""


def deployments(connection: Connection, coin_id: str | None = None) -> tuple[Deployment, ...]:
    """The contracts deployed, or that of one coin."""
    rows = connection.execute(
        "SELECT * FROM chain.deployment WHERE %(coin)s::text IS NULL OR coin_id = %(coin)s ORDER BY coin_id",
        {"coin": coin_id},
    )
    return tuple(_deployment(row) for row in rows)


def causes(connection: Connection, hashes: Sequence[str]) -> dict[str, Cause]:
    """What asked for each of these transactions, of those that are ours."""
    rows = connection.execute(
        """
        SELECT t.hash, m.id, m.topic, m.subject_id, m.body, c.key
        FROM chain.transaction t JOIN chain.nonce n USING (chain_id, sender, nonce)
        JOIN events.outbox_message m ON m.id = n.message_id JOIN events.commit c ON c.id = m.commit_id
        WHERE t.hash = ANY(%s)
        """,
        (list(hashes),),
    )
    return {row["hash"]: Cause(row["id"], row["topic"], row["subject_id"], row["key"], row["body"]) for row in rows}


def waiting(connection: Connection, chain_id: int, *, limit: int) -> list[Waiting]:
    """Messages for contracts on this chain that have not ended and have no nonce yet, oldest first."""
    rows = connection.execute(
        f"""
        SELECT {MESSAGE}
        FROM events.outbox_message m JOIN events.commit c ON c.id = m.commit_id
        JOIN events.link l ON l.commit_id = c.id
        JOIN chain.deployment d ON d.address = m.body ->> 'contract' AND d.chain_id = %s
        LEFT JOIN chain.nonce n ON n.message_id = m.id
        {LAST_POINT}
        WHERE m.topic LIKE 'chain.%%' AND n.message_id IS NULL AND (p.point IS NULL OR p.point <> ALL(%s))
        ORDER BY c.recorded_at, l.stream, l.height, m.position LIMIT %s
        """.encode(),
        (chain_id, ENDS, limit),
    )
    return [Waiting.of(row) for row in rows]


def reserved(connection: Connection, chain_id: int, *, limit: int) -> list[Reserved]:
    """Messages with a nonce that have not ended, by sender and nonce, with everything signed for them."""
    rows = connection.execute(
        f"""
        SELECT {MESSAGE}, p.recorded_at AS since, n.sender, n.nonce, n.call
        FROM chain.nonce n JOIN events.outbox_message m ON m.id = n.message_id
        JOIN events.commit c ON c.id = m.commit_id
        {LAST_POINT}
        WHERE n.chain_id = %s AND (p.point IS NULL OR p.point <> ALL(%s))
        ORDER BY n.sender, n.nonce LIMIT %s
        """.encode(),
        (chain_id, ENDS, limit),
    ).fetchall()
    signed = signed_for(connection, chain_id, [row["id"] for row in rows])
    return [
        Reserved(
            waiting=Waiting.of(row),
            sender=row["sender"],
            nonce=row["nonce"],
            call=row["call"],
            signed=tuple(signed.get(row["id"], ())),
            detail=row["detail"] or {},
            since=row["since"],
        )
        for row in rows
    ]


def lock_sender(connection: Connection) -> None:
    """Wait until nobody else gives out nonces; released with the db_transaction."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (SENDER_LOCK,))


def with_nonce(connection: Connection, message_ids: Sequence[str]) -> frozenset[str]:
    """Which of these messages have a nonce already."""
    rows = connection.execute("SELECT message_id FROM chain.nonce WHERE message_id = ANY(%s)", (list(message_ids),))
    return frozenset(row["message_id"] for row in rows)


def with_end(connection: Connection, message_ids: Sequence[str]) -> frozenset[str]:
    """Which of these messages have ended."""
    rows = connection.execute(
        "SELECT message_id FROM events.outbox_point WHERE message_id = ANY(%s) AND point = ANY(%s)",
        (list(message_ids), ENDS),
    )
    return frozenset(row["message_id"] for row in rows)


def next_nonces(connection: Connection, chain_id: int) -> dict[str, int]:
    """The nonce after the last one given out, by sender."""
    rows = connection.execute(
        "SELECT sender, max(nonce) + 1 AS next FROM chain.nonce WHERE chain_id = %s GROUP BY sender", (chain_id,)
    )
    return {row["sender"]: row["next"] for row in rows}


def reserve(connection: Connection, chain_id: int, rows: Iterable[Reserved], at: datetime) -> None:
    """Bind messages to nonces, for good."""
    given = list(rows)
    connection.execute(
        """
        INSERT INTO chain.nonce (chain_id, sender, nonce, message_id, call, recorded_at)
        SELECT %s, sender, nonce, message_id, call, %s
        FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::jsonb[]) AS r (sender, nonce, message_id, call)
        """,
        (
            chain_id,
            at,
            [each.sender for each in given],
            [each.nonce for each in given],
            [each.waiting.message.id for each in given],
            [json.dumps(dict(each.call), sort_keys=True) for each in given],
        ),
    )


def write_signed(connection: Connection, chain_id: int, given: Sequence[tuple[Reserved, Signed]], at: datetime) -> None:
    """Keep what was signed before any node sees it; what another process signed first for the same try stands."""
    connection.execute(
        """
        INSERT INTO chain.transaction
            (hash, chain_id, sender, nonce, attempt, raw, maximum_fee, priority_fee, signed_at)
        SELECT hash, %s, sender, nonce, attempt, raw, maximum_fee, priority_fee, %s
        FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::int[], %s::bytea[], %s::bigint[], %s::bigint[])
            AS r (hash, sender, nonce, attempt, raw, maximum_fee, priority_fee)
        ON CONFLICT DO NOTHING
        """,
        (
            chain_id,
            at,
            [signed.hash for _, signed in given],
            [each.sender for each, _ in given],
            [each.nonce for each, _ in given],
            [signed.attempt for _, signed in given],
            [signed.raw for _, signed in given],
            [signed.fees.maximum for _, signed in given],
            [signed.fees.priority for _, signed in given],
        ),
    )


def last_placements(connection: Connection, chain_id: int) -> list[Placed]:
    """Where the last message of each sender stands: while that is on the chain, so is every nonce before it."""
    rows = connection.execute(
        f"""
        SELECT DISTINCT ON (t.sender) {PLACED} {STANDING}
        ORDER BY t.sender, t.nonce DESC
        """.encode(),
        (chain_id,),
    )
    return [Placed(**{**row, "raw": bytes(row["raw"])}) for row in rows]


def placements_of(connection: Connection, chain_id: int, sender: str, *, limit: int) -> list[Placed]:
    """Where the messages of a sender stand, the last first."""
    rows = connection.execute(
        f"SELECT {PLACED} {STANDING} AND t.sender = %s ORDER BY t.nonce DESC LIMIT %s".encode(),
        (chain_id, sender, limit),
    )
    return [Placed(**{**row, "raw": bytes(row["raw"])}) for row in rows]


def write_placements(connection: Connection, found: Sequence[tuple[str, int, Receipt]], at: datetime) -> None:
    """Remember where messages stand: id, the number of this placement, and the receipt."""
    connection.execute(
        """
        INSERT INTO chain.placement (message_id, number, hash, block_number, block_hash, succeeded, recorded_at)
        SELECT message_id, number, hash, block_number, block_hash, succeeded, %s
        FROM unnest(%s::text[], %s::int[], %s::text[], %s::bigint[], %s::text[], %s::bool[])
            AS p (message_id, number, hash, block_number, block_hash, succeeded)
        ON CONFLICT DO NOTHING
        """,
        (
            at,
            [message_id for message_id, _, _ in found],
            [number for _, number, _ in found],
            [receipt.transaction_hash for _, _, receipt in found],
            [receipt.block_number for _, _, receipt in found],
            [receipt.block_hash for _, _, receipt in found],
            [receipt.succeeded for _, _, receipt in found],
        ),
    )


def message_of(connection: Connection, message_id: str) -> Waiting | None:
    """One message for the chain with its last recovery point."""
    row = connection.execute(
        f"""
        SELECT {MESSAGE}
        FROM events.outbox_message m JOIN events.commit c ON c.id = m.commit_id
        {LAST_POINT}
        WHERE m.id = %s
        """.encode(),
        (message_id,),
    ).fetchone()
    return None if row is None else Waiting.of(row)


def retried(connection: Connection, message_id: str) -> bool:
    """Whether what this message asked for was asked for again."""
    row = connection.execute(
        "SELECT 1 FROM events.outbox_message WHERE topic LIKE 'chain.%%' AND body ->> 'retries' = %s", (message_id,)
    ).fetchone()
    return row is not None


def addresses_named_in_operations(connection: Connection, contract: str) -> set[str]:
    """Every address among the arguments of operations on a contract that were carried out."""
    rows = connection.execute(
        """
        SELECT DISTINCT named.value #>> '{}' AS address
        FROM events.outbox_message m JOIN events.outbox_point p ON p.message_id = m.id AND p.point = 'done'
        CROSS JOIN LATERAL jsonb_path_query(m.body -> 'arguments', '$.**') AS named (value)
        WHERE m.topic = 'chain.operation' AND m.body ->> 'contract' = %s AND jsonb_typeof(named.value) = 'string'
        """,
        (contract,),
    )
    return {row["address"] for row in rows if len(row["address"]) == ADDRESS_LETTERS}


def carried_by_others(connection: Connection, subject_ids: Sequence[str]) -> set[str]:
    """Which of these subjects had a message that ended because somebody else handed in what was signed."""
    rows = connection.execute(
        """
        SELECT m.subject_id FROM events.outbox_message m
        JOIN events.outbox_point p ON p.message_id = m.id AND p.point = 'abandoned'
        WHERE m.topic = 'chain.transfer' AND m.subject_id = ANY(%s) AND COALESCE(p.detail ->> 'carried_by', '') <> ''
        """,
        (list(subject_ids),),
    )
    return {row["subject_id"] for row in rows}


def signed_for(connection: Connection, chain_id: int, message_ids: Sequence[str]) -> dict[str, list[Signed]]:
    """Everything signed for each of these messages, the last one last."""
    rows = connection.execute(
        """
        SELECT n.message_id, t.hash, t.attempt, t.raw, t.maximum_fee, t.priority_fee, t.signed_at
        FROM chain.nonce n JOIN chain.transaction t USING (chain_id, sender, nonce)
        WHERE n.chain_id = %s AND n.message_id = ANY(%s) ORDER BY n.message_id, t.attempt
        """,
        (chain_id, list(message_ids)),
    )
    found: dict[str, list[Signed]] = {}
    for row in rows:
        found.setdefault(row["message_id"], []).append(Signed.of(row))
    return found


def _deployment(row: Mapping[str, Any]) -> Deployment:
    return Deployment(
        coin_id=row["coin_id"],
        issuer_id=row["issuer_id"],
        chain_id=row["chain_id"],
        address=row["address"],
        deployer=row["deployer"],
        source_sha256=row["source_sha256"],
        terms=terms_from(row["terms"]),
        first_block=row["first_block"],
        depth=row["depth"],
        deployed_at=row["deployed_at"],
    )
