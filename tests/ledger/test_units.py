"""A unit of work is booked whole or not at all, answers a retry as before, and says which step was refused."""

from __future__ import annotations

from datetime import timedelta

from lantau import events, ledger
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.ledger import OpenAccount, Post, Transfer, UnitResult, Void, refusals
from lantau.ledger.values import ItemResult, Step
from lantau.money import USD, Amount
from lantau.refusal import Code, Refusal
from tests.ledger.booked import (
    ANN,
    BANK,
    BEN,
    COIN,
    NOW,
    account,
    assert_sound,
    available,
    codes,
    funded,
    hkd,
    move,
    opened,
    posted,
    unit,
)


def test_a_transfer_moves_money_and_each_entry_carries_the_balance_after_it(
    database: Database, clock: SimulatedClock
) -> None:
    funded(database, clock, 10_000)
    result = ledger.commit_one(database, clock, unit("pay", move("tfr-1", ANN, BEN, 2_500)))
    assert isinstance(result, UnitResult)
    assert result.items == (ItemResult(0, "booked", "tfr-1", "tfr-1", hkd(2_500), hkd(7_500), hkd(2_500)),)
    assert (posted(database, BANK), posted(database, ANN), posted(database, BEN)) == (10_000, 7_500, 2_500)
    first, second = ledger.entries(database, ANN.id)
    assert (first.sequence, first.side, first.balance_after) == (1, "credit", hkd(10_000))
    assert (second.sequence, second.side, second.balance_after) == (2, "debit", hkd(7_500))
    assert ledger.entries(database, ANN.id, after_sequence=1) == (second,)
    assert_sound(database)


LIMITS = ((-1, ""), (0, ""), (1, "ledger.insufficient_balance"))
"""Below, at and above what is available."""


def test_an_account_gives_up_to_what_is_available(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock)
    for place, (beyond, code) in enumerate(LIMITS):
        payer = account(f"payer-{place}")
        opened(database, clock, payer, key=f"open-{place}")
        ledger.commit_one(database, clock, unit(f"in-{place}", move(f"in-{place}", BANK, payer, 10_000)))
        result = ledger.commit_one(
            database, clock, unit(f"out-{place}", move(f"out-{place}", payer, BEN, 10_000 + beyond))
        )
        assert codes([result]) == [code]
        assert posted(database, payer) == (10_000 if code else -beyond)
        if isinstance(result, Refusal):
            assert result.details["available_units"] == 10_000
            assert result.where == "steps[0]"
    assert_sound(database)


def test_what_a_hold_set_aside_is_not_available(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock)
    for place, (beyond, code) in enumerate(LIMITS):
        payer = account(f"payer-{place}")
        opened(database, clock, payer, key=f"open-{place}")
        held = move(f"hld-{place}", payer, BEN, 6_000, pending=True)
        ledger.commit_one(database, clock, unit(f"in-{place}", move(f"in-{place}", BANK, payer, 10_000), held))
        assert (posted(database, payer), available(database, payer)) == (10_000, 4_000)
        result = ledger.commit_one(
            database, clock, unit(f"out-{place}", move(f"out-{place}", payer, ANN, 4_000 + beyond))
        )
        assert codes([result]) == [code]
    assert_sound(database)


def test_an_account_that_may_go_negative_does(database: Database, clock: SimulatedClock) -> None:
    equity = account("equity", "debit", may_go_negative=True)
    funded(database, clock, 100, equity)
    ledger.commit_one(database, clock, unit("draw", move("tfr-1", BANK, equity, 900)))
    assert posted(database, equity) == -900
    assert_sound(database)


