"""Acts that join a miner's fleet to its books: production booked, and power paid for across the border in coins."""

from __future__ import annotations

from datetime import timedelta

from lantau import mining, observations, reserves, treasury
from lantau.mining import FleetFile, Month
from lantau.money import USD, Amount, at_par
from lantau.money import asset as asset_of
from lantau.refusal import Refusal, Refused
from lantau.worlds.payment_acts import paid
from lantau.worlds.play import Cue, Doing, Made
from lantau.worlds.refusals import BAD_ARGUMENT, NO_RATE
from lantau.worlds.satoshi import at_rate, power_bill, produced

ONE_DAY = timedelta(days=1)


def book_production(cue: Cue) -> Made | Refusal:
    """Book what a fleet produced: in a whole ``month``, or on the day of UTC that ended before ``day`` began."""
    arguments = cue.arguments
    read = _fleet(cue)
    if arguments.has("month") == arguments.has("day"):
        raise Refused(Refusal(BAD_ARGUMENT, "name a month, or the day of booking", where="month"))
    if arguments.has("month"):
        month = _month(cue)
        first, until = month.first_day, month.next.first_day
    else:
        until = arguments.day("day")
        first = until - ONE_DAY
    bitcoin = produced(read, first, until)
    answer = treasury.book_production(
        *cue.where,
        **cue.one,
        owner_id=arguments.text("owner"),
        source=read.fleet.name,
        first_day=first,
        until_day=until,
        bitcoin=bitcoin,
    )
    if isinstance(answer, Refusal):
        return answer
    return {"id": answer.id, "first_day": first.isoformat(), "bitcoin": answer.amount.decimal_text()}


def pay_power(cue: Cue) -> Made | Refusal:
    """Pay what a fleet owes for a month's power: US dollars at the ask of the observed rate, in coins at par.

    Both roundings are up, to the cent of either currency: a bill is paid in full.
    """
    arguments = cue.arguments
    coin_id = arguments.text("coin")
    bill = power_bill(_fleet(cue), _month(cue))
    answer = paid(cue, at_par(_in_reference(cue, coin_id, bill), asset_of(f"coin:{coin_id}")))
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


def _fleet(cue: Cue) -> FleetFile:
    read = mining.read_fleet(cue.arguments.file("fleet"))
    if isinstance(read, Refusal):
        raise Refused(read)
    return read


def _month(cue: Cue) -> Month:
    return Month.read(cue.arguments.text("month"), "month")


ACTS: dict[str, Doing] = {
    "mining.book_production": Doing(book_production, "owner fleet month? day?"),
    "mining.pay_power": Doing(
        pay_power, "fleet month coin payer payer_wallet payee payee_wallet purpose invoice travel? signed_by?"
    ),
}
