"""What published models of stablecoin runs say, held against the redemption run: signs, not sizes.

Each test names its paper, states its scenario, and compares two settings path by path on common random numbers; a sign
counts where the mean difference is more than four standard errors from nought. "Runs" is what left within three days
of the news, unless said otherwise.

Without a channel in this model, and so not tested: the rate at which coins are lent to levered traders (Gorton and
others, M4), an issuer's commitment to buy back or its wish to wind down (d'Avernas and others, M6), a bimodal price and
seigniorage (Li and Mayer, M7), futures and what they price (Eichengreen and others, M8). There is no step at one price
below which redemptions accelerate (M9): thresholds are spread. The gate of M11 is the law's clock, which here makes
payment late or not late; an issuer pays as soon as it can under any clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy
import pytest

from lantau.market.floor import floor_reading
from lantau.market.modelling import Floats
from lantau.market.run_holders import holders_leave
from lantau.market.run_opening import Bill, Hours, OpeningIssuer, OpeningState
from lantau.market.run_terms import COHORTS
from tests.market.run_points import outcomes, point, records

PATHS = 192
NOISE = 4.0
"""Standard errors."""

CLOSED_BANK = {"shock_bank_share": 0.08, "cash_share": 0.25}
"""An eighth of a tenth of the reserve at a bank that closes on Friday afternoon, and is made good after the weekend."""

STRONG_DOUBT = {"shock_bank_share": 0.2, "cash_share": 0.3, "threshold_median": 0.1, "threshold_spread": 0.5}
"""A fifth of the reserve in doubt, before holders who are alike and leave at an expected loss of about a tenth."""

OUTRUN = {
    "outflow_share": 0.5, "outflow_days": 3, "primary_share": 1.0, "cash_share": 0.05, "supply_millions": 40_000,
    "sale_impact_bps": 50, "sale_stop_bps": 100, "ladder_days": 360,
}  # fmt: skip
"""A big coin, bills of a year that nobody wants, and half of the holders gone in three days."""


def ran(found: Mapping[str, Floats]) -> Floats:
    """What left within three days of the news, as a share of supply."""
    return 1.0 - found["supply_after_3_days"]


def sign(less: Floats, more: Floats) -> int:
    """1 where the second is larger on average, -1 where smaller, 0 where noise could have done it."""
    difference = more - less
    error = float(difference.std(ddof=1)) / len(difference) ** 0.5
    mean = float(difference.mean())
    if abs(mean) <= NOISE * error or abs(mean) < 1e-9:
        return 0
    return 1 if mean > 0 else -1


def moved(base: dict[str, float], name: str, low: float, high: float) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Outcomes at two values of one setting, with what ran beside them."""
    pair = [dict(outcomes(paths=PATHS, **{**base, name: value})) for value in (low, high)]
    for found in pair:
        found["ran"] = ran(found)
    return pair[0], pair[1]


def test_more_arbitrageurs_give_a_better_peg_and_more_runs() -> None:
    """M1 (Ma, Zeng, Zhang): six firms, as at USDT, against a hundred and more, as at USDC."""
    few, many = moved(CLOSED_BANK, "arbitrageurs", 6, 120)
    assert sign(few["mean_discount"], many["mean_discount"]) == -1
    assert sign(few["low"], many["low"]) == 1
    assert sign(few["ran"], many["ran"]) == 1


@pytest.mark.parametrize(("expected_loss", "wanted"), [(1.0, 1), (0.2, -1)])
def test_exact_public_news_makes_a_run_likelier_where_the_prior_is_bad_and_rarer_where_it_is_good(
    expected_loss: float, wanted: int
) -> None:
    """M2 (Ahmed, Aldasoro, Duley): what is expected is the truth on average, and only how exactly it is told moves."""
    base = {**STRONG_DOUBT, "fear": expected_loss, "loss_realised": expected_loss}
    vague, exact = moved(base, "public_precision", 100, 10_000)
    assert sign(vague["ran"], exact["ran"]) == wanted


def test_a_costlier_conversion_makes_runs_rarer() -> None:
    """M2 and M5: a redemption fee of half a percent; the peg is looser by it."""
    free, dear = moved(CLOSED_BANK, "redemption_fee_bps", 0, 50)
    assert sign(free["ran"], dear["ran"]) == -1
    assert sign(free["mean_discount"], dear["mean_discount"]) == 1


def test_exact_private_knowledge_makes_a_run_likelier_where_fundamentals_are_strong() -> None:
    """M3 (Zhu): the public expects little, the truth is drawn evenly around that; who knows it better runs in the bad
    cases and does not run less in the good ones, where nobody ran."""
    base = {**STRONG_DOUBT, "fear": 0.15, "public_precision": 10_000}
    losses = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
    vague, exact = (
        sum(ran(outcomes(paths=PATHS, **base, loss_realised=loss, private_precision=precision)) for loss in losses)
        for precision in (1_000, 1_000_000)
    )
    assert sign(numpy.asarray(vague), numpy.asarray(exact)) == 1


