"""Whose transfer is it: ours under the payment's key, a holder's own, a registered wallet's, or ahead of the books."""

from __future__ import annotations

from typing import Any

import pytest

from lantau import events, ledger
from lantau.events import Committed
from tests.identity.conftest import Desk, owner_of
from tests.register.conftest import COIN, Kept
from tests.register.model_chain import Event, address, burn, mint, pay

ANN, BEN, CAT = (address(number) for number in (0xA11, 0xBE2, 0xCA7))
ISSUED = f"coin:{COIN}:issued"


def holder(who: str) -> str:
    return f"holder:{who}:{COIN}"


def wallet_of(kept: Kept, desk: Desk, secret: int = 5) -> tuple[str, str]:
    """A registered wallet: the code of its account, and its address in lower case."""
    made = desk.wallet(secret)
    return f"wallet:{made.id}:{COIN}", owner_of(secret).lower()


def records(kept: Kept, kind: str) -> list[Any]:
    return list(events.queries.records_of_kind(kept.database, kind))


def test_what_one_of_ours_caused_is_posted_under_its_key(kept: Kept, desk: Desk) -> None:
    code, at = wallet_of(kept, desk)
    hold = kept.hold("order-1", ISSUED, code, 500)
    kept.cause("t1", "order-1", hold)
    kept.chain.add(mint(at, 500, "t1"))
    done = kept.follow()
    assert done.finals == ("order-1",) and done.unexplained == 0
    assert kept.books() == {ISSUED: 500, code: 500}
    stands = events.replay(
        kept.database, "order-1/final", {"transaction_hash": kept.chain.transaction(1, 0), "hold_ids": [hold]}
    )
    assert isinstance(stands, Committed)
    assert records(kept, "register.unexplained") == []
    kept.agrees()
    kept.sound()


def test_a_payment_of_several_logs_is_held_against_its_net(kept: Kept, desk: Desk) -> None:
    code, at = wallet_of(kept, desk)
    kept.chain.add(mint(at, 900))
    kept.follow()
    hold = kept.hold("redeem-1", code, ISSUED, 300)
    kept.cause("t2", "redeem-1", hold)
    kept.chain.add(pay(at, CAT, 300, "t2"), burn(CAT, 300, "t2"))
    assert kept.follow().finals == ("redeem-1",)
    assert kept.books() == {ISSUED: 600, code: 600}
    kept.agrees()


@pytest.mark.parametrize("happened", [mint(ANN, 499, "t1"), mint(BEN, 500, "t1")], ids=["amount", "receiver"])
def test_a_transaction_that_did_something_else_is_not_posted(kept: Kept, happened: Event) -> None:
    hold = kept.hold("order-1", ISSUED, holder(ANN), 500)
    kept.cause("t1", "order-1", hold)
    kept.chain.add(happened)
    done = kept.follow()
    assert done.discrepancies == ("order-1",) and done.finals == ()
    assert kept.books() == {}
    assert "were set aside" in records(kept, "register.discrepancy")[0].body["reason"]
    kept.sound()


def test_a_hold_that_ended_before_is_a_discrepancy(kept: Kept) -> None:
    hold = kept.hold("order-1", ISSUED, holder(ANN), 500)
    kept.commit("void", ledger.Void(hold))
    kept.cause("t1", "order-1", hold)
    kept.chain.add(mint(ANN, 500, "t1"))
    assert kept.follow().discrepancies == ("order-1",)
    assert "no longer" in records(kept, "register.discrepancy")[0].body["reason"]


def test_what_we_caused_without_setting_anything_aside_is_booked_under_its_key(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 100))
    kept.cause("t1", "order-9")
    kept.chain.add(pay(ANN, BEN, 30, "t1"))
    assert kept.follow().finals == ("order-9",)
    kept.agrees()


def test_two_transactions_of_one_commit_are_posted_each(kept: Kept) -> None:
    holds = [kept.hold(f"h{n}", ISSUED, holder(ANN), 10) for n in range(2)]
    for number, hold in enumerate(holds):
        kept.cause(f"t{number}", "order-1", hold)
    kept.chain.add(mint(ANN, 10, "t0"))
    kept.follow()
    kept.chain.add(mint(ANN, 10, "t1"))
    kept.follow()
    kept.agrees()
    assert kept.units(holder(ANN)) == 20


def test_a_final_transaction_that_leaves_the_chain_is_reversed_and_booked_again(kept: Kept) -> None:
    hold = kept.hold("order-1", ISSUED, holder(ANN), 500)
    kept.cause("t1", "order-1", hold)
    kept.chain.add(mint(BEN, 1))
    kept.follow()
    kept.chain.add(mint(ANN, 500, "t1"))
    kept.follow()
    kept.chain.cut(1)
    for number in range(4):
        kept.chain.add(*([mint(ANN, 500, "t1")] if number == 2 else []), salt="other")
    assert kept.once().outcome == "undone" and kept.books() == {ISSUED: 1, holder(BEN): 1}
    assert kept.follow().unexplained == 0
    assert kept.books() == {ISSUED: 501, holder(ANN): 500, holder(BEN): 1}
    kept.chain.cut(1)
    kept.chain.add(mint(ANN, 500, "t1"))
    kept.chain.add()
    kept.chain.add()
    kept.chain.add()
    kept.follow()
    kept.agrees()
    kept.sound()


def test_an_address_that_is_registered_later_takes_its_coins_along(kept: Kept, desk: Desk) -> None:
    at = owner_of(5).lower()
    kept.chain.add(mint(at, 250))
    kept.follow()
    assert kept.books() == {ISSUED: 250, holder(at): 250}
    code, _ = wallet_of(kept, desk)
    assert kept.follow().outcome == "posted"
    assert kept.books() == {ISSUED: 250, code: 250}
    account = ledger.account_by_code(kept.database, code)
    assert isinstance(account, ledger.Account) and account.owner_id == desk.customer_id
    assert kept.once().outcome == "nothing"
    kept.agrees()
    kept.sound()


def test_coins_that_left_ahead_of_the_books_are_lent_and_given_back(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 100))
    kept.follow()
    hold = kept.hold("pay-1", holder(ANN), holder(BEN), 60)
    kept.chain.add(pay(ANN, CAT, 90))
    kept.follow()
    assert kept.units(f"{holder(ANN)}:ahead") == -50
    kept.agrees()
    kept.commit("void", ledger.Void(hold))
    kept.chain.add(mint(BEN, 1))
    kept.follow()
    assert kept.units(f"{holder(ANN)}:ahead") == 0 and kept.units(holder(ANN)) == 10
    kept.agrees()
    kept.sound()


def test_a_burn_that_redemptions_had_set_aside_is_lent_too(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 100))
    kept.follow()
    hold = kept.hold("redeem-1", holder(ANN), ISSUED, 100)
    kept.chain.add(burn(ANN, 40))
    assert kept.follow().unexplained == 1
    kept.agrees()
    kept.commit("void", ledger.Void(hold))
    kept.chain.add(mint(BEN, 1))
    kept.follow()
    kept.agrees()
    assert kept.books() == {ISSUED: 61, holder(ANN): 60, holder(BEN): 1}
    kept.sound()


def test_mints_and_burns_nobody_asked_for_are_told(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 100), burn(ANN, 30))
    assert kept.follow().unexplained == 2
    body = records(kept, "register.unexplained")[0].body
    assert (body["minted_units"], body["burned_units"], body["count"]) == ("100", "30", 2)
