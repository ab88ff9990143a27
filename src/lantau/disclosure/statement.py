"""The statement of a coin's day: par outstanding, market value and composition of the reserve (G 2.7.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lantau.disclosure.reconciliation import Agreement, Reconciliation
from lantau.money import Amount
from lantau.refusal import Json
from lantau.reserves import Pool, PoolValuation
from lantau.rulebook import Finding

SIMULATED = "SIMULATED: a sandbox statement; no such coin, issuer or reserve exists"
MICROS = 1_000_000
NONE_FOUND = "  none: every rule on backing and assets is met, none on the keeping of the pool is known to be breached"


@dataclass(frozen=True, slots=True)
class Statement:
    """One coin's day, as data. ``body`` is everything stated; text and JSON are spellings of it."""

    id: str
    body: Mapping[str, Json]

    def as_json(self) -> str:
        """The statement as JSON, the same bytes each time: sorted keys, two spaces."""
        return json.dumps(dict(self.body), sort_keys=True, indent=2, ensure_ascii=False) + "\n"

    def as_text(self) -> str:
        """The statement as plain text for people."""
        return "\n".join(_lines(self.body)) + "\n"


def statement_body(
    *,
    issuer_id: str,
    pool: Pool,
    day: date,
    as_of: datetime,
    valuation: PoolValuation,
    par: Amount,
    on_its_way: Amount,
    frozen: Amount,
    reconciliation: Reconciliation,
    findings: tuple[Finding, ...],
) -> dict[str, Json]:
    """What is stated of a coin's day. ``findings`` are those of the close on the pool, its assets and its keeping.

    ``on_its_way`` is the part of ``par`` that the chain has not minted yet; it is stated when there is any.
    """
    par_micros = par.micros()
    return {
        "simulated": SIMULATED,
        "issuer_id": issuer_id,
        "coin_id": pool.coin_id,
        "pool_id": pool.id,
        "day": day.isoformat(),
        "as_of": as_of.isoformat(),
        "rulebook_id": valuation.rulebook_id,
        "currency": pool.reference.code,
        "par_micros": par_micros,
        **({"par_on_its_way_micros": on_its_way.micros()} if on_its_way.units else {}),
        "frozen_par_micros": frozen.micros(),
        "eligible_market_value_micros": valuation.eligible_micros,
        "total_market_value_micros": valuation.total_micros,
        "unvalued": list(valuation.unvalued),
        "coverage_bps": valuation.coverage_bps(par_micros),
        "composition": _composition(valuation),
        "positions": [item.as_body() for item in valuation.positions],
        "reconciliation": reconciliation.as_body(),
        "findings": [
            {
                "rule_id": item.rule_id,
                "subject_id": item.subject_id,
                "outcome": item.outcome.value,
                "citation": item.citation,
                "sentence_en": item.sentence_en,
                "sentence_zh": item.sentence_zh,
            }
            for item in findings
            if item.blocks
        ],
    }


def _composition(valuation: PoolValuation) -> list[Json]:
    """Market value by asset class, eligible and in all, in the order of the classes' names."""
    classes: dict[str, list[int]] = {}
    for item in valuation.positions:
        value = 0 if item.market_value is None else item.market_value.micros()
        sums = classes.setdefault(item.position.asset_class.value, [0, 0, 0])
        sums[0] += value
        sums[1] += value if item.eligible else 0
        sums[2] += item.market_value is None
    return [
        {"class": name, "market_value_micros": total, "eligible_micros": eligible, "unvalued_count": unvalued}
        for name, (total, eligible, unvalued) in sorted(classes.items())
    ]


def money_text(micros: Json, currency: Json) -> str:
    """Micros as people read them: two decimals, rounded down, the currency before."""
    assert isinstance(micros, int)
    hundredths = micros * 100 // MICROS
    whole, part = divmod(hundredths, 100)
    return f"{currency} {whole:,}.{part:02d}"


def coverage_text(coverage_bps: Json) -> str:
    """Basis points as a percentage with two decimals."""
    if coverage_bps is None:
        return "no coin outstanding"
    assert isinstance(coverage_bps, int)
    return f"{coverage_bps // 100}.{coverage_bps % 100:02d} %"


def _lines(body: Mapping[str, Json]) -> list[str]:
    currency = body["currency"]
    reconciliation = body["reconciliation"]
    assert isinstance(reconciliation, dict)
    lines = [
        str(body["simulated"]),
        f"Statement of {body['coin_id']} for {body['day']} (G 2.7.2), issuer {body['issuer_id']}",
        f"as of {body['as_of']}, judged under {body['rulebook_id']}",
        "",
        _line("Par value outstanding", money_text(body["par_micros"], currency)),
        *_on_its_way(body),
        _line("  of which frozen, and backed all the same", money_text(body["frozen_par_micros"], currency)),
        _line("Market value of eligible reserve assets", money_text(body["eligible_market_value_micros"], currency)),
        _line("Market value of all reserve assets", money_text(body["total_market_value_micros"], currency)),
        _line("Coverage by eligible assets", coverage_text(body["coverage_bps"])),
        _line("Coins on the ledger", str(reconciliation["ledger"])),
        _line("Coins in holders' balances", f"{reconciliation['holders']} ({reconciliation['holders_agreement']})"),
        _line("Coins on the chain", _chain_text(reconciliation)),
        "",
        "Composition of the reserve",
    ]
    for part in tables(body["composition"]):
        unvalued = f", {part['unvalued_count']} without a known bid" if part["unvalued_count"] else ""
        eligible = money_text(part["eligible_micros"], currency)
        value = money_text(part["market_value_micros"], currency)
        lines.append(_line(f"  {part['class']}", f"{value}, eligible {eligible}{unvalued}"))
    lines += ["", "Findings"]
    found = [f"  {item['outcome']}: {item['sentence_en']}" for item in tables(body["findings"])]
    return lines + (found or [NONE_FOUND])


def _on_its_way(body: Mapping[str, Json]) -> list[str]:
    """The line on coins that the chain has not minted yet; none on most days."""
    micros = body.get("par_on_its_way_micros")
    return [] if micros is None else [_line("  of which on its way to the chain", money_text(micros, body["currency"]))]


def _chain_text(reconciliation: Mapping[str, Json]) -> str:
    if reconciliation["chain_agreement"] == Agreement.UNKNOWN.value:
        return f"unknown: {reconciliation['chain_unknown_because']}"
    block, agreement = reconciliation["chain_block"], reconciliation["chain_agreement"]
    return f"{reconciliation['chain']} at block {block} ({agreement})"


def _line(name: str, value: str) -> str:
    return f"{name:<46} {value}"


def tables(value: Json) -> list[dict[str, Json]]:
    """The tables of a list that a body holds."""
    assert isinstance(value, list)
    return [item for item in value if isinstance(item, dict)]
