"""Give coins back to whoever paid with them when the chain refused the payment for good."""

from __future__ import annotations

from lantau import ledger
from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import Record, Work
from lantau.ledger import Unit, Void
from lantau.refusal import Refusal

TOPIC = "chain.transfer"


def release_failed(database: Database, clock: Clock) -> int:
    """Release the holds of payments whose message was abandoned; how many were released.

    Each under the payment's own key, so that asking twice is asking once. Mints and burns are not released: money has
    moved beside them, and people decide what becomes of it (``chain.retry``).
    """
    with database.read() as connection:
        failed = _failed(connection)
    released = 0
    for key, stream, payment_id, holds, reason in failed:
        work = Work(
            key=f"{key}/failed",
            request={"payment_id": payment_id},
            actor_id="system",
            stream=stream,
            occurred_at=clock.now(),
            records=(Record("register.payment_failed", payment_id, {"reason": reason}),),
        )
        done = ledger.commit_one(database, clock, Unit(work, tuple(Void(hold) for hold in holds)))
        released += not isinstance(done, Refusal) and not done.committed.replayed
    return released


def _failed(connection: Connection) -> list[tuple[str, str, str, list[str], str]]:
    """Key, stream, payment, open holds and reason of each payment that was given up and still holds coins."""
    rows = connection.execute(
        """
        SELECT c.key, c.stream, m.subject_id, p.detail ->> 'reason' AS reason,
               array_agg(h.id ORDER BY h.id) AS holds
        FROM events.outbox_message m JOIN events.commit c ON c.id = m.commit_id
        JOIN events.outbox_point p ON p.message_id = m.id AND p.point = 'abandoned'
        JOIN ledger.hold h ON m.body -> 'hold_ids' ? h.id
        WHERE m.topic = %s AND NOT EXISTS (SELECT FROM ledger.hold_end e WHERE e.hold_id = h.id)
        GROUP BY c.key, c.stream, m.subject_id, reason ORDER BY c.key
        """,
        (TOPIC,),
    )
    return [(row["key"], row["stream"], row["subject_id"], row["holds"], row["reason"] or "") for row in rows]
