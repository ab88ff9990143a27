"""A chain that cannot be read answers unknown, and unknown equals nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lantau.chain import Block, Chain, Known, NoChain, Unknown
from lantau.money import Amount, asset

AT = datetime(2026, 9, 1, tzinfo=UTC)


def test_without_a_chain_every_supply_is_unknown_and_says_why() -> None:
    chain: Chain = NoChain("the coin's contract is not deployed")
    answer = chain.total_supply("hkdl", AT)
    assert answer == Unknown("the coin's contract is not deployed")


def test_unknown_is_no_supply_not_even_of_nothing() -> None:
    nothing = Known(Amount.zero(asset("coin:hkdl")), Block(1, "0xabc", AT))
    assert NoChain().total_supply("hkdl", AT) != nothing


def test_an_unknown_without_a_reason_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        Unknown("")


def test_a_supply_names_its_block() -> None:
    with pytest.raises(AssertionError):
        Block(7, "", AT)
