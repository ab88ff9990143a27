"""Decides and commits one payment: asks the gate, moves or sets aside its coins, and leaves what must travel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from lantau import events, identity, ledger, licensing
from lantau.access import Asked, finding_records
from lantau.chain import Deployment, SignedTransfer, authorization_queries
from lantau.chain import queries as chain_queries
from lantau.dates import hk_date
from lantau.db import Connection
from lantau.events import Committed, Guard, Message, Record, Row, Work
from lantau.ledger import Account, OpenAccount, Transfer, Unit, Void
from lantau.money import HKD, Amount, Asset
from lantau.payments import queries, refusals, store
from lantau.payments.both_ends import findings_beside
from lantau.payments.travel_rule import End, TravelData, transfer_facts
from lantau.payments.values import LINKED_WINDOW, Paid, Payment, Tier, as_json
from lantau.refusal import Json, Refusal, Refused
from lantau.rulebook import Finding, Rulebook, refusal_from

ACT = "payments.pay"
THRESHOLD = "travel_rule_threshold"
"""The rulebook's parameter: from how many Hong Kong cents the full set travels (A 6.5)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A payment as it was asked for."""

    payment_id: str
    issuer_id: str
    reference: Asset
    coin_id: str
    coins: Amount
    payer_id: str
    payer_wallet_id: str
    payee_id: str
    payee_wallet_id: str
    purpose: str
    invoice_reference: str
    diligence_reference: str
    suspected: bool
    travel_data: TravelData
    authorization: SignedTransfer | None
    occurred_at: datetime

    def body(self, value: int | None, linked: int | None) -> dict[str, Json]:
        """The payment as plain data for records: ids, amounts and values, no personal data."""
        return {
            "payment_id": self.payment_id,
            "issuer_id": self.issuer_id,
            "coin_id": self.coin_id,
            "coin_units": self.coins.units,
            "payer_id": self.payer_id,
            "payer_wallet_id": self.payer_wallet_id,
            "payee_id": self.payee_id,
            "payee_wallet_id": self.payee_wallet_id,
            "value_hkd_cents": value,
            "linked_hkd_cents": linked,
        }


