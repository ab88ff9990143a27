"""Commits what happens to a purchase: its agreement with what was signed for it, its steps, and its end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from lantau import events, identity
from lantau.access import Asked
from lantau.chain import SignedTransfer, authorization_queries, holder_authority
from lantau.db import Connection, Database
from lantau.events import Committed, Guard, Record, Row
from lantau.ledger import OpenAccount, Transfer, Void
from lantau.money import Asset
from lantau.payments import purchase_queries, purchase_store, queries, refusals
from lantau.payments.purchases import Milestone, MilestoneTerms, Purchase, State, Stepped
from lantau.payments.writer import Case, Terms, booked, coin_steps, digest_of, read_case, require_signed
from lantau.refusal import Refusal, Refused


def commit_agreed(
    asked: Asked, agreed: Purchase, reference: Asset, terms: Sequence[MilestoneTerms], digests: Sequence[str]
) -> Committed:
    """Hold each part against what was signed, set it aside, and commit the whole purchase."""
    rows: list[Row] = [purchase_store.purchase_row(agreed, asked.clock.now())]
    steps: list[OpenAccount | Transfer] = []
    with asked.database.read() as connection:
        versions = events.versions(connection, [f"party:{agreed.examiner_id}"])
        examiner = identity.queries.party(connection, agreed.examiner_id)
        if examiner is None or agreed.examiner_id in (agreed.payer_id, agreed.payee_id):
            told = f"{agreed.examiner_id!r} is no third party known here"
            raise Refused(Refusal(refusals.EXAMINER_NOT_APART, told, "examiner_id"))
        case: Case | None = None
        for each, term, digest in zip(agreed.milestones, terms, digests, strict=True):
            payment = terms_of(connection, agreed, each, reference, agreed.occurred_at, term.authorization)
            case = case or read_case(connection, payment)
            if case.objection is not None:
                raise Refused(case.objection)
            if case.deployment is None:
                told = f"{agreed.coin_id} is on no chain"
                raise Refused(Refusal(refusals.NOT_ON_CHAIN, told, "coin_id"))
            require_signed(connection, asked, payment, case)
            for step in coin_steps(asked, payment, each.hold_id, pending=True):
                if step not in steps:
                    steps.append(step)
            sealed = identity.queries.seal_under(
                connection, agreed.payer_id, _place(agreed.id, each.number), _spelled(term.authorization)
            )
            assert sealed is not None, f"{agreed.payer_id} is known and has a key"
            rows.append(purchase_store.milestone_row(agreed.id, each, sealed, digest, asked.clock.now()))
            rows.append(
                authorization_queries.use_row(
                    case.deployment, term.authorization, each.payment_id, asked.clock.now()
                )
            )  # fmt: skip
    assert case is not None, "a purchase has a milestone"
    work = asked.work(
        records=(Record("purchase.agreed", agreed.id, {**dict(asked.request), "purchase_id": agreed.id}),),
        rows=rows,
        guards=(*case.guards, *(Guard(*each) for each in versions.items())),
        bumps=(subject(agreed.id), f"payments:{agreed.payer_id}"),
        result={"purchase_id": agreed.id},
    )
    return booked(asked, work, tuple(steps))


def commit_end(asked: Asked, purchase_id: str, state: State, reasons: str) -> Stepped:
    """End every milestone still open and free its coins."""
    if (stands := asked.replayed()) is not None:
        return _ended(purchase_id, state, stands)
    bought, guard = guarded(asked.database, purchase_id)
    try:
        rest = bought.ending(asked.occurred_at, lapsed=state == "lapsed")
    except Refused as refused:
        return _ended(purchase_id, state, asked.unless_answered(refused.refusal))
    answer = Stepped(purchase_id, tuple(each.number for each in rest), state)
    voids = tuple(Void(each.hold_id) for each in rest)
    return _ended(purchase_id, state, commit_steps(asked, bought, rest, answer, guard, reasons=reasons, voids=voids))


def _ended(purchase_id: str, state: State, stands: Committed) -> Stepped:
    numbers = stands.result["milestones"]
    assert isinstance(numbers, list)
    return Stepped(purchase_id, tuple(int(str(each)) for each in numbers), state)


def commit_steps(
    asked: Asked,
    bought: Purchase,
    milestones: Sequence[Milestone],
    answer: Stepped,
    guard: Guard,
    *,
    title: str = "",
    digest: str = "",
    reasons: str = "",
    voids: tuple[Void, ...] = (),
) -> Committed:
    """Commit one step of these milestones, in one commit with what it frees."""
    rows = tuple(
        purchase_store.step_row(
            bought.id, each, answer.state, asked.actor.id, asked.occurred_at, asked.clock.now(), title=title,
            digest=digest, reasons=reasons,
        )
        for each in milestones
    )  # fmt: skip
    work = asked.work(
        records=(Record(f"purchase.{answer.state}", bought.id, {**dict(asked.request), **answer.as_body()}),),
        rows=rows,
        guards=(guard,),
        bumps=(subject(bought.id),),
        result=answer.as_body(),
    )
    return booked(asked, work, voids)


def terms_of(
    connection: Connection,
    bought: Purchase,
    milestone: Milestone,
    reference: Asset,
    at: datetime,
    signed: SignedTransfer,
) -> Terms:
    """The payment that a milestone's release makes; what travels is what the issuer's register has of both ends."""
    ends = {
        "payer_id": bought.payer_id, "payer_wallet_id": bought.payer_wallet_id, "payee_id": bought.payee_id,
        "payee_wallet_id": bought.payee_wallet_id,
    }  # fmt: skip
    data = queries.registered_travel_data(connection, bought.issuer_id, **ends, at=at)
    return Terms(
        payment_id=milestone.payment_id, issuer_id=bought.issuer_id, reference=reference, coin_id=bought.coin_id,
        coins=milestone.amount, **ends, purpose=bought.goods, invoice_reference=bought.contract_reference,
        diligence_reference="", suspected=False, travel_data=data, authorization=signed, occurred_at=at,
    )  # fmt: skip


def guarded(database: Database, purchase_id: str) -> tuple[Purchase, Guard]:
    """A purchase as it stands, and the version that a decision about it rests on."""
    with database.read() as connection:
        version = events.versions(connection, [subject(purchase_id)])[subject(purchase_id)]
        return purchase_queries.purchase(connection, purchase_id), Guard(subject(purchase_id), version)


def subject(purchase_id: str) -> str:
    """What each step of a purchase bumps."""
    return f"purchase:{purchase_id}"


def _place(purchase_id: str, number: int) -> str:
    return f"payments.milestone:{purchase_id}:{number}"


def _spelled(signed: SignedTransfer) -> dict[str, str]:
    return {"authorization": json.dumps(signed.as_body(), sort_keys=True)}


def signature_digest(connection: Connection, payer_id: str, signed: SignedTransfer) -> str:
    """A digest under the buyer's own key: what was signed lets whoever reads it be paid at once."""
    return digest_of(connection, payer_id, _spelled(signed))


def kept_signature(connection: Connection, bought: Purchase, number: int) -> SignedTransfer:
    """What the buyer signed for a milestone. Refused payments.not_signed_for when its key was destroyed."""
    sealed = purchase_store.sealed_authorization(connection, bought.id, number)
    opened = identity.queries.open_under(connection, bought.payer_id, _place(bought.id, number), sealed)
    if opened is None:
        raise Refused(Refusal(refusals.NOT_SIGNED_FOR, "what the buyer signed cannot be read any more", "milestone"))
    return holder_authority.signed_transfer_from(json.loads(opened["authorization"]))
