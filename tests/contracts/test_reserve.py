"""The mint and what stands before it: the attested reserve, its signers and life, the allowance and the velocity."""

from __future__ import annotations

import pytest

from tests.contracts.deployed import (
    ALICE,
    ATTESTORS,
    BLACKLISTER,
    BOB,
    DAY_SECONDS,
    LIFE_SECONDS_MAX,
    MASTER_MINTER,
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
    by_address,
    high_s,
)

ONE, TWO, THREE = ATTESTORS
RESERVE = 1_000


@pytest.fixture
def coin() -> Coin:
    made = Coin()
    made.open_mint(reserve=RESERVE, allowance=10 * RESERVE)
    return made


def terms_of(coin: Coin, amount: int = RESERVE, age: int = 0, life: int = DAY_SECONDS) -> tuple[int, int, int]:
    return amount, coin.now - age, coin.now - age + life


def attest(coin: Coin, terms: tuple[int, int, int], signers: tuple[Actor, ...] = (ONE, TWO)) -> str:
    """The reason for which it is not taken, if it is not."""
    return coin.send(STRANGER, "attestReserve", *terms, coin.seals(*terms, signers)).reason


# ------------------------------------------------------------------------------------------------------ attestations


def test_anybody_brings_an_attestation_and_it_is_said(coin: Coin) -> None:
    terms = terms_of(coin, 5_000)
    for bringer in (STRANGER, ALICE):
        with_seals = (*terms, coin.seals(*terms, (ONE, TWO)))
        outcome = coin.send(bringer, "attestReserve", *with_seals)
        if bringer == STRANGER:
            assert outcome.events == (("ReserveAttested", *terms),)
        else:
            assert outcome.reason == "AttestationNotNewer"
    assert coin.read("reserve") == terms


@pytest.mark.parametrize(
    ("signers", "reason"),
    [
        ((ONE, TWO), ""),
        ((ONE, THREE), ""),
        ((TWO, THREE), ""),
        ((ONE, TWO, THREE), ""),
        ((), "TooFewSignatures"),
        ((TWO,), "TooFewSignatures"),
        ((TWO, ONE), "SignersNotAscending"),
        ((TWO, TWO), "SignersNotAscending"),
        ((ONE, TWO, TWO), "SignersNotAscending"),
        ((ONE, THREE, TWO), "SignersNotAscending"),
        ((ONE, STRANGER), "NotAttestor"),
        ((STRANGER, TWO), "NotAttestor"),
        ((ONE, TWO, OWNER), "NotAttestor"),
    ],
    ids=lambda each: ", ".join(one.name for one in each) if isinstance(each, tuple) else each or "taken",
)
def test_enough_attestors_sign_each_once_in_order(coin: Coin, signers: tuple[Actor, ...], reason: str) -> None:
    assert attest(coin, terms_of(coin), signers) == reason


@pytest.mark.parametrize("threshold", [1, 2, 3])
def test_the_threshold_is_what_counts(coin: Coin, threshold: int) -> None:
    coin.do(OWNER, "setAttestors", [each.address for each in ATTESTORS], threshold)
    for count in range(1, 4):
        reason = attest(coin, terms_of(coin, age=4 - count), ATTESTORS[:count])
        assert reason == ("" if count >= threshold else "TooFewSignatures")


def test_an_attestor_that_was_replaced_does_not_count(coin: Coin) -> None:
    coin.do(OWNER, "setAttestors", [ONE.address, TWO.address], 1)
    assert attest(coin, terms_of(coin), (THREE,)) == "NotAttestor"
    assert attest(coin, terms_of(coin), (TWO,)) == ""


def test_eight_attestors_can_sign(coin: Coin) -> None:
    eight = tuple(by_address([actor(f"attestor {number}") for number in range(8)]))
    coin.do(OWNER, "setAttestors", [each.address for each in eight], 8)
    assert attest(coin, terms_of(coin), eight[:7]) == "TooFewSignatures"
    assert attest(coin, terms_of(coin), eight) == ""


