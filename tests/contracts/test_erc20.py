"""The coin as an ERC-20 with the habits of FiatToken: what others' suites will look for."""

from __future__ import annotations

import pytest

from tests.contracts.deployed import (
    ALICE,
    BLACKLISTER,
    BOB,
    CAROL,
    CURRENCY,
    MASTER_MINTER,
    MINTER,
    NAME,
    PAUSER,
    STRANGER,
    SYMBOL,
    TREASURY,
    VERIFIER,
    WALLET,
    ZERO,
    Actor,
    Coin,
)

UNLIMITED = 2**256 - 1


@pytest.fixture
def coin() -> Coin:
    made = Coin()
    made.open_mint()
    made.fund((ALICE, 1_000), (BOB, 500))
    return made


def test_the_coin_says_what_it_is(coin: Coin) -> None:
    assert [coin.read(view) for view in ("name", "symbol", "currency", "version")] == [NAME, SYMBOL, CURRENCY, "1"]
    assert coin.read("decimals") == 6
    assert coin.read("totalSupply") == 1_500
    assert coin.read("balanceOf", ALICE) == 1_000


@pytest.mark.parametrize("amount", [0, 1, 1_000])
def test_a_transfer_moves_what_it_says(coin: Coin, amount: int) -> None:
    outcome = coin.do(ALICE, "transfer", BOB, amount)
    assert outcome.events == (("Transfer", ALICE.address, BOB.address, amount),)
    assert outcome.output == (1).to_bytes(32, "big")
    assert (coin.read("balanceOf", ALICE), coin.read("balanceOf", BOB)) == (1_000 - amount, 500 + amount)
    assert coin.read("totalSupply") == 1_500


def test_nought_can_be_transferred_by_one_who_has_nothing(coin: Coin) -> None:
    assert coin.do(CAROL, "transfer", BOB, 0).events == (("Transfer", CAROL.address, BOB.address, 0),)
    assert coin.do(CAROL, "transferFrom", ALICE, BOB, 0).events == (("Transfer", ALICE.address, BOB.address, 0),)


@pytest.mark.parametrize("amount", [0, 1, 1_000])
def test_paying_oneself_changes_nothing(coin: Coin, amount: int) -> None:
    assert coin.do(ALICE, "transfer", ALICE, amount).events == (("Transfer", ALICE.address, ALICE.address, amount),)
    assert coin.read("balanceOf", ALICE) == 1_000
    assert coin.send(ALICE, "transfer", ALICE, 1_001).reason == "ERC20InsufficientBalance"


@pytest.mark.parametrize("amount", [1_001, 2**96, 2**112, 2**112 + 1_000, 2**256 - 1])
def test_more_than_the_balance_is_refused_however_large(coin: Coin, amount: int) -> None:
    wanted = ("ERC20InsufficientBalance", ALICE.address, 1_000, amount)
    assert coin.send(ALICE, "transfer", BOB, amount).refusal == wanted
    coin.do(ALICE, "approve", CAROL, UNLIMITED)
    assert coin.send(CAROL, "transferFrom", ALICE, BOB, amount).refusal == wanted


@pytest.mark.parametrize("to", [BOB, WALLET], ids=lambda each: each.name)
def test_nothing_is_transferred_from_nobody(coin: Coin, to: Actor) -> None:
    # it would read as a mint: Transfer from zero
    for amount in (0, 1):
        assert coin.send(CAROL, "transferFrom", ZERO, to, amount).refusal == ("ZeroAddress",)
    coin.do(PAUSER, "pause")
    assert coin.send(CAROL, "transferFrom", ZERO, to, 0).refusal == ("ZeroAddress",)
    coin.do(PAUSER, "unpause")
    assert coin.do(CAROL, "transferFrom", ALICE, to, 0).events == (("Transfer", ALICE.address, to.address, 0),)


