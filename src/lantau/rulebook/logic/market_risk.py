"""Credit, liquidity and market risk of the reserve, against the limits and targets a licensee sets itself."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader


def credit_limit(read: Reader) -> Node:
    """Exposure to a group of connected counterparties within a limit that fits its creditworthiness."""
    return Every(
        Must(read.fact("exposure.group_micros"), "<=", read.fact("exposure.limit_micros"), limb="limit"),
        Must(read.fact("exposure.limit_fits_creditworthiness"), limb="creditworthiness"),
    )


def credit_target(read: Reader) -> Node:
    """A target no higher than the limit."""
    return Must(read.fact("exposure.target_micros"), "<=", read.fact("exposure.limit_micros"))


def connected(read: Reader) -> Node:
    """Whoever is connected by one of the four limbs of the glossary is counted together."""
    tied = Either(
        Must(read.fact("reserve_counterparty.controls_or_controlled")),
        Must(read.fact("reserve_counterparty.common_control")),
        Must(read.fact("reserve_counterparty.depends_economically")),
        Must(read.fact("reserve_counterparty.tied_to_dependent")),
    )
    return Must(read.fact("reserve_counterparty.aggregated"), when=tied)


def liquidity_metric(read: Reader) -> Node:
    """A metric of liquidity risk on the safe side of its limit."""
    return _metric_limit(read, "liquidity")


def market_metric(read: Reader) -> Node:
    """A metric of market risk on the safe side of its limit."""
    return _metric_limit(read, "market")


def metric_target(read: Reader) -> Node:
    """A target on the safe side of the limit."""
    return _safe_side(read, "metric.target_bps")


def covers_redemptions(read: Reader) -> Node:
    """What turns into cash in time covers redemptions, normal and stressed."""
    cash = read.fact("liquidity.convertible_in_time_micros")
    return Every(
        Must(cash, ">=", read.fact("liquidity.redemptions_normal_micros"), limb="normal"),
        Must(cash, ">=", read.fact("liquidity.redemptions_stressed_micros"), limb="stressed"),
    )


def prolonged_notice(read: Reader) -> Node:
    """An excess longer than the licensee's own period was notified."""
    lasted, period = read.fact("limit_excess.lasted_business_days"), read.fact("limit_excess.own_period_business_days")
    return Must(read.fact("limit_excess.hkma_notified"), when=Must(lasted, ">", period))


def prolonged_period(read: Reader) -> Node:
    """The own period is no longer than the text's illustration, or was judged sound."""
    period = read.fact("limit_excess.own_period_business_days")
    return Either(
        Must(period, "<=", read.parameter("prolonged_excess_business_days"), limb="illustration"),
        Must(read.fact("limit_excess.longer_period_judged_sound"), limb="judgement"),
    )


def stress_scope(read: Reader) -> Node:
    """Credit, liquidity and market stress."""
    return Every(
        *(Must(read.fact(f"stress_test.covers_{risk}"), limb=risk) for risk in ("credit", "liquidity", "market"))
    )


def stress_submitted(read: Reader) -> Node:
    """To the board and to the HKMA."""
    return Every(*(Must(read.fact(f"stress_test.submitted_to_{whom}"), limb=whom) for whom in ("board", "hkma")))


def scenarios_reviewed(read: Reader) -> Node:
    """Reviewed no longer ago than the licensee's own interval."""
    wanted = read.fact("stress_test.scenario_review_wanted_on")
    return Must(read.fact("stress_test.scenarios_reviewed_on"), ">=", wanted)


def scenario_change(read: Reader) -> Node:
    """The board approves before the change takes effect."""
    return Must(read.fact("scenario_change.board_approved_on"), "<=", read.fact("scenario_change.takes_effect_on"))


def _metric_limit(read: Reader, risk: str) -> Node:
    of_this_risk = Must(read.fact("metric.risk"), "==", read.word("metric.risk", risk))
    return Every(_safe_side(read, "metric.value_bps"), when=of_this_risk)


def _safe_side(read: Reader, fact: str) -> Node:
    """At or above a floor where higher is safer, at or below a ceiling where lower is."""
    value, limit, higher = read.fact(fact), read.fact("metric.limit_bps"), read.fact("metric.higher_is_safer")
    return Every(
        Must(value, ">=", limit, when=Must(higher), limb="floor"),
        Must(value, "<=", limit, when=Must(higher, "==", read.no()), limb="ceiling"),
    )


FUNCTIONS: Mapping[str, Logic] = {
    "market_risk.credit_limit": credit_limit,
    "market_risk.credit_target": credit_target,
    "market_risk.connected": connected,
    "market_risk.liquidity_metric": liquidity_metric,
    "market_risk.market_metric": market_metric,
    "market_risk.metric_target": metric_target,
    "market_risk.covers_redemptions": covers_redemptions,
    "market_risk.prolonged_notice": prolonged_notice,
    "market_risk.prolonged_period": prolonged_period,
    "market_risk.stress_scope": stress_scope,
    "market_risk.stress_submitted": stress_submitted,
    "market_risk.scenarios_reviewed": scenarios_reviewed,
    "market_risk.scenario_change": scenario_change,
}
