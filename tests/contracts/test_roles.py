"""Who may do what: each function by the role it belongs to, refused to every other, and what it writes down."""

from __future__ import annotations

from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.contracts.deployed import (
    ALICE,
    ATTESTORS,
    BLACKLISTER,
    BOB,
    CAROL,
    DAY_SECONDS,
    DELAY_WINDOW_SECONDS,
    ENFORCER,
    MASTER_MINTER,
    MINTER,
    OWNER,
    PAUSER,
    RESCUER,
    ROLES,
    STRANGER,
    TREASURY,
    VERIFIER,
    WALLET,
    ZERO,
    Actor,
    Coin,
    actor,
    interface,
)

NEW = actor("newcomer")
EVERYBODY = (*(actor(role) for role in ROLES), ATTESTORS[0], MINTER, TREASURY, ALICE, STRANGER)
TO_ATTESTORS = [each.address for each in ATTESTORS[:2]]

# function, arguments, who may, what others hear, the event
TABLE: tuple[tuple[str, tuple[Any, ...], Actor, str, tuple[Any, ...]], ...] = (
    ("updateMasterMinter", (NEW,), OWNER, "NotOwner", ("MasterMinterChanged", NEW.address)),
    ("updatePauser", (NEW,), OWNER, "NotOwner", ("PauserChanged", NEW.address)),
    ("updateBlacklister", (NEW,), OWNER, "NotOwner", ("BlacklisterChanged", NEW.address)),
    ("updateVerifier", (NEW,), OWNER, "NotOwner", ("VerifierChanged", NEW.address)),
    ("updateEnforcer", (NEW,), OWNER, "NotOwner", ("EnforcerChanged", NEW.address)),
    ("updateRescuer", (NEW,), OWNER, "NotOwner", ("RescuerChanged", NEW.address)),
    ("updateRedemptionWallet", (NEW,), OWNER, "NotOwner", ("RedemptionWalletChanged", NEW.address)),
    ("transferOwnership", (NEW,), OWNER, "NotOwner", ("OwnershipTransferStarted", OWNER.address, NEW.address)),
    ("setAttestors", (TO_ATTESTORS, 1), OWNER, "NotOwner", ("AttestorsChanged", tuple(TO_ATTESTORS), 1)),
    ("setDelay", (60,), OWNER, "NotOwner", ("DelayChanged", 60)),
    ("setSuccessor", (NEW,), OWNER, "NotOwner", ("SuccessorChanged", NEW.address)),
    ("setTransferPolicy", (2, 500), OWNER, "NotOwner", ("TransferPolicyChanged", 2, 500)),
    ("setMintVelocity", (500,), OWNER, "NotOwner", ("MintVelocityChanged", 500)),
    ("closeRedemption", (True,), OWNER, "NotOwner", ("RedemptionChanged", True)),
    ("configureMinter", (NEW, 9), MASTER_MINTER, "NotMasterMinter", ("MinterConfigured", NEW.address, 9)),
    ("removeMinter", (MINTER,), MASTER_MINTER, "NotMasterMinter", ("MinterRemoved", MINTER.address)),
    (
        "setMinterRefill",
        (MINTER, 9, 1),
        MASTER_MINTER,
        "NotMasterMinter",
        ("MinterRefillConfigured", MINTER.address, 9, 1),
    ),
    ("pause", (), PAUSER, "NotPauser", ("Pause",)),
    ("unpause", (), PAUSER, "NotPauser", ("Unpause",)),
    ("blacklist", (ALICE,), BLACKLISTER, "NotBlacklister", ("Blacklisted", ALICE.address)),
    ("unBlacklist", (ALICE,), BLACKLISTER, "NotBlacklister", ("UnBlacklisted", ALICE.address)),
    ("setFrozenTokens", (ALICE, 7), BLACKLISTER, "NotBlacklister", ("Frozen", ALICE.address, 7)),
    ("setVerified", (ALICE, True), VERIFIER, "NotVerifier", ("VerifiedChanged", ALICE.address, True)),
    ("setVerifiedMany", ([ALICE.address], True), VERIFIER, "NotVerifier", ("VerifiedChanged", ALICE.address, True)),
    ("setMintRecipient", (ALICE, True), VERIFIER, "NotVerifier", ("MintRecipientChanged", ALICE.address, True)),
    ("forcedTransfer", (ALICE, BOB, 5), ENFORCER, "NotEnforcer", ("Transfer", ALICE.address, BOB.address, 5)),
    ("mint", (TREASURY, 5), MINTER, "NotMinter", ("Mint", MINTER.address, TREASURY.address, 5)),
)
DANGEROUS = {row[0] for row in TABLE[:12]}
ROLE_VIEWS = {
    "updateMasterMinter": "masterMinter",
    "updatePauser": "pauser",
    "updateBlacklister": "blacklister",
    "updateVerifier": "verifier",
    "updateEnforcer": "enforcer",
    "updateRescuer": "rescuer",
    "updateRedemptionWallet": "redemptionWallet",
    "setSuccessor": "successor",
    "transferOwnership": "pendingOwner",
}