def test_large_sales_add_to_the_risk_of_collateral() -> None:
    """M3: run risk is that of collateral and that of large sales; both fell the price further than either."""
    doubt, sales = {"shock_bank_share": 0.04, "cash_share": 0.1}, {"outflow_share": 0.3, "outflow_days": 3}
    both = outcomes(paths=PATHS, **doubt, **sales)
    for one in (doubt, sales):
        assert sign(outcomes(paths=PATHS, **one)["low"], both["low"]) == -1
    assert sign(ran(outcomes(paths=PATHS, **doubt)), ran(both)) == 1


def test_a_base_of_holders_who_are_less_flighty_runs_less() -> None:
    """M5 (Bertsch): wide adoption brings holders who leave at a small loss, known businesses leave at a large one."""
    flighty, steady = moved(CLOSED_BANK, "threshold_median", 0.1, 0.8)
    assert sign(flighty["ran"], steady["ran"]) == -1
    assert sign(flighty["low"], steady["low"]) == 1


def test_congestion_makes_runs_slower() -> None:
    """M5: who wants to leave gets out less fast."""
    slow, fast = moved(CLOSED_BANK, "exit_speed", 0.005, 0.05)
    assert sign(slow["ran"], fast["ran"]) == 1


def test_a_crash_is_gradual_and_deeper_fear_takes_more_holders() -> None:
    """M9, M10 (Uhlig; Liu, Makarov, Schoar): thresholds differ, so half of what leaves within eight days takes
    longer than half a day, and whoever fears more joins."""
    base = {"shock_bank_share": 0.3, "cash_share": 0.4, "loss_realised": 1.0, "base_flow_share": 0.0}
    made = point(**base)
    supply = made.books(1, 0, 32).course("supply")
    lost = -numpy.diff(supply, axis=0)
    shut = (made.calendar.open[1:] == 0) | (made.calendar.business[made.calendar.day[1:]] == 0)
    assert (lost[shut] <= 1e-12).all(), "nobody is paid while the issuer is shut"
    news = made.terms.shock_hour
    left = supply[news] - supply[news + 24 * 8]
    half = numpy.array([numpy.argmax(supply[news:, path] <= supply[news, path] - left[path] / 2) for path in range(32)])
    assert (half > 12).all()
    assert sign(*[ran(each) for each in moved(base, "fear", 0.2, 1.0)]) == 1


def test_large_holders_leave_first_and_small_ones_later() -> None:
    """M10: hour by hour, a cohort of larger holders has left at least as much; the smallest have not begun."""
    terms, opening, state = records(threshold_spread=2.0, primary_share=1.0, base_flow_share=0)
    before = state.cohorts.copy()
    for expected in (0.05, 0.1, 0.2, 0.3, 0.2, 0.1):
        state.expected = state.truth = expected
        holders_leave(terms, opening, state, numpy.zeros(COHORTS), 0.0, True)
        stayed = state.cohorts / before
        assert (numpy.diff(stayed) >= -1e-12).all()
    assert stayed[0] < 0.9
    assert stayed[-1] == 1.0


def test_a_base_of_few_large_holders_loses_more_early() -> None:
    """M10: the same fear and thresholds by rank; coins in few hands against coins spread evenly."""
    losses = []
    for holders in ((1.0,) * 1000, tuple(1000.0 / (rank + 1) for rank in range(1000))):
        issuer = OpeningIssuer("coin", 1e9, 0.0, 3e8, (Bill(7.05e8, 60.0),), holders)
        made = point(opening=OpeningState((issuer,)).as_body(), shock_bank_share=0.08)
        losses.append(ran(made.played(1, 0, PATHS).outcomes))
    assert sign(losses[0], losses[1]) == 1


@pytest.mark.parametrize(
    ("base", "dial", "low", "high", "outcome", "wanted"),
    [
        (CLOSED_BANK, "surplus_share", 0.0, 0.05, "ran", -1),
        (CLOSED_BANK, "surplus_share", 0.0, 0.05, "low", 1),
        ({"shock_asset_drop": 0.03}, "surplus_share", 0.0, 0.05, "shortfall_late", -1),
        (OUTRUN, "cash_share", 0.05, 0.6, "late_share", -1),
        (OUTRUN, "cash_share", 0.05, 0.6, "sale_loss", -1),
        (OUTRUN, "ladder_days", 30, 360, "late_share", 1),
        (OUTRUN, "ladder_days", 30, 360, "sale_loss", 1),
        (OUTRUN, "sale_stop_bps", 50, 1000, "late_share", -1),
        (OUTRUN, "sale_stop_bps", 50, 1000, "sale_loss", 1),
        (OUTRUN, "repo_limit_share", 0.0, 0.8, "late_share", -1),
        (CLOSED_BANK, "redemption_fee_bps", 0, 100, "ran", -1),
        (OUTRUN, "outflow_share", 0.2, 0.6, "late_share", 1),
        (CLOSED_BANK, "resolution_hours", 12, 120, "ran", 1),
        (CLOSED_BANK, "shock_bank_share", 0.02, 0.2, "ran", 1),
    ],
)  # fmt: skip
def test_each_dial_turns_the_way_that_it_is_said_to(
    base: dict[str, float], dial: str, low: float, high: float, outcome: str, wanted: int
) -> None:
    """M11 (Gross and Senner): capital, liquidity, mix of the reserve, price of exit; and the size of what happens."""
    one, other = moved(base, dial, low, high)
    assert sign(one[outcome], other[outcome]) == wanted


