"""The redemption run by its parts: days and hours, the line of redemptions, sales, repo, a closed bank, prices."""

from __future__ import annotations

from datetime import date, timedelta

import numpy
import pytest

from lantau import dates
from lantau.market.run_holders import arbitrage, believe, holders_leave, market_price, worth
from lantau.market.run_issuer import end_of_day, issue, pay, receive, repo, sell
from lantau.market.run_opening import Bill, Hours, OpeningIssuer, OpeningState, calendar_arrays, opening_table, rungs_of
from lantau.market.run_terms import ARBITRAGEURS, COHORTS, EARLY, LATE, RUNGS, Calendar
from tests.market.run_points import RUN, outcomes, point, records

BILLION = 1e9
THREE_MONTHS = 2190


def days_of(first_day: date, days: int, holidays: str = "HK", office: tuple[int, int] = (9, 17)) -> Calendar:
    steady = numpy.zeros(days * 24)
    return calendar_arrays(Hours(first_day, holidays, office), days, steady, numpy.zeros((days, RUNGS), numpy.uint8))


@pytest.mark.parametrize(
    ("first_day", "holidays", "expected"),
    [
        (date(2026, 9, 3), "HK", "1100111"),  # Thursday, Friday, weekend, Monday on
        (date(2026, 9, 30), "HK", "10100111"),  # the National Day is a Thursday
        (date(2026, 9, 30), "weekends", "11100111"),
        (date(2026, 12, 24), "HK", "1000111"),  # Christmas on Friday, and the weekday after it on Saturday
    ],
)
def test_business_days_are_those_of_the_calendar(first_day: date, holidays: str, expected: str) -> None:
    told = days_of(first_day, len(expected), holidays).business
    if holidays == "HK":
        days = [first_day + timedelta(days=number) for number in range(len(expected))]
        assert told.tolist() == [dates.is_business_day(day, ()) for day in days]
    assert "".join(str(each) for each in told) == expected


@pytest.mark.parametrize("office", [(9, 17), (0, 24), (8, 9)])
def test_office_hours_begin_and_end_and_each_day_has_one_closing_hour(office: tuple[int, int]) -> None:
    calendar = days_of(date(2026, 9, 3), 3, office=office)
    opens, shuts = office
    assert numpy.flatnonzero(calendar.open[24:48]).tolist() == list(range(opens, shuts))
    assert numpy.flatnonzero(calendar.closing).tolist() == [day * 24 + shuts - 1 for day in range(3)]
    assert numpy.flatnonzero(calendar.last).tolist() == [23, 47, 71]


def late_day(rules: str, first_day: date, gale_days: tuple[int, ...] = ()) -> int:
    """On which day of a path a request of its first day, which nobody pays, is late."""
    terms = point(rules).terms
    _, _, state = records()
    state.fresh[EARLY], state.asked = 7.0, 7.0
    for number, business in enumerate(days_of(first_day, 15).business):
        unpaid = end_of_day(terms, state, bool(business) and number not in gale_days)
        if unpaid:
            assert (unpaid, state.late[EARLY], state.queue.sum()) == (7.0, 7.0, 0.0)
            return number
    raise AssertionError("never late")


@pytest.mark.parametrize(
    ("rules", "first_day", "gale_days", "expected"),
    [
        ("HK", date(2026, 9, 3), (), 1),  # Thursday: the end of Friday
        ("HK", date(2026, 9, 4), (), 3),  # Friday: the end of Monday
        ("HK", date(2026, 9, 5), (), 2),  # Saturday: the end of Monday
        ("HK", date(2026, 9, 4), (3,), 4),  # a gale on Monday: Tuesday
        ("HK", date(2026, 9, 4), (0,), 3),  # a gale on the day of receipt moves nothing
        ("HK", date(2026, 9, 30), (), 2),  # the National Day in between
        ("SG", date(2026, 9, 4), (), 7),  # five business days from Friday: the next Friday
        ("SG", date(2026, 9, 4), (3, 4), 11),
        ("SG", date(2026, 9, 5), (), 6),
    ],
)
def test_a_request_is_due_when_the_room_of_dates_says_so(
    rules: str, first_day: date, gale_days: tuple[int, ...], expected: int
) -> None:
    assert late_day(rules, first_day, gale_days) == expected
    if not gale_days:
        days = {"HK": 1, "SG": 5}[rules]
        assert dates.add_business_days(first_day, days, ()) == first_day + timedelta(days=expected)


