"""The supervisor sees every issuer, what is not met and since when; notes and observations are the supervisor's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lantau import disclosure, supervision
from lantau.access import SUPERVISOR, Actor
from lantau.chain import NoChain
from lantau.dates import SimulatedClock, hk_date
from lantau.db import Database
from lantau.refusal import Refusal
from lantau.rulebook import load
from lantau.supervision import IssuerView, Note, NoteKind
from tests.reserves.pools import ISSUER, OFFICER, Bench

CASE_OFFICER = Actor("per_supervisor", "S", frozenset({"supervisor"}), SUPERVISOR)


@pytest.fixture
def bench(database: Database, clock: SimulatedClock) -> Bench:
    made = Bench(database, clock, load("HK"))
    made.open()
    made.contribute("8000000.00")
    made.issue("8000000")
    return made


def close(bench: Bench) -> None:
    act = {**bench.act(), "actor": OFFICER}
    del act["checker"]
    closed = disclosure.close_day(
        bench.database, bench.clock, bench.book, **act, issuer_id=ISSUER, day=hk_date(bench.now), chain=NoChain()
    )
    assert not isinstance(closed, Refusal), closed


def view(bench: Bench) -> IssuerView:
    seen = supervision.issuer_view(bench.database, bench.book, ISSUER, as_of=bench.now)
    assert isinstance(seen, IssuerView), seen
    return seen


def write(bench: Bench, **changes: Any) -> Note | Refusal:
    act = {**bench.act(), "actor": CASE_OFFICER}
    del act["checker"]
    asked = {"party_id": ISSUER, "text": "The deposit runs four months.", "kind": NoteKind.OBSERVATION}
    return supervision.write_note(bench.database, bench.clock, **{**act, **asked, **changes})


def settle(bench: Bench, note_id: str, reason: str = "matured early", **changes: Any) -> Note | Refusal:
    act = {**bench.act(), "actor": CASE_OFFICER}
    del act["checker"]
    asked = {"note_id": note_id, "reason": reason}
    return supervision.settle_observation(bench.database, bench.clock, **{**act, **asked, **changes})


def code_of(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code.name


def test_before_the_first_close_a_coin_has_no_numbers_and_not_zeros(bench: Bench) -> None:
    (coin,) = view(bench).coins
    assert (coin.stated_on, coin.par_micros, coin.coverage_bps) == (None, None, None)


def test_the_view_states_coverage_and_each_breach_with_paragraph_and_since_when(bench: Bench) -> None:
    bench.done(bench.deposit("3000000.00", date(2027, 1, 1)))
    placed_at = bench.now
    close(bench)
    seen = view(bench)
    (coin,) = seen.coins
    assert (coin.par_micros, coin.eligible_market_value_micros, coin.coverage_bps, coin.chain_agreement) == (
        8_000_000_000_000, 5_000_000_000_000, 6_250, "unknown",
    )  # fmt: skip
    assert {(one.rule_id, one.open_since) for one in seen.breaches} == {
        ("HK.asset.eligible", placed_at), ("HK.pool.eligible_backing", placed_at),
    }  # fmt: skip
    assert all(one.citation for one in seen.breaches)
    assert [one.party_id for one in supervision.overview(bench.database, bench.book, as_of=bench.now)] == [ISSUER]
    body = seen.as_body()["open_findings"]
    assert isinstance(body, list) and len(body) == 2


def test_a_party_nobody_supervises_is_refused(bench: Bench) -> None:
    nobody = supervision.issuer_view(bench.database, bench.book, "pty_none", as_of=bench.now)
    assert code_of(nobody) == "supervision.unknown_party"
    assert code_of(write(bench, party_id="pty_none")) == "supervision.unknown_party"


def test_an_observation_stays_open_until_it_is_settled_once(bench: Bench) -> None:
    made = write(bench, citation="G 2.3.1", about_id="fnd_1")
    assert isinstance(made, Note) and made.is_open
    assert view(bench).notes == (made,)
    assert code_of(settle(bench, made.id, " ")) == "supervision.empty_note"
    settled = settle(bench, made.id)
    assert isinstance(settled, Note) and not settled.is_open
    assert supervision.notes(bench.database, ISSUER) == (settled,)
    assert code_of(settle(bench, made.id)) == "supervision.unknown_observation"


def test_a_plain_note_is_not_settled(bench: Bench) -> None:
    made = write(bench, kind=NoteKind.NOTE)
    assert isinstance(made, Note) and not made.is_open
    assert code_of(settle(bench, made.id)) == "supervision.unknown_observation"


def test_only_the_supervisor_writes_and_says_something(bench: Bench) -> None:
    assert code_of(write(bench, actor=OFFICER)) == "access.not_permitted"
    usurper = replace(CASE_OFFICER, organisation_id=ISSUER)
    assert code_of(write(bench, actor=usurper)) == "access.not_own_organisation"
    assert code_of(write(bench, text=" ")) == "supervision.empty_note"


def test_writing_twice_is_writing_once(bench: Bench) -> None:
    first = write(bench, key="note")
    at = first.occurred_at if isinstance(first, Note) else bench.now
    assert write(bench, key="note", occurred_at=at) == first
    assert len(supervision.notes(bench.database)) == 1
    assert code_of(write(bench, key="note", text="Another.")) == "events.key_reused"
