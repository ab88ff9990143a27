"""Operations that stop or end: freeze a party or a wallet, lift the order, destroy personal data."""

from __future__ import annotations

from datetime import date, datetime

from lantau import access, events
from lantau.access import Actor, Asked
from lantau.dates import Clock, hk_date
from lantau.db import Connection, Database
from lantau.events import Record, Row
from lantau.identity import store
from lantau.identity.asking_operations import known_party, recorded, replayed, require_dealings, require_text
from lantau.identity.diligence import FreezeOrder
from lantau.identity.records import Recorded
from lantau.identity.refusals import MUST_BE_KEPT, NOT_FROZEN, UNKNOWN_PARTY, UNKNOWN_SUBJECT
from lantau.ledger import queries as ledger_queries
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Rulebook

RETENTION = "record_retention_years"
"""The rulebook's parameter: years that records are kept after a relationship ends (A 9.5) and after a transaction or
transfer is completed, whether or not it ended before (A 9.3, 9.6)."""


@refuses
def freeze(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None = None,
    occurred_at: datetime,
    party_id: str,
    wallet_id: str = "",
    issuer_id: str = "",
    authority: str,
    reference: str,
    reason: str,
) -> Recorded | Refusal:
    """Freeze a party, or one of its wallets, on an authority's order or the issuer's own suspicion.

    A 5.10(c) and 8.6 name freezing as a measure; G 6.5.3 that nobody does it alone.

    An issuer freezes whom it has or had as a customer. Refused identity.unknown_party, not_a_customer, unknown_subject
    (the wallet is not the party's), access.four_eyes.
    """
    access.require_two(actor, checker, "identity.freeze", for_=(issuer_id,))
    texts = {"authority": authority, "reference": reference, "reason": reason}
    told = {name: require_text(text, name) for name, text in texts.items()}
    request: dict[str, Json] = {"operation": "identity.freeze", "party_id": party_id, "wallet_id": wallet_id, **told}
    with database.read() as connection:
        versions = events.versions(connection, [f"party:{party_id}"])
        asked = Asked(database, clock, key, actor, checker, occurred_at, issuer_id, request, versions, of_asker=True)
        if (answer := replayed(asked, party_id)) is not None:
            return answer
        if store.party(connection, party_id) is None:
            raise Refused(Refusal(UNKNOWN_PARTY, f"no party {party_id!r}", "party_id"))
        require_dealings(connection, party_id, issuer_id)
        if wallet_id:
            wallet = store.wallet(connection, wallet_id)
            if wallet is None or wallet.party_id != party_id:
                raise Refused(Refusal(UNKNOWN_SUBJECT, f"{party_id} has no wallet {wallet_id!r}", "wallet_id"))
    order_id = asked.id("frz")
    values: dict[str, object] = {
        "id": order_id,
        "party_id": party_id,
        "wallet_id": wallet_id,
        "issuer_id": issuer_id,
        **told,
        "ordered_at": occurred_at,
        "recorded_at": clock.now(),
    }
    body: dict[str, Json] = {"freeze_order_id": order_id, "wallet_id": wallet_id, **told}
    record = Record("identity.frozen", party_id, body)
    return recorded(asked, order_id, party_id, record, (Row("identity.freeze_order", values),))


@refuses
def lift_freeze(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None = None,
    occurred_at: datetime,
    freeze_order_id: str,
    reason: str,
) -> Recorded | Refusal:
    """Lift one freeze order of the issuer's; others stay.

    Refused identity.unknown_subject, not_frozen, access.four_eyes.
    """
    with database.read() as connection:
        order = _known_order(connection, freeze_order_id)
    access.require_two(actor, checker, "identity.unfreeze", for_=(order.issuer_id,))
    told = require_text(reason, "reason")
    request: dict[str, Json] = {
        "operation": "identity.lift_freeze", "freeze_order_id": freeze_order_id, "reason": told,
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"party:{order.party_id}"])
        asked = Asked(
            database, clock, key, actor, checker, occurred_at, order.issuer_id, request, versions, of_asker=True
        )
        if (answer := replayed(asked, order.party_id)) is not None:
            return answer
        order = _known_order(connection, freeze_order_id)
    if not order.is_open:
        raise Refused(Refusal(NOT_FROZEN, f"{freeze_order_id} was lifted at {order.lifted_at}", "freeze_order_id"))
    values: dict[str, object] = {
        "freeze_order_id": freeze_order_id,
        "reason": told,
        "lifted_at": occurred_at,
        "recorded_at": clock.now(),
    }
    record = Record("identity.unfrozen", order.party_id, {"freeze_order_id": freeze_order_id, "reason": told})
    return recorded(asked, freeze_order_id, order.party_id, record, (Row("identity.freeze_lift", values),))


