"""Chain, logs, books and own records at one block: clean when all agree, every difference told when they do not."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from lantau import identity
from lantau.db import Connection
from lantau.refusal import Refusal
from lantau.register import queries
from lantau.register.reconciliation import Reconciliation
from lantau.register.redemption import RedemptionRegister
from lantau.rulebook import Outcome, load
from tests.identity.conftest import Desk, owner_of, signed
from tests.register.conftest import COIN, Kept
from tests.register.model_chain import address, block_list, freeze, mint, pay, verify

ANN, BEN = (address(number) for number in (0xA11, 0xBE2))
DAY = date(2026, 9, 1)


def reconciled(kept: Kept, **told: object) -> Reconciliation:
    found = queries.reconcile(kept.database, told.pop("node", kept.chain), COIN, **told)  # type: ignore[arg-type]
    assert isinstance(found, Reconciliation), found
    return found


def redeemable(kept: Kept, **told: bool) -> RedemptionRegister:
    found = queries.redemption_register(kept.database, COIN, **told)
    assert isinstance(found, RedemptionRegister), found
    return found


def customer(desk: Desk, secret: int = 5) -> str:
    """A verified, screened customer with a proved wallet and a bank account; the wallet's address."""
    desk.verify()
    desk.screen()
    wallet = desk.wallet(secret)
    with desk.database.read() as connection:
        found = identity.queries.own_wallet(connection, desk.issuer_id, desk.customer_id, wallet.id)
    assert found is not None
    desk.done(
        identity.prove_wallet,
        wallet_id=wallet.id,
        method="message_signing",
        evidence=signed(secret, found.test.message),
    )
    desk.done(
        identity.register_bank_account,
        party_id=desk.customer_id,
        issuer_id=desk.issuer_id,
        bank_bic="HSBCHKHHHKH",
        number="123-456789-001",
        currency="HKD",
        holder_name="Pearl Parts Ltd",
    )
    return owner_of(secret).lower()


def test_everything_agrees(kept: Kept, desk: Desk) -> None:
    at = customer(desk)
    kept.chain.add(mint(at, 700), verify(at))
    kept.follow()
    found = reconciled(kept)
    assert found.clean, found
    assert (found.chain_units, found.issued_units, found.holders_units, found.asked_count) == (700, 700, 700, 1)
    assert found.as_body()["clean"] is True


def test_nothing_followed_is_refused(kept: Kept) -> None:
    refused = queries.reconcile(kept.database, kept.chain, COIN)
    assert isinstance(refused, Refusal) and refused.code.name == "register.not_followed"


def test_a_chain_that_cannot_be_asked_is_unknown_and_never_clean(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 7))
    kept.follow()
    assert not reconciled(kept, node=None).clean
    kept.chain.away_after = 0
    found = reconciled(kept)
    assert found.chain_units is None and "does not answer" in found.unknown[0]
    kept.chain.away_after = None
    kept.chain.cut(0)
    kept.chain.add(mint(ANN, 8), salt="other")
    assert "does not hold block 1" in reconciled(kept).unknown[0]


def test_marks_without_a_record_of_ours_are_differences(kept: Kept, desk: Desk) -> None:
    at = customer(desk)
    kept.chain.add(mint(at, 10), mint(ANN, 5), verify(ANN), freeze(BEN, 3), block_list(BEN))
    kept.follow()
    told = {(each.what, each.who) for each in reconciled(kept).differences}
    assert told == {("verified", at), ("verified", ANN), ("blocked", BEN), ("frozen units", BEN)}


def test_a_lie_of_the_node_about_one_holder_is_told(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 10), mint(BEN, 5))
    kept.follow()

    class Liar:
        def __getattr__(self, name: str) -> object:
            return getattr(kept.chain, name)

        def call(self, to: str, data: bytes, *, sender: str = "", block: int | None = None) -> bytes:
            if data.hex().endswith(ANN[2:]) and data[:4].hex() == "70a08231":
                return (11).to_bytes(32, "big")
            return kept.chain.call(to, data, block=block)

    told = [str(each) for each in reconciled(kept, node=Liar()).differences]
    assert told == [f"units of {ANN}: chain 11, logs 10"]
    assert reconciled(kept, asked_most=0).clean


def test_books_that_were_moved_behind_the_registers_back_are_told(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 10), mint(BEN, 5))
    kept.follow()
    hold = kept.hold("wrong", f"holder:{ANN}:{COIN}", f"holder:{BEN}:{COIN}", 4)
    assert [each.hold_id for each in reconciled(kept).pending] == [hold] and reconciled(kept).clean
    from lantau.ledger import Post

    kept.commit("posted", Post(hold))
    told = {(each.what, each.who, each.right_value) for each in reconciled(kept).differences}
    assert told == {("units", ANN, "6"), ("units", BEN, "9")}