def test_what_is_oldest_is_paid_first_and_its_classes_alike() -> None:
    terms, _, state = records()
    terms = terms._replace(redemption_days=2)
    state.cash, state.due = 65.0, 20.0
    state.late[LATE] = 10.0
    state.queue[0, EARLY], state.queue[0, ARBITRAGEURS] = 15.0, 5.0
    state.queue[1, EARLY], state.queue[1, LATE] = 60.0, 10.0
    state.fresh[EARLY] = 8.0
    state.asked = 108.0
    before = state.supply
    pay(terms, state, 34)
    assert (state.late.sum(), state.queue[0].sum(), state.fresh[EARLY]) == (0.0, 0.0, 8.0)
    assert state.queue[1, EARLY] == pytest.approx(30.0)
    assert state.queue[1, LATE] == pytest.approx(5.0)
    assert (state.settled_hour, state.cash) == (34.0, 0.0)
    assert before - state.supply == pytest.approx(65.0)
    assert state.asked == pytest.approx(43.0)
    assert state.paid == pytest.approx(65.0)


def test_a_fee_stays_in_the_reserve() -> None:
    terms, _, state = records(redemption_fee_bps=100)
    state.fresh[EARLY], state.asked, cash = 1000.0, 1000.0, state.cash
    pay(terms, state, 10)
    assert cash - state.cash == pytest.approx(990.0)
    assert state.proceeds[EARLY] == pytest.approx(990.0)
    assert state.asked == 0.0


def bills(*ladder: tuple[float, int], **asked: float) -> tuple[object, object, object]:
    """An issuer with these bills alone: (face value, hours to maturity), nearest first."""
    terms, opening, state = records(**{"cash_share": 0.0, "sale_capacity_share": 1.0, **asked})
    opening.ladder[:], opening.maturity_hour[:] = 0.0, 0.0
    for rung, (value, hours) in enumerate(ladder):
        opening.ladder[rung], opening.maturity_hour[rung] = value, hours
    opening.rungs, opening.bills = len(ladder), sum(value for value, _ in ladder)
    state.ladder[:] = opening.ladder
    return terms, opening, state


def test_the_nearest_bills_are_sold_first_and_the_rest_stays() -> None:
    terms, opening, state = bills((100.0, 50), (100.0, 500), (100.0, 900), sale_impact_bps=0, sale_spread_bps=100)
    sold = sell(terms, opening, state, 0, 148.5, 0.0)
    assert sold == pytest.approx(150.0)
    assert state.ladder[:3].tolist() == pytest.approx([0.0, 50.0, 100.0])
    assert state.losses == pytest.approx(1.5)
    assert state.on_its_way == pytest.approx(148.5)
    assert state.cash == 0.0


@pytest.mark.parametrize(
    ("volume", "hours", "before", "discount_bps"),
    [
        (1.0, THREE_MONTHS, 0.0, 0.5 + 1.0),  # a billion of three-month bills: from 0 to 2, so 1 on average
        (1.0, THREE_MONTHS, 1.0, 0.5 + 3.0),  # after another billion, 2 to 4
        (2.0, THREE_MONTHS, 0.0, 0.5 + 2.0),
        (1.0, 2 * THREE_MONTHS, 0.0, 0.5 + 2.0),
        (1.0, 4 * THREE_MONTHS, 0.0, 0.5 + 4.0),
        (1.0, 8 * THREE_MONTHS, 0.0, 0.5 + 4.0),  # no more beyond a year
        (0.001, THREE_MONTHS, 0.0, 0.5 + 0.001),
    ],
)
def test_the_discount_grows_with_volume_and_tenor(
    volume: float, hours: int, before: float, discount_bps: float
) -> None:
    terms, opening, state = bills((volume * BILLION, hours))
    sold = sell(terms, opening, state, 0, 2 * volume * BILLION, before * BILLION)
    assert sold == volume * BILLION
    assert state.losses / sold * 1e4 == pytest.approx(discount_bps, rel=1e-9)


