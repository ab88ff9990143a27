"""Whether the issuer may do an act at all: its licence or pilot, the supervisor's directions, and the issuance cap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from lantau import events, licensing, reserves
from lantau.dates import hk_date
from lantau.db import Connection
from lantau.events import Guard
from lantau.issuance.orders import Order
from lantau.money import HKD
from lantau.refusal import Refusal
from lantau.rulebook import Finding, Rulebook, Value


@dataclass(frozen=True, slots=True)
class Permission:
    """What was found about the issuer. ``refusal`` is a direction or suspension; ``findings`` are the perimeter's.

    ``cap_facts`` are the facts of the gate ``issue`` about caps on the coin and on the licence as a whole.
    """

    findings: tuple[Finding, ...]
    refusal: Refusal | None
    cap_facts: Mapping[str, Value | None]
    guards: tuple[Guard, ...]


def to_issue(connection: Connection, book: Rulebook, order: Order, occurred_at: datetime) -> Permission:
    """The issuer's permission to issue this order's coins on the day of the act in Hong Kong.

    With a licence, or with neither licence nor pilot, the perimeter is asked; a participant without a licence is held
    to its pilot's scope instead, the total cap against all coins in issue. The guards make the commit stale when
    licence, conditions, directions, pilot or what is in issue of the issuer's coins change.
    """
    issuer_id, on = order.issuer_id, hk_date(occurred_at)
    coins = licensing.queries.coins(connection, issuer_id)
    subjects = [f"licence:{issuer_id}", f"pilot:{issuer_id}", *(f"coin:{coin.id}" for coin in coins)]
    versions = events.versions(connection, subjects)
    licence = licensing.queries.licence(connection, issuer_id)
    licensed = licence is not None and licence.is_in_force(on)
    pilot = None if licensed else licensing.queries.pilot(connection, issuer_id)
    if pilot is not None:
        used = max(pilot.used_micros, reserves.queries.par_outstanding(connection, order.coin_id).micros())
        proposed = licensing.ProposedAct("issue", order.customer_id, order.par.micros(), with_public=False)
        outside = licensing.departures(replace(pilot, used_micros=used), proposed, on)
        facts: dict[str, Value | None] = {"pilot.act_in_scope": not outside}
        findings = book.judge("pilot.act", facts, subject_id=order.id, on=on)
    else:
        findings = book.judge("perimeter", perimeter_facts(order, licensed=licensed), subject_id=order.id, on=on)
    return Permission(
        findings=findings,
        refusal=licensing.queries.direction_against(connection, issuer_id, "issue", on),
        cap_facts=cap_facts(connection, order, coins, on),
        guards=tuple(Guard(*each) for each in versions.items()),
    )


def perimeter_facts(order: Order, *, licensed: bool) -> dict[str, Value | None]:
    """The facts of the perimeter for an issue here, in business, of a coin with one reference currency.

    Nobody is exempted in this sandbox (O s.13(1)(a)), and it keeps no provisional licences (O Sch.7 s.3).
    """
    return {
        "coin.references_official_currency_only": order.par.asset.is_currency,
        "coin.references_hkd": order.par.asset == HKD,
        "act.issue_in_hong_kong": True,
        "act.in_course_of_business": True,
        "issuer.licensed": licensed,
        "issuer.exempted": False,
        "issuer.transitional": False,
    }


def cap_facts(
    connection: Connection, order: Order, coins: Sequence[licensing.queries.Coin], on: date
) -> dict[str, Value | None]:
    """The cap on this coin, and the cap on the licence as a whole with what will be in issue under it (O s.17(2)(f)).

    The sum is left out, unknown, when the issuer's coins refer to different currencies: no rate makes them one here.
    """
    coin_cap = licensing.queries.coin_cap(connection, order.issuer_id, order.coin_id, on)
    licence_cap = licensing.queries.licence_cap(connection, order.issuer_id, on)
    alike = all(coin.reference_currency == order.par.asset.code for coin in coins)
    every = {order.coin_id, *(coin.id for coin in coins)}
    in_issue = sum(reserves.queries.par_outstanding(connection, coin_id).micros() for coin_id in every)
    return {
        "order.has_cap": coin_cap is not None,
        "order.cap_micros": coin_cap,
        "order.licence_has_cap": licence_cap is not None,
        "order.licence_cap_micros": licence_cap,
        "order.licence_par_after_micros": in_issue + order.coins.micros() if alike else None,
    }