def test_a_refused_step_leaves_nothing_of_its_unit_and_the_others_pass(
    database: Database, clock: SimulatedClock
) -> None:
    funded(database, clock, 10_000)
    record = events.Record("seen", "s", {})
    results = ledger.commit(
        database,
        clock,
        [
            unit("a", move("tfr-a", ANN, BEN, 4_000)),
            unit("b", move("tfr-b1", ANN, BEN, 6_000), move("tfr-b2", ANN, BEN, 1), records=(record,)),
            unit("c", move("tfr-c", ANN, BEN, 6_000)),
            unit("d", move("tfr-d", BEN, ANN, 10_000)),
        ],
    )
    assert codes(results) == ["", "ledger.insufficient_balance", "", ""]
    assert results[1].where == "steps[1]"  # type: ignore[union-attr]
    assert (posted(database, ANN), posted(database, BEN)) == (10_000, 0)
    with database.read() as connection:
        assert connection.execute("SELECT count(*) AS n FROM events.record").fetchone() == {"n": 0}
        assert connection.execute("SELECT count(*) AS n FROM events.commit WHERE key = 'b'").fetchone() == {"n": 0}
    assert_sound(database)


def test_a_retry_is_answered_item_by_item_as_before(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 10_000)
    carol = account("carol")
    steps: tuple[Step, ...] = (
        OpenAccount(carol),
        move("tfr-1", ANN, carol, 500),
        move("hld-1", ANN, BEN, 300, pending=True),
        move("hld-2", ANN, BEN, 200, pending=True),
        Post("hld-1", hkd(100)),
        Void("hld-2"),
    )
    asked = unit("many", *steps, result={"said": "done"})
    first = ledger.commit_one(database, clock, asked)
    ledger.commit_one(database, clock, unit("later", move("tfr-9", ANN, carol, 1)))
    clock.advance_to(NOW + timedelta(hours=1))
    again, beside = ledger.commit(database, clock, [asked, unit("other", move("tfr-8", ANN, carol, 1))])
    assert isinstance(first, UnitResult) and isinstance(again, UnitResult) and isinstance(beside, UnitResult)
    assert [item.outcome for item in first.items] == ["opened", "booked", "held", "held", "posted", "voided"]
    assert again.items == first.items
    assert again.committed.result == {"said": "done"}
    assert (first.committed.replayed, again.committed.replayed) == (False, True)
    assert posted(database, carol) == 502
    assert_sound(database)


def test_one_key_twice_in_a_batch_is_booked_once(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 10_000)
    asked = unit("pay", move("tfr-1", ANN, BEN, 10))
    other = unit("pay", move("tfr-2", ANN, BEN, 20), request={"asked": "another"})
    first, again, third = ledger.commit(database, clock, [asked, asked, other])
    assert isinstance(first, UnitResult) and isinstance(again, UnitResult)
    assert first.items == again.items and again.committed.replayed
    assert codes([third]) == ["events.key_reused"]
    assert posted(database, BEN) == 10


def test_a_unit_of_a_batch_may_rest_on_what_an_earlier_one_of_it_made(
    database: Database, clock: SimulatedClock
) -> None:
    """The first unit fills the transfers, before there is a hold or a new account: neither may come after its use."""
    funded(database, clock)
    newcomer = account("newcomer")
    batch = (
        unit("plain", move("tfr-plain", ANN, BEN, 100)),
        unit("hold", move("hld-1", ANN, BEN, 200, pending=True)),
        unit("post", Post("hld-1")),
        unit("open-newcomer", OpenAccount(newcomer)),
        unit("pay", move("tfr-new", ANN, newcomer, 300)),
        unit("hold-new", move("hld-2", newcomer, BEN, 50, pending=True)),
        unit("void-new", Void("hld-2")),
        unit("correct", move("tfr-back", newcomer, ANN, 300, corrects="tfr-new")),
    )
    results = ledger.commit(database, clock, batch)
    assert codes(results) == [""] * len(batch)
    assert (posted(database, ANN), posted(database, BEN), posted(database, newcomer)) == (9_700, 300, 0)
    assert_sound(database)


