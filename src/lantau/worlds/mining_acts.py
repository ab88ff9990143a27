"""Acts that join a miner's fleet to its books: what it produced, in whole satoshi."""

from __future__ import annotations

from datetime import timedelta

from lantau import treasury
from lantau.mining import Month
from lantau.refusal import Refusal, Refused
from lantau.worlds.play import Cue, Doing, Made
from lantau.worlds.refusals import BAD_ARGUMENT
from lantau.worlds.satoshi import fleet_in, produced

ONE_DAY = timedelta(days=1)


def book_production(cue: Cue) -> Made | Refusal:
    """Book what a fleet produced: in a whole ``month``, or on the day of UTC that ended before ``day`` began."""
    arguments = cue.arguments
    read = fleet_in(arguments.file("fleet"))
    if arguments.has("month") == arguments.has("day"):
        raise Refused(Refusal(BAD_ARGUMENT, "name a month, or the day of booking", where="month"))
    if arguments.has("month"):
        month = Month.read(arguments.text("month"), "month")
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


ACTS: dict[str, Doing] = {
    "mining.book_production": Doing(book_production, "owner fleet month? day?"),
}
