"""Operations on a redemption: find it valid, which starts its clock, and settle it at par."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from lantau import access, chain, events, identity, observations, reserves
from lantau.access import Actor, Asked, finding_records
from lantau.chain import holder_authority
from lantau.dates import Clock, hk_date, parse_instant
from lantau.db import Connection, Database
from lantau.events import Guard, Message, Record
from lantau.issuance import books, instruction_operations, order_store, queries, refusals
from lantau.issuance.instruction_operations import Instruction
from lantau.issuance.orders import Order, OrderKind, OrderState
from lantau.issuance.pay_outs import BankParty
from lantau.issuance.redemption_clock import DELAY_MATTER, RedemptionInQueue, clock_of
from lantau.issuance.reserve_signature import Attesting, ReserveSigner, TokenPlace, attesting
from lantau.issuance.store import PoolAccount
from lantau.issuance.writer import Journal, booked, on_chain, refuse, text_of
from lantau.ledger import Post
from lantau.money import Amount
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Finding, Rulebook, Value, refusal_from

VALIDATE = "issuance.redeem.validate"
SETTLE = "issuance.redeem.settle"

TIME_TO_BURN = timedelta(hours=1)
"""What a settlement leaves the chain: a burn whose signature ends sooner may come too late, par being set aside."""


@dataclass(frozen=True, slots=True)
class Validated:
    """A valid request: since when its clock runs, and when it is due as known at that moment."""

    order_id: str
    valid_at: datetime
    due_at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """A redemption paid out by instruction; ``late`` when that was after its deadline."""

    order_id: str
    pay_out_id: str
    late: bool


@dataclass(frozen=True, slots=True)
class _Case:
    """What both decisions rest on, read at one moment, with the versions that guard it."""

    order: Order
    conditions: Mapping[str, bool | None]
    objection: Refusal | None
    unsigned: Refusal | None
    guards: tuple[Guard, ...]

    def judge(
        self, book: Rulebook, on: date, sent: Instruction | None = None
    ) -> tuple[tuple[Finding, ...], Refusal | None]:
        """The findings of the gate ``redeem`` and, once money is instructed, of ``redeem_payout``; the first reason
        not to go on, if there is one."""
        findings = book.judge("redeem", redeem_facts(self.order, self.conditions), subject_id=self.order.id, on=on)
        if sent is not None:
            paid = payout_facts(self.order, sent.amount, sent.fee)
            findings = (*findings, *book.judge("redeem_payout", paid, subject_id=self.order.id, on=on))
        return findings, self.objection or refusal_from(findings) or self.unsigned


@refuses
def validate_redemption(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    order_id: str,
) -> Validated:
    """Find that a request meets the licensee's conditions: customer, due diligence, own proved wallet, own account.

    Its clock runs from the instant the last condition was met, not from when somebody looked: a request that met them
    all when it was made is valid since then. Refused, recorded with its findings, while a condition is missing, and
    issuance.not_signed_for when the time of what the holder signed is over; also issuance.unknown_order, not_possible,
    identity.* for a frozen holder, licensing.directed.
    """
    with database.read() as connection:
        asked_for = queries.known_order(connection, order_id, OrderKind.REDEEM)
    access.require(actor, VALIDATE, for_=(asked_for.issuer_id,))
    request: dict[str, Json] = {"operation": VALIDATE, "order_id": order_id, "rulebook_id": book.id}
    asked = Asked(database, clock, key, actor, None, occurred_at, asked_for.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _validated(stands.result)
    with database.read() as connection:
        case = _case(connection, order_id, occurred_at)
        valid_at = _conditions_met_at(connection, case.order)
    order = case.order
    step = order.step(OrderState.VALID, "every condition for redemption is met", min(valid_at, occurred_at))
    findings, refusal = case.judge(book, hk_date(occurred_at))
    if refusal is not None:
        refuse(asked, refusal, VALIDATE, order.id, findings, case.guards)
    on_clock = _on_clock(asked, book, replace(order, history=(*order.history, step)))
    assert on_clock.deadline is not None, "a valid request has a deadline"
    result: dict[str, Json] = {
        "order_id": order.id,
        "valid_at": step.occurred_at.isoformat(),
        "due_at": on_clock.deadline.due_at.isoformat(),
        "provisional": on_clock.deadline.provisional,
    }
    work = asked.work(
        records=(
            Record("issuance.redemption_valid", order.id, {**order.as_body(), **result}),
            *finding_records((*findings, *on_clock.findings)),
        ),
        rows=(order_store.step_row(order.id, step, clock.now()),),
        guards=case.guards,
        result=result,
    )
    return _validated(booked(asked, work))


@refuses
def settle_redemption(
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
) -> Settled:
    """Cancel the coins, draw down the reserve by the same par and instruct the payment of par less fee, in one commit.

    Of coins on a chain all of it is set aside until their burn is final there; the pain.001 waits for that too. The
    gate ``redeem`` is asked again, ``redeem_payout`` of what is instructed, and the clock's finding is recorded
    beside them: a late one is settled and found. Refused rulebook.refused and issuance.not_signed_for (recorded): what
    the holder signed must still allow the burn. Also issuance.unknown_order, not_possible, unknown_account,
    short_of_cash; events.stale.
    """
    with database.read() as connection:
        asked_for = queries.known_order(connection, order_id, OrderKind.REDEEM)
    access.require_two(actor, checker, SETTLE, for_=(asked_for.issuer_id,))
    request: dict[str, Json] = {"operation": SETTLE, "order_id": order_id, "rulebook_id": book.id}
    asked = Asked(database, clock, key, actor, checker, occurred_at, asked_for.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _settled(stands.result)
    with database.read() as connection:
        case = _case(connection, order_id, occurred_at)
        order = case.order
        step = order.step(OrderState.SETTLED, "coins cancelled, reserve drawn down, payment instructed", occurred_at)
        case = replace(case, unsigned=_unsigned(connection, order, occurred_at, settles=True))
        account = queries.known_pool_account(connection, order.pool_id)
        guards = (*case.guards, _require_cash(connection, order, account))
        creditor = _payee(connection, order)
        sent = instruction_operations.instruct(
            connection, asked, account, amount=order.payable, fee=order.fee, creditor=creditor,
            remittance=f"REDEEM {order.id}", order_id=order.id,
        )  # fmt: skip
        place = queries.token_place(connection, order)
    findings, refusal = case.judge(book, hk_date(occurred_at), sent)
    if refusal is not None:
        refuse(asked, refusal, SETTLE, order.id, findings, guards)
    on_clock = _on_clock(asked, book, replace(order, history=(*order.history, step)))
    result: dict[str, Json] = {"order_id": order.id, "pay_out_id": sent.pay_out_id, "late": on_clock.is_late}
    attested = _attesting(asked, book, order, signer, place)
    journal = _settle_journal(asked, order, account, pending=place.deployment is not None)
    work = asked.work(
        records=(
            Record("issuance.redeemed", order.id, {**order.as_body(), **result}),
            *finding_records((*findings, *on_clock.findings)),
            *attested.records,
        ),
        rows=(order_store.step_row(order.id, step, clock.now()), sent.row, *attested.rows),
        guards=guards,
        bumps=(f"pool:{order.pool_id}", f"coin:{order.coin_id}"),
        outbox=_leaving(asked, order, place, journal, sent, attested),
        result=result,
    )
    return _settled(booked(asked, work, journal.steps))


def _attesting(
    asked: Asked, book: Rulebook, order: Order, signer: ReserveSigner | None, place: TokenPlace
) -> Attesting:
    """The reserve as it will be when the par has left it; nothing without a signer."""
    if signer is None:
        return Attesting()
    valuation = reserves.value_pool(
        asked.database,
        book,
        order.pool_id,
        as_of=asked.occurred_at,
        known_at=asked.clock.now(),
        matching=-order.par,
    )
    return attesting(asked, valuation, order.coin_id, signer, place)


def _leaving(
    asked: Asked, order: Order, place: TokenPlace, journal: Journal, sent: Instruction, attested: Attesting
) -> tuple[Message, ...]:
    """Burn, then pay, then the reserve as it is afterwards. Of coins on a chain the payment waits for the burn."""
    with asked.database.read() as connection:
        address = queries.wallet_address(connection, order)
        authorization = order_store.authorization(connection, order.id)
    burn: dict[str, Json] = {
        "order_id": order.id, "coin_id": order.coin_id, "units": order.coins.units,
        "wallet_id": order.wallet_id, "address": address, **on_chain(place.deployment, journal),
    }  # fmt: skip
    if place.deployment is None:
        return Message("chain.burn", order.id, burn), sent.message
    assert authorization is not None, "a redemption of coins on a chain was taken down with what the holder signed"
    burn["authorization"] = dict(authorization)
    paying = replace(sent.message, body={**sent.message.body, "after_hold_ids": list(journal.hold_ids)})
    brought = () if attested.sealed is None else (attested.sealed.message(order.coin_id),)
    return Message("chain.burn", order.id, burn), paying, *brought


def redeem_facts(order: Order, conditions: Mapping[str, bool | None]) -> dict[str, Value | None]:
    """The facts of the gate ``redeem``. A request is valid when every condition is known to be met; no interest."""
    return {
        **conditions,
        "redemption.valid": all(value is True for value in conditions.values()),
        "order.fee_micros": order.fee.micros(),
        "order.cost_micros": order.cost.micros(),
        "order.interest_paid_micros": 0,
    }


def payout_facts(order: Order, paid: Amount, fee: Amount) -> dict[str, Value | None]:
    """The facts of the gate ``redeem_payout``: what leaves the pool for the holder and as fee, and the coins retired.

    Par is in the coin's reference currency, so money of another currency has no sum here: it is found as such.
    """
    in_reference = paid.asset == fee.asset == order.par.asset
    return {
        "order.par_micros": order.par.micros(),
        "order.fee_micros": order.fee.micros(),
        "order.payout_micros": paid.micros() if in_reference else None,
        "order.payout_in_reference_currency": in_reference,
        "order.reserve_drawn_micros": (paid + fee).micros() if in_reference else None,
        "order.par_retired_micros": order.coins.micros(),
    }


def _case(connection: Connection, order_id: str, occurred_at: datetime) -> _Case:
    """The order, its holder and what stands in the way: a direction, a freeze, a hit on a list."""
    order = queries.known_order(connection, order_id, OrderKind.REDEEM)
    on = hk_date(occurred_at)
    versions = events.versions(connection, [f"party:{order.customer_id}", f"licence:{order.issuer_id}"])
    conditions = identity.customer_facts(
        connection, order.issuer_id, order.customer_id,
        on=on, bank_account=order.bank_account_id, wallet=order.wallet_id,
    )  # fmt: skip
    objection = queries.stopped(connection, order, on) or identity.party_objection(
        connection, order.customer_id, order.wallet_id
    )
    unsigned = _unsigned(connection, order, occurred_at, settles=False)
    return _Case(order, conditions, objection, unsigned, tuple(Guard(*each) for each in versions.items()))


def _unsigned(connection: Connection, order: Order, at: datetime, *, settles: bool) -> Refusal | None:
    """Why what the holder signed does not let its coins on a chain be burned: whether its time is over and, before it
    settles, all of it once more."""
    deployment = chain.queries.deployment(connection, order.coin_id)
    if deployment is None:
        return None
    body = order_store.authorization(connection, order.id)
    signed = None if body is None else holder_authority.signed_transfer_from(body)
    if signed is None:
        objection = "nothing was signed"
    elif settles:
        objection = signed.objection(
            deployment,
            sender=queries.wallet_address(connection, order),
            recipient=deployment.redemption_wallet,
            units=order.coins.units,
            at=at,
            receive=True,
            life_left=TIME_TO_BURN,
        )
    else:
        objection = "its time is over" if signed.is_over(at) else ""
    return Refusal(refusals.NOT_SIGNED_FOR, objection, "order_id", "G 6.5.9") if objection else None


def _conditions_met_at(connection: Connection, order: Order) -> datetime:
    """The instant the last condition was met, as far as the register tells: never before the request itself."""
    file = identity.queries.party_file(connection, order.customer_id)
    wallet = identity.queries.own_wallet(connection, order.issuer_id, order.customer_id, order.wallet_id)
    instants = [order.requested_at]
    if file is not None:
        verified = file.verification_for(order.issuer_id)
        instants += [verified.verified_at] if verified is not None else []
        instants += [each.began_at for each in file.relations if each.is_open and each.issuer_id == order.issuer_id]
        instants += [each.registered_at for each in file.bank_accounts if each.id == order.bank_account_id]
    if wallet is not None and wallet.proved_at is not None:
        instants.append(wallet.proved_at)
    return max(instants)


def _require_cash(connection: Connection, order: Order, account: PoolAccount) -> Guard:
    """Refused issuance.short_of_cash when the pool's own cash does not reach; the guard keeps the answer true."""
    subject = f"pool:{order.pool_id}"
    guard = Guard(subject, events.versions(connection, [subject])[subject])
    own = queries.own_cash(connection, account)
    if own < order.par:
        raise Refused(Refusal(refusals.SHORT_OF_CASH, f"{order.par} of {own}", "order_id", "G 3.3.3; O Sch.2 s.5(4)"))
    return guard