@pytest.fixture
def coin() -> Coin:
    made = Coin()
    made.open_mint()
    made.fund((ALICE, 1_000))
    return made


@pytest.mark.parametrize(("function", "arguments", "who", "reason", "event"), TABLE, ids=[row[0] for row in TABLE])
def test_a_function_belongs_to_one_role(
    coin: Coin, function: str, arguments: tuple[Any, ...], who: Actor, reason: str, event: tuple[Any, ...]
) -> None:
    for other in EVERYBODY:
        if other != who:
            assert coin.send(other, function, *arguments).refusal == (reason,), f"{other.name} may {function}"
    assert event in coin.do(who, function, *arguments).events
    if function in ROLE_VIEWS:
        assert coin.read(ROLE_VIEWS[function]) == NEW.address


def test_every_function_that_changes_something_is_in_a_table_or_open_to_all() -> None:
    open_to_all = {
        "transfer", "transferFrom", "approve", "increaseAllowance", "decreaseAllowance", "permit",
        "transferWithAuthorization", "receiveWithAuthorization", "cancelAuthorization", "attestReserve", "migrate",
    }  # fmt: skip
    tested_below = {
        "acceptOwnership",
        "schedule",
        "cancel",
        "burn",
        "burnWithAuthorization",
        "mintAttested",
        "rescueERC20",
    }
    changing = {each.name for each in Coin().known.functions.values() if not each.view}
    assert changing == open_to_all | tested_below | {row[0] for row in TABLE}


@pytest.mark.parametrize("function", sorted(ROLE_VIEWS))
def test_no_role_is_given_to_nobody(coin: Coin, function: str) -> None:
    if function in ("setSuccessor", "transferOwnership"):
        assert coin.do(OWNER, function, ZERO).passed  # which takes the name or the offer back
    else:
        assert coin.send(OWNER, function, ZERO).reason == "ZeroAddress"


def test_a_role_that_was_passed_on_is_gone(coin: Coin) -> None:
    coin.do(OWNER, "updatePauser", NEW)
    assert coin.send(PAUSER, "pause").reason == "NotPauser"
    assert coin.do(NEW, "pause").passed
    assert coin.read("paused") is True
    coin.do(NEW, "unpause")
    assert coin.read("paused") is False


def announce(coin: Coin, function: str, *arguments: Any) -> bytes:
    """The owner schedules this call: what it is known by."""
    data = coin.known.data(function, [each.address if isinstance(each, Actor) else each for each in arguments])
    coin.do(OWNER, "schedule", data)
    return bytes(keccak(data))


# ------------------------------------------------------------------------------------------------------- deployment