def test_a_unit_guarded_by_what_an_earlier_one_of_the_batch_bumped_is_stale(
    database: Database, clock: SimulatedClock
) -> None:
    funded(database, clock)
    guard = events.Guard("pool:1", 0)
    results = ledger.commit(
        database,
        clock,
        [
            unit("a", move("tfr-a", ANN, BEN, 1), guards=(guard,), bumps=("pool:1",)),
            unit("b", move("tfr-b", ANN, BEN, 1), guards=(guard,)),
        ],
    )
    assert codes(results) == ["", "events.stale"]
    assert posted(database, BEN) == 1


def test_a_batch_in_which_the_database_refuses_one_unit_commits_the_others(
    database: Database, clock: SimulatedClock
) -> None:
    """The callers' own rows may be taken: that is only seen when they are written."""
    funded(database, clock)
    change = events.Change("events.subject_version", {"subject": "nobody"}, {"version": 0}, {"version": 1})
    results = ledger.commit(
        database,
        clock,
        [
            unit("a", move("tfr-a", ANN, BEN, 1)),
            unit("b", move("tfr-b", ANN, BEN, 1), changes=(change,)),
            unit("c", move("tfr-c", ANN, BEN, 1)),
        ],
    )
    assert codes(results) == ["", "events.stale", ""]
    assert posted(database, BEN) == 2
    assert_sound(database)


POOL_ONE = account("pool-1", "debit", segregation="pool:1", may_go_negative=True)
POOL_TWO = account("pool-2", "debit", segregation="pool:2", may_go_negative=True)
COIN_ONE = account("coin-1", segregation="coin:hkx", may_go_negative=True)
COIN_TWO = account("coin-2", segregation="coin:hky", may_go_negative=True)
WALLET = account("wallet", of=COIN)

REFUSED: list[tuple[Code, tuple[Step, ...]]] = [
    (refusals.NOT_POSITIVE, (move("t", ANN, BEN, 0),)),
    (refusals.NOT_POSITIVE, (move("t", ANN, BEN, -5),)),
    (refusals.AMOUNT_TOO_LARGE, (move("t", BANK, ANN, 2**63),)),
    (refusals.AMOUNT_TOO_LARGE, (move("t", BANK, ANN, 2**63 - 1),)),
    (refusals.SAME_ACCOUNT, (move("t", ANN, ANN, 5),)),
    (refusals.DUPLICATE_ACCOUNT, (OpenAccount(ANN),)),
    (refusals.DUPLICATE_ACCOUNT, (OpenAccount(account("new")), OpenAccount(account("new")))),
    (refusals.DUPLICATE_TRANSFER, (move("tfr-fund", ANN, BEN, 5),)),
    (refusals.DUPLICATE_TRANSFER, (move("hld", ANN, BEN, 5, pending=True), move("hld", ANN, BEN, 5))),
    (refusals.UNKNOWN_ACCOUNT, (move("t", ANN, account("nobody"), 5),)),
    (refusals.UNKNOWN_ACCOUNT, (move("t", account("nobody"), ANN, 5),)),
    (refusals.ASSET_MISMATCH, (move("t", ANN, WALLET, 5),)),
    (refusals.ASSET_MISMATCH, (Transfer("t", ANN.id, BEN.id, Amount(USD, 5), "test"),)),
    (refusals.SEGREGATION, (move("t", POOL_ONE, POOL_TWO, 5),)),
    (refusals.SEGREGATION, (move("t", COIN_TWO, COIN_ONE, 5, pending=True),)),
    (refusals.UNKNOWN_TRANSFER, (move("t", ANN, BEN, 5, corrects="tfr-none"),)),
    (refusals.UNKNOWN_TRANSFER, (move("t", ANN, BEN, 5, corrects="tfr-fund"),)),
    (refusals.EXPIRY_NOT_AHEAD, (move("t", ANN, BEN, 5, pending=True, expires_at=NOW),)),
    (refusals.EXPIRY_NOT_AHEAD, (move("t", ANN, BEN, 5, expires_at=NOW + timedelta(days=1)),)),
    (refusals.UNKNOWN_HOLD, (Post("hld-none"),)),
    (refusals.UNKNOWN_HOLD, (Void("hld-none"),)),
    (refusals.HOLD_NOT_OPEN, (move("h", ANN, BEN, 5, pending=True), Post("h"), Void("h"))),
    (refusals.HOLD_NOT_OPEN, (move("h", ANN, BEN, 5, pending=True), Post("h", hkd(1)), Post("h", hkd(1)))),
    (refusals.HOLD_AMOUNT_EXCEEDED, (move("h", ANN, BEN, 5, pending=True), Post("h", hkd(6)))),
    (refusals.NOT_POSITIVE, (move("h", ANN, BEN, 5, pending=True), Post("h", hkd(0)))),
    (refusals.ASSET_MISMATCH, (move("h", ANN, BEN, 5, pending=True), Post("h", Amount(USD, 5)))),
    (refusals.INSUFFICIENT_BALANCE, (move("h", ANN, BEN, 10_001, pending=True),)),
]


