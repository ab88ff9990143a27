"""Signed messages: who is believed, in which form, and how often."""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.contracts.deployed import (
    ALICE,
    BLACKLISTER,
    BOB,
    CAROL,
    MINTER,
    NAME,
    OWNER,
    PAUSER,
    STRANGER,
    TYPES,
    VERIFIER,
    WALLET,
    ZERO,
    Actor,
    Coin,
    high_s,
    interface,
    separator,
    split,
    typehash,
)

NONCE = bytes(keccak(text="nonce"))
AMOUNT = 100
KINDS = ("Permit", "TransferWithAuthorization", "ReceiveWithAuthorization", "CancelAuthorization")
FUNCTIONS = {
    "Permit": "permit",
    "TransferWithAuthorization": "transferWithAuthorization",
    "ReceiveWithAuthorization": "receiveWithAuthorization",
    "CancelAuthorization": "cancelAuthorization",
}
FORMS = ("bytes", "v, r, s")


@pytest.fixture
def coin() -> Coin:
    made = Coin()
    made.open_mint()
    made.fund((ALICE, 1_000))
    return made


def fields_of(coin: Coin, kind: str, holder: Actor | str = ALICE) -> tuple[Any, ...]:
    """What is signed."""
    until = coin.now + 60
    if kind == "Permit":
        return (holder, BOB, AMOUNT, 0, until)
    if kind == "CancelAuthorization":
        return (holder, NONCE)
    return (holder, BOB, AMOUNT, 0, until, NONCE)


def bring(coin: Coin, kind: str, fields: tuple[Any, ...], signature: bytes, form: str = "bytes") -> Any:
    """Brought by the payee, who may bring every kind."""
    given = (*fields[:3], fields[4]) if kind == "Permit" else fields
    name = FUNCTIONS[kind]
    if form == "bytes":
        return coin.send(BOB, name, *given, signature)
    overload = next(each for each in coin.known.functions if each.startswith(f"{name}(") and "uint8" in each)
    return coin.send(BOB, overload, *given, *split(signature))


