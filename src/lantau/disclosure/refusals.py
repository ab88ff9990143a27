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
OWES_NOTHING = Code(
    "disclosure.owes_nothing",
    "The party has no licence, no pool and no duty that an event started, so the calendar has nothing to date.",
    "Name an issuer that is licensed or has a pool.",
)
UNKNOWN_DUTY = Code(
    "disclosure.unknown_duty",
    "No event starts a duty of that name under the law of the day.",
    "Use one of the names in the message; `lantau calendar --kinds` lists them with what starts them.",
)
WHAT_ABOUT = Code(
    "disclosure.what_about",
    "An event is told from others of its kind by what it is about, and that was left blank.",
    "Name the event, such as the complaint's number.",
)
WRONG_TIME = Code(
    "disclosure.wrong_time",
    "A plan lies ahead, and what has happened lies behind.",
    "Say that it is planned, or give the day on which it happened.",
)
NOTHING_BEFORE = Code(
    "disclosure.nothing_before",
    "Nothing is due before that event, so there is nothing to start while it is only planned.",
    "Note it when it has happened.",
)
NOTED_ALREADY = Code(
    "disclosure.noted_already",
    "The event was noted before under that name, and every duty it starts has begun.",
    "Give another event another name.",
)
NOT_ASKED_FOR = Code(
    "disclosure.not_asked_for",
    "The law of the day asks this issuer for nothing of that kind under that rule.",
    "Use a rule that `lantau evidence` lists.",
)
NO_DIGEST = Code(
    "disclosure.no_digest",
    "A document and a sealed number are bound by a SHA-256 digest, and that is none.",
    "Give 64 hexadecimal digits in small letters, as sha256sum prints them.",
)
NO_REASONS = Code(
    "disclosure.no_reasons",
    "A document has a title, and a reading and a judgement have reasons; these were left blank.",
    "Say it in words.",
)
SAME_HAND = Code(
    "disclosure.same_hand",
    "Whoever filed a document cannot be the one who finds it adequate or wanting.",
    "Have somebody else read it.",
)
UNKNOWN_EVIDENCE = Code(
    "disclosure.unknown_evidence", "No document was filed under that id.", "Use an id that `lantau evidence` lists."
)
NOT_YOURS_TO_JUDGE = Code(
    "disclosure.not_yours_to_judge",
    "The rule says who decides, and it is somebody else.",
    "Have the licensee's or the supervisor's person decide, as the rule names them.",
)
UNKNOWN_PERIOD = Code(
    "disclosure.unknown_period",
    "No attestation period of the issuer ends with that day.",
    "Name the last day of a period; the Monetary Authority's letter sets how long each is.",
)
TOO_LATE_TO_SEAL = Code(
    "disclosure.too_late_to_seal",
    "A number sealed after the period's last business day could have been chosen for the day it draws.",
    "Seal a number for the next period in time; agree with the Monetary Authority how this period's day is chosen.",
)
SEALED_ALREADY = Code(
    "disclosure.sealed_already", "A number was sealed for that period before.", "Open that one when the period is over."
)
PERIOD_NOT_OVER = Code(
    "disclosure.period_not_over",
    "The day is drawn only when the period's last business day is over, so that nobody knows it before.",
    "Draw it on the next day or later.",
)
NOT_SEALED = Code(
    "disclosure.not_sealed",
    "Nobody sealed a number for that period, so nothing is left that could draw a day without choice.",
    "Agree with the Monetary Authority how this period's day is chosen; seal one for the next period in time.",
)
WRONG_NUMBER = Code(
    "disclosure.wrong_number", "The number is not the one that was sealed.", "Open the number that was sealed."
)
NO_DAY_TO_DRAW = Code(
    "disclosure.no_day_to_draw",
    "The issuer's pool has no business day in that period but the last, which is attested in any case.",
    "Nothing needs to be drawn.",
)
DRAWN_ALREADY = Code(
    "disclosure.drawn_already",
    "The period's day was drawn before and stands.",
    "Read it with `lantau calendar --draw`.",
)
NOT_DRAWN = Code(
    "disclosure.not_drawn",
    "No day was drawn for that period.",
    "Seal a number before the period's last business day is over and draw the day after it.",
)
