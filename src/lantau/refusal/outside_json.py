"""JSON that somebody else wrote: parsed only when it is not nested so deep that the parser would end the process."""

from __future__ import annotations

import json
from typing import Any

NESTING = 64
"""Nothing we read is nested more than a dozen deep."""

_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def outside_json(text: bytes) -> Any:
    """The value of a text in JSON; raises ValueError where it is none, or nested beyond ``NESTING``.

    The decoder recurses in C: where a library has raised Python's limit of recursion, as py_ecc does, a text nested
    deep enough ends the whole process. So brackets are closed level by level first.
    """
    brackets = text.translate(None, _NO_BRACKETS)
    for _ in range(NESTING):
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    if len(brackets) > NESTING:  # a few may stand in strings
        raise ValueError("nested too deep")
    return json.loads(text)
