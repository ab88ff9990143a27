"""What the chain undoes, replaces or does otherwise: the follower goes on, the books follow, and people are told."""

from __future__ import annotations

from typing import Any

import pytest

from lantau import events, ledger
from lantau.ledger import Account, OpenAccount, Post, Transfer, Unit
from lantau.money import HKD, Amount
from lantau.refusal import Refusal
from lantau.register import queries
from lantau.register.reconciliation import Reconciliation
from tests.register.conftest import COIN, Kept
from tests.register.model_chain import address, burn, hash_of, mint, pay

ANN, BEN, CAT = (address(number) for number in (0xA11, 0xBE2, 0xCA7))
ISSUED = f"coin:{COIN}:issued"


def holder(who: str) -> str:
    return f"holder:{who}:{COIN}"


def records(kept: Kept, kind: str) -> list[Any]:
    return list(events.queries.records_of_kind(kept.database, kind))


def reconciled(kept: Kept) -> Reconciliation:
    found = queries.reconcile(kept.database, kept.chain, COIN)
    assert isinstance(found, Reconciliation), found
    return found


def own(kept: Kept) -> list[tuple[str, str]]:
    """What is told of transactions of ours as a difference: how it stands, and why."""
    return [(each.right, each.right_value) for each in reconciled(kept).differences if each.what == "own transaction"]


def money(kept: Kept, code: str, normal: Any) -> Account:
    made = Account(f"acc_{code}", code, HKD, normal, None, owner_id="somebody")
    kept.commit(f"open/{code}", OpenAccount(made))
    return made


def posted(kept: Kept, account: Account) -> int:
    balance = ledger.balance(kept.database, account.id)
    assert not isinstance(balance, Refusal), balance
    return balance.posted.units


def redeemed(kept: Kept) -> tuple[Account, Account]:
    """A redemption whose burn, in block 2, posted coins, par and cash; what is owed to the holder, and the cash."""
    cash, owed = money(kept, "pool:cash", "debit"), money(kept, "pool:owed", "credit")
    settling, payable = money(kept, "settling", "debit"), money(kept, "payable", "credit")
    kept.commit("fund", Transfer("tfr_fund", cash.id, owed.id, Amount(HKD, 500), "test"))
    kept.chain.add(mint(ANN, 900))
    kept.follow()
    coins = kept.hold("redeem-1", holder(ANN), ISSUED, 300)
    kept.commit(
        "redeem-1/money",
        Transfer("hld_par", owed.id, payable.id, Amount(HKD, 300), "par", pending=True),
        Transfer("hld_cash", settling.id, cash.id, Amount(HKD, 300), "cash", pending=True),
    )
    for name in ("t1", "t2"):
        kept.cause(name, "redeem-1", coins, "hld_par", "hld_cash")
    kept.chain.add(pay(ANN, CAT, 300, "t1"), burn(CAT, 300, "t1"))
    assert kept.follow().finals == ("redeem-1",)
    return payable, cash


@pytest.mark.parametrize("name", ["t1", "t2"], ids=["the_same", "a_replacement"])
def test_a_burn_that_leaves_the_chain_reverses_the_coins_and_leaves_the_payment(kept: Kept, name: str) -> None:
    payable, cash = redeemed(kept)
    kept.chain.cut(1)
    for _ in range(2):
        kept.chain.add(mint(BEN, 1), salt="other")
    assert kept.follow().outcome == "posted"
    assert kept.books() == {ISSUED: 902, holder(ANN): 900, holder(BEN): 2}
    assert (posted(kept, payable), posted(kept, cash)) == (300, 200)
    assert own(kept) == [("not on the chain any more", "booked with it: HKD")]
    assert records(kept, "register.left_the_chain")[0].body["stays_booked"] == ["HKD"]
    kept.chain.add(pay(ANN, CAT, 300, name), burn(CAT, 300, name), salt="other")
    kept.follow()
    assert kept.books() == {ISSUED: 602, holder(ANN): 600, holder(BEN): 2}
    assert (posted(kept, payable), posted(kept, cash)) == (300, 200) and own(kept) == []
    kept.agrees()
    kept.sound()


