"""Three numbers for one coin: equal, different, or unknown, and never equal by silence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lantau.chain import Block, ChainSupply, Known, Unknown
from lantau.disclosure.reconciliation import Agreement, Reconciliation
from lantau.money import Amount, asset

COIN = asset("coin:hkdl")
BLOCK = Block(7, "0xabc", datetime(2026, 9, 1, tzinfo=UTC))


def coins(units: int) -> Amount:
    return Amount(COIN, units)


def at_block(units: int) -> ChainSupply:
    return Known(coins(units), BLOCK)


def test_three_equal_numbers_open_nothing() -> None:
    told = Reconciliation(coins(5), coins(5), at_block(5))
    assert (told.with_holders, told.with_chain, told.differences()) == (Agreement.EQUAL, Agreement.EQUAL, ())


def test_an_unknown_supply_is_not_equal_and_opens_nothing() -> None:
    told = Reconciliation(coins(5), coins(5), Unknown("no contract"))
    assert (told.with_chain, told.differences()) == (Agreement.UNKNOWN, ())
    assert told.as_body()["chain"] is None
    assert told.as_body()["chain_unknown_because"] == "no contract"


def test_an_unknown_supply_is_not_even_nothing() -> None:
    assert Reconciliation(coins(0), coins(0), Unknown("no contract")).with_chain is Agreement.UNKNOWN
    assert Reconciliation(coins(0), coins(0), at_block(0)).with_chain is Agreement.EQUAL


@pytest.mark.parametrize(("chain", "difference"), [(4, 1), (6, -1)])
def test_one_base_unit_on_the_chain_more_or_less_is_a_break(chain: int, difference: int) -> None:
    told = Reconciliation(coins(5), coins(5), at_block(chain))
    assert [(one.right, one.difference) for one in told.differences()] == [("chain", coins(difference))]


def test_holders_that_do_not_add_up_are_a_break_even_if_the_chain_is_unknown() -> None:
    told = Reconciliation(coins(5), coins(4), Unknown("no contract"))
    assert [(one.left, one.right, one.difference) for one in told.differences()] == [("ledger", "holders", coins(1))]
