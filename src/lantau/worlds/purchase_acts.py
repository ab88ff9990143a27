"""Acts on purchases against documents: agreed, presented, rejected, released, withdrawn, lapsed."""

from __future__ import annotations

import hashlib
from typing import Protocol

from lantau import payments
from lantau.refusal import Json, Refusal
from lantau.worlds.holder_signatures import signed_for_milestone
from lantau.worlds.play import Cue, Doing, Made


class _Stepped(Protocol):
    """What every step of a purchase answers with."""

    def as_body(self) -> dict[str, Json]:
        """The step as plain data."""


def agree(cue: Cue) -> Made | Refusal:
    """Agree to buy goods. Each of ``milestones`` has ``document``, ``amount`` and ``expires_at``, and is signed for."""
    arguments = cue.arguments
    coin_id, by = arguments.text("coin"), arguments.text("signed_by")
    parts = []
    for number, each in enumerate(arguments.tables("milestones"), 1):
        amount, expires_at = each.amount("amount", f"coin:{coin_id}"), each.instant("expires_at")
        signed = signed_for_milestone(cue, coin_id, amount, number, expires_at, by=by)
        parts.append(payments.MilestoneTerms(each.text("document"), amount, expires_at, signed))
    answer = payments.agree_purchase(
        *cue.where,
        **cue.one,
        coin_id=coin_id,
        payer_id=arguments.text("payer"),
        payer_wallet_id=arguments.text("payer_wallet"),
        payee_id=arguments.text("payee"),
        payee_wallet_id=arguments.text("payee_wallet"),
        examiner_id=arguments.text("examiner"),
        goods=arguments.text("goods"),
        contract_reference=arguments.text("contract"),
        milestones=parts,
    )
    return answer if isinstance(answer, Refusal) else {"id": answer.id, "price": answer.price.decimal_text()}


def present(cue: Cue) -> Made | Refusal:
    """The maker files a document of the scenario's folder for a milestone."""
    arguments = cue.arguments
    return _made(
        payments.present_document(
            *cue.where,
            **cue.one,
            purchase_id=arguments.text("purchase"),
            milestone=arguments.count("milestone"),
            title=arguments.text("title"),
            digest=_digest(cue),
        )
    )


def reject(cue: Cue) -> Made | Refusal:
    """The examiner's two people find a document wanting."""
    arguments = cue.arguments
    return _made(
        payments.reject_document(
            *cue.where,
            **cue.two,
            purchase_id=arguments.text("purchase"),
            milestone=arguments.count("milestone"),
            reasons=arguments.text("reasons"),
        )
    )


def release(cue: Cue) -> Made | Refusal:
    """The examiner's two people find the document in order: its part of the price is paid."""
    arguments = cue.arguments
    return _made(
        payments.release_milestone(
            *cue.where,
            cue.stage.book,
            **cue.two,
            purchase_id=arguments.text("purchase"),
            milestone=arguments.count("milestone"),
            digest=_digest(cue),
            amount=arguments.amount("amount", f"coin:{arguments.text('coin')}"),
        )
    )


def withdraw(cue: Cue) -> Made | Refusal:
    """The maker gives up what is still kept for it."""
    arguments = cue.arguments
    return _made(
        payments.withdraw_purchase(
            *cue.where, **cue.one, purchase_id=arguments.text("purchase"), reasons=arguments.text("reasons")
        )
    )


def lapse(cue: Cue) -> Made | Refusal:
    """End what is left of a purchase whose time is over."""
    return _made(payments.lapse_purchase(*cue.where, **cue.one, purchase_id=cue.arguments.text("purchase")))


def _digest(cue: Cue) -> str:
    return hashlib.sha256(cue.arguments.file("file").read_bytes()).hexdigest()


def _made(answer: _Stepped | Refusal) -> Made | Refusal:
    """What a step made: the payment for a release, else the purchase."""
    if isinstance(answer, Refusal):
        return answer
    body = answer.as_body()
    return {"id": body["payment_id"] or body["purchase_id"], **body}


ACTS: dict[str, Doing] = {
    "payments.agree_purchase": Doing(
        agree, "coin payer payer_wallet payee payee_wallet examiner goods contract milestones signed_by"
    ),
    "payments.present_document": Doing(present, "purchase milestone title file"),
    "payments.reject_document": Doing(reject, "purchase milestone reasons"),
    "payments.release_milestone": Doing(release, "purchase milestone file amount coin"),
    "payments.withdraw_purchase": Doing(withdraw, "purchase reasons"),
    "payments.lapse_purchase": Doing(lapse, "purchase"),
}