def test_a_coin_says_who_holds_its_roles() -> None:
    coin = Coin(delay_seconds=5)
    views = {
        "owner": "owner",
        "masterMinter": "master_minter",
        "pauser": "pauser",
        "blacklister": "blacklister",
        "verifier": "verifier",
        "enforcer": "enforcer",
        "rescuer": "rescuer",
        "redemptionWallet": "redemption_wallet",
    }
    for view, role in views.items():
        assert coin.read(view) == actor(role).address
    assert coin.read("pendingOwner") == coin.read("successor") == ZERO
    assert coin.read("attestors") == tuple(each.address for each in ATTESTORS)
    assert coin.read("attestorThreshold") == 2
    assert coin.read("delaySeconds") == 5
    assert coin.read("transferPolicy") == (0, 0)
    assert coin.read("reserve") == (0, 0, 0)
    assert coin.read("mintVelocity") == (0, 0, coin.now)
    said = {event[0] for event in coin.deployment.events}
    assert said == {
        "OwnershipTransferred", "MasterMinterChanged", "PauserChanged", "BlacklisterChanged", "VerifierChanged",
        "EnforcerChanged", "RescuerChanged", "RedemptionWalletChanged", "AttestorsChanged", "DelayChanged",
    }  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_a_coin_without_a_role_is_not_deployed(role: str) -> None:
    assert Coin(roles={role: ZERO}).deployment.reason == "ZeroAddress"


@pytest.mark.parametrize(
    ("first", "second"), [("owner", "master_minter"), ("owner", "enforcer"), ("master_minter", "enforcer")]
)
def test_roles_that_must_be_apart_are_apart_from_the_start(first: str, second: str) -> None:
    assert Coin(roles={first: actor(second).address}).deployment.reason == "RolesNotApart"


@pytest.mark.parametrize("role", ["owner", "master_minter", "enforcer"])
def test_an_attestor_holds_no_such_role_from_the_start(role: str) -> None:
    assert Coin(roles={role: ATTESTORS[1].address}).deployment.reason == "RolesNotApart"


def test_roles_that_need_not_be_apart_may_be_one() -> None:
    assert Coin(roles={"verifier": BLACKLISTER.address, "rescuer": OWNER.address}).deployment.passed


@pytest.mark.parametrize(
    ("count", "threshold", "reason"), [(3, 0, "BadThreshold"), (3, 4, "BadThreshold"), (3, 3, ""), (1, 1, "")]
)
def test_the_threshold_is_from_one_to_all_attestors(count: int, threshold: int, reason: str) -> None:
    assert Coin(attestors=ATTESTORS[:count], threshold=threshold).deployment.reason == reason
    coin = Coin()
    assert coin.send(OWNER, "setAttestors", [each.address for each in ATTESTORS[:count]], threshold).reason == reason


def test_an_attestor_counts_once() -> None:
    twice = [ATTESTORS[0], ATTESTORS[0]]
    assert Coin(attestors=twice, threshold=2).deployment.reason == "RolesNotApart"
    assert Coin().send(OWNER, "setAttestors", [each.address for each in twice], 1).reason == "RolesNotApart"


def test_an_attestor_is_somebody() -> None:
    assert Coin().send(OWNER, "setAttestors", [ZERO], 1).reason == "ZeroAddress"
    assert Coin().do(OWNER, "setAttestors", [NEW.address], 1).passed


# ------------------------------------------------------------------------------------------------- roles kept apart


@pytest.mark.parametrize("holder", [OWNER, MASTER_MINTER, ENFORCER, ATTESTORS[0]], ids=lambda each: each.name)
@pytest.mark.parametrize("function", ["updateMasterMinter", "updateEnforcer", "transferOwnership"])
def test_one_hand_never_holds_two_roles_that_must_be_apart(coin: Coin, function: str, holder: Actor) -> None:
    assert coin.send(OWNER, function, holder).reason == "RolesNotApart"


@pytest.mark.parametrize("holder", [OWNER, MASTER_MINTER, ENFORCER], ids=lambda each: each.name)
def test_an_attestor_holds_nothing_that_its_word_decides_over(coin: Coin, holder: Actor) -> None:
    assert coin.send(OWNER, "setAttestors", [holder.address], 1).reason == "RolesNotApart"


@pytest.mark.parametrize("minter", [MASTER_MINTER, *ATTESTORS], ids=lambda each: each.name)
def test_a_minter_is_neither_the_master_minter_nor_an_attestor(coin: Coin, minter: Actor) -> None:
    assert coin.send(MASTER_MINTER, "configureMinter", minter, 1).reason == "RolesNotApart"


def gone(coin: Coin, minter: Actor) -> bool:
    """Neither the mark nor anything of the allowance is left, and it mints no more."""
    assert coin.send(minter, "mint", TREASURY, 1).reason == "NotMinter"
    assert coin.read("minterAllowance", minter) == 0
    assert coin.read("minterRefill", minter) == (0, 0)
    return "minter" not in coin.account(minter).flags