def test_two_bills_sold_in_one_hour_cost_what_one_of_their_size_does() -> None:
    terms, opening, state = bills((0.5 * BILLION, THREE_MONTHS), (0.5 * BILLION, THREE_MONTHS))
    sold = sell(terms, opening, state, 0, 2 * BILLION, 0.0)
    assert state.losses / sold * 1e4 == pytest.approx(1.5)


def test_selling_stops_where_the_next_bill_would_cost_too_much() -> None:
    terms, opening, state = bills((10 * BILLION, THREE_MONTHS), sale_spread_bps=0, sale_stop_bps=8)
    assert sell(terms, opening, state, 0, 10 * BILLION, 0.0) == pytest.approx(4 * BILLION)
    assert sell(terms, opening, state, 0, 10 * BILLION, 4 * BILLION) == 0.0
    assert sell(terms._replace(sale_spread=0.01), opening, state, 0, BILLION, 0.0) == 0.0
    assert state.losses / (4 * BILLION) * 1e4 == pytest.approx(4.0)


def test_no_more_is_sold_in_an_hour_than_the_market_takes() -> None:
    terms, opening, state = bills((60.0, 100), (40.0, 300), sale_capacity_share=0.25)
    assert sell(terms, opening, state, 0, 90.0, 0.0) == pytest.approx(25.0)


def test_the_proceeds_of_a_sale_are_cash_after_the_hours_of_settlement() -> None:
    terms, opening, state = bills((100.0, 1000), settlement_hours=72)
    sell(terms, opening, state, 5, 50.0, 0.0)
    for hour in range(6, 77):
        receive(terms, opening, state, hour)
        assert (state.cash, state.on_its_way) == (0.0, pytest.approx(50.0))
    receive(terms, opening, state, 77)
    assert (state.cash, state.on_its_way) == (pytest.approx(50.0), 0.0)
    at_once, opening, state = bills((100.0, 1000), settlement_hours=0)
    sell(at_once, opening, state, 5, 50.0, 0.0)
    assert (state.cash, state.on_its_way) == (pytest.approx(50.0), 0.0)


def test_bills_fall_at_the_news_and_come_back_to_face_as_they_mature() -> None:
    terms, opening, state = bills((100.0, 140), shock_asset_drop=0.1, shock_hour=40)
    assert worth(terms, opening, state, 39) == 100.0
    assert worth(terms, opening, state, 40) == pytest.approx(90.0)
    assert worth(terms, opening, state, 90) == pytest.approx(95.0)
    receive(terms, opening, state, 140)
    assert (state.cash, worth(terms, opening, state, 140)) == (100.0, 100.0)


def test_repo_lends_on_the_price_up_to_its_limit_and_is_repaid_from_the_bill() -> None:
    asked = {"repo_limit_share": 0.5, "repo_haircut_bps": 1000, "shock_asset_drop": 0.2, "shock_hour": 0}
    terms, opening, state = bills((100.0, 100), (100.0, 200), **asked)
    repo(terms, opening, state, 0, 1e9)
    assert (state.pledged[0], state.pledged[1]) == (100.0, 0.0)
    assert (state.cash, state.loan) == (pytest.approx(72.0), pytest.approx(72.0))
    repo(terms, opening, state, 0, 1e9)
    assert state.loan == pytest.approx(72.0), "the limit is reached"
    receive(terms, opening, state, 100)
    assert (state.loan, state.pledged.sum()) == (0.0, 0.0)
    assert state.cash == pytest.approx(100.0)


