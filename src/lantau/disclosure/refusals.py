"""Every way disclosure says no."""

from __future__ import annotations

from lantau.refusal import Code

WRONG_DAY = Code(
    "disclosure.wrong_day",
    "A day is closed on that day: balances and bids are read as they stand then.",
    "Close the day on which you are; an earlier day that was left open stays a finding.",
)
CLOSED_ALREADY = Code(
    "disclosure.closed_already",
    "The issuer's day is closed already; statements are never rewritten.",
    "Read the statement of that day.",
)
NOTHING_TO_CLOSE = Code(
    "disclosure.nothing_to_close",
    "The issuer has no pool, so there is nothing to state.",
    "Open the coin's pool first.",
)
NO_STATEMENTS = Code(
    "disclosure.no_statements",
    "No day of that week was closed, so there is nothing to return.",
    "Close at least the last day of the week first.",
)
WEEK_NOT_OVER = Code(
    "disclosure.week_not_over",
    "The return would cover a day that has not come yet.",
    "End the week on the day of the return or before it.",
)
RETURNED_ALREADY = Code(
    "disclosure.returned_already", "The week's return was made already.", "Read the return of that week."
)
UNKNOWN_STATEMENT = Code(
    "disclosure.unknown_statement", "No statement was made of that coin's day.", "Close the day, or name one that is."
)
UNKNOWN_FINDING = Code(
    "disclosure.unknown_finding", "No finding has that id.", "Use an id that `lantau findings` lists."
)
UNKNOWN_OBLIGATION = Code(
    "disclosure.unknown_obligation",
    "The issuer has no obligation of that id that is open or still to come.",
    "Use an id that the obligations calendar lists.",
)
ALREADY_DONE = Code("disclosure.already_done", "The obligation was done before.", "Nothing needs to be done.")
NO_EVIDENCE = Code(
    "disclosure.no_evidence",
    "An obligation is done with evidence, and none was named.",
    "Name the report, the reference of its delivery, or the digest of the document.",
)