def test_nobody_receives_nothing(coin: Coin) -> None:
    assert coin.send(ALICE, "transfer", ZERO, 1).refusal == ("ERC20InvalidReceiver", ZERO)
    coin.do(ALICE, "approve", CAROL, 10)
    assert coin.send(CAROL, "transferFrom", ALICE, ZERO, 1).refusal == ("ERC20InvalidReceiver", ZERO)


@pytest.mark.parametrize("amount", [0, 1, UNLIMITED])
def test_an_approval_is_said_and_kept(coin: Coin, amount: int) -> None:
    outcome = coin.do(ALICE, "approve", CAROL, amount)
    assert outcome.events == (("Approval", ALICE.address, CAROL.address, amount),)
    assert outcome.output == (1).to_bytes(32, "big")
    assert coin.read("allowance", ALICE, CAROL) == amount
    assert coin.read("allowance", CAROL, ALICE) == 0


def test_an_approval_replaces_the_one_before(coin: Coin) -> None:
    coin.do(ALICE, "approve", CAROL, 5)
    coin.do(ALICE, "approve", CAROL, 3)
    assert coin.read("allowance", ALICE, CAROL) == 3


def test_nobody_is_approved(coin: Coin) -> None:
    for function in ("approve", "increaseAllowance", "decreaseAllowance"):
        assert coin.send(ALICE, function, ZERO, 0).refusal == ("ERC20InvalidSpender", ZERO)


def test_a_transfer_by_allowance_uses_it_up(coin: Coin) -> None:
    coin.do(ALICE, "approve", CAROL, 300)
    assert coin.do(CAROL, "transferFrom", ALICE, BOB, 200).events == (("Transfer", ALICE.address, BOB.address, 200),)
    assert coin.read("allowance", ALICE, CAROL) == 100
    assert coin.send(CAROL, "transferFrom", ALICE, BOB, 101).refusal == (
        "ERC20InsufficientAllowance",
        CAROL.address,
        100,
        101,
    )
    assert coin.do(CAROL, "transferFrom", ALICE, CAROL, 100).passed
    assert coin.read("allowance", ALICE, CAROL) == 0


def test_the_greatest_allowance_is_never_used_up(coin: Coin) -> None:
    coin.do(ALICE, "approve", CAROL, UNLIMITED)
    coin.do(CAROL, "transferFrom", ALICE, BOB, 200)
    assert coin.read("allowance", ALICE, CAROL) == UNLIMITED
    coin.do(ALICE, "approve", CAROL, UNLIMITED - 1)
    coin.do(CAROL, "transferFrom", ALICE, BOB, 200)
    assert coin.read("allowance", ALICE, CAROL) == UNLIMITED - 201


def test_the_holder_needs_an_allowance_to_itself_too(coin: Coin) -> None:
    assert coin.send(ALICE, "transferFrom", ALICE, BOB, 1).reason == "ERC20InsufficientAllowance"


def test_an_allowance_is_raised_and_lowered(coin: Coin) -> None:
    assert coin.do(ALICE, "increaseAllowance", CAROL, 40).events == (("Approval", ALICE.address, CAROL.address, 40),)
    assert coin.do(ALICE, "increaseAllowance", CAROL, 2).events == (("Approval", ALICE.address, CAROL.address, 42),)
    assert coin.do(ALICE, "decreaseAllowance", CAROL, 41).events == (("Approval", ALICE.address, CAROL.address, 1),)
    assert coin.send(ALICE, "decreaseAllowance", CAROL, 2).refusal == (
        "ERC20InsufficientAllowance",
        CAROL.address,
        1,
        2,
    )
    assert coin.do(ALICE, "decreaseAllowance", CAROL, 1).passed
    assert coin.do(ALICE, "increaseAllowance", CAROL, UNLIMITED).passed
    assert coin.send(ALICE, "increaseAllowance", CAROL, 1).reason == "TooLarge"


