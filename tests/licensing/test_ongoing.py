"""What the law asks of a licensee at all times is found each day from what the register, the form and the board say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lantau import licensing, observations
from lantau.dates import hk_date
from lantau.refusal import Refusal
from lantau.rulebook import Finding, load
from tests.licensing.conftest import Office, example
from tests.licensing.test_decisions import CAP

FLOOR = "HK.capital.paid_up"
CRITERIA = "HK.licensing.minimum_criteria"


def granted(office: Office, name: str = "lantern-quay", **told: Any) -> str:
    party_id = office.party(example(name).applicant.name)
    answer = office.decide(office.file(example(name), party_id).id, **told)
    assert not isinstance(answer, Refusal), answer
    office.clock.advance_to(office.clock.now() + timedelta(days=20))
    return party_id


def findings(office: Office, party_id: str, **told: Any) -> tuple[Finding, ...]:
    at = office.clock.now()
    return licensing.queries.licensee_findings(
        office.database, office.book, party_id, on=hk_date(at), known_at=at, **told
    )  # fmt: skip


def standing(office: Office, party_id: str, **told: Any) -> dict[str, str]:
    return {item.rule_id: item.outcome.value for item in findings(office, party_id, **told)}


def resolve(office: Office, party_id: str, matter: str = "licensee", **terms: Any) -> None:
    value = {"matter": matter, "reference": "BR 1", "in_force_from": "2026-09-02", "terms": terms}
    answer = observations.observe(
        office.database, office.clock, key=f"board-{next(office.keys)}", kind="resolution", subject=party_id,
        value=value, occurred_at=office.clock.now(), source="board", actor_id="per_board",
    )  # fmt: skip
    assert not isinstance(answer, Refusal), answer


def test_a_company_with_its_capital_and_board_is_met_and_what_nobody_told_is_unknown(office: Office) -> None:
    found = standing(office, granted(office))
    assert {found[FLOOR], found["HK.capital.corporate_status"], found["HK.governance.independent_directors"]} == {"met"}
    assert found["HK.licensing.conditions_kept"] == "met", "no condition is attached"
    assert found["HK.officers.chief_executive"] == "unknown", "nobody said who is in office"
    assert found["HK.capital.liquid_net_assets"] == "unknown"
    assert found[CRITERIA] == "unknown", "most of the criteria are for people to judge"
    assert "HK.officers.stablecoin_manager" not in found, "it is no authorized institution"
    assert "HK.enforcement.immediate_action" not in found, "no direction is open"


def test_a_bank_is_asked_for_its_stablecoin_manager_and_not_for_capital(office: Office) -> None:
    found = standing(office, granted(office, "bank-of-silvermine-bay"))
    assert FLOOR not in found
    assert found["HK.capital.corporate_status"] == "met", "a bank incorporated elsewhere"
    assert found["HK.officers.stablecoin_manager"] == "unknown"


@pytest.mark.parametrize(("step", "outcome"), [(-1, "breached"), (0, "met"), (1, "met")])
def test_capital_that_the_board_tells_later_is_held_against_the_floor_and_a_breach_settles_the_criteria(
    office: Office, step: int, outcome: str
) -> None:
    party_id = granted(office)
    floor = office.book.parameter("paid_up_capital_floor", hk_date(office.clock.now()))
    resolve(office, party_id, paid_up_capital_hkd_cents=floor + step, net_debit_balance_hkd_cents=0)
    found = standing(office, party_id)
    rest = "breached" if step < 0 else "unknown"
    assert (found[FLOOR], found[CRITERIA], found["HK.enforcement.revocation_grounds"]) == (outcome, rest, rest)


def test_the_board_tells_who_is_in_office_and_cannot_tell_that_every_criterion_is_fulfilled(office: Office) -> None:
    party_id = granted(office)
    told = {"chief_executive_in_office": True, "alternate_chief_executive_count": 1}
    resolve(office, party_id, **told, minimum_criteria_fulfilled=True, is_authorized_institution=True)
    found = standing(office, party_id)
    assert found["HK.officers.chief_executive"] == "met", "the register says it is no bank"
    assert found[CRITERIA] == "unknown"


def test_pools_that_another_room_counts_and_a_pool_in_breach_settle_what_they_are_about(office: Office) -> None:
    party_id = granted(office)
    counted = {"licensee.coin_types_in_issue_count": 2, "licensee.reserve_pools_count": 2}
    assert standing(office, party_id)["HK.reserve.pool_per_coin"] == "unknown"
    assert standing(office, party_id, known=counted)["HK.reserve.pool_per_coin"] == "met"
    short = {"pool.total_market_value_micros": 1, "pool.par_outstanding_micros": 2}
    backing = office.book.judge("HK.pool.full_backing", short, subject_id="pol_1", on=hk_date(office.clock.now()))
    assert standing(office, party_id, known=counted, beside=backing)[CRITERIA] == "breached"
    covered = office.book.judge(
        "HK.pool.full_backing", {**short, "pool.total_market_value_micros": 2}, subject_id="pol_1",
        on=hk_date(office.clock.now()),
    )  # fmt: skip
    assert standing(office, party_id, known=counted, beside=covered)[CRITERIA] == "unknown"


def test_a_condition_direction_or_suspension_leaves_open_whether_it_is_obeyed(office: Office) -> None:
    party_id = granted(office, conditions=(replace(CAP, kind="capital", value_micros=None, coin_id="", text="more"),))
    before = standing(office, party_id)
    assert (before["HK.licensing.conditions_kept"], before["HK.capital.condition"]) == ("unknown", "unknown")
    assert not {"HK.enforcement.suspended", "HK.enforcement.compliance_direction"} & before.keys()
    told = {"party_id": party_id, "checker": office.two}
    office.done(
        licensing.operations.direct, stops=("offer",), text="put it right", citation="O s.115(1)", **told
    )  # fmt: skip
    office.done(licensing.operations.change_licence, step="suspend", reasons="as noticed", **told)
    after = standing(office, party_id)
    assert {after["HK.enforcement.compliance_direction"], after["HK.enforcement.suspended"]} == {"unknown"}
    assert "HK.enforcement.immediate_action" not in after, "nothing rests on section 78"
    resolve(office, party_id, "licence", activities_stopped=True, suspended=False)
    resolve(office, party_id, "supervision", direction_carried_out=False)
    told_of = standing(office, party_id)
    assert told_of["HK.enforcement.suspended"] == "met", "it stopped; that it is suspended the register says"
    assert told_of["HK.enforcement.compliance_direction"] == "breached"


def test_who_has_no_licence_or_another_law_is_not_found_anything(office: Office) -> None:
    party_id = office.party("Harbour Crossing Limited")
    assert findings(office, party_id) == ()
    office.file(example("harbour-crossing"), party_id)
    assert findings(office, party_id) == ()
    licensee = granted(office)
    at = office.clock.now()
    other = load("CN")
    assert licensing.queries.licensee_findings(office.database, other, licensee, on=hk_date(at), known_at=at) == ()