def test_a_minter_that_becomes_the_master_minter_is_a_minter_no_more(coin: Coin) -> None:
    coin.do(MASTER_MINTER, "setMinterRefill", MINTER, 9, 1)
    assert coin.do(OWNER, "updateMasterMinter", MINTER).events == (
        ("MinterRemoved", MINTER.address),
        ("MasterMinterChanged", MINTER.address),
    )
    assert gone(coin, MINTER)
    assert coin.send(MINTER, "configureMinter", MINTER, 1).reason == "RolesNotApart"
    assert coin.do(OWNER, "updateMasterMinter", NEW).events == (("MasterMinterChanged", NEW.address),)


def test_a_minter_that_becomes_an_attestor_is_a_minter_no_more(coin: Coin) -> None:
    coin.do(MASTER_MINTER, "setMinterRefill", MINTER, 9, 1)
    both = (MINTER.address, NEW.address)
    assert coin.do(OWNER, "setAttestors", list(both), 2).events == (
        ("MinterRemoved", MINTER.address),
        ("AttestorsChanged", both, 2),
    )
    assert gone(coin, MINTER)
    assert coin.account(MINTER).flags == {"attestor"}
    assert coin.send(MASTER_MINTER, "configureMinter", MINTER, 1).reason == "RolesNotApart"


def test_the_master_minter_does_not_keep_out_whom_the_owner_announced() -> None:
    coin = Coin(delay_seconds=DAY_SECONDS)
    attestors = [ALICE.address, BOB.address]
    announce(coin, "updateMasterMinter", NEW)
    announce(coin, "setAttestors", attestors, 2)
    for minter in (NEW, BOB):
        coin.do(MASTER_MINTER, "configureMinter", minter, 5)
    coin.at(coin.now + DAY_SECONDS)
    removed = [event[0] for event in coin.do(OWNER, "setAttestors", attestors, 2).events]
    assert removed == ["Executed", "MinterRemoved", "AttestorsChanged"]
    removed = [event[0] for event in coin.do(OWNER, "updateMasterMinter", NEW).events]
    assert removed == ["Executed", "MinterRemoved", "MasterMinterChanged"]
    assert gone(coin, NEW) and gone(coin, BOB)
    assert coin.send(MASTER_MINTER, "configureMinter", STRANGER, 1).reason == "NotMasterMinter"
    assert coin.do(NEW, "configureMinter", STRANGER, 1).passed


def test_a_change_of_attestors_that_is_refused_takes_no_minter_away(coin: Coin) -> None:
    assert coin.send(OWNER, "setAttestors", [MINTER.address], 2).reason == "BadThreshold"
    assert coin.read("isMinter", MINTER) is True
    assert coin.do(MINTER, "mint", TREASURY, 1).passed


def test_an_attestor_that_was_replaced_may_take_a_role(coin: Coin) -> None:
    coin.do(OWNER, "setAttestors", [NEW.address], 1)
    assert coin.send(OWNER, "updateEnforcer", NEW).reason == "RolesNotApart"
    assert coin.do(OWNER, "updateEnforcer", ATTESTORS[0]).passed
    assert coin.read("attestors") == (NEW.address,)


def test_the_redemption_wallet_moves_with_its_mark(coin: Coin) -> None:
    coin.do(OWNER, "updateRedemptionWallet", NEW)
    assert coin.account(NEW).flags == {"redemption"}
    assert coin.account(WALLET).flags == frozenset()
    coin.do(BLACKLISTER, "blacklist", WALLET)
    assert coin.send(OWNER, "updateRedemptionWallet", WALLET).refusal == ("RolesNotApart",)
    assert coin.send(BLACKLISTER, "blacklist", NEW).reason == "RolesNotApart"
    coin.do(BLACKLISTER, "unBlacklist", WALLET)
    assert coin.do(OWNER, "updateRedemptionWallet", WALLET).passed


