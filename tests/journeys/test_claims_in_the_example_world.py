"""What the README says of the example world, shown by the commands of docs/claims.md."""

from __future__ import annotations

import pytest

from tests.house.claims import IN_THE_WORLD, Claim, claims
from tests.journeys.command import lantau
from tests.journeys.conftest import PlayedWorld

pytestmark = pytest.mark.xdist_group("first-coin")


@pytest.mark.parametrize("claim", claims(IN_THE_WORLD), ids=lambda claim: claim.words)
def test_a_claim_is_shown_by_its_command(first_coin: PlayedWorld, claim: Claim) -> None:
    world = () if claim.command[0] == "run" or "--world" in claim.command else ("--world", "first-coin")
    done = lantau(first_coin.home, *claim.command, *world, code=claim.code)
    assert claim.missing(done.stdout + done.stderr) == []
