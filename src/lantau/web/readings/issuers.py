"""Reads issuers: their licence or pilot, what binds them, their coins, pools and statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lantau import licensing, reserves
from lantau.chain import Known
from lantau.dates import hk_date
from lantau.db import Connection
from lantau.reserves import PoolValuation
from lantau.rulebook import Finding, Outcome
from lantau.web.charts import coverage_chart
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.formats import coverage_bps
from lantau.web.readings.findings import open_findings
from lantau.web.readings.parties import names
from lantau.web.readings.statements import coverage_points, statements_of
from lantau.web.views.applying import condition_line, direction_line, issuer_lines, pilot_line
from lantau.web.views.backing import pool_line
from lantau.web.views.issuers import BindingLine, CoinLine, IssuerLine, IssuersView, IssuerView, PilotLine, SupplyLine


@dataclass(frozen=True, slots=True)
class ReadCoin:
    """A coin with the valuation of its pool, None before a pool was opened."""

    line: CoinLine
    valuation: PoolValuation | None


def every(console: Console, _: Ask) -> IssuersView:
    """Everybody who is licensed, in the pilot, or applied."""
    return IssuersView(issuers(console))


def one(console: Console, ask: Ask) -> IssuerView:
    """One issuer with everything that stands beside its name."""
    wanted = ask.path["party_id"]
    line = next((each for each in issuers(console) if each.issuer_id == wanted), None)
    if line is None:
        raise NotThereError("issuer", wanted)
    found = tuple(each for each in coins(console) if each.line.issuer_id == wanted)
    named = names(console)
    with console.database.read() as connection:
        bindings, pilots = _bindings(connection, wanted), _pilots(connection, wanted, named)
    statements = statements_of(console, wanted)
    return IssuerView(
        line=line,
        coins=tuple(each.line for each in found),
        bindings=bindings,
        pilots=pilots,
        pools=tuple(pool_line(each.line, each.valuation) for each in found if each.valuation is not None),
        breaches=tuple(each for each in open_findings(console, wanted) if each.outcome == Outcome.BREACHED.value),
        statements=statements,
        chart=coverage_chart(coverage_points(statements)),
    )


def issuers(console: Console) -> tuple[IssuerLine, ...]:
    """Licensees by number, then pilot participants, then other applicants."""
    named = names(console)
    with console.database.read() as connection:
        by_issuer: dict[str, list[str]] = defaultdict(list)
        for coin in licensing.queries.coins(connection):
            by_issuer[coin.issuer_id].append(coin.id)
        return issuer_lines(
            licensing.queries.licences(connection),
            licensing.queries.pilots(connection),
            licensing.queries.applications(connection),
            named,
            {party_id: tuple(ids) for party_id, ids in by_issuer.items()},
        )


def coins(console: Console) -> tuple[ReadCoin, ...]:
    """Every coin as it stands now: par, what backs it, and what the chain says."""
    named = names(console)
    with console.database.read() as connection:
        known = licensing.queries.coins(connection)
        numbers = {licence.party_id: licence.number for licence in licensing.queries.licences(connection)}
        today = hk_date(console.clock.now())
        caps = {coin.id: licensing.queries.cap(connection, coin.issuer_id, coin.id, today) for coin in known}
    return tuple(
        _coin(console, coin, named.get(coin.issuer_id, coin.issuer_id), numbers.get(coin.issuer_id, ""), caps[coin.id])
        for coin in known
    )


def _coin(console: Console, coin: licensing.queries.Coin, issuer_name: str, number: str, cap: int | None) -> ReadCoin:
    now = console.clock.now()
    with console.database.read() as connection:
        par = reserves.queries.par_outstanding(connection, coin.id).micros()
    pool = next(iter(reserves.queries.pools(console.database, coin_id=coin.id)), None)
    valuation = (
        None
        if pool is None
        else reserves.queries.value_pool(console.database, console.book, pool.id, as_of=now, known_at=now)
    )
    line = CoinLine(
        coin_id=coin.id,
        coin_name=coin.name,
        currency=coin.reference_currency,
        issuer_id=coin.issuer_id,
        issuer_name=issuer_name,
        licence_number=number,
        pool_id=pool.id if pool is not None else "",
        par_micros=par,
        eligible_micros=valuation.eligible_micros if valuation is not None else None,
        total_micros=valuation.total_micros if valuation is not None else None,
        coverage_bps=coverage_bps(valuation.eligible_micros, par) if valuation is not None else None,
        verdict=_verdict(console, valuation, par),
        cap_micros=cap,
        supply=_supply(console, coin),
    )
    return ReadCoin(line, valuation)


def _verdict(console: Console, valuation: PoolValuation | None, par_micros: int) -> str:
    """What the rule of full backing says now: the worst outcome of the gate ``pool``."""
    if valuation is None:
        return Outcome.UNKNOWN.value
    outcomes = {found.outcome for found in _backing(console, valuation, par_micros)}
    for word in (Outcome.BREACHED, Outcome.UNKNOWN, Outcome.MET):
        if word in outcomes:
            return word.value
    return Outcome.NOT_APPLICABLE.value


def _backing(console: Console, valuation: PoolValuation, par_micros: int) -> tuple[Finding, ...]:
    return console.book.judge("pool", valuation.facts(par_micros), subject_id=valuation.pool_id, on=valuation.on)


def _supply(console: Console, coin: licensing.queries.Coin) -> SupplyLine:
    answer = console.chain.total_supply(coin.id, console.clock.now())
    if isinstance(answer, Known):
        return SupplyLine(answer.supply.micros(), answer.block.number, "")
    return SupplyLine(None, None, answer.reason)


def _bindings(connection: Connection, party_id: str) -> tuple[BindingLine, ...]:
    conditions = tuple(condition_line(each) for each in licensing.queries.open_conditions(connection, party_id))
    return conditions + tuple(direction_line(each) for each in licensing.queries.directions(connection, party_id))


def _pilots(connection: Connection, party_id: str, named: Mapping[str, str]) -> tuple[PilotLine, ...]:
    pilot = licensing.queries.pilot(connection, party_id)
    return () if pilot is None else (pilot_line(pilot, named),)