def done(coin: Coin, kind: str) -> tuple[tuple[Any, ...], ...]:
    """The events of each kind."""
    moved = ("Transfer", ALICE.address, BOB.address, AMOUNT)
    return {
        "Permit": (("Approval", ALICE.address, BOB.address, AMOUNT),),
        "TransferWithAuthorization": (("AuthorizationUsed", ALICE.address, NONCE), moved),
        "ReceiveWithAuthorization": (("AuthorizationUsed", ALICE.address, NONCE), moved),
        "CancelAuthorization": (("AuthorizationCanceled", ALICE.address, NONCE),),
    }[kind]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_the_holder_signed_is_done_once_in_either_form(coin: Coin, kind: str, form: str) -> None:
    fields = fields_of(coin, kind)
    signature = ALICE.sign(coin.digest(kind, *fields))
    outcome = bring(coin, kind, fields, signature, form)
    assert outcome.passed, outcome.refusal
    assert outcome.events == done(coin, kind)
    assert outcome.output == b""
    for again in FORMS:
        reason = "InvalidSignature" if kind == "Permit" else "AuthorizationUsedOrCanceled"
        assert bring(coin, kind, fields, signature, again).reason == reason
    if kind == "Permit":
        assert coin.read("nonces", ALICE) == 1
        assert coin.read("allowance", ALICE, BOB) == AMOUNT
    else:
        assert coin.read("authorizationState", ALICE, NONCE) is True
        assert coin.read("authorizationState", BOB, NONCE) is False


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_in_another_form_is_not_believed(coin: Coin, kind: str, form: str) -> None:
    fields = fields_of(coin, kind)
    good = ALICE.sign(coin.digest(kind, *fields))
    flipped = good[:64] + bytes([27 + 28 - good[64]])
    for bad in (
        high_s(good),
        flipped,
        good[:64] + bytes([good[64] - 27]),
        good[:64] + b"\x1d",
        good[:64] + b"\x00",
        bytes(65),
        bytes(64) + b"\x1b",
        STRANGER.sign(coin.digest(kind, *fields)),
    ):
        assert bring(coin, kind, fields, bad, form).refusal == ("InvalidSignature",)
    assert bring(coin, kind, fields, good, form).passed


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_of_another_length_is_not_believed(coin: Coin, kind: str) -> None:
    fields = fields_of(coin, kind)
    good = ALICE.sign(coin.digest(kind, *fields))
    for bad in (b"", good[:64], good + b"\0", bytes(1_024)):
        assert bring(coin, kind, fields, bad).refusal == ("InvalidSignature",)
    assert not bring(coin, kind, fields, bytes(1_025)).passed
    assert bring(coin, kind, fields, good).passed


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_signs_for_nobody(coin: Coin, kind: str) -> None:
    fields = fields_of(coin, kind, ZERO)
    for bad in (bytes(65), bytes(64) + b"\x1b", STRANGER.sign(coin.digest(kind, *fields))):
        assert bring(coin, kind, fields, bad).refusal == ("InvalidSignature",)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_signed(coin: Coin, kind: str, form: str) -> None:
    fields = fields_of(coin, kind)
    signature = ALICE.sign(coin.digest(kind, *fields))
    places = range(len(fields))
    for place in places:
        other = list(fields)
        if isinstance(other[place], Actor):
            other[place] = CAROL
        elif isinstance(other[place], bytes):
            other[place] = bytes(32)
        else:
            other[place] += 1
        if kind == "Permit" and place == 3:
            continue  # the nonce is the contract's
        outcome = bring(coin, kind, tuple(other), signature, form)
        if kind == "ReceiveWithAuthorization" and place == 1:
            assert outcome.reason == "NotPayee"
        else:
            assert outcome.reason == "InvalidSignature", f"{kind} {place}"
    assert bring(coin, kind, fields, signature, form).passed


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_of_one_kind_is_not_one_of_another(coin: Coin, kind: str) -> None:
    fields = fields_of(coin, kind)
    for other in ("TransferWithAuthorization", "ReceiveWithAuthorization"):
        if other != kind and len(TYPES[other].split(",")) == len(fields):
            signature = ALICE.sign(coin.digest(other, *fields))
            assert bring(coin, kind, fields, signature).reason == "InvalidSignature"


def test_the_overloads_refuse_a_v_that_is_no_byte(coin: Coin) -> None:
    for kind in KINDS:
        fields = fields_of(coin, kind)
        signature = ALICE.sign(coin.digest(kind, *fields))
        given = (*fields[:3], fields[4]) if kind == "Permit" else fields
        name = FUNCTIONS[kind]
        overload = next(each for each in coin.known.functions if each.startswith(f"{name}(") and "uint8" in each)
        plain = [each.address if isinstance(each, Actor) else each for each in (*given, *split(signature))]
        data = bytearray(coin.known.data(overload, plain))
        data[-65 - 31] = 1  # the first byte of the word that holds v
        assert not coin.raw(BOB, bytes(data)).passed
        assert not coin.raw(BOB, bytes(data[:-1])).passed
        data[-65 - 31] = 0
        data[4] = 1  # the first byte of the word that holds the holder's address
        assert not coin.raw(BOB, bytes(data)).passed
        data[4] = 0
        assert coin.raw(BOB, bytes(data)).passed, kind
        coin = Coin()
        coin.open_mint()
        coin.fund((ALICE, 1_000))


@pytest.mark.parametrize("form", FORMS)
def test_only_the_payee_brings_what_is_to_be_received(coin: Coin, form: str) -> None:
    fields = fields_of(coin, "ReceiveWithAuthorization")
    signature = ALICE.sign(coin.digest("ReceiveWithAuthorization", *fields))
    overload = next(each for each in coin.known.functions if each.startswith("receive") and "uint8" in each)
    given = signature if form == "bytes" else None
    for other in (ALICE, STRANGER, OWNER):
        if given is not None:
            assert coin.send(other, "receiveWithAuthorization", *fields, given).refusal == ("NotPayee",)
        else:
            assert coin.send(other, overload, *fields, *split(signature)).refusal == ("NotPayee",)
    assert bring(coin, "ReceiveWithAuthorization", fields, signature, form).passed


