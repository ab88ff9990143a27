"""Transactions signed here are the kept library's, byte for byte; a key is never shown."""

from __future__ import annotations

import pickle

import pytest
from eth_account import Account
from hypothesis import given, settings
from hypothesis import strategies as st

from lantau.chain.node import Fees
from lantau.chain.signing import LocalSigner, Purpose, TransactionRequest
from lantau.chain.typed_data import Domain, ReserveStatement, digest, signer_of

SECRET = bytes.fromhex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318")

REQUESTS = st.builds(
    TransactionRequest,
    chain_id=st.integers(1, 1 << 40),
    nonce=st.integers(0, 1 << 40),
    to=st.one_of(st.just(""), st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())),
    data=st.binary(max_size=200),
    gas_limit=st.integers(21_000, 30_000_000),
    fees=st.integers(0, 1 << 50).flatmap(lambda top: st.builds(Fees, st.just(top), st.integers(0, top))),
    value=st.integers(0, 1 << 70),
)


@settings(max_examples=60)
@given(REQUESTS, st.integers(1, 1 << 255).map(lambda number: number.to_bytes(32, "big")))
def test_a_signed_transaction_is_the_kept_librarys(request: TransactionRequest, secret: bytes) -> None:
    ours = LocalSigner(secret).sign_transaction(request)
    theirs = Account.sign_transaction(
        {
            "type": 2,
            "chainId": request.chain_id,
            "nonce": request.nonce,
            "to": request.to and bytes.fromhex(request.to[2:]),
            "data": request.data,
            "gas": request.gas_limit,
            "maxFeePerGas": request.fees.maximum,
            "maxPriorityFeePerGas": request.fees.priority,
            "value": request.value,
        },
        secret,
    )
    assert ours.raw == bytes(theirs.raw_transaction)
    assert ours.hash == "0x" + bytes(theirs.hash).hex()


def test_the_same_request_has_the_same_signature() -> None:
    request = TransactionRequest(31337, 7, "0x" + "11" * 20, b"\x01", 60_000, Fees(10, 1))
    assert LocalSigner(SECRET).sign_transaction(request) == LocalSigner(SECRET).sign_transaction(request)


def test_a_statement_is_signed_over_its_digest() -> None:
    signer, domain, statement = LocalSigner(SECRET), Domain("LQD", 1, "0x" + "22" * 20), ReserveStatement(1, 2, 3)
    signature = signer.sign_statement(domain, statement, purpose=Purpose.RESERVE, words="reserve 0.000001")
    assert signer_of(digest(domain, statement), signature) == signer.address


def test_a_key_is_not_shown_and_not_copied() -> None:
    signer = LocalSigner(SECRET)
    assert signer.address == "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23"
    assert SECRET.hex() not in repr(signer) and repr(signer) == f"LocalSigner({signer.address})"
    with pytest.raises(TypeError):
        pickle.dumps(signer)
    assert not hasattr(signer, "__dict__")


@pytest.mark.parametrize("secret", [b"", b"\1" * 31, b"\1" * 33])
def test_a_secret_of_another_length_is_a_bug(secret: bytes) -> None:
    with pytest.raises(AssertionError):
        LocalSigner(secret)
