"""Who controls a wallet: EVM addresses (EIP-55) and the ways of proof that the AML Guideline names (A 4.36).

Message signing is verified for real: the signature over the registered challenge, as wallets make it with
``personal_sign`` (EIP-191), must lead back to the wallet's own address on the curve secp256k1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from coincurve import PublicKey
from Crypto.Hash import keccak

from lantau.identity.refusals import BAD_ADDRESS, PROOF_FAILED
from lantau.refusal import Refusal, Refused

CITATION = "A 4.36"


class ProofMethod(StrEnum):
    """How ownership is shown: A 4.36(a) micropayment or message signing, (b) a custodian's statement."""

    MESSAGE_SIGNING = "message_signing"
    MICROPAYMENT = "micropayment"
    CUSTODIAN_STATEMENT = "custodian_statement"


@dataclass(frozen=True, slots=True)
class WalletTest:
    """What the issuer asks of the customer: the message to sign, or the exact number of base units to send."""

    message: str
    micropayment_units: int


def address(text: str, where: str = "") -> str:
    """An EVM address in its EIP-55 spelling. All lower or all upper case is taken as unchecked and gets its checksum.

    Refused identity.bad_address when it is not 20 bytes of hexadecimal or the mixed case does not fit.
    """
    stripped = text.strip()
    if not re.fullmatch(r"0[xX][0-9a-fA-F]{40}", stripped):
        raise Refused(Refusal(BAD_ADDRESS, "a wallet address is 0x and 40 hexadecimal digits", where))
    body = stripped[2:]
    checked = _checksummed(body.lower())
    if body not in (body.lower(), body.upper()) and checked[2:] != body:
        raise Refused(Refusal(BAD_ADDRESS, "the upper and lower case letters do not fit (EIP-55)", where))
    return checked


def wallet_test(*, wallet_id: str, wallet_address: str, issuer_id: str, issued_at: str) -> WalletTest:
    """The test of one registration. Bound to wallet, issuer and instant, so an old signature proves nothing new."""
    message = (
        "Lantau sandbox (simulated). By signing I show that I control this wallet.\n"
        f"Wallet: {wallet_address}\nRegistration: {wallet_id}\nIssuer: {issuer_id}\nAsked at: {issued_at}"
    )
    units = 1 + int.from_bytes(_keccak(message.encode())[:4], "big") % 9_999
    return WalletTest(message, units)


def require_signed(message: str, signature_hex: str, wallet_address: str, where: str = "") -> None:
    """Refused identity.proof_failed unless the wallet's key made this 65-byte signature (r, s, v) over the message."""
    try:
        signature = bytes.fromhex(signature_hex.strip().removeprefix("0x"))
    except ValueError:
        raise _failed("the signature is not hexadecimal", where) from None
    if len(signature) != 65:
        raise _failed("the signature is not 65 bytes (r, s and v)", where)
    signer = signer_of(message, signature)
    if signer is None:
        raise _failed("the signature fits no key at all", where)
    if signer != address(wallet_address):
        raise _failed(f"the message was signed by {signer}, not by the wallet", where)


def signer_of(message: str, signature: bytes) -> str | None:
    """The address whose key signed the message by EIP-191 ``personal_sign``; None when no key could have."""
    assert len(signature) == 65
    parity = signature[64] - 27 if signature[64] >= 27 else signature[64]
    if parity not in (0, 1):
        return None
    try:
        public = PublicKey.from_signature_and_message(signature[:64] + bytes([parity]), message_hash(message), None)
    except ValueError:
        return None
    return address_of(public.point())


def message_hash(message: str) -> bytes:
    """The 32 bytes a wallet signs for a text message (EIP-191, version 0x45)."""
    body = message.encode()
    return _keccak(b"\x19Ethereum Signed Message:\n" + str(len(body)).encode() + body)


def address_of(public: tuple[int, int]) -> str:
    """The EVM address of a public key given as curve coordinates."""
    return _checksummed(_keccak(public[0].to_bytes(32, "big") + public[1].to_bytes(32, "big"))[12:].hex())


def _checksummed(lower: str) -> str:
    digest = _keccak(lower.encode("ascii")).hex()
    cased = (letter.upper() if int(nibble, 16) >= 8 else letter for letter, nibble in zip(lower, digest, strict=False))
    return "0x" + "".join(cased)


def _keccak(data: bytes) -> bytes:
    return keccak.new(digest_bits=256, data=data).digest()


def _failed(message: str, where: str) -> Refused:
    return Refused(Refusal(PROOF_FAILED, message, where, CITATION))
