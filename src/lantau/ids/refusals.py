"""The refusals of this room."""

from lantau.refusal import Code

MALFORMED = Code(
    "ids.malformed",
    "the text is not an identifier of this sandbox",
    "give it as it was printed: a three-letter prefix, an underscore and 26 characters",
)
WRONG_PREFIX = Code(
    "ids.wrong_prefix",
    "the identifier is of another kind of thing than was asked for",
    "give an identifier of the kind named in the message",
)