def test_every_field_of_an_attestation_is_signed(coin: Coin) -> None:
    terms = terms_of(coin, age=10)
    seals = coin.seals(*terms, (ONE, TWO))
    for place in range(3):
        other = tuple(each + (place == number) for number, each in enumerate(terms))
        assert coin.send(STRANGER, "attestReserve", *other, seals).reason == "NotAttestor"
    assert coin.do(STRANGER, "attestReserve", *terms, seals).passed


def test_a_seal_in_another_form_does_not_count(coin: Coin) -> None:
    terms = terms_of(coin)
    first, second = coin.seals(*terms, (ONE, TWO))
    for bad in (high_s(second), second[:64] + b"\x1d", bytes(65), second[:64] + bytes([second[64] - 27])):
        assert coin.send(STRANGER, "attestReserve", *terms, [first, bad]).refusal == ("NotAttestor",)
    for short in (b"", second[:64]):
        assert coin.send(STRANGER, "attestReserve", *terms, [first, short]).refusal == ("InvalidSignature",)
    assert coin.do(STRANGER, "attestReserve", *terms, [first, second]).passed


def test_an_attestation_that_does_not_fit_is_refused(coin: Coin) -> None:
    assert attest(coin, terms_of(coin, 2**96)) == "TooLarge"
    assert attest(coin, (RESERVE, coin.now, 2**40)) == "TooLarge"
    assert attest(coin, terms_of(coin, 2**96 - 1)) == ""


def test_the_last_day_that_fits_is_far_away() -> None:
    coin = Coin(now=2**40 - 1 - 60)
    assert attest(coin, (RESERVE, coin.now, 2**40 - 1)) == ""


def test_an_attestation_spans_a_storm_weekend_and_no_more(coin: Coin) -> None:
    assert attest(coin, terms_of(coin, life=LIFE_SECONDS_MAX + 1)) == "AttestationTooLong"
    assert attest(coin, terms_of(coin, life=LIFE_SECONDS_MAX)) == ""


def test_a_smaller_reserve_can_be_attested_and_stops_the_mint(coin: Coin) -> None:
    coin.do(MINTER, "mint", TREASURY, 600)
    assert attest(coin, terms_of(coin, 500)) == ""
    assert coin.send(MINTER, "mint", TREASURY, 1).reason == "ReserveExceeded"
    coin.do(TREASURY, "transfer", WALLET, 200)
    coin.do(WALLET, "burn", 200)
    assert coin.send(MINTER, "mint", TREASURY, 101).reason == "ReserveExceeded"
    assert coin.do(MINTER, "mint", TREASURY, 100).passed


def test_an_attestation_is_taken_while_paused(coin: Coin) -> None:
    coin.do(PAUSER, "pause")
    assert attest(coin, terms_of(coin)) == ""


def test_the_velocity_limit_outlives_an_attestation(coin: Coin) -> None:
    coin.do(OWNER, "setMintVelocity", 77)
    assert attest(coin, terms_of(coin)) == ""
    assert coin.read("mintVelocity")[0] == 77
    assert coin.read("reserve") == terms_of(coin)
    coin.do(OWNER, "setMintVelocity", 78)
    assert coin.read("reserve") == terms_of(coin)


# ---------------------------------------------------------------------------------------------------------- the mint


def test_nothing_is_minted_before_a_reserve_is_attested() -> None:
    coin = Coin()
    coin.do(MASTER_MINTER, "configureMinter", MINTER, 10)
    coin.do(VERIFIER, "setMintRecipient", TREASURY, True)
    assert coin.send(MINTER, "mint", TREASURY, 1).reason == "ReserveLifeOver"
    assert coin.attest(10).passed
    assert coin.do(MINTER, "mint", TREASURY, 1).passed


@pytest.mark.parametrize(("amount", "reason"), [(RESERVE, ""), (RESERVE + 1, "ReserveExceeded")])
def test_the_supply_never_passes_the_reserve_by_a_mint(coin: Coin, amount: int, reason: str) -> None:
    assert coin.send(MINTER, "mint", TREASURY, amount).reason == reason
    assert coin.send(MINTER, "mint", TREASURY, 1).passed is (reason != "")