def test_anybody_brings_a_signed_transfer(coin: Coin) -> None:
    fields = fields_of(coin, "TransferWithAuthorization")
    signature = ALICE.sign(coin.digest("TransferWithAuthorization", *fields))
    assert coin.do(STRANGER, "transferWithAuthorization", *fields, signature).passed


def test_an_authorisation_that_was_withdrawn_is_not_good(coin: Coin) -> None:
    fields = fields_of(coin, "TransferWithAuthorization")
    signature = ALICE.sign(coin.digest("TransferWithAuthorization", *fields))
    withdrawn = ALICE.sign(coin.digest("CancelAuthorization", ALICE, NONCE))
    coin.do(STRANGER, "cancelAuthorization", ALICE, NONCE, withdrawn)
    assert bring(coin, "TransferWithAuthorization", fields, signature).reason == "AuthorizationUsedOrCanceled"


def test_a_refused_transfer_leaves_its_nonce_unused(coin: Coin) -> None:
    fields = (ALICE, BOB, 1_001, 0, coin.now + 60, NONCE)
    signature = ALICE.sign(coin.digest("TransferWithAuthorization", *fields))
    assert bring(coin, "TransferWithAuthorization", fields, signature).reason == "ERC20InsufficientBalance"
    assert coin.read("authorizationState", ALICE, NONCE) is False
    coin.fund((ALICE, 1))
    assert bring(coin, "TransferWithAuthorization", fields, signature).passed


def test_signed_approvals_are_refused_like_approvals(coin: Coin) -> None:
    fields = fields_of(coin, "Permit")
    signature = ALICE.sign(coin.digest("Permit", *fields))
    coin.do(PAUSER, "pause")
    assert bring(coin, "Permit", fields, signature).reason == "EnforcedPause"
    coin.do(PAUSER, "unpause")
    for blocked in (ALICE, BOB):
        coin.do(BLACKLISTER, "blacklist", blocked)
        assert bring(coin, "Permit", fields, signature).refusal == ("AccountBlocked", blocked.address)
        coin.do(BLACKLISTER, "unBlacklist", blocked)
    assert bring(coin, "Permit", fields, signature).passed


def test_nothing_is_withdrawn_while_paused(coin: Coin) -> None:
    withdrawn = ALICE.sign(coin.digest("CancelAuthorization", ALICE, NONCE))
    coin.do(PAUSER, "pause")
    assert coin.send(STRANGER, "cancelAuthorization", ALICE, NONCE, withdrawn).reason == "EnforcedPause"


def test_permits_come_one_after_another(coin: Coin) -> None:
    until = coin.now + 60
    for nonce, amount in enumerate((5, 6, 7)):
        early = ALICE.sign(coin.digest("Permit", ALICE, BOB, amount, nonce + 1, until))
        assert coin.send(STRANGER, "permit", ALICE, BOB, amount, until, early).reason == "InvalidSignature"
        signature = ALICE.sign(coin.digest("Permit", ALICE, BOB, amount, nonce, until))
        coin.do(STRANGER, "permit", ALICE, BOB, amount, until, signature)
        assert coin.read("allowance", ALICE, BOB) == amount
    assert coin.read("nonces", BOB) == 0


# --------------------------------------------------------------------------------------- contracts that sign (1271)