def _payee(connection: Connection, order: Order) -> BankParty:
    file = identity.queries.party_file(connection, order.customer_id)
    accounts = file.bank_accounts if file is not None else ()
    found = next((each for each in accounts if each.id == order.bank_account_id and each.number), None)
    if file is None or found is None:
        message = "the holder's account is not registered any more, or its data were destroyed"
        raise Refused(Refusal(refusals.UNKNOWN_WALLET, message, "bank_account_id", "G 6.5.9"))
    return BankParty(file.party.name, found.number, found.bank_bic)


def _settle_journal(asked: Asked, order: Order, account: PoolAccount, *, pending: bool) -> Journal:
    journal = Journal(asked, pending=pending)
    currency = account.currency
    owed = books.obligation(journal, order.pool_id, order.coin_id, currency)
    if pending:
        journal.hold_ids.append(order.hold_id)
    else:
        journal.steps.append(Post(order.hold_id))
    journal.transfer(
        "issuance.par_redeemed",
        debit=owed,
        credit=books.customer_payable(journal, order.customer_id, currency),
        amount=order.payable,
    )
    if order.fee.units:
        credit = books.fees(journal, order.issuer_id, currency)
        journal.transfer("issuance.redemption_fee", debit=owed, credit=credit, amount=order.fee)
    books.leave_pool(journal, account, order.par)
    return journal


def _on_clock(asked: Asked, book: Rulebook, order: Order) -> RedemptionInQueue:
    """The order on its clock, with the warnings and consents known to us when the act is recorded."""
    known_at = asked.clock.now()
    assert order.valid_at is not None, "only a valid request has a clock"
    consents = observations.consents(
        asked.database, issuer_id=order.issuer_id, on=hk_date(order.valid_at), known_at=known_at, matter=DELAY_MATTER
    )
    warnings = observations.warnings(asked.database, known_at=known_at)
    return clock_of(book, order, warnings, as_of=asked.occurred_at, consents=consents)


def _validated(stands: Mapping[str, Json]) -> Validated:
    return Validated(
        text_of(stands, "order_id"),
        parse_instant(text_of(stands, "valid_at")),
        parse_instant(text_of(stands, "due_at")),
        stands["provisional"] is True,
    )


def _settled(stands: Mapping[str, Json]) -> Settled:
    return Settled(text_of(stands, "order_id"), text_of(stands, "pay_out_id"), stands["late"] is True)