def test_a_burn_that_is_in_another_block_is_booked_there(kept: Kept) -> None:
    payable, _ = redeemed(kept)
    kept.chain.cut(1)
    kept.chain.add(salt="other")
    kept.chain.add(pay(ANN, CAT, 300, "t1"), burn(CAT, 300, "t1"), salt="other")
    assert kept.follow().outcome == "posted" and own(kept) == [] and posted(kept, payable) == 300
    kept.agrees()
    kept.sound()


def paid(kept: Kept, *names: str) -> str:
    """300 set aside from Ann to Ben, for transactions of these names; the hold."""
    kept.chain.add(mint(ANN, 900))
    kept.follow()
    hold = kept.hold("pay-1", holder(ANN), holder(BEN), 300)
    for name in names:
        kept.cause(name, "pay-1", hold)
    return hold


def test_a_replacement_on_the_other_branch_is_booked(kept: Kept) -> None:
    paid(kept, "first", "second")
    kept.chain.add(pay(ANN, BEN, 300, "first"))
    assert kept.follow().finals == ("pay-1",)
    for turn, name in enumerate(("second", "first", "second")):
        kept.chain.cut(1)
        for _ in range(turn + 1):
            kept.chain.add(salt=str(turn))
        kept.chain.add(pay(ANN, BEN, 300, name), salt=str(turn))
        assert kept.follow().discrepancies == ()
        assert kept.by_address() == {ANN: 600, BEN: 300}
        kept.agrees()
    assert own(kept) == []
    kept.sound()


