"""Operations that decide on received funds: issue the order they pay for, or return them to their sender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lantau import access, events, identity, reserves
from lantau.access import Actor, Asked, finding_records
from lantau.dates import Clock, hk_date
from lantau.db import Connection, Database
from lantau.events import Guard, Message, Record
from lantau.issuance import books, order_store, permission_queries, queries, refusals, store
from lantau.issuance.instruction_operations import instruct
from lantau.issuance.orders import Order, OrderKind, OrderState
from lantau.issuance.pay_outs import BankParty
from lantau.issuance.permission_queries import Permission
from lantau.issuance.receipts import Mismatch, Receipt, mismatch, named_order
from lantau.issuance.reserve_signature import Attesting, ReserveSigner, TokenPlace, attesting
from lantau.issuance.writer import Journal, booked, on_chain, refuse, text_of
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Rulebook, Value, refusal_from

ACT = "issuance.issue"


@dataclass(frozen=True, slots=True)
class Issued:
    """Coins issued for an order, and the receipt that paid for them."""

    order_id: str
    receipt_id: str


@dataclass(frozen=True, slots=True)
class Returned:
    """Funds on their way back to their sender."""

    receipt_id: str
    pay_out_id: str


@dataclass(frozen=True, slots=True)
class _Case:
    """What the decision rests on, read at one moment, with the versions that guard it."""

    order: Order
    receipt: Receipt | None
    identity_facts: Mapping[str, bool | None]
    permission: Permission
    objection: Refusal | None
    in_issue_micros: int
    frozen_micros: int
    wallet_address: str
    place: TokenPlace
    guards: tuple[Guard, ...]


@refuses
def issue(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    order_id: str,
    signer: ReserveSigner | None = None,
) -> Issued:
    """Issue the coins of an order against the funds received for it, at par, in one commit.

    Coins on a chain are set aside until their mint is final there; the reserve's attestation goes with it. The gate
    ``issue`` and the licence or pilot are asked first; a refusal is recorded with its findings and leaves order and
    funds as they are. With ``signer`` the reserve after the issue is attested in the same commit. Refused
    rulebook.refused and licensing.* (recorded); issuance.unknown_order, not_possible, funds_do_not_match;
    events.stale.
    """
    with database.read() as connection:
        order = queries.known_order(connection, order_id, OrderKind.ISSUE)
    access.require_two(actor, checker, ACT, for_=(order.issuer_id,))
    request: dict[str, Json] = {"operation": ACT, "order_id": order_id, "rulebook_id": book.id}
    asked = Asked(database, clock, key, actor, checker, occurred_at, order.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _issued(stands.result)
    on = hk_date(occurred_at)
    with database.read() as connection:
        case = _case(connection, book, order_id, occurred_at)
    order = case.order
    step = order.step(OrderState.ISSUED, "funds received and every rule of the gate met", occurred_at)
    valuation = reserves.value_pool(
        database, book, order.pool_id, as_of=occurred_at, known_at=clock.now(),
        matching=case.receipt.amount if case.receipt else None,
    )  # fmt: skip
    backing = valuation.facts(case.in_issue_micros + order.coins.micros(), case.frozen_micros)
    facts = issue_facts(case.identity_facts, case.permission.cap_facts, case.receipt, order, backing)
    findings = (*case.permission.findings, *book.judge("issue", facts, subject_id=order.id, on=on))
    guards = tuple(dict.fromkeys((*case.guards, *case.permission.guards, valuation.guard)))
    refusal = case.permission.refusal or case.objection or refusal_from(findings)
    if refusal is not None:
        refuse(asked, refusal, ACT, order.id, findings, guards)
    assert case.receipt is not None, "the gate refuses an order without funds"
    attested = attesting(asked, valuation, order.coin_id, signer, case.place)
    journal = _issue_journal(asked, order, pending=case.place.deployment is not None)
    work = asked.work(
        records=(
            Record("issuance.issued", order.id, {**order.as_body(), "receipt_id": case.receipt.id}),
            *finding_records(findings),
            *attested.records,
        ),
        rows=(
            order_store.step_row(order.id, step, clock.now()),
            store.receipt_end_row(case.receipt.id, "matched", order.id, asked.stamp),
            *attested.rows,
        ),
        guards=guards,
        bumps=(f"pool:{order.pool_id}", f"coin:{order.coin_id}"),
        outbox=(_mint(case, journal, attested),),
        result={"order_id": order.id, "receipt_id": case.receipt.id},
    )
    return _issued(booked(asked, work, journal.steps))


@refuses
def return_funds(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    receipt_id: str,
) -> Returned:
    """Send unmatched funds back to the account they came from, by a pain.001 in the outbox.

    Refused issuance.unknown_receipt, receipt_ended, sender_unknown, and receipt_claimed while they pay for an order
    that was not refused or cancelled; identity.* when the sender is a customer who is frozen.
    """
    with database.read() as connection:
        sealed = store.receipt(connection, receipt_id)
    if sealed is None:
        raise Refused(Refusal(refusals.UNKNOWN_RECEIPT, f"no receipt {receipt_id!r}", "receipt_id"))
    access.require_two(actor, checker, "issuance.return_funds", for_=(sealed.issuer_id,))
    request: dict[str, Json] = {"operation": "issuance.return_funds", "receipt_id": receipt_id}
    asked = Asked(database, clock, key, actor, checker, occurred_at, sealed.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return Returned(receipt_id, text_of(stands.result, "pay_out_id"))
    with database.read() as connection:
        sealed = store.receipt(connection, receipt_id)
        assert sealed is not None, "a receipt is never removed"
        if sealed.outcome:
            raise Refused(Refusal(refusals.RECEIPT_ENDED, f"{receipt_id} was {sealed.outcome}", "receipt_id"))
        receipt = queries.open_receipt(connection, sealed)
        _require_unclaimed(connection, receipt)
        if not receipt.sender_account:
            raise Refused(Refusal(refusals.SENDER_UNKNOWN, f"the sender of {receipt_id} is not known", "receipt_id"))
        sender, guards = _sender(connection, sealed.issuer_id, receipt)
        account = queries.known_pool_account(connection, receipt.pool_id)
        words = f"RETURN {receipt.bank_reference}"
        sent = instruct(
            connection, asked, account, amount=receipt.amount, creditor=sender, remittance=words, receipt_id=receipt_id
        )
    journal = Journal(asked)
    books.leave_pool(journal, account, receipt.amount)
    journal.transfer(
        "issuance.funds_returned",
        debit=books.unmatched(journal, account.pool_id, account.currency),
        credit=books.returns_payable(journal, account.issuer_id, account.currency),
        amount=receipt.amount,
    )
    body: dict[str, Json] = {
        "receipt_id": receipt_id, "pay_out_id": sent.pay_out_id, "currency": receipt.amount.asset.code,
        "amount_units": receipt.amount.units,
    }  # fmt: skip
    work = asked.work(
        records=(Record("issuance.funds_returned", receipt_id, body),),
        rows=(store.receipt_end_row(receipt_id, "returned", None, asked.stamp), sent.row),
        guards=guards,
        bumps=(f"pool:{account.pool_id}",),
        outbox=(sent.message,),
        result={"pay_out_id": sent.pay_out_id},
    )
    booked(asked, work, journal.steps)
    return Returned(receipt_id, sent.pay_out_id)


def issue_facts(
    identity_facts: Mapping[str, bool | None],
    cap_facts: Mapping[str, Value | None],
    receipt: Receipt | None,
    order: Order,
    backing: Mapping[str, Value],
) -> dict[str, Value | None]:
    """The facts of the gate ``issue``. Funds come from an own account only if they came from the one registered.

    ``backing`` are the facts of the gate ``pool`` as they will be after the issue.
    """
    own = identity_facts["order.bank_account_own_registered"]
    if receipt is not None and receipt.sender_account_id != order.bank_account_id:
        own = False
    return {
        **identity_facts,
        "order.bank_account_own_registered": own,
        "order.funds_received": receipt is not None,
        "order.funds_in_reference_currency": None if receipt is None else receipt.amount.asset == order.par.asset,
        "order.par_micros": order.par.micros(),
        "order.reserve_increase_micros": None if receipt is None else receipt.amount.micros(),
        "order.par_after_micros": backing.get("pool.par_outstanding_micros"),
        "order.frozen_par_micros": backing.get("pool.frozen_par_micros"),
        "order.total_market_value_after_micros": backing.get("pool.total_market_value_micros"),
        "order.eligible_market_value_after_micros": backing.get("pool.eligible_market_value_micros"),
        **cap_facts,
    }


def _case(connection: Connection, book: Rulebook, order_id: str, occurred_at: datetime) -> _Case:
    order = queries.known_order(connection, order_id, OrderKind.ISSUE)
    subjects = (f"party:{order.customer_id}", f"pool:{order.pool_id}", f"coin:{order.coin_id}")
    versions = events.versions(connection, subjects)
    facts = identity.customer_facts(
        connection, order.issuer_id, order.customer_id,
        on=hk_date(occurred_at), bank_account=order.bank_account_id, wallet=order.wallet_id,
    )  # fmt: skip
    return _Case(
        order=order,
        receipt=_receipt_for(connection, order),
        identity_facts=facts,
        permission=permission_queries.to_issue(connection, book, order, occurred_at),
        objection=identity.party_objection(connection, order.customer_id, order.wallet_id),
        in_issue_micros=reserves.queries.par_outstanding(connection, order.coin_id).micros(),
        frozen_micros=reserves.queries.frozen_par(connection, order.coin_id).micros(),
        wallet_address=queries.wallet_address(connection, order),
        place=queries.token_place(connection, order),
        guards=tuple(Guard(*each) for each in versions.items()),
    )


def _receipt_for(connection: Connection, order: Order) -> Receipt | None:
    """The unmatched funds that name this order; Refused issuance.funds_do_not_match on another amount or on several."""
    opened = (queries.open_receipt(connection, each) for each in store.unmatched(connection, order.pool_id))
    named = [each for each in opened if named_order(each, (order,)) is order]
    if not named:
        return None
    if len(named) > 1:
        message = f"{len(named)} receipts name {order.payment_reference}"
        raise Refused(Refusal(refusals.FUNDS_DO_NOT_MATCH, message, "order_id"))
    if mismatch(named[0], order) is Mismatch.OTHER_AMOUNT:
        message = f"{named[0].amount} received, {order.par} ordered"
        raise Refused(Refusal(refusals.FUNDS_DO_NOT_MATCH, message, "order_id"))
    return named[0]


def _mint(case: _Case, journal: Journal, attested: Attesting) -> Message:
    """What makes the chain mint the coins, with the attestation that its gate asks for."""
    order = case.order
    mint: dict[str, Json] = {
        "order_id": order.id, "coin_id": order.coin_id, "units": order.coins.units,
        "wallet_id": order.wallet_id, "address": case.wallet_address, **on_chain(case.place.deployment, journal),
    }  # fmt: skip
    if attested.sealed is not None:
        mint["attestation"] = attested.sealed.on_chain.as_body()
    return Message("chain.mint", order.id, mint)


def _issue_journal(asked: Asked, order: Order, *, pending: bool) -> Journal:
    """Par is owed from now on; coins that are minted on a chain are there when the mint is final."""
    journal = Journal(asked)
    currency = order.par.asset
    journal.transfer(
        "issuance.par_owed",
        debit=books.unmatched(journal, order.pool_id, currency),
        credit=books.obligation(journal, order.pool_id, order.coin_id, currency),
        amount=order.par,
    )
    journal.pending = pending
    journal.transfer(
        "issuance.coins_issued",
        debit=books.issued(journal, order.coin_id),
        credit=books.wallet(journal, order.wallet_id, order.coin_id, order.customer_id),
        amount=order.coins,
    )
    return journal


def _require_unclaimed(connection: Connection, receipt: Receipt) -> None:
    order = named_order(receipt, order_store.orders(connection, kind=OrderKind.ISSUE))
    if isinstance(order, Mismatch) or mismatch(receipt, order) is not None:
        return
    if order.id not in order_store.refused_ids(connection):
        raise Refused(Refusal(refusals.RECEIPT_CLAIMED, f"it pays for {order.id}", "receipt_id"))


def _sender(connection: Connection, issuer_id: str, receipt: Receipt) -> tuple[BankParty, tuple[Guard, ...]]:
    """Whom to pay back; a customer who is frozen or a hit on a list is not paid (raised), and the answer is guarded."""
    bank = ""
    guards: tuple[Guard, ...] = ()
    if receipt.sender_account_id:
        found = identity.queries.bank_account_of(connection, issuer_id, receipt.sender_account)
        assert found is not None, "the sender's account was registered a moment ago"
        objection = identity.party_objection(connection, found.party_id)
        if objection is not None and objection.code.name != "identity.unscreened":
            raise Refused(objection)
        guards = tuple(Guard(*each) for each in events.versions(connection, [f"party:{found.party_id}"]).items())
        bank = found.bank_bic
    return BankParty(receipt.sender_name or "NOTPROVIDED", receipt.sender_account, bank), guards


def _issued(stands: Mapping[str, Json]) -> Issued:
    return Issued(text_of(stands, "order_id"), text_of(stands, "receipt_id"))
