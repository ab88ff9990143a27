"""Ask once more for what the chain refused: another message of the same words, decided by two people."""

from __future__ import annotations

from datetime import datetime

from lantau import access, events
from lantau.access import Actor, Asked
from lantau.chain import store
from lantau.chain.refusals import NOT_ABANDONED, UNKNOWN_MESSAGE
from lantau.chain.sending import ABANDONED, Waiting
from lantau.dates import Clock
from lantau.db import Database
from lantau.events import Guard, Message, Record
from lantau.refusal import Json, Refusal, Refused, refuses

ACT = "chain.retry"
NOT_AGAIN = frozenset({"chain.transfer"})
"""A payment that failed has given its coins back to the payer: it is made anew, not asked for again."""


@refuses
def retry(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    message_id: str,
    reasons: str,
) -> str:
    """Send again what a message asked for after it was abandoned; the id of the message that was given up.

    The books wait for the new message as they waited for the old one. Refused access.*, chain.unknown_message,
    chain.not_abandoned (it has not ended, was done, was asked for again or given up for good, is a payment, or rests on
    approvals, which were for one message).
    """
    decided = retry_subject(message_id)
    with database.read() as connection:
        found = store.message_of(connection, message_id)
        deployment = next(iter(store.deployments(connection, _coin(found))), None) if found else None
        again = store.retried(connection, message_id)
        version = events.versions(connection, [decided])[decided]
    if found is None or deployment is None:
        raise Refused(Refusal(UNKNOWN_MESSAGE, f"no message {message_id!r} for a contract", "message"))
    access.require_two(actor, checker, ACT, for_=(deployment.issuer_id,))
    request: dict[str, Json] = {"operation": ACT, "message_id": message_id, "reasons": reasons.strip()}
    asked = Asked(database, clock, key, actor, checker, occurred_at, deployment.issuer_id, request)
    if asked.replayed() is not None:
        return message_id
    message = found.message
    how = ""
    if message.body.get("proposal_id"):
        how = "was approved for once: propose it anew"
    elif message.point != ABANDONED or message.topic in NOT_AGAIN:
        how = f"is {message.topic}, {message.point or 'waiting'}"
    elif again or version:
        how = "was asked for again, or given up for good"
    if how:
        raise Refused(Refusal(NOT_ABANDONED, f"{message_id} {how}", "message"))
    body = {**message.body, "retries": message.id}
    record = Record("chain.retried", message.subject_id, {"message_id": message.id, "reasons": reasons.strip()})
    asked.commit(
        asked.work(
            records=(record,),
            guards=(Guard(decided, version),),
            bumps=(decided,),
            outbox=(Message(message.topic, message.subject_id, body),),
        )
    )
    return message_id


def retry_subject(message_id: str) -> str:
    """The subject whose version says whether it was decided what becomes of an abandoned message: its first bump."""
    return f"message:{message_id}"


def _coin(found: Waiting) -> str:
    return str(found.message.body.get("coin_id", ""))
