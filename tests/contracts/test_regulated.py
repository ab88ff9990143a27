"""What a licensed issuer must be able to do: block, verify, freeze, force, pause, close, and hand over."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak

from tests.contracts.deployed import (
    ALICE,
    BLACKLISTER,
    BOB,
    CAROL,
    ENFORCER,
    MINTER,
    OWNER,
    PAUSER,
    STRANGER,
    TREASURY,
    VERIFIER,
    WALLET,
    ZERO,
    Actor,
    Coin,
    actor,
    selector,
)

NONCE = bytes(keccak(text="nonce"))


@pytest.fixture
def coin() -> Coin:
    made = Coin()
    made.open_mint()
    made.fund((ALICE, 1_000), (BOB, 500))
    return made


def known(coin: Coin, *accounts: Actor) -> None:
    for account in accounts:
        coin.do(VERIFIER, "setVerified", account, True)


# ------------------------------------------------------------------------------------------------- ERC-165, ERC-7943


def test_the_coin_says_which_interfaces_it_has(coin: Coin) -> None:
    for interface_id, has in (("01ffc9a7", True), ("3edbb4c4", True), ("ffffffff", False), ("36372b07", False)):
        assert coin.read("supportsInterface", bytes.fromhex(interface_id)) is has


def test_the_interface_of_erc_7943_is_the_final_one(coin: Coin) -> None:
    functions = (
        "forcedTransfer(address,address,uint256)",
        "setFrozenTokens(address,uint256)",
        "canSend(address)",
        "canReceive(address)",
        "getFrozenTokens(address)",
        "canTransfer(address,address,uint256)",
    )
    number = 0
    for signature in functions:
        assert signature in coin.known.functions
        number ^= int.from_bytes(selector(signature), "big")
    assert f"{number:08x}" == "3edbb4c4"


def test_a_frozen_part_stays(coin: Coin) -> None:
    assert coin.do(BLACKLISTER, "setFrozenTokens", ALICE, 600).output == (1).to_bytes(32, "big")
    assert coin.read("getFrozenTokens", ALICE) == 600
    assert coin.read("balanceOf", ALICE) == 1_000
    assert coin.send(ALICE, "transfer", BOB, 401).refusal == (
        "ERC7943InsufficientUnfrozenBalance",
        ALICE.address,
        401,
        400,
    )
    assert coin.send(ALICE, "transfer", BOB, 1_000).reason == "ERC7943InsufficientUnfrozenBalance"
    assert coin.send(ALICE, "transfer", BOB, 1_001).reason == "ERC20InsufficientBalance"
    assert coin.do(ALICE, "transfer", BOB, 400).passed
    assert coin.send(ALICE, "transfer", BOB, 1).refusal == (
        "ERC7943InsufficientUnfrozenBalance",
        ALICE.address,
        1,
        0,
    )
    assert coin.do(ALICE, "transfer", BOB, 0).passed
    coin.do(BLACKLISTER, "setFrozenTokens", ALICE, 0)
    assert coin.do(ALICE, "transfer", BOB, 600).passed


def test_more_than_the_balance_can_be_frozen_and_holds_back_what_comes(coin: Coin) -> None:
    coin.do(BLACKLISTER, "setFrozenTokens", ALICE, 1_200)
    assert coin.send(ALICE, "transfer", BOB, 1).reason == "ERC7943InsufficientUnfrozenBalance"
    assert coin.do(ALICE, "transfer", BOB, 0).passed  # nought is none of it
    coin.do(BOB, "transfer", ALICE, 300)
    assert coin.send(ALICE, "transfer", BOB, 101).refusal == (
        "ERC7943InsufficientUnfrozenBalance",
        ALICE.address,
        101,
        100,
    )
    assert coin.do(ALICE, "transfer", BOB, 100).passed


@pytest.mark.parametrize(
    ("frozen", "amount", "left"),
    [
        (0, 400, 0),
        (600, 400, 600),
        (600, 401, 599),
        (600, 1_000, 0),
        (1_500, 100, 1_400),
        (1_500, 1_000, 500),
        (600, 0, 600),
    ],
)
def test_force_takes_the_free_part_first_and_says_what_it_unfroze(
    coin: Coin, frozen: int, amount: int, left: int
) -> None:
    coin.do(BLACKLISTER, "setFrozenTokens", ALICE, frozen)
    events = coin.do(ENFORCER, "forcedTransfer", ALICE, BOB, amount).events
    said = () if left == frozen else (("Frozen", ALICE.address, left),)
    assert events == (
        *said,
        ("Transfer", ALICE.address, BOB.address, amount),
        ("ForcedTransfer", ALICE.address, BOB.address, amount),
    )
    assert coin.read("getFrozenTokens", ALICE) == left
    assert (coin.read("balanceOf", ALICE), coin.read("balanceOf", BOB)) == (1_000 - amount, 500 + amount)


def test_force_passes_over_pause_and_block_of_the_holder(coin: Coin) -> None:
    coin.do(BLACKLISTER, "blacklist", ALICE)
    coin.do(PAUSER, "pause")
    assert coin.send(ALICE, "transfer", BOB, 1).reason == "ERC7943CannotSend"
    assert coin.do(ENFORCER, "forcedTransfer", ALICE, BOB, 1).output == (1).to_bytes(32, "big")


def test_force_does_not_pass_over_what_the_receiver_is(coin: Coin) -> None:
    assert coin.send(ENFORCER, "forcedTransfer", ALICE, ZERO, 1).refusal == ("ERC20InvalidReceiver", ZERO)
    assert coin.send(ENFORCER, "forcedTransfer", ALICE, BOB, 1_001).reason == "ERC20InsufficientBalance"
    coin.do(BLACKLISTER, "blacklist", BOB)
    assert coin.send(ENFORCER, "forcedTransfer", ALICE, BOB, 1).refusal == ("ERC7943CannotReceive", BOB.address)
    coin.do(BLACKLISTER, "unBlacklist", BOB)
    coin.do(OWNER, "setTransferPolicy", 1, 0)
    assert coin.send(ENFORCER, "forcedTransfer", ALICE, BOB, 1).refusal == ("ERC7943CannotReceive", BOB.address)
    assert coin.do(ENFORCER, "forcedTransfer", ALICE, WALLET, 1).passed
    coin.do(OWNER, "setTransferPolicy", 2, 10)
    cannot = ("ERC7943CannotTransfer", ALICE.address, BOB.address, 11)
    assert coin.send(ENFORCER, "forcedTransfer", ALICE, BOB, 11).refusal == cannot
    assert coin.do(ENFORCER, "forcedTransfer", ALICE, BOB, 10).passed
    known(coin, BOB)
    assert coin.do(ENFORCER, "forcedTransfer", ALICE, BOB, 11).passed


def test_force_on_oneself_moves_nothing(coin: Coin) -> None:
    coin.do(ENFORCER, "forcedTransfer", ALICE, ALICE, 400)
    assert coin.read("balanceOf", ALICE) == 1_000


def test_can_transfer_never_says_no_for_want_of_balance(coin: Coin) -> None:
    assert coin.read("canTransfer", CAROL, BOB, 10) is True
    assert coin.read("canTransfer", ALICE, BOB, 2**256 - 1) is True
    coin.do(BLACKLISTER, "setFrozenTokens", ALICE, 600)
    assert coin.read("canTransfer", ALICE, BOB, 400) is True
    assert coin.read("canTransfer", ALICE, BOB, 401) is False
    assert coin.read("canTransfer", ALICE, BOB, 1_001) is True


# ----------------------------------------------------------------------------------------------------- the policies


def test_an_open_coin_asks_nobody_who_they_are(coin: Coin) -> None:
    assert coin.do(ALICE, "transfer", STRANGER, 1).passed
    assert coin.read("canSend", STRANGER) is coin.read("canReceive", STRANGER) is True


def test_a_closed_list_asks_both_ends(coin: Coin) -> None:
    coin.do(OWNER, "setTransferPolicy", 1, 0)
    assert coin.read("transferPolicy") == (1, 0)
    assert coin.send(ALICE, "transfer", BOB, 0).refusal == ("ERC7943CannotSend", ALICE.address)
    known(coin, ALICE)
    assert coin.send(ALICE, "transfer", BOB, 0).refusal == ("ERC7943CannotReceive", BOB.address)
    assert (coin.read("canSend", BOB), coin.read("canReceive", BOB)) == (False, False)
    known(coin, BOB)
    assert coin.do(ALICE, "transfer", BOB, 1).passed
    assert (coin.read("canSend", BOB), coin.read("canReceive", BOB)) == (True, True)
    coin.do(VERIFIER, "setVerified", ALICE, False)
    assert coin.send(ALICE, "transfer", BOB, 0).refusal == ("ERC7943CannotSend", ALICE.address)


@pytest.mark.parametrize(("amount", "asked"), [(0, False), (99, False), (100, False), (101, True)])
def test_a_list_by_amount_asks_both_ends_above_the_threshold(coin: Coin, amount: int, asked: bool) -> None:
    coin.do(OWNER, "setTransferPolicy", 2, 100)
    assert coin.read("transferPolicy") == (2, 100)
    cannot = ("ERC7943CannotTransfer", ALICE.address, BOB.address, amount) if asked else None
    assert coin.send(ALICE, "transfer", BOB, amount).refusal == cannot
    assert coin.read("canTransfer", ALICE, BOB, amount) is not asked
    assert coin.read("canSend", ALICE) is coin.read("canReceive", BOB) is True
    known(coin, ALICE)
    assert coin.send(ALICE, "transfer", BOB, amount).refusal == cannot
    known(coin, BOB)
    coin.do(VERIFIER, "setVerified", ALICE, False)
    assert coin.send(ALICE, "transfer", BOB, amount).refusal == cannot
    known(coin, ALICE)
    assert coin.do(ALICE, "transfer", BOB, amount).passed


def test_there_is_no_fourth_policy(coin: Coin) -> None:
    assert coin.do(OWNER, "setTransferPolicy", 2, 2**256 - 1).passed
    for mode in (3, 4, 255):
        assert coin.send(OWNER, "setTransferPolicy", mode, 0).reason == "UnknownPolicy"
    assert coin.read("transferPolicy") == (2, 2**256 - 1)
    coin.do(OWNER, "setTransferPolicy", 0, 0)
    assert coin.read("transferPolicy") == (0, 0)


def test_the_redemption_wallet_receives_under_every_policy_and_sends_like_anybody(coin: Coin) -> None:
    known(coin, ALICE)
    for mode in (0, 1, 2):
        coin.do(OWNER, "setTransferPolicy", mode, 0)
        assert coin.do(ALICE, "transfer", WALLET, 5).passed
        assert coin.read("canReceive", WALLET) is True
        assert coin.read("canSend", WALLET) is (mode != 1)
        assert coin.send(WALLET, "transfer", ALICE, 1).passed is (mode == 0)


def test_many_are_verified_at_once(coin: Coin) -> None:
    many = [actor(f"holder {number}").address for number in range(100)]
    events = coin.do(VERIFIER, "setVerifiedMany", many, True).events
    assert events == tuple(("VerifiedChanged", each, True) for each in many)
    assert all(coin.read("isVerified", each) for each in many)
    coin.do(VERIFIER, "setVerifiedMany", many[:2], False)
    assert [coin.read("isVerified", each) for each in many[:3]] == [False, False, True]
    assert coin.do(VERIFIER, "setVerifiedMany", [], True).events == ()
    assert not coin.send(VERIFIER, "setVerifiedMany", [*many, ALICE.address], True).passed
    assert coin.send(VERIFIER, "setVerifiedMany", [ALICE.address, ZERO], True).reason == "ZeroAddress"
    assert coin.read("isVerified", ALICE) is False


# ---------------------------------------------------------------------------------------------------- the block list


def test_a_blocked_account_neither_sends_nor_receives(coin: Coin) -> None:
    coin.do(BLACKLISTER, "blacklist", ALICE)
    assert coin.read("isBlacklisted", ALICE) is True
    assert coin.send(ALICE, "transfer", BOB, 0).refusal == ("ERC7943CannotSend", ALICE.address)
    assert coin.send(BOB, "transfer", ALICE, 0).refusal == ("ERC7943CannotReceive", ALICE.address)
    assert (coin.read("canSend", ALICE), coin.read("canReceive", ALICE)) == (False, False)
    assert coin.read("canTransfer", ALICE, BOB, 0) is coin.read("canTransfer", BOB, ALICE, 0) is False
    coin.do(BLACKLISTER, "blacklist", ALICE)
    coin.do(BLACKLISTER, "unBlacklist", ALICE)
    assert coin.read("isBlacklisted", ALICE) is False
    assert coin.do(ALICE, "transfer", BOB, 1).passed


def test_being_verified_does_not_unblock(coin: Coin) -> None:
    known(coin, ALICE, BOB)
    coin.do(OWNER, "setTransferPolicy", 1, 0)
    coin.do(BLACKLISTER, "blacklist", BOB)
    assert coin.send(ALICE, "transfer", BOB, 1).refusal == ("ERC7943CannotReceive", BOB.address)


def test_a_blocked_minter_neither_mints_nor_burns(coin: Coin) -> None:
    coin.do(ALICE, "transfer", MINTER, 9)
    coin.do(BLACKLISTER, "blacklist", MINTER)
    assert coin.send(MINTER, "mint", TREASURY, 1).refusal == ("AccountBlocked", MINTER.address)
    assert coin.send(MINTER, "burn", 1).refusal == ("AccountBlocked", MINTER.address)
    fields = (ALICE, WALLET, 5, 0, coin.now + 60, NONCE)
    signature = ALICE.sign(coin.digest("ReceiveWithAuthorization", *fields))
    given = (ALICE, *fields[2:], signature)
    assert coin.send(MINTER, "burnWithAuthorization", *given).refusal == ("AccountBlocked", MINTER.address)
    coin.do(BLACKLISTER, "unBlacklist", MINTER)
    assert coin.do(MINTER, "burnWithAuthorization", *given).passed


def test_nobody_is_blocked_or_marked(coin: Coin) -> None:
    for sender, function, more in (
        (BLACKLISTER, "blacklist", ()),
        (BLACKLISTER, "unBlacklist", ()),
        (VERIFIER, "setVerified", (True,)),
        (VERIFIER, "setMintRecipient", (True,)),
    ):
        assert coin.send(sender, function, ZERO, *more).reason == "ZeroAddress"


# ------------------------------------------------------------------------------------------- pause and redemption


def redeem_signed(coin: Coin, amount: int = 5) -> str:
    """The reason for which a signed redemption is refused, if it is."""
    fields = (ALICE, WALLET, amount, 0, coin.now + 60, NONCE)
    signature = ALICE.sign(coin.digest("ReceiveWithAuthorization", *fields))
    return coin.send(MINTER, "burnWithAuthorization", ALICE, *fields[2:], signature).reason


def test_a_pause_stops_transfers_and_mint_and_leaves_redemption_open(coin: Coin) -> None:
    assert coin.do(PAUSER, "pause").events == (("Pause",),)
    coin.do(PAUSER, "pause")
    assert coin.send(ALICE, "transfer", BOB, 1).reason == "EnforcedPause"
    assert coin.send(MINTER, "mint", TREASURY, 1).reason == "EnforcedPause"
    assert coin.send(MINTER, "burn", 1).reason == "EnforcedPause"
    assert coin.read("canTransfer", ALICE, BOB, 1) is False
    assert coin.read("canTransfer", ALICE, WALLET, 1) is True
    assert coin.do(ALICE, "transfer", WALLET, 10).passed
    assert coin.do(WALLET, "burn", 10).passed
    assert coin.send(WALLET, "transfer", ALICE, 0).reason == "EnforcedPause"
    assert redeem_signed(coin) == ""
    coin.do(PAUSER, "unpause")
    assert coin.do(ALICE, "transfer", BOB, 1).passed


def test_a_direction_closes_redemption_and_opens_it_again(coin: Coin) -> None:
    coin.do(ALICE, "transfer", WALLET, 10)
    coin.do(OWNER, "closeRedemption", True)
    assert coin.read("redemptionClosed") is True
    assert coin.send(ALICE, "transfer", WALLET, 1).reason == "RedemptionClosed"
    assert coin.send(WALLET, "burn", 1).reason == "RedemptionClosed"
    assert redeem_signed(coin) == "RedemptionClosed"
    assert coin.read("canTransfer", ALICE, WALLET, 1) is False
    assert coin.do(ALICE, "transfer", BOB, 1).passed
    assert coin.do(MINTER, "mint", TREASURY, 1).passed
    coin.do(ALICE, "transfer", MINTER, 1)
    assert coin.do(MINTER, "burn", 1).passed
    coin.do(PAUSER, "pause")
    assert coin.send(ALICE, "transfer", WALLET, 1).reason == "RedemptionClosed"
    coin.do(OWNER, "closeRedemption", False)
    assert coin.do(ALICE, "transfer", WALLET, 1).passed
    assert redeem_signed(coin) == ""
    assert coin.do(WALLET, "burn", 1).passed


def test_a_blocked_holder_does_not_redeem_and_a_frozen_part_is_not_redeemed(coin: Coin) -> None:
    coin.do(BLACKLISTER, "blacklist", ALICE)
    assert coin.send(ALICE, "transfer", WALLET, 1).reason == "ERC7943CannotSend"
    assert redeem_signed(coin) == "ERC7943CannotSend"
    coin.do(BLACKLISTER, "unBlacklist", ALICE)
    coin.do(BLACKLISTER, "setFrozenTokens", ALICE, 996)
    assert redeem_signed(coin, 5) == "ERC7943InsufficientUnfrozenBalance"
    coin.do(BLACKLISTER, "setFrozenTokens", ALICE, 995)
    assert redeem_signed(coin, 5) == ""


def test_an_unverified_holder_does_not_redeem_where_the_list_is_closed(coin: Coin) -> None:
    coin.do(OWNER, "setTransferPolicy", 1, 0)
    assert redeem_signed(coin) == "ERC7943CannotSend"
    known(coin, ALICE)
    assert redeem_signed(coin) == ""


def test_a_frozen_part_of_a_burner_is_not_burned(coin: Coin) -> None:
    coin.do(ALICE, "transfer", MINTER, 10)
    coin.do(BLACKLISTER, "setFrozenTokens", MINTER, 4)
    assert coin.send(MINTER, "burn", 7).reason == "ERC7943InsufficientUnfrozenBalance"
    assert coin.do(MINTER, "burn", 6).passed


@pytest.mark.parametrize("amount", [0, 1, 2**112 - 1])
def test_the_blacklister_does_not_close_redemption_by_freezing_or_blocking_the_wallet(coin: Coin, amount: int) -> None:
    coin.do(ALICE, "transfer", WALLET, 10)
    assert coin.send(BLACKLISTER, "setFrozenTokens", WALLET, amount).refusal == ("RolesNotApart",)
    assert coin.send(BLACKLISTER, "blacklist", WALLET).refusal == ("RolesNotApart",)
    assert coin.do(WALLET, "burn", 10).passed
    assert redeem_signed(coin) == ""
    # what is not the wallet, and what is no longer, may be
    for account in (BOB, MINTER):
        assert coin.do(BLACKLISTER, "setFrozenTokens", account, amount).events == (("Frozen", account.address, amount),)
    coin.do(OWNER, "updateRedemptionWallet", STRANGER)
    assert coin.do(BLACKLISTER, "setFrozenTokens", WALLET, amount).passed
    assert coin.send(BLACKLISTER, "setFrozenTokens", STRANGER, amount).refusal == ("RolesNotApart",)


def test_only_a_minter_or_the_redemption_wallet_burns(coin: Coin) -> None:
    for other in (ALICE, TREASURY, OWNER, STRANGER):
        assert coin.send(other, "burn", 1).refusal == ("NotMinter",)


# ---------------------------------------------------------------------------------------------------- the successor


def test_holders_move_on_once_a_successor_is_named(coin: Coin) -> None:
    successor = actor("successor")
    assert coin.send(ALICE, "migrate", 10).reason == "NoSuccessor"
    coin.do(OWNER, "setSuccessor", successor)
    assert coin.send(ALICE, "migrate", 0).reason == "ZeroAmount"
    assert coin.do(ALICE, "migrate", 10).events == (
        ("Transfer", ALICE.address, ZERO, 10),
        ("Migrated", ALICE.address, successor.address, 10),
    )
    assert coin.read("totalSupply") == 1_490
    assert coin.send(ALICE, "migrate", 991).reason == "ERC20InsufficientBalance"
    coin.do(OWNER, "setSuccessor", ZERO)
    assert coin.send(ALICE, "migrate", 10).reason == "NoSuccessor"


def test_a_holder_who_may_not_send_may_not_move_on(coin: Coin) -> None:
    coin.do(OWNER, "setSuccessor", STRANGER)
    coin.do(PAUSER, "pause")
    assert coin.send(ALICE, "migrate", 10).reason == "EnforcedPause"
    coin.do(PAUSER, "unpause")
    coin.do(BLACKLISTER, "blacklist", ALICE)
    assert coin.send(ALICE, "migrate", 10).refusal == ("ERC7943CannotSend", ALICE.address)
    coin.do(BLACKLISTER, "unBlacklist", ALICE)
    coin.do(OWNER, "setTransferPolicy", 2, 10)
    assert coin.send(ALICE, "migrate", 11).refusal == ("ERC7943CannotTransfer", ALICE.address, ZERO, 11)
    assert coin.do(ALICE, "migrate", 10).passed
    known(coin, ALICE)
    coin.do(BLACKLISTER, "setFrozenTokens", ALICE, 980)
    assert coin.send(ALICE, "migrate", 11).reason == "ERC7943InsufficientUnfrozenBalance"
    assert coin.do(ALICE, "migrate", 10).passed
