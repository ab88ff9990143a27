"""A holder's signature allows exactly one transfer, in its time, by a key unless the holder is a contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lantau.chain import SignedTransfer, deploying, typed_data
from lantau.chain.holder_authority import LIFE_MAX, signed_transfer_from
from lantau.chain.signing import Purpose
from tests.chain.outbox_stage import COIN, ONE, START, key, terms

DEPLOYMENT = deploying.planned(
    coin_id=COIN, issuer_id="pty", chain_id=31_337, deployer_nonce=0, first_block=1, depth=0, terms=terms(), at=START
)
HOLDER, PAYEE = key("holder"), key("payee")
NOW = int(START.timestamp())
SPELT = typed_data.TransferAuthorization(HOLDER.address, PAYEE.address, ONE, NOW - 1, NOW + 86_400, bytes(32))


def signed(statement: typed_data.TransferAuthorization = SPELT) -> SignedTransfer:
    words = {"purpose": Purpose.TRANSFER, "words": "one coin"}
    return SignedTransfer(statement, HOLDER.sign_statement(DEPLOYMENT.domain, statement, **words))  # type: ignore[arg-type]


def objection(to: SignedTransfer, **asked: Any) -> str:
    given = {"sender": HOLDER.address, "recipient": PAYEE.address, "units": ONE, "at": START, **asked}
    return to.objection(DEPLOYMENT, **given)


def test_it_allows_what_it_says_and_survives_its_plain_spelling() -> None:
    assert objection(signed()) == ""
    assert signed_transfer_from(signed().as_body()) == signed()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"units": 2 * ONE}, "base units"),
        ({"recipient": HOLDER.address}, "lets"),
        ({"receive": True}, "another thing to sign"),
        ({"at": START + timedelta(days=1)}, "not in force"),
        ({"at": START - timedelta(seconds=1)}, "not in force"),
        ({"life_left": timedelta(days=1)}, "ends within 1 day"),
    ],
)
def test_it_allows_nothing_else(asked: dict[str, Any], words: str) -> None:
    assert words in objection(signed(), **asked)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"valid_before": NOW + int(LIFE_MAX.total_seconds())}, ""),
        ({"valid_before": NOW + int(LIFE_MAX.total_seconds()) + 1}, "ends in more than 60 days"),
        ({"valid_before": 1 << 63}, "does not fit 64 bits"),
        ({"valid_before": (1 << 256) - 1}, "does not fit 64 bits"),
        ({"valid_after": -1}, "does not fit 64 bits"),
        ({"nonce": bytes(31)}, "31 bytes"),
    ],
)
def test_its_end_is_near_and_its_numbers_are_small(changed: dict[str, Any], words: str) -> None:
    statement = replace(SPELT, **changed)
    told = SignedTransfer(statement, bytes(65)) if "bits" in words or "bytes" in words else signed(statement)
    assert (words in objection(told)) if words else objection(told) == ""


def test_only_a_contract_signs_at_another_length() -> None:
    long = replace(signed(), signature=bytes(130))
    assert "none of a key's" in objection(long)
    assert objection(long, holder_is_contract=True) == ""
    assert "no key at all" in objection(replace(signed(), signature=bytes(65)))
