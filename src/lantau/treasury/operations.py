"""Book what was mined, and what of the proceeds went into coins."""

from __future__ import annotations

from datetime import UTC, date, datetime

from lantau import access, issuance
from lantau.access import Actor, Asked
from lantau.dates import Clock
from lantau.db import Database
from lantau.money import BTC, Amount
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.treasury import refusals, store
from lantau.treasury.values import Booked, Production, bitcoin_code, money_code
from lantau.treasury.writer import Books, line, require_party


@refuses
def book_production(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    owner_id: str,
    source: str,
    first_day: date,
    until_day: date,
    bitcoin: Amount,
) -> Booked:
    """Book what a source, such as a fleet, produced from ``first_day`` to before ``until_day``, days of UTC.

    Each day of a source is booked once, after it is over; a period may have produced nothing. Refused access.*,
    treasury.unknown_party, bad_amount, bad_text, bad_period.
    """
    access.require(actor, "treasury.produce", for_=(owner_id,))
    told = line(source, "source")
    if bitcoin.asset != BTC or bitcoin.units < 0:
        raise Refused(Refusal(refusals.BAD_AMOUNT, f"{bitcoin} is no bitcoin that was produced", "bitcoin"))
    request: dict[str, Json] = {
        "operation": "treasury.produce",
        "owner_id": owner_id,
        "source": told,
        "first_day": first_day.isoformat(),
        "until_day": until_day.isoformat(),
        "satoshi": bitcoin.units,
    }
    asked = Asked(database, clock, key, actor, None, occurred_at, "", request)
    if (stands := asked.replayed()) is not None:
        return Booked(str(stands.result["production_id"]), bitcoin)
    require_party(asked, owner_id, "owner_id")
    if not first_day < until_day <= occurred_at.astimezone(UTC).date():
        message = f"{first_day} to before {until_day} at {occurred_at.isoformat()}"
        raise Refused(Refusal(refusals.BAD_PERIOD, message, "until_day"))
    books = Books(asked, owner_id)
    with database.read() as connection:
        booked = store.overlapping(connection, owner_id, told, first_day, until_day)
    if booked is not None:
        message = f"{told} is booked from {booked.first_day} to before {booked.until_day} ({booked.id})"
        asked.unless_answered(Refusal(refusals.BAD_PERIOD, message, "first_day"))
    transfer_id = ""
    if bitcoin.units:
        transfer_id = books.move(
            "produced", debit=bitcoin_code(owner_id, "held"), credit=bitcoin_code(owner_id, "mined"), amount=bitcoin
        )
    made = Production(asked.id("prd"), owner_id, told, first_day, until_day, bitcoin, transfer_id, occurred_at)
    body: dict[str, Json] = {**request, "production_id": made.id, "transfer_id": transfer_id}
    stands = books.commit("treasury.produced", made.id, body, (store.production_row(made, clock.now()),))
    return Booked(str(stands.result["production_id"]), bitcoin)


@refuses
def book_funding(
    database: Database, clock: Clock, *, key: str, actor: Actor, occurred_at: datetime, owner_id: str, order_id: str
) -> Booked:
    """Take out of the owner's cash what it paid an issuer for coins that were issued to it.

    Refused access.*, treasury.not_issued, paid_for_another (the order was booked before), ledger.insufficient_balance.
    """
    access.require(actor, "treasury.produce", for_=(owner_id,))
    request: dict[str, Json] = {"operation": "treasury.fund", "owner_id": owner_id, "order_id": order_id}
    asked = Asked(database, clock, key, actor, None, occurred_at, "", request)
    with database.read() as connection:
        order = issuance.queries.order(connection, order_id)
    mine = order is not None and (order.kind, order.customer_id) == (issuance.queries.OrderKind.ISSUE, owner_id)
    if order is None or not mine or order.state is not issuance.queries.OrderState.ISSUED:
        message = f"{order_id!r} is no order by which {owner_id} was issued coins"
        raise Refused(Refusal(refusals.NOT_ISSUED, message, "order_id"))
    if asked.replayed() is not None:
        return Booked(order_id, order.par)
    books = Books(asked, owner_id)
    with database.read() as connection:
        taken = store.is_funded(connection, order_id)
    if taken:
        asked.unless_answered(Refusal(refusals.PAID_FOR_ANOTHER, f"{order_id} is booked already", "order_id"))
    currency = order.par.asset
    transfer_id = books.move(
        "funded", debit=money_code(owner_id, "funding", currency), credit=money_code(owner_id, "cash", currency),
        amount=order.par,
    )  # fmt: skip
    body: dict[str, Json] = {**request, "par": str(order.par), "transfer_id": transfer_id}
    row = store.funding_row(order_id, owner_id, order.par, transfer_id, occurred_at, clock.now())
    books.commit("treasury.funded", order_id, body, (row,))
    return Booked(order_id, order.par)