@pytest.mark.parametrize("frozen", [1, 2**112 - 1])
def test_a_frozen_account_does_not_become_the_redemption_wallet(coin: Coin, frozen: int) -> None:
    coin.do(BLACKLISTER, "setFrozenTokens", NEW, frozen)
    assert coin.send(OWNER, "updateRedemptionWallet", NEW).refusal == ("RolesNotApart",)
    assert coin.read("redemptionWallet") == WALLET.address
    coin.do(BLACKLISTER, "setFrozenTokens", NEW, 0)
    assert coin.do(OWNER, "updateRedemptionWallet", NEW).passed


def test_the_redemption_wallet_may_stay_the_same(coin: Coin) -> None:
    coin.do(OWNER, "updateRedemptionWallet", WALLET)
    assert coin.account(WALLET).flags == {"redemption"}


# -------------------------------------------------------------------------------------------------------- ownership


def test_ownership_passes_in_two_steps(coin: Coin) -> None:
    coin.do(OWNER, "transferOwnership", NEW)
    assert coin.read("owner") == OWNER.address
    for other in EVERYBODY:
        assert coin.send(other, "acceptOwnership").refusal == ("NotPendingOwner",)
    assert coin.do(NEW, "acceptOwnership").events == (("OwnershipTransferred", OWNER.address, NEW.address),)
    assert coin.read("owner") == NEW.address
    assert coin.read("pendingOwner") == ZERO
    assert coin.send(NEW, "acceptOwnership").reason == "NotPendingOwner"
    assert coin.send(OWNER, "closeRedemption", True).reason == "NotOwner"
    assert coin.do(NEW, "closeRedemption", True).passed


def test_an_offer_of_the_ownership_is_taken_back(coin: Coin) -> None:
    coin.do(OWNER, "transferOwnership", NEW)
    assert coin.do(OWNER, "transferOwnership", ZERO).events == (("OwnershipTransferStarted", OWNER.address, ZERO),)
    assert coin.read("pendingOwner") == ZERO
    for other in (NEW, ZERO):
        assert not coin.send(other, "acceptOwnership").passed
    coin.do(OWNER, "transferOwnership", NEW)
    assert coin.do(NEW, "acceptOwnership").passed


def test_ownership_is_not_accepted_by_one_who_took_another_role_meanwhile(coin: Coin) -> None:
    coin.do(OWNER, "transferOwnership", NEW)
    coin.do(OWNER, "updateEnforcer", NEW)
    assert coin.send(NEW, "acceptOwnership").reason == "RolesNotApart"


# -------------------------------------------------------------------------------------------------------- the delay


@pytest.mark.parametrize(("function", "arguments"), [row[:2] for row in TABLE[:12]], ids=[row[0] for row in TABLE[:12]])
def test_a_dangerous_change_waits_and_passes_once(function: str, arguments: tuple[Any, ...]) -> None:
    coin = Coin(delay_seconds=DAY_SECONDS)
    data = coin.known.data(function, [each.address if isinstance(each, Actor) else each for each in arguments])
    operation = bytes(keccak(data))
    assert coin.send(OWNER, function, *arguments).reason == "NotScheduled"
    assert coin.do(OWNER, "schedule", data).events == (("Scheduled", operation, coin.now + DAY_SECONDS, data),)
    assert coin.read("readyAt", operation) == coin.now + DAY_SECONDS
    assert coin.send(OWNER, function, *arguments).reason == "DelayNotOver"
    coin.at(coin.now + DAY_SECONDS)
    assert coin.send(STRANGER, function, *arguments).reason == "NotOwner"
    with_another = [*arguments[:-1], STRANGER if isinstance(arguments[-1], Actor) else arguments[-1] + 1]
    assert coin.send(OWNER, function, *with_another).reason == "NotScheduled"
    assert coin.do(OWNER, function, *arguments).events[0] == ("Executed", operation)
    assert coin.read("readyAt", operation) == 0
    assert coin.send(OWNER, function, *arguments).reason == "NotScheduled"


@pytest.mark.parametrize("row", [row for row in TABLE if row[0] not in DANGEROUS], ids=lambda row: row[0])
def test_what_is_not_dangerous_does_not_wait(row: tuple[str, tuple[Any, ...], Actor, str, tuple[Any, ...]]) -> None:
    coin = Coin(delay_seconds=DAY_SECONDS)
    coin.open_mint()
    coin.fund((ALICE, 1_000))
    assert coin.do(row[2], row[0], *row[1]).passed


