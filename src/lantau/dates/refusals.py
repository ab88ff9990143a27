"""The refusals of this room."""

from lantau.refusal import Code

NOT_AN_INSTANT = Code(
    "dates.not_an_instant",
    "the text is not a date and time with a time zone",
    "write it as 2026-10-16T15:00:00+08:00 or 2026-10-16T07:00:00Z",
)
NO_TIME_ZONE = Code(
    "dates.no_time_zone",
    "the date and time say no time zone, so they name no instant",
    "add the time zone: +08:00 for Hong Kong, Z for UTC",
)
NOT_A_DAY = Code(
    "dates.not_a_day",
    "the text is not a day of the calendar",
    "write it as 2026-10-16",
)
NOT_COVERED = Code(
    "dates.not_covered",
    "the general holidays of that day are not known to this sandbox",
    "ask for a day inside the coverage named in the message, or extend the holiday list",
)
UNKNOWN_WARNING = Code(
    "dates.unknown_warning",
    "the warning is of a kind that does not bear on business days",
    "use gale (signal No. 8 or above) or black_rain",
)
ENDS_BEFORE_START = Code(
    "dates.ends_before_start",
    "the warning ends at or before its start",
    "correct the start or the end; leave the end out while the warning is in force",
)
CLOCK_GOES_BACK = Code(
    "dates.clock_goes_back",
    "a simulated clock was asked to go back in time",
    "put the acts in order of time",
)