def test_a_mint_goes_to_a_mint_recipient(coin: Coin) -> None:
    for other in (ALICE, MINTER, WALLET):
        assert coin.send(MINTER, "mint", other, 1).refusal == ("NotMintRecipient", other.address)
    assert coin.send(MINTER, "mint", ZERO, 1).refusal == ("NotMintRecipient", ZERO)
    coin.do(VERIFIER, "setMintRecipient", ALICE, True)
    assert coin.read("isMintRecipient", ALICE) is True
    assert coin.do(MINTER, "mint", ALICE, 1).passed
    coin.do(VERIFIER, "setMintRecipient", ALICE, False)
    assert coin.read("isMintRecipient", ALICE) is False
    assert coin.send(MINTER, "mint", ALICE, 1).reason == "NotMintRecipient"


def test_a_mint_recipient_need_not_be_on_the_holders_list(coin: Coin) -> None:
    coin.do(OWNER, "setTransferPolicy", 1, 0)
    assert coin.do(MINTER, "mint", TREASURY, 1).passed


def test_a_blocked_recipient_receives_no_mint(coin: Coin) -> None:
    coin.do(BLACKLISTER, "blacklist", TREASURY)
    assert coin.send(MINTER, "mint", TREASURY, 1).refusal == ("ERC7943CannotReceive", TREASURY.address)


def test_no_mint_while_paused(coin: Coin) -> None:
    coin.do(PAUSER, "pause")
    assert coin.send(MINTER, "mint", TREASURY, 1).reason == "EnforcedPause"


def test_attestation_and_mint_go_in_one_call(coin: Coin) -> None:
    terms = terms_of(coin, 5_000)
    seals = coin.seals(*terms, (ONE, TWO))
    assert coin.send(STRANGER, "mintAttested", TREASURY, 2_000, *terms, seals).reason == "NotMinter"
    assert coin.send(MINTER, "mintAttested", TREASURY, 5_001, *terms, seals).reason == "ReserveExceeded"
    assert coin.read("reserve")[0] == RESERVE
    outcome = coin.do(MINTER, "mintAttested", TREASURY, 2_000, *terms, seals)
    assert outcome.output == (1).to_bytes(32, "big")
    assert outcome.events == (
        ("ReserveAttested", *terms),
        ("Mint", MINTER.address, TREASURY.address, 2_000),
        ("Transfer", ZERO, TREASURY.address, 2_000),
    )
    assert coin.send(MINTER, "mintAttested", TREASURY, 1, *terms, seals).reason == "AttestationNotNewer"
    assert coin.do(MINTER, "mint", TREASURY, 3_000).passed


# --------------------------------------------------------------------------------------------- allowance and velocity


def test_an_allowance_that_was_set_is_what_can_be_minted(coin: Coin) -> None:
    coin.do(MASTER_MINTER, "configureMinter", MINTER, 10)
    coin.do(MASTER_MINTER, "configureMinter", BOB, 20)
    assert coin.send(MINTER, "mint", TREASURY, 11).reason == "MintAllowanceExceeded"
    assert coin.do(BOB, "mint", TREASURY, 20).passed
    assert coin.do(MINTER, "mint", TREASURY, 10).passed


def test_an_allowance_above_the_cap_stays_and_below_it_grows_back(coin: Coin) -> None:
    coin.do(MASTER_MINTER, "configureMinter", MINTER, 300)
    coin.do(MASTER_MINTER, "setMinterRefill", MINTER, 200, 1)
    assert coin.read("minterRefill", MINTER) == (200, 1)
    coin.at(coin.now + 1_000)
    assert coin.read("minterAllowance", MINTER) == 300
    coin.do(MINTER, "mint", TREASURY, 250)
    assert coin.read("minterAllowance", MINTER) == 50
    coin.at(coin.now + 20)
    assert coin.read("minterAllowance", MINTER) == 70
    coin.do(MINTER, "mint", TREASURY, 1)
    coin.at(coin.now + 131)
    assert coin.read("minterAllowance", MINTER) == 200
    assert coin.send(MINTER, "mint", TREASURY, 201).reason == "MintAllowanceExceeded"


def test_a_new_refill_keeps_what_has_grown_back(coin: Coin) -> None:
    coin.do(MASTER_MINTER, "configureMinter", MINTER, 0)
    coin.do(MASTER_MINTER, "setMinterRefill", MINTER, 200, 1)
    coin.at(coin.now + 30)
    coin.do(MASTER_MINTER, "setMinterRefill", MINTER, 200, 2)
    coin.at(coin.now + 10)
    assert coin.read("minterAllowance", MINTER) == 50