@dataclass(frozen=True, slots=True)
class Case:
    """What the decision rests on, read at one moment, with the versions that guard it."""

    payer: End
    payee: End
    earlier_cents: int
    objection: Refusal | None
    deployment: Deployment | None
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is committed with a payment: the rows of what it is part of, and the hold that keeps its coins already."""

    hold_id: str = ""
    records: tuple[Record, ...] = ()
    rows: tuple[Row, ...] = ()
    guards: tuple[Guard, ...] = ()
    bumps: tuple[str, ...] = ()


ALONE = Beside()
"""A payment that is part of nothing else."""


def decide(asked: Asked, book: Rulebook, terms: Terms, case: Case, beside: Beside = ALONE) -> Paid:
    """Ask the gate, then commit the payment, with what goes beside it, or its refusal."""
    on = hk_date(terms.occurred_at)
    value = queries.value_in_hkd_cents(
        asked.database, terms.coins, terms.reference, as_of=terms.occurred_at, known_at=asked.clock.now()
    )
    linked = None if value is None else value + case.earlier_cents
    facts = transfer_facts(
        terms.travel_data, case.payer, case.payee, value_hkd_cents=value, linked_hkd_cents=linked,
        diligence_reference=terms.diligence_reference, suspected=terms.suspected,
    )  # fmt: skip
    findings = book.judge("transfer", facts, subject_id=terms.payment_id, on=on)
    refusal = case.objection or refusal_from(findings)
    if refusal is not None:
        told = {"act": ACT, **terms.body(value, linked)}
        asked.refuse(refusal, terms.payment_id, told, because=finding_records(findings), guards=case.guards)
    assert value is not None and linked is not None, "the gate refuses what it cannot value"
    with asked.database.read() as connection:
        require_signed(connection, asked, terms, case, is_kept=bool(beside.hold_id))
    more = findings_beside(
        book, terms.travel_data, case.payer, case.payee, value_hkd_cents=value, payment_id=terms.payment_id, on=on
    )
    tier: Tier = "full" if value >= book.parameter(THRESHOLD, on) else "reduced"
    paid = Paid(terms.payment_id, tier, value, linked, "unknown" if case.deployment is None else "pending")
    return _commit(asked, terms, case, paid, (*findings, *more), beside)


def _commit(asked: Asked, terms: Terms, case: Case, paid: Paid, findings: tuple[Finding, ...], beside: Beside) -> Paid:
    on_chain = case.deployment is not None
    transfer_id = beside.hold_id or asked.id("hld" if on_chain else "tfr", "payment")
    made = Payment(
        id=terms.payment_id, issuer_id=terms.issuer_id, coin_id=terms.coin_id, payer_id=terms.payer_id,
        payer_wallet_id=terms.payer_wallet_id, payee_id=terms.payee_id, payee_wallet_id=terms.payee_wallet_id,
        coins=terms.coins, value_hkd=Amount(HKD, paid.value_hkd_cents), linked_hkd=Amount(HKD, paid.linked_hkd_cents),
        tier=paid.tier, purpose=terms.purpose, invoice_reference=terms.invoice_reference, transfer_id=transfer_id,
        chain_status=paid.chain_status, occurred_at=terms.occurred_at,
    )  # fmt: skip
    with asked.database.read() as connection:
        sealed = _sealed(connection, terms)
    body = terms.body(paid.value_hkd_cents, paid.linked_hkd_cents)
    digests: dict[str, Json] = {name: text for name, text in sealed.items() if name.endswith("_digest")}
    chain: dict[str, Json] = {
        "payment_id": terms.payment_id, "coin_id": terms.coin_id, "units": terms.coins.units,
        "from": case.payer.account, "to": case.payee.account,
    }  # fmt: skip
    used: tuple[Row, ...] = ()
    if case.deployment is not None and terms.authorization is not None:
        at = asked.clock.now()
        if not beside.hold_id:
            used = (authorization_queries.use_row(case.deployment, terms.authorization, terms.payment_id, at),)
        chain |= {
            "contract": case.deployment.address,
            "hold_ids": [transfer_id],
            "authorization": terms.authorization.as_body(),
        }
    work = asked.work(
        records=(
            Record("payments.paid", terms.payment_id, {**body, **digests, "transfer_id": transfer_id}),
            *beside.records,
            *finding_records(findings),
        ),
        rows=(store.payment_row(made, sealed, terms.diligence_reference, asked.clock.now()), *used, *beside.rows),
        guards=(*case.guards, *beside.guards),
        bumps=(f"payments:{terms.payer_id}", *beside.bumps),
        # The data go before or with the coins (A 6.10, 6.13): their message stands first.
        outbox=(
            Message("travel.send", terms.payment_id, {"payment_id": terms.payment_id, **digests}),
            Message("chain.transfer", terms.payment_id, chain),
        ),
        result=as_json(paid),
    )
    steps = () if beside.hold_id else coin_steps(asked, terms, transfer_id, pending=on_chain)
    return paid_from(booked(asked, work, steps).result)


def booked(asked: Asked, work: Work, steps: tuple[OpenAccount | Transfer | Void, ...]) -> Committed:
    """Commit a work that rests on what a holder signed; raises Refused what the ledger or the record refuses."""
    done = ledger.commit_one(asked.database, asked.clock, Unit(work, steps))
    if isinstance(done, Refusal):
        if authorization_queries.is_of_use(done):
            done = Refusal(refusals.NOT_SIGNED_FOR, authorization_queries.TAKEN_AT_ONCE, "authorization")
        raise Refused(done)
    return done.committed


def require_signed(connection: Connection, asked: Asked, terms: Terms, case: Case, *, is_kept: bool = False) -> None:
    """Refused payments.not_signed_for unless the payer signed this very payment, and for nothing else before, when the
    coins are on a chain. One that ``is_kept`` was used for this payment when it was taken into keeping; one that a twin
    of this request has used is answered by the commit."""
    if case.deployment is None:
        return
    objection = "nothing was signed"
    if terms.authorization is not None:
        objection = terms.authorization.objection(
            case.deployment,
            sender=case.payer.account,
            recipient=case.payee.account,
            units=terms.coins.units,
            at=terms.occurred_at,
        )
        if not objection and not is_kept:
            objection = authorization_queries.objection_of_use(connection, case.deployment, terms.authorization)
    if objection:
        asked.unless_answered(Refusal(refusals.NOT_SIGNED_FOR, objection, "authorization"))


def coin_steps(asked: Asked, terms: Terms, transfer_id: str, *, pending: bool) -> tuple[OpenAccount | Transfer, ...]:
    """Move the coins, or set them aside until the chain has moved them; the payee's account is opened by its first."""
    payer = ledger.account_by_code(asked.database, f"wallet:{terms.payer_wallet_id}:{terms.coin_id}")
    if isinstance(payer, Refusal):
        raise Refused(payer)
    steps: list[OpenAccount | Transfer] = []
    code = f"wallet:{terms.payee_wallet_id}:{terms.coin_id}"
    payee = ledger.account_by_code(asked.database, code)
    if isinstance(payee, Refusal):
        payee = Account(
            id=asked.id("acc", code), code=code, asset=terms.coins.asset,
            normal="credit", segregation=f"coin:{terms.coin_id}", owner_id=terms.payee_id,
        )  # fmt: skip
        steps.append(OpenAccount(payee))
    return (*steps, Transfer(transfer_id, payer.id, payee.id, terms.coins, "payments.payment", pending=pending))