def test_to_tighten_the_velocity_is_at_once_and_to_loosen_it_waits() -> None:
    coin = Coin(delay_seconds=DAY_SECONDS)
    assert coin.do(OWNER, "setMintVelocity", 1_000).passed
    assert coin.do(OWNER, "setMintVelocity", 900).passed
    assert coin.do(OWNER, "setMintVelocity", 900).passed
    for looser in (0, 901):
        assert coin.send(OWNER, "setMintVelocity", looser).reason == "NotScheduled"
        data = coin.known.data("setMintVelocity", [looser])
        coin.do(OWNER, "schedule", data)
        coin.at(coin.now + DAY_SECONDS)
        assert coin.do(OWNER, "setMintVelocity", looser).passed
        coin.do(OWNER, "setMintVelocity", 900)
    assert coin.send(STRANGER, "setMintVelocity", 0).reason == "NotOwner"


@pytest.mark.parametrize("who", [OWNER, PAUSER], ids=lambda each: each.name)
def test_the_owner_or_the_pauser_takes_back_what_was_announced(who: Actor) -> None:
    coin = Coin(delay_seconds=DAY_SECONDS)
    data = coin.known.data("setDelay", [0])
    operation = bytes(keccak(data))
    assert coin.send(who, "cancel", operation).reason == "NotScheduled"
    coin.do(OWNER, "schedule", data)
    for other in EVERYBODY:
        if other not in (OWNER, PAUSER):
            assert coin.send(other, "cancel", operation).reason == "NotOwner"
    assert coin.do(who, "cancel", operation).events == (("Cancelled", operation),)
    coin.at(coin.now + DAY_SECONDS)
    assert coin.send(OWNER, "setDelay", 0).reason == "NotScheduled"


def test_the_pauser_does_not_take_back_its_own_replacement() -> None:
    coin = Coin(delay_seconds=DAY_SECONDS)
    operation, other = announce(coin, "updatePauser", NEW), announce(coin, "setDelay", 5)
    assert coin.send(PAUSER, "cancel", operation).refusal == ("NotOwner",)
    assert coin.do(PAUSER, "cancel", other).events == (("Cancelled", other),)
    assert coin.do(OWNER, "cancel", operation).events == (("Cancelled", operation),)
    assert announce(coin, "updatePauser", NEW) == operation
    assert coin.send(PAUSER, "cancel", operation).refusal == ("NotOwner",)
    coin.at(coin.now + DAY_SECONDS)
    assert coin.do(OWNER, "updatePauser", NEW).passed
    assert coin.do(NEW, "pause").passed


def test_the_last_replacement_of_the_pauser_stands() -> None:
    coin = Coin(delay_seconds=DAY_SECONDS)
    first, last = announce(coin, "updatePauser", ALICE), announce(coin, "updatePauser", NEW)
    assert coin.do(PAUSER, "cancel", first).passed
    assert coin.send(PAUSER, "cancel", last).refusal == ("NotOwner",)


def test_what_was_announced_is_used_up_where_no_delay_asks_for_it() -> None:
    coin = Coin(delay_seconds=DAY_SECONDS)
    announce(coin, "setDelay", 0)
    operation = announce(coin, "updateRescuer", NEW)
    coin.at(coin.now + DAY_SECONDS)
    coin.do(OWNER, "setDelay", 0)
    assert coin.do(OWNER, "updateRescuer", NEW).events == (("RescuerChanged", NEW.address),)
    assert coin.read("readyAt", operation) == 0
    coin.do(OWNER, "updateRescuer", BOB)
    coin.do(OWNER, "setDelay", DAY_SECONDS)
    assert coin.send(OWNER, "updateRescuer", NEW).reason == "NotScheduled"
    announce(coin, "updateRescuer", NEW)
    coin.at(coin.now + DAY_SECONDS)
    assert coin.do(OWNER, "updateRescuer", NEW).passed


