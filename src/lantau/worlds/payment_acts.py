"""Acts on payments: one party pays another in coins, a miner its power too, with the data the travel rule asks for."""

from __future__ import annotations

from lantau import observations, payments, reserves
from lantau.mining import Month
from lantau.money import USD, Amount, at_par
from lantau.money import asset as asset_of
from lantau.refusal import Refusal, Refused
from lantau.worlds.holder_signatures import signed_to_pay
from lantau.worlds.keys import SimulatedWallet
from lantau.worlds.play import Cue, Doing, Made
from lantau.worlds.refusals import NO_RATE
from lantau.worlds.satoshi import at_rate, fleet_in, power_bill

ACCOUNTS = ("originator_account", "recipient_account")


def pay(cue: Cue) -> Made | Refusal:
    """Pay from wallet to wallet. In ``travel`` an account is a wallet's label; its address travels."""
    coin_id = cue.arguments.text("coin")
    return _paid(cue, cue.arguments.amount("amount", f"coin:{coin_id}"))


def _paid(cue: Cue, amount: Amount) -> Made | Refusal:
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


def pay_power(cue: Cue) -> Made | Refusal:
    """Pay what a fleet owes for a month's power: US dollars at the ask of the observed rate, in coins at par.

    Both roundings are up, to the cent of either currency: a bill is paid in full.
    """
    arguments = cue.arguments
    coin_id = arguments.text("coin")
    month = Month.read(arguments.text("month"), "month")
    bill = power_bill(fleet_in(arguments.file("fleet")), month)
    answer = _paid(cue, at_par(_in_reference(cue, coin_id, bill), asset_of(f"coin:{coin_id}")))
    return answer if isinstance(answer, Refusal) else {**answer, "bill_usd": bill.decimal_text()}


def _in_reference(cue: Cue, coin_id: str, bill: Amount) -> Amount:
    """A bill in US dollars in the coin's reference currency. Refused worlds.no_rate; a coin nobody knows is for
    ``payments`` to refuse."""
    pool = next(iter(reserves.pools(cue.stage.database, coin_id=coin_id)), None)
    if pool is None or pool.reference == USD:
        return bill
    rate = observations.fx(
        cue.stage.database, USD, pool.reference, as_of=cue.occurred_at, known_at=cue.stage.clock.now()
    )
    if rate is None:
        raise Refused(Refusal(NO_RATE, f"no rate of USD/{pool.reference} is known", where="coin"))
    return at_rate(bill, max(rate.bid_micros, rate.ask_micros or rate.bid_micros), pool.reference)


ACTS: dict[str, Doing] = {
    "payments.pay": Doing(pay, "coin payer payer_wallet payee payee_wallet amount purpose invoice travel? signed_by?"),
    "payments.pay_power": Doing(
        pay_power, "fleet month coin payer payer_wallet payee payee_wallet purpose invoice travel? signed_by?"
    ),
}