def test_a_clock_that_gives_longer_makes_fewer_redemptions_late() -> None:
    """M11's gate: one business day in Hong Kong, five in Singapore."""
    strict, loose = outcomes("HK", paths=PATHS, **OUTRUN), outcomes("SG", paths=PATHS, **OUTRUN)
    assert sign(strict["late_share"], loose["late_share"]) == -1


def test_fire_sales_cost_in_proportion_to_size_and_little_in_a_deep_market() -> None:
    """M12, M13: at two basis points a billion, selling a hundredth of the coin costs a hundredth of the impact a
    coin; a small coin's sales cost nothing but the spread."""
    base = {"outflow_share": 0.3, "outflow_days": 1, "primary_share": 1.0, "cash_share": 0.01, "sale_spread_bps": 0.0,
            "flow_noise": 0.0}  # fmt: skip
    small, large = moved(base, "supply_millions", 100, 10_000)
    ratio = large["sale_loss"] / small["sale_loss"]
    numpy.testing.assert_allclose(ratio, 100.0, rtol=0.02)
    assert (small["sale_loss"] < 1e-6).all()
    assert (large["sale_loss"] < 1e-3).all()
    calm, deep = moved({**base, "supply_millions": 10_000}, "sale_impact_bps", 2, 20)
    assert sign(calm["sale_loss"], deep["sale_loss"]) == 1


def test_losses_alone_never_push_a_price_below_the_rational_floor() -> None:
    """M14: with all of it feared lost and nothing that waits, the low is the floor; with a closed issuer and fear of
    what waits it is below, and the share that no loss explains is that of the paper's formula."""
    base = {"shock_bank_share": 0.08, "cash_share": 0.3, "surplus_share": 0.0, "fear": 1.0, "public_precision": 1e8,
            "outflow_share": 0.0, "base_flow_share": 0.0}  # fmt: skip
    waits_for_nothing = {"price_impact_calm": 0, "price_impact_fear": 0, "exit_speed": 0.0001, "primary_share": 0.0,
                         "lasting_outflow_share": 0.0, "arbitrageur_capacity": 0.0}  # fmt: skip
    alone = outcomes(paths=32, **base, **waits_for_nothing)
    numpy.testing.assert_allclose(alone["low"], 0.92, atol=1e-3)
    assert (alone["unexplained_share"] < 0.01).all()
    panic = outcomes(paths=32, **base)
    for low, share in zip(panic["low"], panic["unexplained_share"], strict=True):
        reading = floor_reading(float(low), 0.08)
        assert reading.fires
        assert share == pytest.approx(reading.unexplained_share)


def test_a_fully_liquid_issuer_that_loses_a_fifth_of_its_supply_in_a_week_stays_at_par() -> None:
    """MODELS.md, what matters most, 3: within half a cent of par, everybody paid on time, nothing lost on sales."""
    for share in (0.3, 1.0):
        found = outcomes(paths=PATHS, outflow_share=0.2, outflow_days=7, cash_share=1.0, primary_share=share)
        assert (found["low"] >= 0.995).all()
        assert (found["paid_on_time_share"] == 1.0).all()
        assert (found["sale_loss"] == 0.0).all()
        assert (found["late_share"] == 0.0).all()
        assert found["supply_after_10_days"].mean() == pytest.approx(0.8, abs=0.04), "buyers take some back"
    in_bills = outcomes(paths=PATHS, outflow_share=0.2, outflow_days=7, cash_share=0.0, supply_millions=40_000)
    assert (in_bills["low"] >= 0.995).all()
    assert (in_bills["sale_loss"] < 1e-4).all()


def test_a_weekend_deepens_the_fall() -> None:
    """MODELS.md, what matters most, 1: the same news on a Friday afternoon and on a Monday afternoon."""
    lows = []
    for first_day in (date(2026, 9, 3), date(2026, 9, 6)):
        made = point(opening=OpeningState(hours=Hours(first_day=first_day)).as_body(), **CLOSED_BANK)
        lows.append(made.played(1, 0, PATHS).outcomes["low"])
    assert sign(lows[0], lows[1]) == 1
