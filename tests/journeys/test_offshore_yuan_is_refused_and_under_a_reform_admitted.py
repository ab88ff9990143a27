"""No Hong Kong text bans an offshore-yuan coin: the judgement cites the mainland notice; a reform turns it round."""

from __future__ import annotations

import pytest

from lantau import events, worlds
from lantau.wiring import LiveWorld, Sandbox
from tests.journeys.command import FIRST_COIN, answered, lantau
from tests.journeys.conftest import PlayedWorld

pytestmark = pytest.mark.xdist_group("first-coin")


@pytest.fixture(scope="module")
def reformed(first_coin: PlayedWorld, sandbox: Sandbox) -> PlayedWorld:
    """The same scenario under CN+approved-cnh, as a world of its own beside the first."""
    told = lantau(first_coin.home, "run", str(FIRST_COIN), "--under", "CN+approved-cnh").stdout
    live = sandbox.world("first-coin--cn-approved-cnh")
    assert isinstance(live, LiveWorld), live
    return PlayedWorld(first_coin.home, told, live, worlds.outcomes(live.database))


def test_the_judgement_cites_the_mainland_notice(first_coin: PlayedWorld) -> None:
    code, citation, message = first_coin.refused("offshore-yuan")
    assert code == "licensing.reference_not_admitted"
    assert "[2026] 42" in citation
    assert "CNH" in message
    listed = answered(first_coin.home, "findings", "--all", "--world", "first-coin")
    judged = next(finding for finding in listed if finding["rule_id"] == "CN.offshore_yuan")
    assert judged["inputs"]["coin.reference_currency"] == "CNH"


def test_under_the_reform_it_is_admitted_to_the_pilot(reformed: PlayedWorld) -> None:
    assert reformed.acts["offshore-yuan"].refusal is None
    assert reformed.made("offshore-yuan").startswith("plt_")
    assert "CN+approved-cnh" in {book.id for book in reformed.live.books.values()}


def test_nothing_else_changed_and_the_two_worlds_have_their_own_digests(
    first_coin: PlayedWorld, reformed: PlayedWorld
) -> None:
    assert reformed.digest != first_coin.digest
    assert {name: act.outcome for name, act in reformed.acts.items() if name != "offshore-yuan"} == {
        name: act.outcome for name, act in first_coin.acts.items() if name != "offshore-yuan"
    }
    assert events.verify(reformed.live.database) == ()


def test_a_command_without_a_world_reads_the_one_played_last(reformed: PlayedWorld) -> None:
    assert answered(reformed.home, "verify")["world"] == "first-coin--cn-approved-cnh"
    assert answered(reformed.home, "verify", "--world", "first-coin")["world"] == "first-coin"
