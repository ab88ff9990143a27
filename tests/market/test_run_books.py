"""The redemption run over random settings of its whole table: nothing is lost, every measure is what its name says."""

from __future__ import annotations

import math
import pickle
from datetime import date

import numpy
import pytest
from hypothesis import given, settings

from lantau.market.modelling import chance
from lantau.market.refusals import EMPTY_POPULATION, OUT_OF_RANGE
from lantau.market.run import RUN, drawn
from lantau.market.run_opening import Bill, Hours, OpeningIssuer, OpeningState
from lantau.market.run_terms import MEASURED, TOLERANCE
from lantau.refusal import Refused
from lantau.rulebook import load
from tests.market.run_points import any_settings, law, outcomes, point

PATHS = 4


@settings(max_examples=60, deadline=None)
@given(asked=any_settings())
def test_reserve_and_coins_add_up_in_every_hour(asked: dict[str, float]) -> None:
    made = point(**asked)
    books = made.books(7, 0, PATHS)
    measured = dict(zip(MEASURED, books.outcomes, strict=True))
    assert (measured["conservation_gap"] < TOLERANCE).all()
    par = float(made.opening[0]["supply"])
    supply = books.course("supply") * par
    surplus = (books.course("coverage") - 1.0) * numpy.maximum(supply, 1.0)
    at_first = float(made.opening[0]["cash"] + made.opening[0]["bills"]) - par
    kept = made.terms.fee * (measured["judged_share"] * par)
    rounding = TOLERANCE * par
    assert (surplus <= at_first + kept + rounding).all()
    assert (surplus[-1] <= at_first + kept - measured["sale_loss"] * par + rounding).all()
    if made.terms.fee == 0.0 and made.terms.shock_asset_drop == 0.0:
        lost = at_first - surplus
        assert abs(lost[-1] - measured["sale_loss"] * par).max() <= rounding
        assert (numpy.diff(lost, axis=0) >= -rounding).all()


@settings(max_examples=60, deadline=None)
@given(asked=any_settings())
def test_every_outcome_is_what_the_hours_of_the_path_say(asked: dict[str, float]) -> None:
    made = point(**asked)
    books = made.books(8, 0, PATHS)
    found = dict(zip(MEASURED, books.outcomes, strict=True))
    price, hours = books.course("price"), made.steps
    assert ((price >= 0.0) & (price <= 1.0)).all()
    assert (books.course("supply") >= 0.0).all()
    assert (books.course("queue") >= -TOLERANCE).all()
    assert (books.course("queue") <= books.course("supply") + TOLERANCE).all()
    assert numpy.array_equal(found["low"], price.min(axis=0))
    for level in (99, 97, 95):
        assert numpy.array_equal(found[f"hours_below_{level}"], (price < level / 100).sum(axis=0))
    numpy.testing.assert_allclose(found["mean_discount"], (1.0 - price).mean(axis=0), rtol=1e-12, atol=1e-15)
    assert numpy.array_equal(found["coverage_low"], books.course("coverage").min(axis=0))
    assert numpy.array_equal(found["supply_end"], books.course("supply")[-1])
    shock = made.terms.shock_hour
    for days in (1, 3, 10):
        named = found[f"supply_after_{days}_day" + "s" * (days > 1)]
        assert numpy.array_equal(named, books.course("supply")[min(shock + 24 * days, hours - 1)])
    below = numpy.where(price < 0.99, numpy.arange(1, hours + 1)[:, None], 0).max(axis=0)
    assert numpy.array_equal(found["recovery_hours"], numpy.maximum(0, below - shock))
    parts = found["depeg_reserves"] + found["depeg_closure"] + found["depeg_panic"]
    numpy.testing.assert_allclose(parts, 1.0 - found["low"], atol=1e-12)
    for part in ("reserves", "closure", "panic"):
        assert (found[f"depeg_{part}"] >= -1e-12).all()


@settings(max_examples=60, deadline=None)
@given(asked=any_settings())
def test_shares_lie_from_nought_to_one_and_the_same_point_gives_the_same_bits(asked: dict[str, float]) -> None:
    made = point(**asked)
    one = made.played(9, 3, PATHS)
    for name in ("paid_on_time_share", "unexplained_share", "stopped", "peers_low"):
        assert ((one.outcomes[name] >= 0.0) & (one.outcomes[name] <= 1.0)).all(), name
    for name in ("shortfall_early", "shortfall_middle", "shortfall_late"):
        assert (one.outcomes[name] >= -1e-9).all(), name
        assert (one.outcomes[name] <= 1.0 + 1e-9).all(), name
    for name in ("late_share", "sale_loss"):
        assert (one.outcomes[name] >= 0.0).all(), name
    assert all(0 <= count <= PATHS for count in one.breached.values())
    for counts in one.counts.values():
        assert counts.sum() == PATHS * made.steps
    made.played(9, 4, PATHS)
    again = pickle.loads(pickle.dumps(made)).played(9, 3, PATHS)
    for name, values in one.outcomes.items():
        assert numpy.array_equal(values, again.outcomes[name]), name
    for name, counted in one.counts.items():
        assert numpy.array_equal(counted, again.counts[name]), name
    assert one.breached == again.breached


def test_two_chunks_and_two_seeds_differ() -> None:
    made = point(days=5, shock_bank_share=0.076)
    first = made.played(1, 0, 8).outcomes["low"]
    assert not numpy.array_equal(first, made.played(1, 1, 8).outcomes["low"])
    assert not numpy.array_equal(first, made.played(2, 0, 8).outcomes["low"])