def wallet_of(coin: Coin, owner: Actor) -> str:
    """A contract that signs by its owner's key, with coins in it."""
    address, _ = coin.chain.deploy("wallet", [owner.address])
    coin.fund((address, 1_000))
    return address


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_contract_signs_by_its_own_rule(coin: Coin, kind: str, form: str) -> None:
    wallet = wallet_of(coin, CAROL)
    fields = fields_of(coin, kind, wallet)
    digest = coin.digest(kind, *fields)
    assert bring(coin, kind, fields, STRANGER.sign(digest), form).reason == "InvalidSignature"
    assert bring(coin, kind, fields, CAROL.sign(digest), form).passed


@pytest.mark.parametrize("kind", KINDS)
def test_a_contract_may_sign_with_anything(coin: Coin, kind: str) -> None:
    wallet = wallet_of(coin, CAROL)
    known = interface("wallet")
    fields = fields_of(coin, kind, wallet)
    accept = known.data("accept", [coin.digest(kind, *fields)])
    for signature in (b"", bytes(64), bytes(65), bytes(range(256)) * 4):
        coin_now = coin.chain.evm.snapshot()
        assert bring(coin, kind, fields, signature).reason == "InvalidSignature"
        coin.chain.call(known, STRANGER.address, wallet, accept)
        assert bring(coin, kind, fields, signature).passed
        coin.chain.evm.revert(coin_now)


@pytest.mark.parametrize("manner", [1, 2])
def test_a_contract_that_does_not_say_the_word_has_not_signed(coin: Coin, manner: int) -> None:
    wallet = wallet_of(coin, CAROL)
    known = interface("wallet")
    fields = fields_of(coin, "TransferWithAuthorization", wallet)
    signature = CAROL.sign(coin.digest("TransferWithAuthorization", *fields))
    coin.chain.call(known, STRANGER.address, wallet, known.data("behave", [manner]))
    assert bring(coin, "TransferWithAuthorization", fields, signature).refusal == ("InvalidSignature",)
    coin.chain.call(known, STRANGER.address, wallet, known.data("behave", [0]))
    assert bring(coin, "TransferWithAuthorization", fields, signature).passed


def test_a_contract_that_knows_no_signatures_has_not_signed(coin: Coin) -> None:
    foreign, _ = coin.chain.deploy("foreign", [])
    coin.fund((foreign, 1_000))
    fields = fields_of(coin, "TransferWithAuthorization", foreign)
    assert bring(coin, "TransferWithAuthorization", fields, bytes(65)).refusal == ("InvalidSignature",)


# ------------------------------------------------------------------------------------------ redemption in one call


def test_a_signed_redemption_is_burned_in_one_call(coin: Coin) -> None:
    for bringer, nonce in ((MINTER, NONCE), (WALLET, bytes(32))):
        fields = (ALICE, WALLET, AMOUNT, 0, coin.now + 60, nonce)
        signature = ALICE.sign(coin.digest("ReceiveWithAuthorization", *fields))
        given = (ALICE, *fields[2:], signature)
        assert coin.send(STRANGER, "burnWithAuthorization", *given).reason == "NotMinter"
        assert coin.send(BOB, "burnWithAuthorization", *given).reason == "NotMinter"
        assert coin.do(bringer, "burnWithAuthorization", *given).events == (
            ("AuthorizationUsed", ALICE.address, nonce),
            ("Transfer", ALICE.address, WALLET.address, AMOUNT),
            ("Burn", WALLET.address, AMOUNT),
            ("Transfer", WALLET.address, ZERO, AMOUNT),
        )
        assert coin.send(bringer, "burnWithAuthorization", *given).reason == "AuthorizationUsedOrCanceled"
    assert coin.read("totalSupply") == 800
    assert coin.read("balanceOf", WALLET) == 0


def test_a_contract_redeems_too(coin: Coin) -> None:
    wallet = wallet_of(coin, CAROL)
    fields = (wallet, WALLET, AMOUNT, 0, coin.now + 60, NONCE)
    signature = CAROL.sign(coin.digest("ReceiveWithAuthorization", *fields))
    assert coin.do(MINTER, "burnWithAuthorization", wallet, *fields[2:], signature).passed