def read_case(connection: Connection, terms: Terms) -> Case:
    """What a payment rests on, read at one moment. Refused payments.unknown_wallet."""
    issuer_id = terms.issuer_id
    subjects = [
        f"party:{terms.payer_id}", f"party:{terms.payee_id}", f"licence:{issuer_id}", f"payments:{terms.payer_id}",
    ]  # fmt: skip
    versions = events.versions(connection, subjects)
    payer, payee = queries.ends(
        connection, issuer_id, terms.payer_id, terms.payer_wallet_id, terms.payee_id, terms.payee_wallet_id,
        at=terms.occurred_at,
    )  # fmt: skip
    for end, wallet, place in ((payer, terms.payer_wallet_id, "payer"), (payee, terms.payee_wallet_id, "payee")):
        if not wallet.startswith("wal_") or not end.account:
            message = f"{wallet!r} is no proved wallet of the {place} with {issuer_id}"
            raise Refused(Refusal(refusals.UNKNOWN_WALLET, message, f"{place}_wallet_id", "A 4.36"))
    linked = store.linked_cents(
        connection, payer_id=terms.payer_id, payee_id=terms.payee_id, invoice_reference=terms.invoice_reference,
        after=terms.occurred_at - LINKED_WINDOW, until=terms.occurred_at,
    )  # fmt: skip
    objection = (
        licensing.queries.direction_against(connection, issuer_id, "pay", hk_date(terms.occurred_at))
        or identity.party_objection(connection, terms.payer_id, terms.payer_wallet_id)
        or identity.party_objection(connection, terms.payee_id, terms.payee_wallet_id)
    )
    deployment = chain_queries.deployment(connection, terms.coin_id)
    return Case(payer, payee, linked, objection, deployment, tuple(Guard(*each) for each in versions.items()))


def _sealed(connection: Connection, terms: Terms) -> dict[str, str]:
    """Each end's part of the travel-rule data, sealed under that party's key, with its digest."""
    place = f"payments.payment:{terms.payment_id}"
    parts = (
        ("originator", terms.payer_id, terms.travel_data.originator()),
        ("recipient", terms.payee_id, terms.travel_data.recipient()),
    )
    sealed: dict[str, str] = {}
    for name, party_id, part in parts:
        text = identity.queries.seal_under(connection, party_id, place, part)
        assert text is not None, f"{party_id} is known and has a key"
        sealed |= {f"{name}_sealed": text, f"{name}_digest": digest_of(connection, party_id, part)}
    return sealed


def digest_of(connection: Connection, party_id: str, part: Mapping[str, str]) -> str:
    """The digest of a party's part of the travel-rule data, under its own key. Refused payments.unknown_wallet."""
    found = identity.queries.digest_under(connection, party_id, "travel_data", *(f"{k}={v}" for k, v in part.items()))
    if found is None:
        raise Refused(Refusal(refusals.UNKNOWN_WALLET, f"{party_id!r} is not known, or is forgotten", "party"))
    return found


def paid_from(result: Mapping[str, Json]) -> Paid:
    """The answer as it was stored for a retry."""
    value, linked = result["value_hkd_cents"], result["linked_hkd_cents"]
    assert isinstance(value, int) and isinstance(linked, int)
    return Paid(str(result["payment_id"]), cast(Tier, result["tier"]), value, linked, str(result["chain_status"]))


def line(text: str, where: str) -> str:
    """The text as one line. Refused payments.bad_text."""
    told = " ".join(text.split())
    if not told or len(told) > 140:
        raise Refused(Refusal(refusals.BAD_TEXT, f"{len(told)} characters", where))
    return told