def test_only_the_owner_announces_and_not_twice() -> None:
    coin = Coin(delay_seconds=DAY_SECONDS)
    data = coin.known.data("setDelay", [0])
    for other in EVERYBODY:
        if other != OWNER:
            assert coin.send(other, "schedule", data).reason == "NotOwner"
    coin.do(OWNER, "schedule", data)
    assert coin.send(OWNER, "schedule", data).reason == "AlreadyScheduled"
    coin.at(coin.now + DAY_SECONDS + DELAY_WINDOW_SECONDS)
    assert coin.send(OWNER, "setDelay", 0).reason == "ScheduleLapsed"
    assert coin.do(OWNER, "schedule", data).passed


def test_the_longest_call_can_be_announced() -> None:
    coin = Coin(delay_seconds=DAY_SECONDS)
    eight = [actor(f"attestor {number}").address for number in range(8)]
    data = coin.known.data("setAttestors", [eight, 5])
    assert len(data) == 356
    coin.do(OWNER, "schedule", data)
    coin.at(coin.now + DAY_SECONDS)
    coin.do(OWNER, "setAttestors", eight, 5)
    assert coin.read("attestors") == tuple(eight)
    assert not coin.send(OWNER, "schedule", data + b"\0").passed


def test_data_behind_a_call_does_not_pass_for_another_call() -> None:
    coin = Coin(delay_seconds=DAY_SECONDS)
    data = coin.known.data("setDelay", [0])
    coin.do(OWNER, "schedule", data + bytes(32))
    coin.at(coin.now + DAY_SECONDS)
    assert coin.raw(OWNER, data + bytes(32)).reason == "NotScheduled"


@pytest.mark.parametrize(
    ("seconds", "reason"), [(60 * DAY_SECONDS, ""), (60 * DAY_SECONDS + 1, "TooLarge"), (2**256 - 1, "TooLarge")]
)
def test_a_delay_is_never_so_long_that_nothing_can_be_changed(seconds: int, reason: str) -> None:
    assert Coin().send(OWNER, "setDelay", seconds).reason == reason
    assert Coin(delay_seconds=seconds).deployment.reason == reason


def test_a_delay_that_was_set_holds_from_the_next_call() -> None:
    coin = Coin()
    coin.do(OWNER, "setDelay", DAY_SECONDS)
    assert coin.read("delaySeconds") == DAY_SECONDS
    assert coin.send(OWNER, "setDelay", 0).reason == "NotScheduled"


# ------------------------------------------------------------------------------------------------------------ rescue


def test_the_rescuer_takes_out_what_was_sent_by_mistake() -> None:
    coin = Coin()
    foreign, _ = coin.chain.deploy("foreign", [])
    known = interface("foreign")
    coin.chain.call(known, STRANGER.address, foreign, known.data("give", [coin.address, 50]))
    for other in EVERYBODY:
        if other != RESCUER:
            assert coin.send(other, "rescueERC20", foreign, ALICE, 50).reason == "NotRescuer"
    assert not coin.send(RESCUER, "rescueERC20", foreign, ALICE, 51).passed
    coin.do(RESCUER, "rescueERC20", foreign, ALICE, 50)
    balance = coin.chain.call(known, STRANGER.address, foreign, known.data("balanceOf", [ALICE.address]))
    assert int.from_bytes(balance.output, "big") == 50


def test_a_rescue_that_answers_no_is_refused() -> None:
    coin = Coin()
    foreign, _ = coin.chain.deploy("foreign", [])
    known = interface("foreign")
    coin.chain.call(known, STRANGER.address, foreign, known.data("give", [coin.address, 50]))
    coin.chain.call(known, STRANGER.address, foreign, known.data("refuse", [True]))
    assert coin.send(RESCUER, "rescueERC20", foreign, ALICE, 50).reason == "RescueFailed"


def test_coins_sent_to_the_coin_itself_are_rescued_by_its_own_rules(coin: Coin) -> None:
    coin.do(ALICE, "transfer", coin.address, 400)
    coin.do(BLACKLISTER, "blacklist", CAROL)
    assert coin.send(RESCUER, "rescueERC20", coin.address, CAROL, 400).reason == "ERC7943CannotReceive"
    assert coin.do(RESCUER, "rescueERC20", coin.address, BOB, 400).events == (
        ("Transfer", coin.address, BOB.address, 400),
    )
