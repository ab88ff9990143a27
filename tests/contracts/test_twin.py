"""The contract and its twin: every restriction on every path, every edge of time, and long random walks."""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import pytest
from eth_utils.crypto import keccak
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contracts.deployed import (
    ALICE,
    ATTESTORS,
    BLACKLISTER,
    BOB,
    CAROL,
    DAY_SECONDS,
    ENFORCER,
    LIFE_SECONDS_MAX,
    MASTER_MINTER,
    MINTER,
    OWNER,
    PAUSER,
    STRANGER,
    TREASURY,
    VERIFIER,
    WALLET,
    Actor,
)
from tests.contracts.pair import DELAY_SECONDS, SMALL, Pair
from tests.contracts.twin import Refused
from tests.contracts.walks import STEPS

NONCE = bytes(keccak(text="nonce"))
SPENDER = CAROL

# ----------------------------------------------------------------------------------- every restriction on every path

PATHS = (
    "transfer",
    "transferFrom",
    "transferWithAuthorization",
    "receiveWithAuthorization",
    "burnWithAuthorization",
    "forcedTransfer",
    "mint",
    "burn",
    "migrate",
)
ASKS_A_THIRD = ("transferFrom", "burnWithAuthorization", "mint")
AMOUNT = 600  # more than the threshold of policy 2, and more than is free when 500 of 1,000 is frozen


def take(pair: Pair, path: str, to: Actor, amount: int, nonce: bytes) -> bool:
    """Alice's coins along one path, on both."""
    terms: tuple[Any, ...] = (ALICE, to, amount, 0, pair.coin.now + 60, nonce)
    if path == "transfer":
        return pair.both(ALICE, path, to, amount)
    if path == "transferFrom":
        return pair.both(SPENDER, path, ALICE, to, amount)
    if path == "forcedTransfer":
        return pair.both(ENFORCER, path, ALICE, to, amount)
    if path == "mint":
        return pair.both(MINTER, path, to, amount)
    if path == "burn":
        return pair.both(to, path, amount)
    if path == "migrate":
        return pair.both(ALICE, path, amount)
    if path == "burnWithAuthorization":
        terms = (ALICE, WALLET, *terms[2:])
        signature, believed = pair.signed(ALICE, "ReceiveWithAuthorization", terms)
        given_terms = (ALICE, *terms[2:])
        return pair.both(MINTER, path, *given_terms, signature, twin=(*given_terms, believed))
    signature, believed = pair.signed(ALICE, path[0].upper() + path[1:], terms)
    sender = to if path == "receiveWithAuthorization" else STRANGER
    return pair.both(sender, path, *terms, signature, twin=(*terms, believed))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("mode", [0, 1, 2])
def test_every_restriction_stops_every_path_as_the_twin_says(path: str, mode: int) -> None:
    pair = Pair()
    pair.open_up(mode)
    pair.both(ALICE, "approve", SPENDER, 2**256 - 1)
    pair.dangerous(OWNER, "setSuccessor", STRANGER)
    for recipient in (BOB, WALLET):
        pair.both(VERIFIER, "setMintRecipient", recipient, True)
    pair.both(MASTER_MINTER, "configureMinter", BOB, 0)  # so that he may burn too
    nonces = itertools.count()
    outcomes = set()
    amounts = (0, 1, AMOUNT) if mode == 2 else (0, AMOUNT)
    either = (False, True)
    known = either if mode else (False,)  # who is verified is asked where a list is on
    third = either if path in ASKS_A_THIRD else (False,)
    for paused, closed, frozen in itertools.product(either, either, (0, 500, 1_500)):
        pair.both(PAUSER, "pause" if paused else "unpause")
        pair.both(OWNER, "closeRedemption", closed)
        pair.both(BLACKLISTER, "setFrozenTokens", ALICE, frozen)
        for marks in itertools.product(either, either, third, known, known):
            sender_blocked, receiver_blocked, third_blocked, sender_verified, receiver_verified = marks
            pair.both(VERIFIER, "setVerified", ALICE, sender_verified)
            pair.both(VERIFIER, "setVerified", BOB, receiver_verified)
            pair.both(BLACKLISTER, "blacklist" if sender_blocked else "unBlacklist", ALICE)
            pair.both(BLACKLISTER, "blacklist" if receiver_blocked else "unBlacklist", BOB)
            for each in (SPENDER, MINTER):
                pair.both(BLACKLISTER, "blacklist" if third_blocked else "unBlacklist", each)
            for to, amount in itertools.product((BOB, WALLET), amounts):
                with pair.undone():
                    outcomes.add(take(pair, path, to, amount, keccak(text=str(next(nonces)))))
    pair.hold_the_same()
    assert outcomes == {True, False}


# ----------------------------------------------------------------------------------------------- every edge of time


