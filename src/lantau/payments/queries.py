"""Reads for desks and disclosure: payments made and refused, and what travelled with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from lantau import identity, observations
from lantau.chain import queries as chain_queries
from lantau.dates import hk_date
from lantau.db import Connection, Database
from lantau.ledger import queries as ledger_queries
from lantau.money import HKD, Amount, Asset
from lantau.payments import store
from lantau.payments.travel_rule import End, TravelData, registered
from lantau.payments.values import FAILED, FINAL, MICROS, Payment, RefusedPayment, hkd_cents

STATUS_OF_HOLD = {"posted": FINAL, "voided": FAILED, "expired": FAILED}
"""What the chain made of a payment, by how its hold ended; one that somebody else handed in is final all the same."""


def payments(connection: Connection, *, party_id: str | None = None) -> tuple[Payment, ...]:
    """Payments made by or to a party, or all of them, oldest first, each with what the chain made of it."""
    made = store.payments(connection, party_id=party_id)
    ended = ledger_queries.hold_outcomes(connection, (each.transfer_id for each in made))
    failed = [each.id for each in made if STATUS_OF_HOLD.get(ended.get(each.transfer_id, "")) == FAILED]
    by_others = chain_queries.carried_by_others(connection, failed) if failed else frozenset[str]()
    return tuple(
        replace(each, chain_status=FINAL if each.id in by_others else STATUS_OF_HOLD[ended[each.transfer_id]])
        if each.transfer_id in ended
        else each
        for each in made
    )


def refused_payments(connection: Connection) -> tuple[RefusedPayment, ...]:
    """Payments that a gate refused, with code, words and citation, oldest first."""
    return store.refused_payments(connection)


def travel_data_of(connection: Connection, payment_id: str) -> TravelData | None:
    """What travelled with a payment; a part whose party's key was destroyed is blank. None for an unknown payment."""
    made, sealed = store.payment(connection, payment_id), store.sealed_data(connection, payment_id)
    if made is None or sealed is None:
        return None
    originator = identity.queries.open_under(connection, made.payer_id, f"payments.payment:{payment_id}", sealed[0])
    recipient = identity.queries.open_under(connection, made.payee_id, f"payments.payment:{payment_id}", sealed[1])
    return TravelData(**(originator or {}), **(recipient or {}))


def registered_travel_data(
    connection: Connection, issuer_id: str, *, payer_id: str, payer_wallet_id: str, payee_id: str, payee_wallet_id: str,
    at: datetime,
) -> TravelData:  # fmt: skip
    """The travel-rule data as the issuer's register has them, so that a customer is not asked again (A 6.5 fn 39)."""
    return registered(
        *ends(connection, issuer_id, payer_id, payer_wallet_id, payee_id, payee_wallet_id, at=at),
    )


def ends(
    connection: Connection, issuer_id: str, payer_id: str, payer_wallet_id: str, payee_id: str, payee_wallet_id: str, *,
    at: datetime,
) -> tuple[End, End]:  # fmt: skip
    """Both ends of a payment as the register has them; the account of a wallet that is not proved is blank."""
    found = identity.transfer_parties(
        connection, issuer_id, originator_id=payer_id, originator_wallet=payer_wallet_id, recipient_id=payee_id,
        recipient_wallet=payee_wallet_id, on=hk_date(at),
    )  # fmt: skip
    payer, payee = found.originator, found.recipient
    return (
        End(
            payer.name,
            payer.account,
            payer.address,
            payer.identification,
            payer.verified,
            payer.screened,
            payer.hosting,
        ),
        End(
            payee.name,
            payee.account,
            payee.address,
            payee.identification,
            payee.verified,
            payee.screened,
            payee.hosting,
        ),
    )


def value_in_hkd_cents(
    database: Database, coins: Amount, reference: Asset, *, as_of: datetime, known_at: datetime
) -> int | None:
    """What coins are worth in Hong Kong cents, rounded down, at the dearer side of the last observed rate.

    The dearer side, so that no payment slips under a threshold on a spread. None when no rate is known: unknown.
    """
    if reference == HKD:
        return hkd_cents(coins, MICROS)
    rate = observations.fx(database, reference, HKD, as_of=as_of, known_at=known_at)
    if rate is None:
        return None
    return hkd_cents(coins, max(rate.bid_micros, rate.ask_micros or rate.bid_micros))