def test_nought_is_not_redeemed(coin: Coin) -> None:
    fields = (ALICE, WALLET, 0, 0, coin.now + 60, NONCE)
    signature = ALICE.sign(coin.digest("ReceiveWithAuthorization", *fields))
    assert coin.send(MINTER, "burnWithAuthorization", ALICE, *fields[2:], signature).reason == "ZeroAmount"


def test_what_was_signed_to_somebody_else_is_not_burned(coin: Coin) -> None:
    fields = (ALICE, BOB, AMOUNT, 0, coin.now + 60, NONCE)
    signature = ALICE.sign(coin.digest("ReceiveWithAuthorization", *fields))
    assert coin.send(MINTER, "burnWithAuthorization", ALICE, *fields[2:], signature).reason == "InvalidSignature"


# ------------------------------------------------------------------------------------------------------- the domain


def test_the_domain_is_said_as_eip_5267_has_it(coin: Coin) -> None:
    said = coin.read("eip712Domain")
    assert said == (b"\x0f", NAME, "1", 1, coin.address, bytes(32), ())
    assert coin.read("DOMAIN_SEPARATOR") == separator(coin.address)


@pytest.mark.parametrize(
    ("view", "kind"),
    [
        ("PERMIT_TYPEHASH", "Permit"),
        ("TRANSFER_WITH_AUTHORIZATION_TYPEHASH", "TransferWithAuthorization"),
        ("RECEIVE_WITH_AUTHORIZATION_TYPEHASH", "ReceiveWithAuthorization"),
        ("CANCEL_AUTHORIZATION_TYPEHASH", "CancelAuthorization"),
        ("RESERVE_ATTESTATION_TYPEHASH", "ReserveAttestation"),
    ],
)
def test_the_types_are_those_of_the_standards(coin: Coin, view: str, kind: str) -> None:
    assert coin.read(view) == typehash(kind)


def test_the_types_are_spelled_as_published(coin: Coin) -> None:
    # as EIP-2612 and EIP-3009 print them
    assert typehash("Permit").hex() == "6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9"
    transfer = "7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267"
    assert typehash("TransferWithAuthorization").hex() == transfer
    receive = "d099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de8"
    assert typehash("ReceiveWithAuthorization").hex() == receive
    cancel = "158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a1597429"
    assert typehash("CancelAuthorization").hex() == cancel


def test_a_message_for_another_coin_or_chain_is_not_believed(coin: Coin) -> None:
    fields = fields_of(coin, "TransferWithAuthorization")
    kinds = [each.split(" ")[0] for each in TYPES["TransferWithAuthorization"].split(",")]
    plain = [each.address if isinstance(each, Actor) else each for each in fields]
    message = keccak(typehash("TransferWithAuthorization") + encode(kinds, plain))
    for domain in (
        separator(coin.address, chain_id=2),
        separator(STRANGER.address),
        separator(coin.address, name="Other"),
    ):
        signature = ALICE.sign(bytes(keccak(b"\x19\x01" + domain + message)))
        assert bring(coin, "TransferWithAuthorization", fields, signature).reason == "InvalidSignature"
    good = ALICE.sign(bytes(keccak(b"\x19\x01" + separator(coin.address) + message)))
    assert bring(coin, "TransferWithAuthorization", fields, good).passed


def test_a_chain_that_splits_has_its_own_domain(coin: Coin) -> None:
    other = coin.on_chain(7)
    assert other.read("DOMAIN_SEPARATOR") == separator(coin.address, chain_id=7)
    assert other.read("eip712Domain")[3] == 7
    old = ALICE.sign(coin.digest("CancelAuthorization", ALICE, NONCE))
    assert other.send(STRANGER, "cancelAuthorization", ALICE, NONCE, old).reason == "InvalidSignature"
    assert coin.do(STRANGER, "cancelAuthorization", ALICE, NONCE, old).passed
    assert VERIFIER.address != other.address
