"""The operation that ends a redemption which its holder's signature can no longer carry out: nothing of it is kept.

A burn that the chain gave up leaves coins, par and cash set aside beside it, and a valid order whose signature ran out
cannot be settled: the holder has to sign anew, which is a new request. Two people decide it (G 6.5.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lantau import access, chain
from lantau.access import Actor, Asked
from lantau.chain import holder_authority, retry_operations, sending
from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import Guard, Record, outbox
from lantau.issuance import order_store, queries, refusals
from lantau.issuance.orders import Order, OrderKind, OrderState
from lantau.issuance.writer import booked, text_of
from lantau.ledger import Void
from lantau.refusal import Json, Refusal, Refused, refuses

UNDO = "issuance.undo_settlement"
BURN, PAY = "chain.burn", "bank.pay"
NEVER_BURNED = "the burn that this payment waits for was given up"


@dataclass(frozen=True, slots=True)
class Undone:
    """A redemption ended unpaid; ``pay_out_id`` is the instruction that must never leave, blank when there was none."""

    order_id: str
    pay_out_id: str


@dataclass(frozen=True, slots=True)
class _Given:
    """What is given up with the order: the ledger's holds, and the burn's message with the guard that nobody asks
    for it again meanwhile."""

    hold_ids: tuple[str, ...]
    message_id: str = ""
    guards: tuple[Guard, ...] = ()


@refuses
def undo_settlement(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    order_id: str,
    reasons: str,
) -> Undone:
    """End a redemption of coins on a chain that will not be burned: coins, par and cash are free again.

    Only once the message of its burn was abandoned and not asked for again; or, before it is settled, once the time of
    what the holder signed is over. The pay-out stays on record and is told void: its message is abandoned. What the
    holder is owed is owed as before; it asks anew with a new signature, and a clock that ran out meanwhile is found
    late. Refused access.*, issuance.unknown_order, not_possible; events.stale.
    """
    with database.read() as connection:
        asked_for = queries.known_order(connection, order_id, OrderKind.REDEEM)
    access.require_two(actor, checker, UNDO, for_=(asked_for.issuer_id,))
    request: dict[str, Json] = {"operation": UNDO, "order_id": order_id, "reasons": reasons.strip()}
    asked = Asked(database, clock, key, actor, checker, occurred_at, asked_for.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _undone(database, clock, stands.result)
    with database.read() as connection:
        order = queries.known_order(connection, order_id, OrderKind.REDEEM)
        step = order.step(OrderState.UNDONE, reasons.strip(), occurred_at)
        given = _given_up(connection, order, occurred_at)
        sent = (each.id for each in queries.pay_outs(connection, order.pool_id) if each.order_id == order.id)
        pay_out_id = next(sent, "")
    result: dict[str, Json] = {"order_id": order.id, "pay_out_id": pay_out_id}
    told: dict[str, Json] = {
        **order.as_body(), **result, "reasons": reasons.strip(), "message_id": given.message_id,
        "hold_ids": list(given.hold_ids),
    }  # fmt: skip
    void = Record("issuance.pay_out_void", pay_out_id, {"order_id": order.id, "reason": NEVER_BURNED})
    work = asked.work(
        records=(Record("issuance.redemption_undone", order.id, told), *((void,) if pay_out_id else ())),
        rows=(order_store.step_row(order.id, step, clock.now()),),
        guards=given.guards,
        bumps=(f"pool:{order.pool_id}", f"coin:{order.coin_id}", *(each.subject for each in given.guards)),
        result=result,
    )
    booked(asked, work, tuple(Void(each) for each in given.hold_ids))
    return _undone(database, clock, result)


def _given_up(connection: Connection, order: Order, at: datetime) -> _Given:
    """What ends with the order; Refused issuance.not_possible while the chain could still carry it out."""
    deployment = chain.queries.deployment(connection, order.coin_id)
    if deployment is None:
        raise Refused(Refusal(refusals.NOT_POSSIBLE, "its coins are on no chain: nothing of it waits", order.id))
    if order.state is not OrderState.SETTLED:
        body = order_store.authorization(connection, order.id)
        if body is not None and not holder_authority.signed_transfer_from(body).is_over(at):
            message = "what the holder signed is still in force, so the redemption can be settled"
            raise Refused(Refusal(refusals.NOT_POSSIBLE, message, order.id))
        return _Given((order.hold_id,))
    burn = order_store.messages(connection, BURN, order.id)[-1]
    if burn.point != sending.ABANDONED:
        message = f"the message of its burn, {burn.id}, has not been given up: it is {burn.point or 'waiting'}"
        raise Refused(Refusal(refusals.NOT_POSSIBLE, message, order.id))
    guard = Guard(retry_operations.retry_subject(burn.id), 0)
    held = burn.body["hold_ids"]
    assert isinstance(held, list), "the message of a burn on a chain names its holds"
    return _Given(tuple(str(each) for each in held), burn.id, (guard,))


def _undone(database: Database, clock: Clock, result: Mapping[str, Json]) -> Undone:
    """The answer, the same at each retry; the message of the pay-out is ended first, if it was not."""
    undone = Undone(text_of(result, "order_id"), text_of(result, "pay_out_id"))
    with database.read() as connection:
        waiting = order_store.messages(connection, PAY, undone.pay_out_id) if undone.pay_out_id else ()
    for each in waiting:
        if each.point not in outbox.ENDS:
            outbox.mark(database, clock, each, sending.ABANDONED, {"reason": NEVER_BURNED})
    return undone
