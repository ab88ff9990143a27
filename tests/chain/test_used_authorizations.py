"""Who used what a holder signed: nobody we know, the holder itself, or another message of ours."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from lantau.chain import coin_contract
from lantau.chain.sending import Waiting
from lantau.chain.used_authorizations import BY_ANOTHER, BY_HOLDER, BY_US, CANCELLED, OVER, USED, what_became
from lantau.events.values import PendingMessage
from tests.chain.outbox_stage import START
from tests.chain.test_holder_authority import DEPLOYMENT, HOLDER, signed

HASH = "0x" + "ab" * 32
WAITING = Waiting(
    PendingMessage("out_1", "cmt_1", "chain.transfer", "pay_1", {"authorization": signed().as_body()}, "", 0), START
)


def became(event: str, *is_ours: Any) -> dict[str, Any]:
    topics = [coin_contract.coin().topic(event), "0x" + "0" * 24 + HOLDER.address[2:], "0x" + "0" * 64]
    log = SimpleNamespace(topics=topics, transaction_hash=HASH)
    node: Any = SimpleNamespace(head=lambda: SimpleNamespace(number=7), logs=lambda *_: [log])
    found = what_became(node, DEPLOYMENT, WAITING, f"{OVER}()", *is_ours)
    assert found is not None and found["hash"] == HASH
    return found


@pytest.mark.parametrize(
    ("event", "ours", "reason", "carried_by"),
    [
        (USED, False, BY_ANOTHER, HASH),
        (USED, True, BY_US, ""),
        (CANCELLED, False, BY_HOLDER, ""),
        (CANCELLED, True, BY_HOLDER, ""),
    ],
)
def test_it_says_who_used_it(event: str, ours: bool, reason: str, carried_by: str) -> None:
    found = became(event, lambda told: ours and told == HASH)
    assert (found["reason"], found["carried_by"]) == (reason, carried_by)


def test_nothing_is_ours_unless_the_caller_says_so() -> None:
    assert became(USED)["reason"] == BY_ANOTHER


def test_another_reason_is_none_of_its_business() -> None:
    node: Any = None
    assert what_became(node, DEPLOYMENT, WAITING, "Paused()") is None