def test_a_new_allowance_keeps_the_refill(coin: Coin) -> None:
    coin.do(MASTER_MINTER, "setMinterRefill", MINTER, 200, 1)
    coin.do(MASTER_MINTER, "configureMinter", MINTER, 5)
    assert coin.read("minterRefill", MINTER) == (200, 1)
    coin.at(coin.now + 10)
    assert coin.read("minterAllowance", MINTER) == 15


def test_a_minter_that_was_removed_has_no_refill(coin: Coin) -> None:
    coin.do(MASTER_MINTER, "setMinterRefill", MINTER, 200, 1)
    coin.do(MASTER_MINTER, "removeMinter", MINTER)
    assert coin.read("minterRefill", MINTER) == (0, 0)
    assert coin.send(MASTER_MINTER, "setMinterRefill", MINTER, 200, 1).reason == "NotMinter"
    assert coin.send(MINTER, "mint", TREASURY, 1).reason == "NotMinter"


@pytest.mark.parametrize(("amount", "reason"), [(100, ""), (101, "MintVelocityExceeded")])
def test_all_minters_together_keep_to_the_velocity(coin: Coin, amount: int, reason: str) -> None:
    coin.do(OWNER, "setMintVelocity", 100)
    assert coin.send(MINTER, "mint", TREASURY, amount).reason == reason
    if not reason:
        coin.do(MASTER_MINTER, "configureMinter", BOB, 20)
        assert coin.send(BOB, "mint", TREASURY, 1).reason == "MintVelocityExceeded"


def test_a_window_begins_with_the_first_mint_in_it(coin: Coin) -> None:
    coin.do(OWNER, "setMintVelocity", 100)
    start = coin.now
    coin.do(MINTER, "mint", TREASURY, 60)
    coin.at(start + DAY_SECONDS - 1)
    assert coin.read("mintVelocity") == (100, 60, start)
    coin.do(MINTER, "mint", TREASURY, 40)
    assert coin.send(MINTER, "mint", TREASURY, 1).reason == "MintVelocityExceeded"
    coin.at(start + DAY_SECONDS)
    assert coin.read("mintVelocity") == (100, 0, coin.now)
    coin.do(MINTER, "mint", TREASURY, 100)
    assert coin.read("mintVelocity") == (100, 100, start + DAY_SECONDS)


def test_burning_does_not_make_room_in_the_window(coin: Coin) -> None:
    coin.do(OWNER, "setMintVelocity", 100)
    coin.do(MINTER, "mint", TREASURY, 100)
    coin.do(TREASURY, "transfer", WALLET, 100)
    coin.do(WALLET, "burn", 100)
    assert coin.send(MINTER, "mint", TREASURY, 1).reason == "MintVelocityExceeded"


def test_a_velocity_that_does_not_fit_is_refused(coin: Coin) -> None:
    assert coin.do(OWNER, "setMintVelocity", 2**80 - 1).passed
    assert coin.send(OWNER, "setMintVelocity", 2**80).reason == "TooLarge"
    assert coin.do(OWNER, "setMintVelocity", 0).passed
    assert coin.do(MINTER, "mint", TREASURY, RESERVE).passed


def test_what_is_minted_in_a_window_never_passes_its_place() -> None:
    most = 2**88 - 1
    coin = Coin()
    coin.open_mint(reserve=2**96 - 1, allowance=most)
    coin.do(OWNER, "updateRedemptionWallet", TREASURY)
    for number in range(2**8 + 1):
        coin.do(MASTER_MINTER, "configureMinter", MINTER, most)
        outcome = coin.send(MINTER, "mint", TREASURY, most)
        if number < 2**8:
            assert outcome.passed
            coin.do(TREASURY, "burn", most)
    assert outcome.reason == "MintVelocityExceeded"
    assert coin.read("totalSupply") == 0
    coin.at(coin.now + DAY_SECONDS)
    assert coin.do(MINTER, "mint", TREASURY, most).passed
