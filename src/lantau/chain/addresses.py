"""How addresses are spelled: lower case inside, EIP-55's mixed case where people read them."""

from __future__ import annotations

from functools import lru_cache

from lantau.chain.typed_data import keccak


@lru_cache(maxsize=65_536)
def checksummed(address: str) -> str:
    """The address in its EIP-55 spelling."""
    lower = address.lower().removeprefix("0x")
    nibbles = keccak(lower.encode("ascii")).hex()
    return "0x" + "".join(
        letter.upper() if nibble > "7" else letter for letter, nibble in zip(lower, nibbles, strict=False)
    )
