"""Acts on payments: one party pays another in coins, with the data the travel rule asks for."""

from __future__ import annotations

from lantau import payments
from lantau.money import Amount
from lantau.refusal import Refusal
from lantau.worlds.holder_signatures import signed_to_pay
from lantau.worlds.keys import SimulatedWallet
from lantau.worlds.play import Cue, Doing, Made

ACCOUNTS = ("originator_account", "recipient_account")


def pay(cue: Cue) -> Made | Refusal:
    """Pay from wallet to wallet. In ``travel`` an account is a wallet's label; its address travels."""
    coin_id = cue.arguments.text("coin")
    return paid(cue, cue.arguments.amount("amount", f"coin:{coin_id}"))


def paid(cue: Cue, amount: Amount) -> Made | Refusal:
    """The act's payment of an amount that its caller read or reckoned."""
    arguments = cue.arguments
    coin_id = arguments.text("coin")
    travel = arguments.table("travel", {})
    for name in ACCOUNTS:
        if name in travel:
            travel[name] = SimulatedWallet(cue.stage.scenario.seed, travel[name]).address
    answer = payments.pay(
        *cue.where,
        cue.stage.book,
        **cue.one,
        coin_id=coin_id,
        amount=amount,
        authorization=signed_to_pay(cue, coin_id, amount, by=arguments.text("signed_by", "")),
        payer_id=arguments.text("payer"),
        payer_wallet_id=arguments.text("payer_wallet"),
        payee_id=arguments.text("payee"),
        payee_wallet_id=arguments.text("payee_wallet"),
        purpose=arguments.text("purpose"),
        invoice_reference=arguments.text("invoice"),
        travel_data=payments.travel_data(travel),
    )
    if isinstance(answer, Refusal):
        return answer
    return {"id": answer.payment_id, "tier": answer.tier, "chain_status": answer.chain_status}


ACTS: dict[str, Doing] = {
    "payments.pay": Doing(pay, "coin payer payer_wallet payee payee_wallet amount purpose invoice travel? signed_by?"),
}