@pytest.mark.parametrize("loss", [0.0, 0.25, 1.0])
def test_a_closed_bank_holds_its_deposits_from_the_news_until_it_is_known_what_they_are_worth(loss: float) -> None:
    asked = {"shock_bank_share": 0.1, "surplus_share": 0.0, "shock_hour": 30, "resolution_hours": 20}
    terms, opening, state = records(**asked, loss_realised=loss)
    cash = state.cash
    receive(terms, opening, state, 29)
    assert (state.cash, state.frozen_cash) == (cash, 0.0), "before the news they serve like others"
    receive(terms, opening, state, 30)
    assert state.frozen_cash == pytest.approx(0.1 * opening.supply)
    assert state.cash == pytest.approx(cash - state.frozen_cash)
    out_of_reach = state.frozen_cash
    receive(terms, opening, state, 50)
    assert state.frozen_cash == 0.0
    assert state.cash == pytest.approx(cash - loss * out_of_reach)
    assert state.losses == pytest.approx(loss * out_of_reach)


def test_who_took_deposits_out_before_the_news_loses_no_more_than_what_is_left() -> None:
    terms, opening, state = records(shock_bank_share=0.2, shock_hour=5)
    state.cash = 1000.0
    receive(terms, opening, state, 5)
    assert (state.cash, state.frozen_cash) == (0.0, 1000.0)


@pytest.mark.parametrize(
    ("asked", "public", "truth"),
    [
        ({"shock_bank_share": 0.1}, 0.06, 0.0),
        ({"shock_bank_share": 0.1, "loss_realised": 0.5}, 0.06, 0.05),
        ({"shock_doubt_share": 0.1, "loss_realised": 0.5}, 0.06, 0.0),
        ({"shock_bank_share": 0.1, "surplus_share": 0.04}, 0.104 * 0.6 - 0.04, 0.0),
        ({"shock_bank_share": 0.1, "surplus_share": 0.2}, 0.0, 0.0),
        ({"surplus_share": -0.1}, 0.1, 0.1),
        ({"shock_asset_drop": 0.1}, 0.08, 0.08),
    ],
)
def test_a_surplus_bears_the_first_loss(asked: dict[str, float], public: float, truth: float) -> None:
    terms, opening, state = records(**{"surplus_share": 0.0, "shock_hour": 0, **asked})
    receive(terms, opening, state, 0)
    believe(terms, opening, state, True, 0, 0.0, 0.0)
    assert state.expected == pytest.approx(public)
    assert state.truth == pytest.approx(truth)


def test_who_is_paid_at_par_leaves_more_of_the_loss_to_the_others() -> None:
    terms, opening, state = records(shock_bank_share=0.1, surplus_share=0.0, shock_hour=0, loss_realised=1.0)
    receive(terms, opening, state, 0)
    state.supply, state.cash = 0.5 * state.supply, 0.0
    state.ladder[: opening.rungs] = 0.4 * opening.supply / opening.rungs
    believe(terms, opening, state, True, 0, 0.0, 0.0)
    assert state.truth == pytest.approx(0.2)


def test_another_issuers_discount_counts_as_news_of_ones_own() -> None:
    terms, opening, state = records(contagion=0.5)
    believe(terms, opening, state, True, 0, 3.0, 0.1)
    assert (state.expected, state.caught, state.truth) == (pytest.approx(0.05), pytest.approx(0.05), 0.0)


def test_the_price_is_par_less_the_expected_loss_less_what_waits() -> None:
    terms, _, state = records(price_impact_calm=1, price_impact_fear=600, arbitrageurs=20)
    assert market_price(terms, state) == 1.0
    state.inventory = 0.1 * state.supply
    assert market_price(terms, state) == pytest.approx(1 - 0.1 / 20)
    state.expected = 0.05
    assert market_price(terms, state) == pytest.approx(1 - 0.05 - 0.1 * (1 + 600 * 0.05) / 20)
    state.expected = 1.0
    assert market_price(terms, state) == 0.0