def test_a_changed_log_is_noticed(kept: Kept, owner: Connection) -> None:
    kept.chain.add(mint(ANN, 10))
    kept.follow()
    owner.execute("UPDATE register.segment SET packed = set_byte(packed, 148, 11)")
    found = reconciled(kept)
    assert not found.clean and ("supply", "10") in {(each.what, each.left_value) for each in found.differences}
    from lantau import events

    assert events.verify(kept.database)[0].table == "register.segment"


def test_everybody_is_in_the_redemption_register_with_the_node_gone(kept: Kept, desk: Desk) -> None:
    at = customer(desk)
    kept.chain.add(mint(at, 1_500_000), verify(at), mint(ANN, 250_001), block_list(ANN))
    kept.follow()
    kept.chain.away_after = 0
    found = redeemable(kept)
    assert found.is_whole and found.total_units == 1_750_001
    assert [(each.address, each.way) for each in found.holders] == [(at, "bank_account"), (ANN, "stopped")]
    rows = list(csv.DictReader(io.StringIO(found.as_csv())))
    assert rows[0]["amount"] == "1.500000" and rows[0]["party_id"] == desk.customer_id
    assert "Pearl" not in found.as_json() and "123-456789" not in found.as_json()
    body = json.loads(found.as_json())
    again = hashlib.sha256(f"{body['link_digest']}\n{found.as_csv()}".encode()).hexdigest()
    assert body["digest"] == again == redeemable(kept).digest


def test_names_are_there_for_whoever_pays(kept: Kept, desk: Desk) -> None:
    at = customer(desk)
    kept.chain.add(mint(at, 1))
    kept.follow()
    row = redeemable(kept, names=True).rows()[0]
    assert row["name"] == "Pearl Parts Ltd" and str(row["bank_accounts"]).startswith("HSBCHKHHHKH ")


def test_a_burn_that_is_pending_is_shown_apart(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 9))
    kept.follow()
    kept.hold("redeem-1", f"holder:{ANN}:{COIN}", f"coin:{COIN}:issued", 4)
    found = redeemable(kept)
    assert found.is_whole and [each.units for each in found.pending] == [4]


def test_holders_nobody_verified_are_findings_with_their_balance(kept: Kept, desk: Desk) -> None:
    at = customer(desk)
    kept.chain.add(mint(at, 10), mint(ANN, 5), pay(at, BEN, 2))
    kept.follow()
    found = queries.judged(kept.database, load("HK"), COIN, on=DAY)
    assert isinstance(found, queries.Judged)
    assert [(each.address, each.units, each.finding.outcome) for each in found.findings] == [
        (ANN, 5, Outcome.BREACHED),
        (BEN, 2, Outcome.BREACHED),
    ]
    assert {each.address for each in found.remarks} == {ANN, BEN}
    unknown = queries.judged(kept.database, load("HK"), COIN, on=DAY, mitigation_accepted=None)
    assert isinstance(unknown, queries.Judged) and len(unknown.findings) == 3


@pytest.mark.parametrize("frozen", [True, False])
def test_listed_and_frozen_holders_are_told(kept: Kept, desk: Desk, frozen: bool) -> None:
    at = customer(desk)
    kept.chain.add(mint(at, 10))
    kept.follow()
    if frozen:
        desk.done(
            identity.operations.freeze,
            party_id=desk.customer_id,
            issuer_id=desk.issuer_id,
            authority="court",
            reference="HCMP 1/2026",
            reason="order",
            checker=desk.checker,
        )
    else:
        desk.screen("hit")
    found = queries.judged(kept.database, load("HK"), COIN, on=DAY)
    assert isinstance(found, queries.Judged)
    citations = [each.citation for each in found.remarks]
    assert citations == (["A 5.10(c), 8.6"] if frozen else ["A 5.12, 7.5"])
    assert found.holders[0].way == "stopped"


def test_a_place_with_blocks_above_it_is_asked_of_a_node_that_keeps_the_newest_state(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 10))
    kept.mirror = replace(kept.mirror, depth=2)
    kept.chain.add(pay(ANN, BEN, 4))
    kept.chain.add(mint(BEN, 1))

    class Forgetful:
        def __getattr__(self, name: str) -> object:
            return getattr(kept.chain, name)

        def call(self, to: str, data: bytes, *, sender: str = "", block: int | None = None) -> bytes:
            from lantau.chain.node import NodeRefused

            if block is not None and block != kept.chain.head().number:
                raise NodeRefused("state is not kept")
            return kept.chain.call(to, data, block=block)

    assert kept.once(Forgetful()).place.number == 1
    found = reconciled(kept, node=Forgetful())
    assert found.clean and (found.chain_units, found.block_number, found.asked_count) == (10, 1, 2)