def test_every_refusal_has_its_case(database: Database, clock: SimulatedClock) -> None:
    """One world, one case after the other: each is refused at its last step and leaves nothing."""
    funded(database, clock, 10_000, POOL_ONE, POOL_TWO, COIN_ONE, COIN_TWO, WALLET)
    for number, (code, steps) in enumerate(REFUSED):
        result = ledger.commit_one(database, clock, unit(f"case-{number}", *steps))
        assert isinstance(result, Refusal), (code.name, steps)
        assert (result.code, result.where) == (code, f"steps[{len(steps) - 1}]"), steps
        assert (result.citation != "") == (code == refusals.SEGREGATION)
    assert (posted(database, ANN), available(database, ANN)) == (10_000, 10_000)
    listed = {code for code in vars(refusals).values() if isinstance(code, Code)}
    assert listed == {code for code, _ in REFUSED}
    assert_sound(database)


def test_the_first_reason_in_the_table_is_the_one_given(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 10_000)
    everything_wrong = Transfer("tfr-fund", "acc-none", "acc-none", Amount(USD, 0), "test", corrects="tfr-none")
    listed = [code for code in vars(refusals).values() if isinstance(code, Code)]
    result = ledger.commit_one(database, clock, unit("wrong", everything_wrong))
    assert codes([result]) == [listed[0].name]


def test_pools_and_coins_meet_accounts_that_belong_to_none(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 10_000, POOL_ONE, COIN_ONE)
    results = ledger.commit(
        database,
        clock,
        [
            unit("in", move("tfr-1", POOL_ONE, ANN, 5)),
            unit("own", move("tfr-2", ANN, COIN_ONE, 5)),
            unit("both", move("tfr-3", POOL_ONE, COIN_ONE, 5)),
        ],
    )
    assert codes(results) == ["", "", ""]


def test_a_correction_is_a_new_transfer_between_the_same_accounts(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 10_000)
    ledger.commit_one(database, clock, unit("wrong", move("tfr-1", ANN, BEN, 700)))
    result = ledger.commit_one(database, clock, unit("right", move("tfr-2", BEN, ANN, 700, corrects="tfr-1")))
    assert isinstance(result, UnitResult)
    assert (posted(database, ANN), posted(database, BEN)) == (10_000, 0)
    assert len(ledger.entries(database, BEN.id)) == 2
    assert_sound(database)


def test_an_account_is_found_by_its_code_or_refused(database: Database, clock: SimulatedClock) -> None:
    opened(database, clock, POOL_ONE)
    assert ledger.account_by_code(database, "pool-1") == POOL_ONE
    assert codes([ledger.account_by_code(database, "none"), ledger.balance(database, "none")]) == [
        "ledger.unknown_account",
        "ledger.unknown_account",
    ]
