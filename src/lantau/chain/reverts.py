"""What a contract says when it refuses."""

from __future__ import annotations

ERROR_SELECTOR = bytes.fromhex("08c379a0")
"""``Error(string)``, the one refusal that is plain text."""

_HEAD_BYTES = 68
"""The selector, the offset of the text and its length."""


def revert_reason(data: bytes) -> str:
    """The text in the answer of a revert; blank when it holds a custom error or nothing."""
    if data[:4] != ERROR_SELECTOR or len(data) < _HEAD_BYTES:
        return ""
    length = int.from_bytes(data[_HEAD_BYTES - 32 : _HEAD_BYTES], "big")
    return data[_HEAD_BYTES : _HEAD_BYTES + length].decode("utf-8", "replace")
