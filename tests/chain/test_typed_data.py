"""Digests agree with the kept library on random statements; only what the contract takes counts as a signature."""

from __future__ import annotations

import pytest
from coincurve import PrivateKey
from eth_account import Account
from eth_account.messages import SignableMessage, _hash_eip191_message, encode_typed_data
from hypothesis import given, settings
from hypothesis import strategies as st

from lantau.chain.signing import LocalSigner, Purpose
from lantau.chain.typed_data import (
    CURVE_ORDER,
    CancelAuthorization,
    Domain,
    Permit,
    ReserveStatement,
    Statement,
    TransferAuthorization,
    digest,
    in_signer_order,
    personal_digest,
    signer_of,
    statement_from,
    typed_message,
    word,
)

ADDRESSES = st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())
WORDS = st.integers(0, (1 << 256) - 1)
NONCES = st.binary(min_size=32, max_size=32)
DOMAINS = st.builds(
    Domain,
    name=st.text(st.characters(codec="utf-8"), max_size=20),
    chain_id=st.integers(1, 1 << 40),
    contract=ADDRESSES,
)
STATEMENTS: st.SearchStrategy[Statement] = st.one_of(
    st.builds(TransferAuthorization, ADDRESSES, ADDRESSES, WORDS, WORDS, WORDS, NONCES, st.booleans()),
    st.builds(CancelAuthorization, ADDRESSES, NONCES),
    st.builds(Permit, ADDRESSES, ADDRESSES, WORDS, WORDS, WORDS),
    st.builds(ReserveStatement, WORDS, WORDS, WORDS),
)
SECRETS = st.integers(1, CURVE_ORDER - 1).map(word)
SENDER, RECIPIENT = "0x" + "11" * 20, "0x" + "22" * 20


@settings(max_examples=60)
@given(DOMAINS, STATEMENTS)
def test_the_digest_of_every_struct_is_the_kept_librarys(domain: Domain, statement: Statement) -> None:
    message: SignableMessage = encode_typed_data(full_message=typed_message(domain, statement))  # type: ignore[arg-type]
    assert bytes(_hash_eip191_message(message)) == digest(domain, statement)
    assert bytes(message.header) == domain.separator


@settings(max_examples=40)
@given(STATEMENTS)
def test_a_statement_comes_back_from_its_json(statement: Statement) -> None:
    told = {name: "0x" + each.hex() if isinstance(each, bytes) else each for name, each in statement.message.items()}
    assert statement_from(statement.primary_type, told) == statement


def test_what_is_no_statement_of_the_contract_is_not_read_as_one() -> None:
    whole = {"amount": 1, "attestedAt": 2, "expiresAt": 3}
    for name, message in (
        ("Order", whole),
        ("ReserveAttestation", {**whole, "extra": 1}),
        ("ReserveAttestation", {"amount": 1, "attestedAt": 2}),
        ("ReserveAttestation", {**whole, "amount": True}),
        ("ReserveAttestation", {**whole, "amount": -1}),
        ("ReserveAttestation", {**whole, "amount": 1 << 256}),
        ("CancelAuthorization", {"authorizer": SENDER[:-1], "nonce": "0x" + "00" * 32}),
        ("CancelAuthorization", {"authorizer": SENDER, "nonce": "0x00"}),
    ):
        with pytest.raises(ValueError):
            statement_from(name, message)


@settings(max_examples=40)
@given(SECRETS, st.binary(min_size=32, max_size=32))
def test_the_signer_is_found_from_a_signature_and_only_from_the_form_the_contract_takes(
    secret: bytes, signed: bytes
) -> None:
    signer = LocalSigner(secret)
    signature = signer.sign_digest(signed, purpose=Purpose.TRANSFER, words="test")
    assert signer_of(signed, signature) == signer.address == Account.from_key(secret).address.lower()
    s = int.from_bytes(signature[32:64], "big")
    assert s <= CURVE_ORDER // 2
    mirrored = signature[:32] + word(CURVE_ORDER - s) + bytes([55 - signature[64]])
    for other in (
        mirrored,
        signature[:64] + bytes([signature[64] - 27]),
        signature[:64],
        signature + b"\0",
        bytes(65),
        signature[:32] + bytes(32) + signature[64:],
    ):
        assert signer_of(signed, other) is None


def test_a_text_is_signed_as_wallets_sign_it() -> None:
    key = PrivateKey(b"\x07" * 32)
    text = "批准 1,000.00"
    from eth_account.messages import encode_defunct

    theirs = Account.sign_message(encode_defunct(text=text), key.secret)
    assert bytes(theirs.message_hash) == personal_digest(text)
    assert bytes(theirs.signature) == LocalSigner(key.secret).sign_text(text, purpose=Purpose.APPROVAL)


@pytest.mark.parametrize(
    ("statement", "alive", "dead"),
    [
        (TransferAuthorization(SENDER, RECIPIENT, 1, 100, 200, bytes(32)), (101, 199), (100, 200)),
        (Permit(SENDER, RECIPIENT, 1, 0, 200), (0, 200), (201,)),
        (ReserveStatement(1, 100, 200), (100, 199), (99, 200)),
        (CancelAuthorization(SENDER, bytes(32)), (0, 1 << 60), ()),
    ],
)
def test_a_statement_is_alive_up_to_its_edges(
    statement: Statement, alive: tuple[int, ...], dead: tuple[int, ...]
) -> None:
    assert all(statement.alive_at(each) for each in alive)
    assert not any(statement.alive_at(each) for each in dead)


def test_signatures_go_in_ascending_order_of_signers_and_each_signer_counts_once() -> None:
    signers = [LocalSigner(bytes([each]) * 32) for each in (5, 1, 9)]
    signed = digest(Domain("LQD", 1, RECIPIENT), ReserveStatement(1, 2, 3))
    signatures = [each.sign_digest(signed, purpose=Purpose.RESERVE, words="test") for each in signers]
    ordered = in_signer_order(signed, [*signatures, signatures[0]])
    found = [signer_of(signed, each) for each in ordered]
    assert found == sorted(each.address for each in signers)
    with pytest.raises(ValueError):
        in_signer_order(signed, [bytes(65)])
