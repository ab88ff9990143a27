"""Sell bitcoin: agreed at an observed bid and set aside, delivered in the commit that books its proceeds, or lapsed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from lantau import access, events, identity, observations, payments, reserves
from lantau.access import Actor, Asked
from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import Committed, Guard
from lantau.ledger import Post, Void
from lantau.money import BTC, Amount, Asset, asset, at_par
from lantau.observations import Price
from lantau.payments import Payment
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.treasury import refusals, store
from lantau.treasury.values import (
    PRICE_LIFE,
    TRANSITIONS,
    Agreed,
    Sale,
    SaleState,
    Settled,
    bitcoin_code,
    money_code,
    sale_value,
)
from lantau.treasury.writer import Books, digest, line, require_party


@refuses
def agree_sale(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    owner_id: str,
    buyer_id: str,
    bitcoin: Amount,
    proceeds_in: Asset,
    settle_by: datetime,
) -> Agreed:
    """Agree to sell bitcoin for a currency, or for a coin at par, at the last observed bid of ``BTC/<currency>``.

    The satoshi are set aside until the proceeds are there or the sale lapses. What they fetch is rounded down to the
    currency's unit. Refused access.*, treasury.*, identity.* (frozen, a hit, unscreened), and
    ledger.insufficient_balance when more is sold than held.
    """
    access.require_two(actor, checker, "treasury.sell", for_=(owner_id,))
    if bitcoin.asset != BTC or bitcoin.units <= 0:
        raise Refused(Refusal(refusals.BAD_AMOUNT, f"{bitcoin} is no bitcoin to sell", "bitcoin"))
    request: dict[str, Json] = {
        "operation": "treasury.agree_sale",
        "owner_id": owner_id,
        "buyer_id": buyer_id,
        "satoshi": bitcoin.units,
        "proceeds_in": proceeds_in.code,
        "settle_by": settle_by.isoformat(),
    }
    asked = Asked(database, clock, key, actor, checker, occurred_at, "", request)
    if (stands := asked.replayed()) is not None:
        return _agreed(stands)
    if owner_id == buyer_id:
        raise Refused(Refusal(refusals.SAME_PARTY, f"{owner_id} sells to itself", "buyer_id"))
    if settle_by <= occurred_at:
        message = f"{settle_by.isoformat()} is no later than {occurred_at.isoformat()}"
        raise Refused(Refusal(refusals.BAD_TERM, message, "settle_by"))
    books = Books(asked, owner_id)
    guard = _require_free(asked, owner_id, buyer_id)
    currency = _currency_of(database, proceeds_in)
    price = _fresh_price(asked, currency)
    proceeds = _proceeds(bitcoin, price.bid_micros, currency, proceeds_in)
    hold_id = books.move(
        "sale", debit=bitcoin_code(owner_id, "sold"), credit=bitcoin_code(owner_id, "held"), amount=bitcoin,
        pending=True,
    )  # fmt: skip
    agreed = Sale(
        id=asked.id("sal"), owner_id=owner_id, buyer_id=buyer_id, bitcoin=bitcoin, proceeds=proceeds,
        price_micros=price.bid_micros, price_currency=currency.code, priced_at=price.occurred_at,
        observation_id=price.observation_id, settle_by=settle_by, hold_id=hold_id, occurred_at=occurred_at,
    )  # fmt: skip
    body: dict[str, Json] = {
        **request,
        "sale_id": agreed.id,
        "proceeds_units": proceeds.units,
        "price_micros": price.bid_micros,
        "observation_id": price.observation_id,
        "hold_id": hold_id,
    }
    books.guards = (*books.guards, guard)
    return _agreed(books.commit("treasury.sale_agreed", agreed.id, body, (store.sale_row(agreed, clock.now()),)))


@refuses
def settle_by_bank(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    sale_id: str,
    received: Amount,
    bank_reference: str,
    advice_digest: str,
) -> Settled:
    """Deliver the bitcoin of a sale for a currency: the bank told that exactly its proceeds have arrived.

    ``advice_digest`` is the SHA-256 of the bank's advice. One commit books bitcoin out and money in. Refused access.*,
    treasury.unknown_sale, sale_over, other_proceeds, paid_for_another, bad_text; identity.* (an order or a hit since).
    """
    sale = _sale(database, sale_id)
    access.require_two(actor, checker, "treasury.sell", for_=(sale.owner_id,))
    reference = line(bank_reference, "bank_reference")
    told = {"received": str(received), "bank_reference": reference, "advice_digest": digest(advice_digest, "advice")}
    asked, stands = _asked(database, clock, key, actor, checker, occurred_at, "treasury.settle_by_bank", sale, told)
    if stands is not None:
        return Settled(sale.id, "settled")
    books = Books(asked, sale.owner_id)
    if sale.proceeds.asset.is_coin or received != sale.proceeds:
        message = f"{received} arrived; {sale.id} is for {sale.proceeds}"
        raise Refused(Refusal(refusals.OTHER_PROCEEDS, message, "received"))
    with database.read() as connection:
        _require_unused(asked, connection, sale, "", reference)
    books.guards += (_require_free(asked, sale.owner_id, sale.buyer_id),)
    _require_open(asked, sale_id, "settled")
    books.steps.append(Post(sale.hold_id))
    books.move(
        "proceeds", debit=money_code(sale.owner_id, "cash", received.asset),
        credit=money_code(sale.owner_id, "proceeds", received.asset), amount=received,
    )  # fmt: skip
    row = store.sale_end_row(
        sale, "settled", occurred_at, clock.now(), bank_reference=reference, advice_digest=advice_digest
    )
    books.commit("treasury.sale_settled", sale.id, dict(asked.request), (row,))
    return Settled(sale.id, "settled")


@refuses
def settle_by_payment(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    sale_id: str,
    payment_id: str,
) -> Settled:
    """Deliver the bitcoin of a sale for a coin: its buyer's payment of exactly its proceeds is final on the chain.

    The payment names the sale's id as its invoice, so that no other payment of the same coins is taken for it.
    Refused access.*, treasury.unknown_sale, sale_over, other_proceeds, not_final, paid_for_another; identity.* (an
    order or a hit since).
    """
    sale = _sale(database, sale_id)
    access.require_two(actor, checker, "treasury.sell", for_=(sale.owner_id,))
    told: dict[str, Json] = {"payment_id": payment_id}
    asked, stands = _asked(database, clock, key, actor, checker, occurred_at, "treasury.settle_by_payment", sale, told)
    if stands is not None:
        return Settled(sale.id, "settled")
    books = Books(asked, sale.owner_id)
    with database.read() as connection:
        made = {each.id: each for each in payments.queries.payments(connection, party_id=sale.owner_id)}
        _require_unused(asked, connection, sale, payment_id, "")
    paid = made.get(payment_id)
    if paid is None or not _is_for(paid, sale) or paid.coins != sale.proceeds:
        message = f"{payment_id!r} is no payment of {sale.proceeds} by {sale.buyer_id} for invoice {sale.id}"
        raise Refused(Refusal(refusals.OTHER_PROCEEDS, message, "payment_id"))
    if not paid.is_received:
        raise Refused(Refusal(refusals.NOT_FINAL, f"{payment_id} is {paid.chain_status}", "payment_id"))
    books.guards += (_require_free(asked, sale.owner_id, sale.buyer_id),)
    _require_open(asked, sale_id, "settled")
    books.steps.append(Post(sale.hold_id))
    row = store.sale_end_row(sale, "settled", occurred_at, clock.now(), payment_id=payment_id)
    books.commit("treasury.sale_settled", sale.id, dict(asked.request), (row,))
    return Settled(sale.id, "settled")


@refuses
def lapse_sale(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    sale_id: str,
) -> Settled:
    """End a sale whose time to settle is over; its bitcoin is free again.

    Refused access.*, treasury.unknown_sale, sale_over, bad_term (its time is not over), paid_already (its buyer has
    paid for it in coins, or has a payment for it under way).
    """
    sale = _sale(database, sale_id)
    access.require_two(actor, checker, "treasury.sell", for_=(sale.owner_id,))
    asked, stands = _asked(database, clock, key, actor, checker, occurred_at, "treasury.lapse_sale", sale, {})
    if stands is not None:
        return Settled(sale.id, "lapsed")
    books = Books(asked, sale.owner_id)
    if occurred_at < sale.settle_by:
        raise Refused(Refusal(refusals.BAD_TERM, f"it may be settled until {sale.settle_by.isoformat()}", "sale_id"))
    with database.read() as connection:
        version = events.versions(connection, [f"payments:{sale.buyer_id}"])
        made = payments.queries.payments(connection, party_id=sale.owner_id)
    books.guards += tuple(Guard(*each) for each in version.items())
    paid = [each.id for each in made if _is_for(each, sale) and not each.is_failed]
    if paid:
        raise Refused(Refusal(refusals.PAID_ALREADY, f"{', '.join(paid)} by {sale.buyer_id}", "sale_id"))
    _require_open(asked, sale_id, "lapsed")
    books.steps.append(Void(sale.hold_id))
    row = store.sale_end_row(sale, "lapsed", occurred_at, clock.now())
    books.commit("treasury.sale_lapsed", sale.id, dict(asked.request), (row,))
    return Settled(sale.id, "lapsed")


def _asked(
    database: Database,
    clock: Clock,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    operation: str,
    sale: Sale,
    told: Mapping[str, Json],
) -> tuple[Asked, Committed | None]:
    request: dict[str, Json] = {"operation": operation, "sale_id": sale.id, **told}
    asked = Asked(database, clock, key, actor, checker, occurred_at, "", request)
    return asked, asked.replayed()


def _is_for(paid: Payment, sale: Sale) -> bool:
    return (paid.payer_id, paid.payee_id, paid.invoice_reference, paid.coins.asset) == (
        sale.buyer_id, sale.owner_id, sale.id, sale.proceeds.asset,
    )  # fmt: skip


def _sale(database: Database, sale_id: str) -> Sale:
    with database.read() as connection:
        found = store.sale(connection, sale_id)
    if found is None:
        raise Refused(Refusal(refusals.UNKNOWN_SALE, f"no sale {sale_id!r}", "sale_id"))
    return found


def _require_open(asked: Asked, sale_id: str, next_state: SaleState) -> None:
    """Refused treasury.sale_over; read again, after the version that guards the decision."""
    sale = _sale(asked.database, sale_id)
    if next_state not in TRANSITIONS[sale.state]:
        asked.unless_answered(Refusal(refusals.SALE_OVER, f"{sale.id} is {sale.state}", "sale_id"))


def _require_unused(asked: Asked, connection: Connection, sale: Sale, payment_id: str, bank_reference: str) -> None:
    other = store.sale_paid_by(connection, payment_id, sale.owner_id, bank_reference)
    if other and other != sale.id:
        message = f"{payment_id or bank_reference} settled {other}"
        asked.unless_answered(Refusal(refusals.PAID_FOR_ANOTHER, message, "payment_id" if payment_id else "reference"))


def _require_free(asked: Asked, owner_id: str, buyer_id: str) -> Guard:
    """Refused treasury.unknown_party, identity.*; the guard of the buyer that the decision rests on."""
    with asked.database.read() as connection:
        versions = events.versions(connection, [f"party:{buyer_id}"])
    for party_id, where in ((owner_id, "owner_id"), (buyer_id, "buyer_id")):
        require_party(asked, party_id, where)
        with asked.database.read() as connection:
            objection = identity.party_objection(connection, party_id)
        if objection is not None:
            raise Refused(objection)
    return Guard(f"party:{buyer_id}", versions[f"party:{buyer_id}"])


def _currency_of(database: Database, proceeds_in: Asset) -> Asset:
    """The currency a price is wanted in. Refused treasury.bad_proceeds."""
    if proceeds_in.is_currency:
        return proceeds_in
    coin_id = proceeds_in.code.removeprefix("coin:")
    pool = next(iter(reserves.pools(database, coin_id=coin_id)), None) if proceeds_in.is_coin else None
    if pool is None:
        raise Refused(Refusal(refusals.BAD_PROCEEDS, f"{proceeds_in} is no currency and no coin in issue", "proceeds"))
    return pool.reference


def _fresh_price(asked: Asked, currency: Asset) -> Price:
    """The last bid for one bitcoin. Refused treasury.no_price, treasury.stale_price."""
    instrument = f"BTC/{currency.code}"
    found = observations.price(asked.database, instrument, as_of=asked.occurred_at, known_at=asked.clock.now())
    if found is None or (found.currency, found.per) != (currency, 1) or found.bid_micros == 0:
        message = f"no bid of {instrument} in {currency} for one bitcoin is known at {asked.occurred_at.isoformat()}"
        raise Refused(Refusal(refusals.NO_PRICE, message, "price"))
    if asked.occurred_at - found.occurred_at > PRICE_LIFE:
        hours = PRICE_LIFE.seconds // 3600
        message = f"{instrument} was told at {found.occurred_at.isoformat()}, more than {hours} hours before"
        raise Refused(Refusal(refusals.STALE_PRICE, message, "price"))
    return found


def _proceeds(bitcoin: Amount, price_micros: int, currency: Asset, proceeds_in: Asset) -> Amount:
    """What the sale is for. Refused treasury.bad_amount."""
    value = sale_value(bitcoin, price_micros, currency)
    if value.units == 0:
        raise Refused(Refusal(refusals.BAD_AMOUNT, f"{bitcoin} comes to less than one unit of {currency}", "bitcoin"))
    return at_par(value, proceeds_in) if proceeds_in.is_coin else value


def _agreed(stands: Committed) -> Agreed:
    told = stands.result
    satoshi, units, price = told["satoshi"], told["proceeds_units"], told["price_micros"]
    assert isinstance(satoshi, int) and isinstance(units, int) and isinstance(price, int)
    proceeds = Amount(asset(str(told["proceeds_in"])), units)
    return Agreed(str(told["sale_id"]), Amount(BTC, satoshi), proceeds, price)
