"""How a pool is valued, over-collateralised, held in trust and spread, held against the law and the firm's own limits.

Facts come from the valuation and from what the issuer's board resolved. What neither says stays missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lantau.refusal import Json
from lantau.reserves.valuation import BPS, JudgedPosition, PoolValuation
from lantau.rulebook import Finding, Rulebook, Value
from lantau.rulebook import queries as law

EXPOSURE = "exposure."
TOLD = ("trust", "custody")
PAR = "pool.par_outstanding_micros"
INTERVAL_DAYS_MAX = 366
"""A longer interval between reconciliations is a slip and says nothing."""

Terms = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Limit:
    """What the board resolved about one counterparty and all connected with it (G 6.4.2), under ``exposure.<name>``.

    ``names`` are those of positions, in any case: the bank of a deposit, the instrument of a debt security.
    """

    matter: str
    names: frozenset[str]
    facts: Mapping[str, Value]

    def counts(self, item: JudgedPosition) -> bool:
        """Whether a position is a claim on this group."""
        return item.position.name.casefold() in self.names


def judge_standards(
    book: Rulebook,
    valuation: PoolValuation,
    resolved: Mapping[str, Terms],
    *,
    par_micros: int,
    reconciled_on: date | None = None,
    untold: bool = False,
) -> tuple[Finding, ...]:
    """The findings of the gates ``valuation``, ``reserve``, ``trust``, ``custody`` and ``exposure`` on a pool's day.

    ``resolved`` holds the terms of the board's resolutions by matter: ``reserve``, ``trust`` and ``custody`` tell facts
    by their names, ``reserve`` also ``internal_target_of_par_bps`` and ``reconciliation_interval_days``;
    ``exposure.<name>`` the facts of one counterparty and ``counterparties``, its names parted by semicolons. With
    ``untold`` also the rules on reserve, trust and custody of which nothing is known at all: they are unknown.
    """
    pool_id, on = valuation.pool_id, valuation.on
    found = [
        finding
        for item in valuation.positions
        for finding in law.judge_known(
            book, "valuation", position_facts(item, valuation), subject_id=item.position.id, on=on
        )
    ]
    same_day: dict[str, Value] = {"valuation.valued_on": on, "valuation.par_counted_on": on}
    found += law.judge_known(book, "valuation", same_day, subject_id=pool_id, on=on)
    reserve = reserve_facts(valuation, resolved.get("reserve", {}), par_micros, reconciled_on)
    of_reserve = law.judge_known(book, "reserve", reserve, subject_id=pool_id, on=on, untold=untold)
    found += [item for item in of_reserve if par_micros > 0 or PAR not in item.missing]
    for matter in TOLD:
        told = law.told(matter, resolved.get(matter, {}))
        found += law.judge_known(book, matter, told, subject_id=pool_id, on=on, untold=untold)
    return (*found, *_exposures(book, valuation, limits_of(resolved)))


def position_facts(item: JudgedPosition, valuation: PoolValuation) -> dict[str, Value]:
    """How one position is valued (O Sch.2 s.1(1), G 2.2.2); without a known value neither side nor mark is known.

    No bid applies to a claim on money in the reference currency: its principal is its market value.
    """
    position = item.position
    at_principal = position.is_claim_on_money and position.nominal.asset == valuation.reference
    facts: dict[str, Value] = {"valuation.bid_applies": not at_principal}
    if item.market_value is not None:
        facts["valuation.marked_to_market"] = True
        if not at_principal:
            facts["valuation.price_side"] = "bid"
    return facts


def reserve_facts(
    valuation: PoolValuation, terms: Terms, par_micros: int, reconciled_on: date | None
) -> dict[str, Value]:
    """The facts of the gate ``reserve``: value and par, the board's target, the last reconciliation and the one wanted.

    A target that is a share of par is rounded up to the next millionth. While no coin is in issue there is nothing to
    cover, and neither value nor par is held against it. A pool with a position of unknown value has no known value.
    """
    facts = law.told("reserve", terms)
    share, interval = terms.get("internal_target_of_par_bps"), terms.get("reconciliation_interval_days")
    if par_micros > 0:
        facts[PAR] = par_micros
        if not valuation.unvalued:
            facts["pool.total_market_value_micros"] = valuation.total_micros
        if type(share) is int and share >= 0:
            facts["reserve.internal_target_micros"] = -(-par_micros * share // BPS)
    if reconciled_on is not None:
        facts["reserve.reconciled_on"] = reconciled_on
        if type(interval) is int and 0 <= interval <= INTERVAL_DAYS_MAX:
            facts["reserve.reconciliation_wanted_on"] = valuation.on - timedelta(days=interval)
    return facts


def limits_of(resolved: Mapping[str, Terms]) -> tuple[Limit, ...]:
    """The limits the board set for counterparties; a resolution that names nobody limits nobody."""
    found = []
    for matter, terms in sorted(resolved.items()):
        names = str(terms.get("counterparties", "")).split(";") if matter.startswith(EXPOSURE) else []
        named = frozenset(" ".join(name.split()).casefold() for name in names) - {""}
        if named:
            found.append(Limit(matter, named, law.told("exposure", terms)))
    return tuple(found)


def exposure_facts(limit: Limit, positions: Iterable[JudgedPosition]) -> dict[str, Value]:
    """The exposure to one group against its limit; an unknown value is left open unless the known ones exceed it."""
    claims = [item for item in positions if limit.counts(item)]
    values = [item.market_value for item in claims]
    known = sum(value.micros() for value in values if value is not None)
    ceiling = limit.facts.get("exposure.limit_micros")
    facts = {name: value for name, value in limit.facts.items() if name != "exposure.group_micros"}
    if None not in values or (isinstance(ceiling, int) and known > ceiling):
        facts["exposure.group_micros"] = known
    return facts


def _exposures(book: Rulebook, valuation: PoolValuation, limits: tuple[Limit, ...]) -> list[Finding]:
    """Each group with a limit, by the resolution's matter; each bank without one, by the position, is unknown."""
    found: list[Finding] = []
    for limit in limits:
        facts = exposure_facts(limit, valuation.positions)
        subject = f"{valuation.pool_id}:{limit.matter}"
        found += law.judge_known(book, "exposure", facts, subject_id=subject, on=valuation.on)
    for item in valuation.positions:
        value = item.market_value
        owed = item.position.is_claim_on_money and (value is None or value.units > 0)
        if owed and not any(limit.counts(item) for limit in limits):
            found += _without_limit(book, item, valuation.on)
    return found


def _without_limit(book: Rulebook, item: JudgedPosition, on: date) -> tuple[Finding, ...]:
    """A bank that owes the pool money and for which no limit is known; who is connected with it is not known either."""
    if not any("exposure" in rule.gates for rule in book.rules_in_force(on)):
        return ()
    return book.judge("exposure", {}, subject_id=item.position.id, on=on)