@pytest.mark.parametrize("function", ["approve", "increaseAllowance", "decreaseAllowance"])
def test_no_allowance_is_set_while_paused_or_for_the_blocked(coin: Coin, function: str) -> None:
    assert coin.do(ALICE, function, CAROL, 0).passed
    coin.do(PAUSER, "pause")
    assert coin.send(ALICE, function, CAROL, 0).reason == "EnforcedPause"
    coin.do(PAUSER, "unpause")
    for blocked in (ALICE, CAROL):
        coin.do(BLACKLISTER, "blacklist", blocked)
        assert coin.send(ALICE, function, CAROL, 0).refusal == ("AccountBlocked", blocked.address)
        coin.do(BLACKLISTER, "unBlacklist", blocked)


def test_a_blocked_spender_moves_nothing(coin: Coin) -> None:
    coin.do(ALICE, "approve", CAROL, 10)
    coin.do(BLACKLISTER, "blacklist", CAROL)
    assert coin.send(CAROL, "transferFrom", ALICE, BOB, 1).refusal == ("AccountBlocked", CAROL.address)
    coin.do(BLACKLISTER, "unBlacklist", CAROL)
    assert coin.do(CAROL, "transferFrom", ALICE, BOB, 1).passed


def test_a_mint_is_said_twice(coin: Coin) -> None:
    assert coin.do(MINTER, "mint", TREASURY, 7).events == (
        ("Mint", MINTER.address, TREASURY.address, 7),
        ("Transfer", ZERO, TREASURY.address, 7),
    )
    assert coin.read("totalSupply") == 1_507


def test_a_minter_burns_its_own_coins(coin: Coin) -> None:
    assert coin.send(MINTER, "burn", 1).refusal == ("ERC20InsufficientBalance", MINTER.address, 0, 1)
    coin.do(ALICE, "transfer", MINTER, 9)
    assert coin.do(MINTER, "burn", 9).events == (
        ("Burn", MINTER.address, 9),
        ("Transfer", MINTER.address, ZERO, 9),
    )
    assert coin.read("totalSupply") == 1_491


@pytest.mark.parametrize("who", [MINTER, WALLET], ids=lambda each: each.name)
def test_nought_is_neither_minted_nor_burned(coin: Coin, who: object) -> None:
    assert coin.send(MINTER, "mint", TREASURY, 0).reason == "ZeroAmount"
    assert coin.send(who, "burn", 0).reason == "ZeroAmount"  # type: ignore[arg-type]


def test_a_minter_without_allowance_is_still_a_minter(coin: Coin) -> None:
    coin.do(MASTER_MINTER, "configureMinter", MINTER, 0)
    assert coin.read("isMinter", MINTER) is True
    coin.do(ALICE, "transfer", MINTER, 9)
    assert coin.do(MINTER, "burn", 9).passed
    assert coin.do(MASTER_MINTER, "removeMinter", MINTER).output == (1).to_bytes(32, "big")
    assert coin.read("isMinter", MINTER) is False
    assert coin.read("minterAllowance", MINTER) == 0


def test_what_a_minter_may_mint_is_used_up(coin: Coin) -> None:
    assert coin.do(MASTER_MINTER, "configureMinter", MINTER, 10).output == (1).to_bytes(32, "big")
    coin.do(MINTER, "mint", TREASURY, 4)
    assert coin.read("minterAllowance", MINTER) == 6
    assert coin.send(MINTER, "mint", TREASURY, 7).reason == "MintAllowanceExceeded"
    assert coin.do(MINTER, "mint", TREASURY, 6).passed


def test_no_minter_is_configured_while_paused_and_one_can_be_removed(coin: Coin) -> None:
    coin.do(PAUSER, "pause")
    assert coin.send(MASTER_MINTER, "configureMinter", MINTER, 10).reason == "EnforcedPause"
    assert coin.do(MASTER_MINTER, "removeMinter", MINTER).passed


