"""A wallet is proved by its own key: real signatures, verified."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from lantau.identity.wallet_proof import address, address_of, message_hash, require_signed, signer_of
from lantau.refusal import Refused

EIP55 = (
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
)
"""The examples of EIP-55 itself."""


def wallet(secret: int) -> tuple[ec.EllipticCurvePrivateKey, str]:
    key = ec.derive_private_key(secret, ec.SECP256K1())
    numbers = key.public_key().public_numbers()
    return key, address_of((numbers.x, numbers.y))


def personal_sign(key: ec.EllipticCurvePrivateKey, owner: str, message: str) -> str:
    """What a wallet gives: r, s and the v that leads back to the owner."""
    r, s = decode_dss_signature(key.sign(message_hash(message), ec.ECDSA(Prehashed(hashes.SHA256()))))
    body = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return next("0x" + (body + bytes([v])).hex() for v in (27, 28) if signer_of(message, body + bytes([v])) == owner)


@pytest.mark.parametrize("checked", EIP55)
def test_an_address_has_its_checksum(checked: str) -> None:
    assert address(checked) == address(checked.lower()) == address("0x" + checked[2:].upper()) == checked


def test_an_address_with_a_wrong_letter_case_or_length_is_refused() -> None:
    for wrong in (EIP55[0].replace("A", "a", 1), EIP55[0][:-1], "", "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"):
        with pytest.raises(Refused) as caught:
            address(wrong)
        assert caught.value.refusal.code.name == "identity.bad_address"


def test_the_address_of_the_first_private_key_is_the_known_one() -> None:
    assert wallet(1)[1] == "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


@pytest.mark.parametrize("secret", [1, 2, 7, 0xABCDEF, 2**255 + 19])
def test_a_message_signed_by_the_wallets_key_proves_it(secret: int) -> None:
    key, owner = wallet(secret)
    require_signed("I control this wallet", personal_sign(key, owner, "I control this wallet"), owner)


def test_a_published_signature_is_verified() -> None:
    """The example of the web3.js manual for eth.accounts.sign."""
    signature = (
        "b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd"
        "6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c"
    )
    require_signed("Some data", signature, "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23")


def test_another_message_another_key_and_a_broken_signature_prove_nothing() -> None:
    key, owner = wallet(11)
    good = personal_sign(key, owner, "this one")
    for message, signature, of in (
        ("that one", good, owner),
        ("this one", good, wallet(12)[1]),
        ("this one", good[:-2], owner),
        ("this one", "0x" + "zz" * 65, owner),
        ("this one", "0x" + "00" * 65, owner),
        ("this one", "0x" + "ff" * 65, owner),
    ):
        with pytest.raises(Refused) as caught:
            require_signed(message, signature, of)
        assert (caught.value.refusal.code.name, caught.value.refusal.citation) == ("identity.proof_failed", "A 4.36")
