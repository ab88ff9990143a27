"""The refusal codes of the record: what a commit may be told no for."""

from lantau.refusal import Code

KEY_REUSED = Code(
    "events.key_reused",
    "The key was used before for another request, so the request is not a retry.",
    "Use a new key for a new request; repeat the first request word for word to get its stored answer.",
)
STALE = Code(
    "events.stale",
    "Something the decision rested on has changed since it was read, so the decision was not committed.",
    "Read again, decide again and commit with the same key.",
)
TAKEN = Code(
    "events.taken",
    "A row with the same identity is already stored, so nothing of the request was committed.",
    "Read what is stored under that identity; use another identity if it is meant to be another thing.",
)
NOT_STORABLE = Code(
    "events.not_storable",
    "A value cannot be written to a record: a float, a NUL character, half a surrogate pair, or an unknown type.",
    "Send whole base units, text without control characters below tab, and instants with a time zone.",
)
UNKNOWN_MESSAGE = Code(
    "events.unknown_message",
    "No outbox message has that id, or it has ended.",
    "Read the pending messages again.",
)