@pytest.mark.parametrize(
    ("sender", "function", "arguments", "fits"),
    [
        (MASTER_MINTER, "configureMinter", (MINTER,), 2**88 - 1),
        (MASTER_MINTER, "setMinterRefill", (MINTER, 1), 2**40 - 1),
        (BLACKLISTER, "setFrozenTokens", (ALICE,), 2**112 - 1),
    ],
    ids=["allowance", "rate", "frozen"],
)
def test_what_does_not_fit_its_place_is_refused(
    coin: Coin, sender: object, function: str, arguments: tuple[object, ...], fits: int
) -> None:
    assert coin.do(sender, function, *arguments, fits).passed  # type: ignore[arg-type]
    for large in (fits + 1, 2**256 - 1):
        assert coin.send(sender, function, *arguments, large).reason == "TooLarge"  # type: ignore[arg-type]


def test_a_cap_that_does_not_fit_is_refused(coin: Coin) -> None:
    assert coin.do(MASTER_MINTER, "setMinterRefill", MINTER, 2**88 - 1, 0).passed
    assert coin.send(MASTER_MINTER, "setMinterRefill", MINTER, 2**88, 0).reason == "TooLarge"
    assert coin.read("minterRefill", MINTER) == (2**88 - 1, 0)


def test_the_greatest_supply_can_be_minted_and_moved() -> None:
    most = 2**88 - 1
    coin = Coin()
    coin.open_mint(reserve=2**96 - 1, allowance=most)
    for _ in range(2**8):
        coin.do(MINTER, "mint", TREASURY, most)
        coin.do(MASTER_MINTER, "configureMinter", MINTER, most)
    assert coin.send(MINTER, "mint", TREASURY, most).reason == "ReserveExceeded"
    left = 2**96 - 1 - most * 2**8
    assert coin.do(MINTER, "mint", TREASURY, left).passed
    assert coin.read("totalSupply") == 2**96 - 1
    coin.do(TREASURY, "transfer", ALICE, 2**96 - 1)
    assert coin.account(ALICE).balance == 2**96 - 1
    assert coin.account(TREASURY).flags == {"mint recipient"}
    assert coin.send(MINTER, "mint", TREASURY, 1).reason == "ReserveExceeded"


def test_ether_and_unknown_calls_are_refused(coin: Coin) -> None:
    assert not coin.raw(STRANGER, b"", ether=1).passed
    assert not coin.raw(STRANGER, b"").passed
    assert not coin.raw(STRANGER, b"\x00\x00").passed
    assert coin.raw(STRANGER, bytes.fromhex("deadbeef")).refusal == ("UnknownFunction",)
    assert not coin.raw(STRANGER, coin.known.data("totalSupply", []), ether=1).passed


def test_an_address_with_something_before_it_is_refused(coin: Coin) -> None:
    data = bytearray(coin.known.data("transfer", [BOB.address, 1]))
    assert coin.raw(ALICE, bytes(data)).passed
    data[4] = 1
    assert not coin.raw(ALICE, bytes(data)).passed
    assert not coin.raw(ALICE, bytes(data[:-1])).passed


def test_marks_do_not_touch_each_other_or_the_balance(coin: Coin) -> None:
    coin.do(VERIFIER, "setVerified", ALICE, True)
    coin.do(VERIFIER, "setMintRecipient", ALICE, True)
    coin.do(BLACKLISTER, "setFrozenTokens", ALICE, 2**112 - 1)
    coin.do(MASTER_MINTER, "configureMinter", ALICE, 0)
    coin.do(BLACKLISTER, "blacklist", ALICE)
    held = coin.account(ALICE)
    assert (held.balance, held.frozen) == (1_000, 2**112 - 1)
    assert held.flags == {"verified", "mint recipient", "minter", "blocked"}
    coin.do(VERIFIER, "setVerified", ALICE, False)
    coin.do(VERIFIER, "setVerified", ALICE, False)
    coin.do(BLACKLISTER, "setFrozenTokens", ALICE, 0)
    coin.do(BLACKLISTER, "unBlacklist", ALICE)
    coin.do(BLACKLISTER, "unBlacklist", ALICE)
    held = coin.account(ALICE)
    assert (held.balance, held.frozen) == (1_000, 0)
    assert held.flags == {"mint recipient", "minter"}