def test_more_days_more_issuers_and_other_flows_meet_the_same_chance() -> None:
    few, many = drawn(chance(5, 2), 1, 48, 6, 1.0), drawn(chance(5, 2), 3, 120, 6, 0.5)
    assert numpy.array_equal(few.gale, many.gale[:2])
    assert numpy.array_equal(few.public, many.public[:1])
    assert numpy.array_equal(few.private, many.private[:1])
    normal = numpy.log(few.busy) + 0.5, (numpy.log(many.busy) + 0.125) / 0.5
    numpy.testing.assert_allclose(normal[0], normal[1][:1, :48], atol=1e-12)
    assert not numpy.array_equal(many.busy[0], many.busy[1])
    assert drawn(chance(5, 2), 1, 2400, 100, 0.5).busy.mean() == pytest.approx(1.0, abs=0.01)


def test_the_law_alone_changes_no_path_where_its_clock_is_the_same() -> None:
    asked = {"shock_bank_share": 0.1, "frozen_share": 0.1, "surplus_share": -0.05, "days": 10.0}
    one, other = outcomes("HK", **asked), outcomes("HK+draft-may-2025", **asked)
    assert all(numpy.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("name", list(RUN.table.parameters))
def test_beyond_its_bounds_and_no_number_every_parameter_is_refused(name: str) -> None:
    parameter = RUN.table.parameters[name]
    beyond = [math.nextafter(parameter.low, -math.inf), math.nextafter(parameter.high, math.inf), math.nan, math.inf]
    for value in [*beyond, -math.inf, *([parameter.low + 0.5] if parameter.whole else [])]:
        with pytest.raises(Refused) as refused:
            RUN.table.settled({name: value})
        assert refused.value.refusal.code is OUT_OF_RANGE
        assert refused.value.refusal.where == f"run.{name}"
    for value in (parameter.low, parameter.high):
        assert RUN.table.settled({name: value})[name] == value


def state_of(**changed: object) -> dict[str, object]:
    """A small live issuer as a body; what is named is changed."""
    whole = {"name": "live", "par": 100.0, "frozen_par": 0.0, "cash": 50.0, "bills": (), "holders": (60.0, 40.0)}
    issuer = OpeningIssuer(**{**whole, **changed})  # type: ignore[arg-type]
    return OpeningState((issuer,)).as_body()


def test_a_live_issuer_is_played_as_it_stands() -> None:
    bills = (Bill(30.0, 10.0), Bill(25.0, 40.0))
    made = point(opening=state_of(bills=bills, frozen_par=10.0), days=3)
    first = made.opening[0]
    assert (first["supply"], first["free_par"], first["cash"], first["bills"]) == (100.0, 90.0, 50.0, 55.0)
    assert first["weights"][0] > first["weights"][-1]
    assert first["weights"].sum() == pytest.approx(1.0)
    books = made.books(1, 0, 2)
    assert books.course("coverage")[0] == pytest.approx(1.05)
    assert made.law.normal_micros == 1_000_000, "a hundredth of the coins there are, whatever the settings would make"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"par": 0.0}, EMPTY_POPULATION),
        ({"frozen_par": 100.0}, EMPTY_POPULATION),
        ({"holders": ()}, EMPTY_POPULATION),
        ({"holders": (0.0, 0.0)}, EMPTY_POPULATION),
        ({"par": math.nan}, OUT_OF_RANGE),
        ({"par": -1.0}, OUT_OF_RANGE),
        ({"cash": math.inf}, OUT_OF_RANGE),
        ({"bills": (Bill(-1.0, 3.0),)}, OUT_OF_RANGE),
        ({"bills": (Bill(1.0, math.nan),)}, OUT_OF_RANGE),
        ({"holders": (5.0, -1.0)}, OUT_OF_RANGE),
    ],
)
def test_an_opening_without_people_or_with_no_numbers_is_refused(changed: dict[str, object], code: object) -> None:
    with pytest.raises(Refused) as refused:
        point(opening=state_of(**changed))
    assert refused.value.refusal.code is code


def test_hours_that_nobody_keeps_are_refused() -> None:
    for wrong in ({"office": (17, 9)}, {"office": (9, 25)}, {"holidays": "MARS"}):
        with pytest.raises(Refused) as refused:
            Hours(**wrong)  # type: ignore[arg-type]
        assert refused.value.refusal.code is OUT_OF_RANGE
    with pytest.raises(Refused) as refused:
        RUN.prepared(RUN.table.settled({}), law("HK"), OpeningState(hours=Hours(first_day=date(2040, 1, 2))).as_body())
    assert refused.value.refusal.code.name == "dates.not_covered"


def test_a_law_that_is_unknown_or_of_another_day_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        load("HK+no-such-reform")
    assert refused.value.refusal.code.name == "rulebook.unknown_rulebook"
    with pytest.raises(Refused) as refused:
        load("HK").law_day(date(2030, 1, 1), hold_last=False)
    assert refused.value.refusal.code.name == "rulebook.not_covered"


def test_more_coins_than_a_finding_weighs_are_refused_not_wrapped() -> None:
    made = point(supply_millions=1_000_000, days=2)
    books = made.books(1, 0, 1)
    with pytest.raises(Refused) as refused:
        made.law.facts(books.days * 10.0)
    assert refused.value.refusal.code is OUT_OF_RANGE