@refuses
def forget(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None = None,
    occurred_at: datetime,
    party_id: str,
    reason: str,
    hold_last: bool = False,
) -> Recorded | Refusal:
    """Destroy a party's personal data by deleting its key, once no text asks for the records (A 9.3, 9.5-9.6).

    A notice to keep them longer (A 9.8) is not modelled here: the two people who act see to it that none stands.

    The record, its digests and every amount stay. Asking again with the same key finishes a deletion cut short.
    ``hold_last`` asks for the last retention period read when the day is outside its coverage; the record says so.
    Refused identity.must_be_kept, unknown_party, forgotten, rulebook.not_covered, access.four_eyes.
    """
    with database.read() as connection:
        issuers = [each.issuer_id for each in store.relations(connection, party_id)]
    access.require_two(actor, checker, "identity.forget", for_=issuers or (party_id,))
    told = require_text(reason, "reason")
    with database.read() as connection:
        asked = Asked(
            database, clock, key, actor, checker, occurred_at, "",
            {"operation": "identity.forget", "party_id": party_id, "reason": told, "hold_last": hold_last},
            events.versions(connection, [f"party:{party_id}"]), of_asker=True,
        )  # fmt: skip
        answer = replayed(asked, party_id)
        if answer is None:
            known_party(connection, party_id, "party_id")
            _require_free(connection, book, party_id, hk_date(occurred_at), hold_last=hold_last)
    if answer is None:
        values: dict[str, object] = {
            "party_id": party_id,
            "reason": told,
            "forgotten_at": occurred_at,
            "recorded_at": clock.now(),
        }
        record = Record("identity.forgotten", party_id, {"reason": told, "hold_last": hold_last})
        answer = recorded(asked, party_id, party_id, record, (Row("identity.forgotten", values),))
    if isinstance(answer, Recorded):
        store.destroy_key(database, party_id)
    return answer


def _known_order(connection: Connection, freeze_order_id: str) -> FreezeOrder:
    """The freeze order; Refused identity.unknown_subject."""
    party_id = store.freeze_order_owner(connection, freeze_order_id)
    orders = () if party_id is None else store.freeze_orders(connection, party_id)
    found = next((each for each in orders if each.id == freeze_order_id), None)
    if found is None:
        raise Refused(Refusal(UNKNOWN_SUBJECT, f"no freeze order {freeze_order_id!r}", "freeze_order_id"))
    return found


def _require_free(connection: Connection, book: Rulebook, party_id: str, on: date, *, hold_last: bool) -> None:
    """Refused identity.must_be_kept before the later of the ends of relationships and of transactions, plus the period.

    That an open freeze order keeps the records is a rule of the house.
    """
    for order in store.freeze_orders(connection, party_id):
        if order.is_open:
            message = f"freeze order {order.reference} is open"
            raise Refused(Refusal(MUST_BE_KEPT, message, "party_id"))
    for relation in store.relations(connection, party_id):
        period = book.parameter_in_force(RETENTION, on, hold_last=hold_last)
        if relation.ended_at is None:
            message = f"the relationship with {relation.issuer_id} is open"
            raise Refused(Refusal(MUST_BE_KEPT, message, "party_id", period.citation))
        until = years_after(hk_date(relation.ended_at), period.value)
        if on < until:
            message = f"records are kept until {until}, {period.value} years after the relationship ended"
            raise Refused(Refusal(MUST_BE_KEPT, message, "occurred_at", period.citation))
    moved_at = ledger_queries.last_moved(connection, party_id)
    if moved_at is not None:
        period = book.parameter_in_force(RETENTION, on, hold_last=hold_last)
        until = years_after(hk_date(moved_at), period.value)
        if on < until:
            message = f"records are kept until {until}, {period.value} years after the last transaction"
            raise Refused(Refusal(MUST_BE_KEPT, message, "occurred_at", period.citation))


def years_after(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 1 March, so that no period is cut short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
