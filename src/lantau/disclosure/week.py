"""The weekly return: a week of statements for the Monetary Authority and for the issuer's website (G 2.7.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lantau.disclosure.standing import Standing
from lantau.disclosure.statement import SIMULATED, Statement, coverage_text, money_text, tables
from lantau.refusal import Json

DAYS = 7


@dataclass(frozen=True, slots=True)
class WeeklyReturn:
    """One issuer's week as data; text and JSON are spellings of it."""

    id: str
    body: Mapping[str, Json]

    def as_json(self) -> str:
        """The return as JSON, the same bytes each time."""
        return json.dumps(dict(self.body), sort_keys=True, indent=2, ensure_ascii=False) + "\n"

    def as_text(self) -> str:
        """The return as plain text for people."""
        return "\n".join(_lines(self.body)) + "\n"


def week_days(week_until: date) -> tuple[date, ...]:
    """The seven days that end with this one."""
    return tuple(week_until - timedelta(days=back) for back in range(DAYS - 1, -1, -1))


def return_body(
    issuer_id: str, week_until: date, since: date, statements: Sequence[Statement], standing: Sequence[Standing]
) -> dict[str, Json]:
    """The week of each coin, day by day. A day from ``since`` on without a statement is named, never filled in."""
    days = week_days(week_until)
    coins: dict[str, list[Statement]] = {}
    for statement in statements:
        coins.setdefault(str(statement.body["coin_id"]), []).append(statement)
    return {
        "simulated": SIMULATED,
        "issuer_id": issuer_id,
        "week_from": days[0].isoformat(),
        "week_until": week_until.isoformat(),
        "coins": [_coin(coin_id, coins[coin_id], days, since) for coin_id in sorted(coins)],
        "findings": [
            {
                "finding_id": item.id,
                "rule_id": item.rule_id,
                "subject_id": item.subject_id,
                "outcome": item.outcome.value,
                "open_since": None if item.open_since is None else item.open_since.isoformat(),
                "citation": item.citation,
                "sentence_en": item.body["sentence_en"],
                "sentence_zh": item.body["sentence_zh"],
            }
            for item in standing
        ],
    }


def _coin(coin_id: str, statements: Sequence[Statement], days: Sequence[date], since: date) -> dict[str, Json]:
    by_day = {str(item.body["day"]): item for item in statements}
    covered = [ratio for item in statements if isinstance(ratio := item.body["coverage_bps"], int)]
    latest = by_day[max(by_day)]
    return {
        "coin_id": coin_id,
        "currency": latest.body["currency"],
        "coverage_bps_lowest": min(covered) if covered else None,
        "composition_on": latest.body["day"],
        "composition": latest.body["composition"],
        "days_without_statement": [day.isoformat() for day in days if day >= since and day.isoformat() not in by_day],
        "days": [
            {
                "day": day,
                "statement_id": by_day[day].id,
                "par_micros": by_day[day].body["par_micros"],
                "eligible_market_value_micros": by_day[day].body["eligible_market_value_micros"],
                "total_market_value_micros": by_day[day].body["total_market_value_micros"],
                "coverage_bps": by_day[day].body["coverage_bps"],
                "findings": by_day[day].body["findings"],
            }
            for day in sorted(by_day)
        ],
    }


def _lines(body: Mapping[str, Json]) -> list[str]:
    lines = [
        str(body["simulated"]),
        f"Weekly return of {body['issuer_id']}, {body['week_from']} to {body['week_until']} (G 2.7.2)",
    ]
    for coin in tables(body["coins"]):
        lines += ["", f"{coin['coin_id']}: lowest coverage {coverage_text(coin['coverage_bps_lowest'])}"]
        for day in tables(coin["days"]):
            par = money_text(day["par_micros"], coin["currency"])
            value = money_text(day["eligible_market_value_micros"], coin["currency"])
            lines.append(f"  {day['day']}  par {par}  eligible reserve {value}  {coverage_text(day['coverage_bps'])}")
            not_met = tables(day["findings"])
            lines += [f"    {each['outcome']}: {each['sentence_en']}" for each in not_met]
        missing = coin["days_without_statement"]
        assert isinstance(missing, list)
        lines += [f"  {day}  no statement was made" for day in missing]
        lines.append(f"  composition on {coin['composition_on']}:")
        for part in tables(coin["composition"]):
            lines.append(f"    {part['class']:<14}{money_text(part['market_value_micros'], coin['currency'])}")
    lines += ["", "Findings open at the return"]
    found = [
        f"  {item['outcome']} since {item['open_since']}: {item['sentence_en']}" for item in tables(body["findings"])
    ]
    return lines + (found or ["  none"])
