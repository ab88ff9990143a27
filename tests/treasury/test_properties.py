"""Whatever a treasurer does in whatever order: mined = held + sold, nothing below zero, and the books sum to zero."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lantau import treasury
from lantau.money import BTC, Amount
from lantau.refusal import Refusal
from tests.issuance.world import Customer, World
from tests.treasury.books import by_bank, end, in_order, produce, sell, told

ACTS = st.lists(
    st.tuples(st.sampled_from(["mine", "sell", "settle", "lapse"]), st.integers(1, 3 * 10**8)), min_size=4, max_size=12
)
SOURCES = itertools.count(1)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_a_treasury_never_sells_what_it_does_not_hold(
    world: World, miner: Customer, buyer: Customer, acts: list[tuple[str, int]]
) -> None:
    told(world)
    source, day = f"fleet {next(SOURCES)}", date(2026, 8, 31)
    expected, agreed = in_order(world, miner), list[treasury.Agreed]()
    free = expected["held"]
    for name, units in acts:
        amount = Amount(BTC, units).decimal_text()
        if name == "mine":
            assert not isinstance(produce(world, miner, amount, day, source=source), Refusal)
            day -= timedelta(days=1)
            expected["mined"] += units
            expected["held"] += units
            free += units
        elif name == "sell":
            answer = sell(world, miner, buyer, amount, settle_by=world.at + timedelta(seconds=1))
            assert isinstance(answer, Refusal) == (units > free), answer
            if isinstance(answer, treasury.Agreed):
                agreed.append(answer)
                free -= units
        elif agreed:
            sale = agreed.pop(units % len(agreed))
            if name == "settle":
                assert not isinstance(by_bank(world, miner, sale.sale_id, sale.proceeds), Refusal)
                expected["held"] -= sale.bitcoin.units
                expected["sold"] += sale.bitcoin.units
            else:
                world.wait(seconds=1)
                assert not isinstance(end(world, miner, treasury.lapse_sale, sale.sale_id), Refusal)
                free += sale.bitcoin.units
        assert in_order(world, miner) == expected
    for sale in agreed:
        world.wait(seconds=1)
        assert not isinstance(end(world, miner, treasury.lapse_sale, sale.sale_id), Refusal)