def test_those_whose_fear_passes_their_threshold_leave_and_the_others_stay() -> None:
    terms, opening, state = records(
        base_flow_share=0, exit_speed=0.25, primary_share=0.4, price_weight=0, crowd_weight=0
    )
    state.expected = state.truth = 0.2
    before = state.cohorts.copy()
    holders_leave(terms, opening, state, numpy.zeros(COHORTS), 0.0, False)
    timid = opening.thresholds < 0.2
    assert 0 < timid.sum() < COHORTS
    numpy.testing.assert_allclose(state.cohorts, before * numpy.where(timid, 0.75, 1.0))
    went = (before - state.cohorts).sum()
    assert state.fresh[EARLY] == pytest.approx(0.4 * went)
    assert state.inventory == pytest.approx(0.6 * went)
    assert state.inventory_closed == state.inventory
    assert state.proceeds[EARLY] == pytest.approx(0.6 * went * state.price)


def test_arbitrageurs_hand_in_while_it_is_open_and_worth_the_fee() -> None:
    asked = {"arbitrageurs": 10, "arbitrageur_capacity": 0.001, "return_rate": 0, "redemption_fee_bps": 50}
    terms, opening, state = records(**asked)
    state.inventory = held = 0.1 * state.supply
    for price, open_now, expected in ((0.99, False, 0.0), (0.996, True, 0.0), (0.99, True, 0.01 * opening.supply)):
        state.price, state.expected = price, 1.0 - price
        arbitrage(terms, opening, state, open_now)
        assert state.fresh[ARBITRAGEURS] == pytest.approx(expected)
        assert held - state.inventory == pytest.approx(expected)


def test_buyers_come_back_for_good_news_only() -> None:
    terms, opening, state = records(return_rate=0.5, value_buying=0)
    for at_stake, truth, expected in ((0.0, 0.0, 50.0), (1.0, 0.0, 0.0), (0.0, 0.2, 0.0)):
        state.inventory, state.at_stake, state.truth = 100.0, at_stake, truth
        arbitrage(terms, opening, state, False)
        assert 100.0 - state.inventory == pytest.approx(expected)


def test_ordinary_issue_stops_where_the_market_sells_for_less_or_the_issuer_cannot_pay() -> None:
    terms, opening, state = records()
    for price, asked, expected in ((1.0, 0.0, True), (0.994, 0.0, False), (1.0, 1e12, False)):
        state.price, state.asked, state.issued = price, asked, 0.0
        issue(terms, opening, state, 1.0)
        assert bool(state.issued > 0.0) is expected


def test_ordinary_issue_and_ordinary_redemption_balance() -> None:
    calm = outcomes(days=60, paths=64)
    assert calm["supply_end"].mean() == pytest.approx(1.0, abs=0.001)
    busy = outcomes(base_flow_share=0.05, days=60, paths=64)
    assert busy["supply_end"].mean() == pytest.approx(1.0, abs=0.03), "what leaves in an hour is not there to return"
    after = outcomes(outflow_share=0.2, cash_share=1.0, days=60, paths=64)
    assert after["supply_end"].mean() == pytest.approx(after["supply_after_10_days"].mean(), abs=0.01)
    assert (calm["low"] == 1.0).all()


def test_a_coin_that_nobody_redeems_does_not_breed() -> None:
    asked = {"primary_share": 0.0, "arbitrageur_capacity": 0.0, "return_rate": 1.0, "base_flow_share": 0.1}
    grown = point(**asked, days=60, flow_noise=0.0, gale_day_chance=0.0)
    days = int(grown.calendar.business.sum())
    assert grown.played(1, 0, 4).outcomes["supply_end"] == pytest.approx(1 + 0.1 * days, rel=0.05)


def test_who_stays_to_the_end_is_told_the_true_loss_though_it_is_not_known_yet() -> None:
    asked = {"shock_bank_share": 0.2, "cash_share": 0.3, "surplus_share": 0.0, "resolution_hours": 2880, "days": 5}
    whole, lost = outcomes(**asked, loss_realised=0.0), outcomes(**asked, loss_realised=1.0)
    assert whole["shortfall_late"] == pytest.approx(0.0, abs=1e-4), "what sales cost"
    assert (lost["shortfall_late"] >= 0.2 - 1e-9).all()


