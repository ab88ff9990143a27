"""Acts on coins: bank messages, orders to issue and redeem, business payments."""

from __future__ import annotations

from datetime import timedelta

from lantau import issuance
from lantau.issuance import undo_operations
from lantau.refusal import Refusal
from lantau.worlds.holder_signatures import signed_to_redeem, token_attestors
from lantau.worlds.keys import attestation_key
from lantau.worlds.play import Cue, Doing, Made

ATTESTATION_LIFE = timedelta(days=5)
"""An attestation spans a long weekend with a storm at its end; the next change of the reserve renews it."""


def _signer(cue: Cue, coin_id: str) -> issuance.ReserveSigner:
    seed = cue.stage.scenario.seed
    attestors = token_attestors(cue, coin_id)
    return issuance.ReserveSigner(attestation_key(seed), cue.occurred_at + ATTESTATION_LIFE, attestors)


def _coin_of(cue: Cue, order_id: str) -> str:
    """The coin of an order; blank when there is no such order, which the operation then refuses."""
    with cue.stage.database.read() as connection:
        return next((each.coin_id for each in issuance.queries.orders(connection) if each.id == order_id), "")


def register_pool_account(cue: Cue) -> Made | Refusal:
    """Register the segregated bank account of a pool, and the issuer's own account that fees go to."""
    arguments = cue.arguments
    answer = issuance.register_pool_account(
        *cue.where,
        **cue.two,
        pool_id=arguments.text("pool"),
        holder_name=arguments.text("holder_name"),
        bank_bic=arguments.text("bank_bic"),
        number=arguments.text("number"),
        operating_bic=arguments.text("operating_bic", ""),
        operating_number=arguments.text("operating_number", ""),
    )
    return answer if isinstance(answer, Refusal) else {"id": answer.pool_account_id}


def receive_bank_message(cue: Cue) -> Made | Refusal:
    """Take in a bank's message from a file of the scenario."""
    path = cue.arguments.file("message")
    answer = issuance.receive_bank_message(*cue.where, **cue.one, xml=path.read_bytes(), source=path.name)
    if isinstance(answer, Refusal):
        return answer
    first = (*answer.receipt_ids, "")[0]
    return {"id": first, "message_id": answer.message_id, "receipt_ids": list(answer.receipt_ids)}


def request_issue(cue: Cue) -> Made | Refusal:
    """Take down a customer's request for coins."""
    arguments = cue.arguments
    coin_id = arguments.text("coin")
    answer = issuance.request_issue(
        *cue.where,
        **cue.one,
        customer_id=arguments.text("customer"),
        coin_id=coin_id,
        wallet_id=arguments.text("wallet"),
        bank_account_id=arguments.text("bank_account"),
        amount=arguments.amount("amount", f"coin:{coin_id}"),
        payment_reference=arguments.text("payment_reference"),
    )
    return answer if isinstance(answer, Refusal) else {"id": answer.order_id, "par": answer.par.decimal_text()}


def issue(cue: Cue) -> Made | Refusal:
    """Issue the coins of an order against the funds received for it."""
    order_id = cue.arguments.text("order")
    signer = _signer(cue, _coin_of(cue, order_id))
    answer = issuance.issue(*cue.where, cue.stage.book, **cue.two, order_id=order_id, signer=signer)
    return answer if isinstance(answer, Refusal) else {"id": answer.order_id, "receipt_id": answer.receipt_id}


def return_funds(cue: Cue) -> Made | Refusal:
    """Send funds that pay for nothing back to where they came from."""
    answer = issuance.return_funds(*cue.where, **cue.two, receipt_id=cue.arguments.text("receipt"))
    return answer if isinstance(answer, Refusal) else {"id": answer.pay_out_id, "receipt_id": answer.receipt_id}


def cancel_order(cue: Cue) -> Made | Refusal:
    """End an order that was only requested."""
    arguments = cue.arguments
    answer = issuance.cancel_order(
        *cue.where, **cue.one, order_id=arguments.text("order"), reason=arguments.text("reason")
    )
    return answer if isinstance(answer, Refusal) else {"id": answer.id}


def request_redemption(cue: Cue) -> Made | Refusal:
    """Take down a holder's request to redeem at par."""
    arguments = cue.arguments
    coin_id = arguments.text("coin")
    amount = arguments.amount("amount", f"coin:{coin_id}")
    answer = issuance.request_redemption(
        *cue.where,
        **cue.one,
        customer_id=arguments.text("customer"),
        coin_id=coin_id,
        wallet_id=arguments.text("wallet"),
        bank_account_id=arguments.text("bank_account"),
        amount=amount,
        authorization=signed_to_redeem(cue, coin_id, amount, by=arguments.text("signed_by", "")),
        fee=arguments.amount("fee", arguments.text("currency")) if arguments.has("fee") else None,
        cost=arguments.amount("cost", arguments.text("currency")) if arguments.has("cost") else None,
    )
    return answer if isinstance(answer, Refusal) else {"id": answer.order_id, "par": answer.par.decimal_text()}


def validate_redemption(cue: Cue) -> Made | Refusal:
    """Find that a request is valid: its one-business-day clock runs."""
    answer = issuance.validate_redemption(*cue.where, cue.stage.book, **cue.one, order_id=cue.arguments.text("order"))
    if isinstance(answer, Refusal):
        return answer
    return {"id": answer.order_id, "due_at": answer.due_at.isoformat(), "provisional": answer.provisional}


def settle_redemption(cue: Cue) -> Made | Refusal:
    """Cancel the coins, draw down the reserve and instruct the payment."""
    order_id = cue.arguments.text("order")
    signer = _signer(cue, _coin_of(cue, order_id))
    answer = issuance.settle_redemption(*cue.where, cue.stage.book, **cue.two, order_id=order_id, signer=signer)
    return answer if isinstance(answer, Refusal) else {"id": answer.pay_out_id, "late": answer.late}


def undo_settlement(cue: Cue) -> Made | Refusal:
    """End a redemption unpaid that the chain will not carry out."""
    arguments = cue.arguments
    answer = undo_operations.undo_settlement(
        *cue.where, **cue.two, order_id=arguments.text("order"), reasons=arguments.text("reasons")
    )
    return answer if isinstance(answer, Refusal) else {"id": answer.order_id, "pay_out_id": answer.pay_out_id}


ACTS: dict[str, Doing] = {
    "issuance.register_pool_account": Doing(
        register_pool_account, "pool holder_name bank_bic number operating_bic? operating_number?"
    ),
    "issuance.receive_bank_message": Doing(receive_bank_message, "message"),
    "issuance.request_issue": Doing(request_issue, "coin customer wallet bank_account amount payment_reference"),
    "issuance.issue": Doing(issue, "order"),
    "issuance.return_funds": Doing(return_funds, "receipt"),
    "issuance.cancel_order": Doing(cancel_order, "order reason"),
    "issuance.request_redemption": Doing(
        request_redemption, "coin customer wallet bank_account amount fee? currency? cost? signed_by?"
    ),
    "issuance.validate_redemption": Doing(validate_redemption, "order"),
    "issuance.settle_redemption": Doing(settle_redemption, "order"),
    "issuance.undo_settlement": Doing(undo_settlement, "order reasons"),
}
