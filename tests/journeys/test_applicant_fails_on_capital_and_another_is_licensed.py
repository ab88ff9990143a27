"""An applicant reads from its refusal what is missing; another is licensed with a cap; a bank has no capital rule."""

from __future__ import annotations

import pytest

from lantau import licensing
from tests.journeys.command import answered, lantau
from tests.journeys.conftest import PlayedWorld

pytestmark = pytest.mark.xdist_group("first-coin")
APPLICATIONS = "examples/worlds/first-coin/applications"


def test_thirty_million_less_eight_of_losses_is_three_million_short(first_coin: PlayedWorld) -> None:
    code, citation, message = first_coin.refused("harbour-grant")
    assert code == "licensing.grant_not_possible"
    assert "O Sch.2 s.4(2)" in citation
    assert "HKD 22,000,000.00; at least HKD 25,000,000.00 is required (short by HKD 3,000,000.00)" in message
    with first_coin.live.database.read() as connection:
        assert licensing.queries.licence(connection, first_coin.party("harbour")) is None


def test_the_one_that_meets_the_criteria_gets_a_simulated_licence_with_its_cap(first_coin: PlayedWorld) -> None:
    with first_coin.live.database.read() as connection:
        licence = licensing.queries.licence(connection, first_coin.party("quay"))
        conditions = licensing.queries.open_conditions(connection, first_coin.party("quay"))
    assert licence is not None
    assert licence.number.startswith("SIM-")
    assert any("50,000,000.00" in condition.text for condition in conditions)


def test_a_bank_is_licensed_without_the_capital_rule(first_coin: PlayedWorld) -> None:
    assert first_coin.acts["silvermine-licence"].refusal is None
    assessed = answered(first_coin.home, "assess", f"{APPLICATIONS}/bank-of-silvermine-bay.toml", "--on", "2026-09-01")
    by_rule = {finding["rule_id"]: finding["outcome"] for finding in assessed["findings"]}
    assert by_rule["HK.application.paid_up_capital"] == "not_applicable"


def test_the_file_alone_says_what_the_decision_will_say(first_coin: PlayedWorld) -> None:
    done = lantau(first_coin.home, "assess", f"{APPLICATIONS}/harbour-crossing.toml", "--on", "2026-09-01", code=4)
    assert "short by HKD 3,000,000.00" in done.stdout
    assert "Not grantable as it stands." in done.stdout
    assert "Annex B item 10" in done.stdout, "what must still be filed is listed with its paragraph"


def test_an_act_outside_the_pilots_scope_is_refused_and_one_inside_is_done(first_coin: PlayedWorld) -> None:
    assert first_coin.acts["pilot-issue"].refusal is None
    code, citation, message = first_coin.refused("pilot-outside-scope")
    assert (code, citation) == ("licensing.out_of_scope", "P scope")
    assert first_coin.made("cheungfat") in message
