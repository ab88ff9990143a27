"""The refusals of this room."""

from lantau.refusal import Code

UNKNOWN_KIND = Code(
    "observations.unknown_kind",
    "the observation is of a kind this sandbox does not read",
    "use one of the kinds named in the message",
)
NOT_READABLE = Code(
    "observations.not_readable",
    "a field of the observation is missing, unknown or not of the form its kind asks for",
    "correct the field at the place named; src/lantau/observations/README.md lists the fields of each kind",
)
CROSSED = Code(
    "observations.crossed",
    "the ask lies below the bid, so the two cannot be quotes of one market at one time",
    "correct the bid or the ask",
)
NOTHING_TO_END = Code(
    "observations.nothing_to_end",
    "the end or the withdrawal of a warning arrived, but no start of it was ever observed",
    "observe the start under the same kind and subject first, or give starts_at as well",
)
STILL_IN_FORCE = Code(
    "observations.still_in_force",
    "another start of the same warning arrived before the end or the withdrawal of the last one",
    "observe the end of the last one first, withdraw it if it was wrong, or use another subject",
)
FROM_THE_FUTURE = Code(
    "observations.from_the_future",
    "the observation tells of something later than the clock that records it",
    "observe it once it has happened: the start of a warning and its end are two observations",
)
KEY_REUSED = Code(
    "observations.key_reused",
    "the key already stands for another observation",
    "repeat the first observation word for word, or use a new key",
)