def test_nobody_sells_at_the_price_before_the_news() -> None:
    """The news breaks in the last hour of the path, so that all who left did in that hour."""
    first_hour = outcomes(days=2, shock_hour=47, shock_bank_share=0.2, cash_share=0.3, surplus_share=0.0, fear=1.0,
                          public_precision=1e8, primary_share=0.0, base_flow_share=0.0)  # fmt: skip
    assert first_hour["shortfall_early"] == pytest.approx(0.2, abs=1e-3)


def test_the_discount_at_the_low_is_parted_into_reserve_closure_and_panic() -> None:
    base = {"shock_bank_share": 0.1, "surplus_share": 0.0, "fear": 0.5, "public_precision": 1e8}
    alone = outcomes(**base, price_impact_calm=0, price_impact_fear=0)
    numpy.testing.assert_allclose(alone["depeg_reserves"], 1.0 - alone["low"])
    assert (alone["depeg_closure"] == 0.0).all()
    waiting = outcomes(**base)
    assert (waiting["depeg_closure"] > 0.001).all(), "the news breaks an hour before the weekend"
    assert (waiting["depeg_reserves"] > 0.04).all()
    always_open = point(opening=OpeningState(hours=Hours(date(2026, 9, 7), "weekends", (0, 24))).as_body(), **base)
    assert always_open.played(1, 0, 32).outcomes["depeg_closure"].max() < waiting["depeg_closure"].min()
    caught = outcomes(**base, issuers=2, contagion=1.0)
    assert (caught["depeg_panic"] > waiting["depeg_panic"]).all()


def test_an_empty_coin_has_no_price_of_nought() -> None:
    gone = outcomes(surplus_share=0.0, outflow_share=0.95, outflow_days=1, exit_speed=1.0, primary_share=1.0,
                    threshold_median=0.0001, crowd_weight=3.0, cash_share=1.0, flow_noise=0.0)  # fmt: skip
    assert (gone["supply_end"] < 1e-6).all()
    assert (gone["low"] > 0.999).all()
    assert (gone["coverage_low"] > 0.999).all()


def test_a_ladder_of_any_length_is_gathered_into_rungs_of_the_same_value_and_term() -> None:
    many = tuple(Bill(float(1 + number % 3), float(number + 1)) for number in range(61))
    issuer = OpeningIssuer("live", 100.0, 0.0, 10.0, many[::-1], (1.0,))
    rungs = rungs_of(issuer)
    assert len(rungs) == RUNGS
    assert sum(bill.value for bill in rungs) == pytest.approx(sum(bill.value for bill in many))
    duration = sum(bill.value * bill.days for bill in many)
    assert sum(bill.value * bill.days for bill in rungs) == pytest.approx(duration)
    row = opening_table(RUN.table.settled({}), [issuer])[0]
    assert row["rungs"] == RUNGS
    assert (numpy.diff(row["maturity_hour"]) > 0).all()
    assert rungs_of(OpeningIssuer("cash", 1.0, 0.0, 1.0, (), (1.0,))) == ()


def test_the_largest_holders_are_the_first_cohort_and_all_thresholds_rise() -> None:
    sizes = [1.0] * 900 + [100.0] * 100
    row = opening_table(RUN.table.settled({}), [OpeningIssuer("live", 1.0, 0.0, 1.0, (), sizes)])[0]
    assert row["weights"][:3].sum() == pytest.approx(100 * 100 * (3 * 1000 / 32 / 100) / 10_900, rel=1e-9)
    assert (numpy.diff(row["weights"]) <= 1e-15).all()
    assert (numpy.diff(row["thresholds"]) > 0).all()
    assert numpy.median(row["thresholds"]) == pytest.approx(0.2, rel=0.1)