@pytest.mark.parametrize("step", [-1, 0, 1])
@pytest.mark.parametrize("edge", ["after", "before"])
@pytest.mark.parametrize("path", ["transferWithAuthorization", "receiveWithAuthorization", "burnWithAuthorization"])
def test_an_authorisation_is_good_strictly_between_its_ends(path: str, edge: str, step: int) -> None:
    pair = Pair()
    pair.open_up()
    now = pair.coin.now + 1_000
    after, before = (now, now + 500) if edge == "after" else (now - 500, now)
    to = WALLET if path == "burnWithAuthorization" else BOB
    kind = "TransferWithAuthorization" if path == "transferWithAuthorization" else "ReceiveWithAuthorization"
    terms: tuple[Any, ...] = (ALICE, to, 10, after, before, NONCE)
    signature, believed = pair.signed(ALICE, kind, terms)
    if path == "burnWithAuthorization":
        terms = (ALICE, *terms[2:])
    pair.go_to(now + step)
    sender = MINTER if path == "burnWithAuthorization" else BOB
    passed = pair.both(sender, path, *terms, signature, twin=(*terms, believed))
    assert passed == (step > 0 if edge == "after" else step < 0)
    pair.hold_the_same()


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_a_permit_is_good_up_to_and_at_its_deadline(step: int) -> None:
    pair = Pair()
    pair.open_up()
    deadline = pair.coin.now + 1_000
    signature, believed = pair.signed(ALICE, "Permit", (ALICE, BOB, 10, 0, deadline))
    pair.go_to(deadline + step)
    terms = (ALICE, BOB, 10, deadline)
    assert pair.both(STRANGER, "permit", *terms, signature, twin=(*terms, believed)) == (step <= 0)


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_an_attestation_carries_a_mint_until_its_last_second_is_over(step: int) -> None:
    pair = Pair()
    pair.open_up()
    pair.go_to(pair.twin.reserve[2] + step)
    assert pair.both(MINTER, "mint", TREASURY, 1) == (step < 0)


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_an_attestation_is_taken_up_to_the_second_it_speaks_of(step: int) -> None:
    pair = Pair()
    pair.open_up()
    assert pair.attest(SMALL * 6, -step, DAY_SECONDS, ATTESTORS[:2]) == (step <= 0)


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_an_attestation_must_be_newer_than_the_one_in_force(step: int) -> None:
    pair = Pair()
    pair.open_up()
    age = pair.coin.now - pair.twin.reserve[1]
    assert pair.attest(SMALL * 6, age - step, DAY_SECONDS, ATTESTORS[:2]) == (step > 0)


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_an_attestation_lives_ten_days_at_most(step: int) -> None:
    pair = Pair()
    pair.open_up()
    assert pair.attest(SMALL * 6, 0, LIFE_SECONDS_MAX + step, ATTESTORS[:2]) == (step <= 0)


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_an_attestation_that_is_over_is_not_taken(step: int) -> None:
    pair = Pair()
    pair.open_up()
    assert pair.attest(SMALL * 6, 30, 30 + step, ATTESTORS[:2]) == (step > 0)


@pytest.mark.parametrize("step", [-1, 0, 1])
@pytest.mark.parametrize("edge", ["ready", "lapsed"])
def test_a_dangerous_change_passes_from_the_end_of_its_delay_for_fourteen_days(edge: str, step: int) -> None:
    pair = Pair(DELAY_SECONDS)
    pair.open_up()
    data = pair.coin.known.data("setDelay", [0])
    operation = bytes(keccak(data))
    pair.both(OWNER, "schedule", data, twin=(data, operation))
    pair.go_to(pair.coin.now + DELAY_SECONDS + (14 * DAY_SECONDS if edge == "lapsed" else 0) + step)
    assert pair.dangerous(OWNER, "setDelay", 0) == (step >= 0 if edge == "ready" else step < 0)
    assert not pair.dangerous(OWNER, "setDelay", 0) or pair.twin.delay_seconds == 0


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_what_was_announced_can_be_announced_again_once_it_has_lapsed(step: int) -> None:
    pair = Pair(DELAY_SECONDS)
    data = pair.coin.known.data("setDelay", [0])
    operation = bytes(keccak(data))
    pair.both(OWNER, "schedule", data, twin=(data, operation))
    pair.go_to(pair.coin.now + DELAY_SECONDS + 14 * DAY_SECONDS + step)
    assert pair.both(OWNER, "schedule", data, twin=(data, operation)) == (step >= 0)


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_what_was_minted_counts_for_a_day(step: int) -> None:
    pair = Pair()
    pair.open_up()
    pair.dangerous(OWNER, "setMintVelocity", SMALL * 3)
    assert not pair.both(MINTER, "mint", TREASURY, 1)
    pair.go_to(pair.twin.window_start + DAY_SECONDS + step)
    assert pair.both(MINTER, "mint", TREASURY, 1) == (step >= 0)
    pair.hold_the_same()


@pytest.mark.parametrize("seconds", [0, 1, 9, 10, 11, 10_000])
def test_an_allowance_grows_back_by_the_second_up_to_its_cap(seconds: int) -> None:
    pair = Pair()
    pair.open_up()
    pair.both(MASTER_MINTER, "configureMinter", MINTER, 100)
    pair.both(MASTER_MINTER, "setMinterRefill", MINTER, 200, 10)
    pair.go_to(pair.coin.now + seconds)
    grown = min(200, 100 + 10 * seconds)
    assert pair.coin.read("minterAllowance", MINTER) == grown
    assert not pair.both(MINTER, "mint", TREASURY, grown + 1)
    assert pair.both(MINTER, "mint", TREASURY, grown)
    pair.hold_the_same()


# --------------------------------------------------------------------------------------------------- random walks

WALK_STEPS = 250


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(rng=st.randoms(use_true_random=True), delayed=st.booleans(), mode=st.sampled_from([0, 1, 2]))
def test_a_random_walk_is_the_same_on_both(rng: Random, delayed: bool, mode: int) -> None:
    pair = Pair(DELAY_SECONDS if delayed else 0)
    pair.open_up(mode)
    steps, weights = zip(*STEPS, strict=True)
    for step in rng.choices(steps, weights, k=WALK_STEPS):
        step(pair, rng)
        pair.hold_the_same()


def test_the_twin_itself_refuses() -> None:
    pair = Pair()
    with pytest.raises(Refused, match="ERC20InsufficientBalance"):
        pair.twin.run("transfer", ALICE.address, BOB.address, 1)