def killed_before_its_batch(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Follow, and die between what is posted of ours and the batch that read it."""

    def killed(*_: object) -> Unit:
        raise InterruptedError

    with monkeypatch.context() as patched, pytest.raises(InterruptedError):
        patched.setattr("lantau.register.post_operations._batch_unit", killed)
        kept.follow()


def test_a_replacement_of_what_was_posted_before_its_batch_was(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    paid(kept, "first", "second")
    kept.chain.add()
    kept.chain.add(pay(ANN, BEN, 300, "first"))
    killed_before_its_batch(kept, monkeypatch)
    assert kept.by_address() == {ANN: 600, BEN: 300}
    kept.chain.cut(1)
    kept.chain.add(pay(ANN, BEN, 300, "second"), salt="other")
    done = kept.follow()
    assert done.discrepancies == () and kept.by_address() == {ANN: 600, BEN: 300}
    kept.agrees()
    kept.sound()


def test_what_was_posted_before_its_batch_was_and_is_in_an_earlier_block_now_stays_booked(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid(kept, "first")
    kept.chain.add()
    kept.chain.add(pay(ANN, BEN, 300, "first"))
    killed_before_its_batch(kept, monkeypatch)
    kept.chain.cut(1)
    kept.chain.add(pay(ANN, BEN, 300, "first"), salt="other")
    kept.follow()
    # The block in which it was posted is read as well, and it is not there.
    kept.chain.add(salt="other")
    kept.chain.add(salt="other")
    kept.follow()
    assert kept.by_address() == {ANN: 600, BEN: 300} and own(kept) == []
    kept.agrees()
    kept.sound()


def test_a_replacement_that_does_something_else_is_booked_as_made_and_told(kept: Kept) -> None:
    paid(kept, "first", "second")
    kept.chain.add(pay(ANN, BEN, 300, "first"))
    kept.follow()
    kept.chain.cut(1)
    kept.chain.add(salt="other")
    kept.chain.add(pay(ANN, BEN, 299, "second"), salt="other")
    assert kept.follow().discrepancies == ("pay-1",)
    assert own(kept) == [] and len(reconciled(kept).told) == 1
    kept.agrees()
    kept.sound()


def test_what_was_refused_and_happens_after_all_is_booked_as_made_and_told(kept: Kept) -> None:
    kept.commit("pay-1/failed", ledger.Void(paid(kept, "first")))
    kept.chain.add(pay(ANN, BEN, 300, "first"))
    assert kept.follow().discrepancies == ("pay-1",)
    assert kept.books() == {ISSUED: 900, holder(ANN): 600, holder(BEN): 300}
    kept.chain.add(pay(BEN, CAT, 300))
    kept.follow()
    assert kept.books() == {ISSUED: 900, holder(ANN): 600, holder(CAT): 300}
    found = reconciled(kept)
    assert found.clean and [each.who for each in found.told] == [hash_of("tx", "first")]
    assert records(kept, "register.discrepancy")[0].body["booked"] is True
    kept.chain.cut(1)
    kept.chain.add(salt="other")
    kept.chain.add(mint(CAT, 1), salt="other")
    kept.follow()
    assert kept.by_address() == {ANN: 900, CAT: 1} and reconciled(kept).told == ()
    kept.chain.add(pay(ANN, BEN, 300, "first"), salt="other")
    kept.follow()
    assert len(reconciled(kept).told) == 1
    kept.agrees()
    kept.sound()


def test_what_contradicts_a_hold_is_booked_when_the_hold_has_ended(kept: Kept) -> None:
    hold = paid(kept, "first")
    kept.chain.add(pay(ANN, BEN, 250, "first"))
    assert kept.follow().discrepancies == ("pay-1",)
    assert kept.by_address() == {ANN: 900} and kept.once().outcome == "nothing"
    assert [how for how, _ in own(kept)] == ["not posted"] and reconciled(kept).told == ()
    kept.commit("pay-1/failed", ledger.Void(hold))
    assert kept.follow().discrepancies == () and kept.once().outcome == "nothing"
    found = reconciled(kept)
    assert kept.by_address() == {ANN: 650, BEN: 250} and found.clean and len(found.told) == 1
    assert [each.body["booked"] for each in records(kept, "register.discrepancy")] == [False, True]
    kept.agrees()
    kept.chain.cut(1)
    for _ in range(3):
        kept.chain.add(salt="other")
    kept.follow()
    assert kept.by_address() == {ANN: 900} and reconciled(kept).told == () and reconciled(kept).clean
    kept.sound()


def test_what_is_done_twice_is_booked_twice_and_told(kept: Kept) -> None:
    paid(kept, "first", "second")
    kept.chain.add(pay(ANN, BEN, 300, "first"))
    kept.chain.add(pay(ANN, BEN, 300, "second"))
    done = kept.follow()
    assert (done.finals, done.discrepancies) == (("pay-1",), ("pay-1",))
    assert kept.by_address() == {ANN: 300, BEN: 600} and len(reconciled(kept).told) == 1
    kept.sound()


def test_ours_without_holds_on_accounts_that_are_open_are_booked_under_their_keys(kept: Kept) -> None:
    kept.chain.add(mint(ANN, 100), mint(BEN, 1))
    kept.follow()
    for name in ("first", "second", "third"):
        kept.cause(name, "order-9")
    kept.chain.add(*(pay(ANN, who, 30, name) for who, name in ((BEN, "first"), (CAT, "second"), (CAT, "third"))))
    done = kept.follow()
    assert (done.finals, done.discrepancies) == (("order-9",) * 3, ())
    assert kept.books() == {ISSUED: 101, holder(ANN): 10, holder(BEN): 31, holder(CAT): 60}
    kept.sound()


def test_what_people_posted_by_hand_is_not_booked_again(kept: Kept) -> None:
    kept.commit("by-hand", Post(paid(kept, "first")))
    kept.chain.add(pay(ANN, BEN, 300, "first"))
    assert kept.follow().discrepancies == ("pay-1",)
    assert [how for how, _ in own(kept)] == ["not posted"]
    kept.agrees()
