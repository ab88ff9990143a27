"""Acts on a party's own bitcoin: sold at an observed bid, delivered for money or coins, and what went into coins."""

from __future__ import annotations

import hashlib

from lantau import treasury
from lantau.money import asset
from lantau.refusal import Refusal
from lantau.worlds.play import Cue, Doing, Made


def agree_sale(cue: Cue) -> Made | Refusal:
    """Agree to sell bitcoin for a currency, or for a coin at par."""
    arguments = cue.arguments
    answer = treasury.agree_sale(
        *cue.where,
        **cue.two,
        owner_id=arguments.text("owner"),
        buyer_id=arguments.text("buyer"),
        bitcoin=arguments.amount("bitcoin", "BTC"),
        proceeds_in=asset(arguments.text("proceeds_in")),
        settle_by=arguments.instant("settle_by"),
    )
    return answer if isinstance(answer, Refusal) else {"id": answer.sale_id, "proceeds": str(answer.proceeds)}


def settle_by_bank(cue: Cue) -> Made | Refusal:
    """Deliver bitcoin for money: the bank's advice is a file of the scenario, kept by its digest."""
    arguments = cue.arguments
    return _made(
        treasury.settle_by_bank(
            *cue.where,
            **cue.two,
            sale_id=arguments.text("sale"),
            received=arguments.amount("received", arguments.text("currency")),
            bank_reference=arguments.text("bank_reference"),
            advice_digest=hashlib.sha256(arguments.file("advice").read_bytes()).hexdigest(),
        )
    )


def settle_by_payment(cue: Cue) -> Made | Refusal:
    """Deliver bitcoin for coins: the buyer's payment is final."""
    arguments = cue.arguments
    return _made(
        treasury.settle_by_payment(
            *cue.where, **cue.two, sale_id=arguments.text("sale"), payment_id=arguments.text("payment")
        )
    )


def lapse_sale(cue: Cue) -> Made | Refusal:
    """End a sale that was not settled in time."""
    return _made(treasury.lapse_sale(*cue.where, **cue.two, sale_id=cue.arguments.text("sale")))


def book_funding(cue: Cue) -> Made | Refusal:
    """Take out of the owner's cash what it paid for coins."""
    arguments = cue.arguments
    answer = treasury.book_funding(
        *cue.where, **cue.one, owner_id=arguments.text("owner"), order_id=arguments.text("order")
    )
    return answer if isinstance(answer, Refusal) else {"id": answer.id, "par": answer.amount.decimal_text()}


def _made(answer: treasury.Settled | Refusal) -> Made | Refusal:
    return answer if isinstance(answer, Refusal) else {"id": answer.sale_id, "state": answer.state}


ACTS: dict[str, Doing] = {
    "treasury.agree_sale": Doing(agree_sale, "owner buyer bitcoin proceeds_in settle_by"),
    "treasury.settle_by_bank": Doing(settle_by_bank, "sale received currency bank_reference advice"),
    "treasury.settle_by_payment": Doing(settle_by_payment, "sale payment"),
    "treasury.lapse_sale": Doing(lapse_sale, "sale"),
    "treasury.book_funding": Doing(book_funding, "owner order"),
}
