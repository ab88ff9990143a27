"""What may be asked of the chain once more: never what a number of people approved for one message."""

from __future__ import annotations

import pytest

from lantau.chain import retry_operations
from lantau.chain.sending import ABANDONED
from lantau.db import Database
from lantau.events import Message, outbox
from lantau.refusal import Refusal
from tests.chain.outbox_stage import COIN, Stage, key
from tests.chain.test_sending import CHECKER, MAKER


@pytest.mark.parametrize("proposal_id", ["", "prp_1"])
def test_what_was_approved_for_once_is_proposed_anew(database: Database, proposal_id: str) -> None:
    stage = Stage(database)
    body = {
        "contract": stage.deployment.address, "coin_id": COIN, "address": key("other").address, "on": True,
        "proposal_id": proposal_id,
    }  # fmt: skip
    stage.commit("given up", (Message("chain.recipient", "other", body),))
    (message,) = outbox.pending(database, "chain.recipient")
    outbox.mark(database, stage.clock, message, ABANDONED, {"reason": "a test"})
    answer = retry_operations.retry(
        database, stage.clock, key="again", actor=MAKER, checker=CHECKER, occurred_at=stage.clock.now(),
        message_id=message.id, reasons="it was given up",
    )  # fmt: skip
    if not proposal_id:
        assert answer == message.id
        return
    assert isinstance(answer, Refusal) and answer.code.name == "chain.not_abandoned"
    assert "propose it anew" in answer.message
    assert outbox.pending(database, "chain.recipient") == ()
