# pragma version 0.4.3
"""
@title Signatures
@license Apache-2.0
@notice The EIP-712 domain of the coin and who signed a message in it: a key (secp256k1, low s only) or, when the signer
        is a contract, the contract itself (EIP-1271).
@dev The domain separator is kept for the chain of the deployment and built anew should the chain ever split.
"""

from modules import refusals

VERSION: constant(String[1]) = "1"
DOMAIN_TYPEHASH: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
HALF_ORDER: constant(uint256) = 57896044618658097711785492504343953926418782139537452191302581570759080747168
MAGIC: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000000

NAME: immutable(String[50])
CHAIN: immutable(uint256)
SEPARATOR: immutable(bytes32)


@deploy
def __init__(name: String[50]):
    NAME = name
    CHAIN = chain.id
    SEPARATOR = keccak256(
        abi_encode(DOMAIN_TYPEHASH, keccak256(name), keccak256(VERSION), chain.id, self)
    )


@internal
@view
def _separator() -> bytes32:
    if chain.id == CHAIN:
        return SEPARATOR
    return keccak256(abi_encode(DOMAIN_TYPEHASH, keccak256(NAME), keccak256(VERSION), chain.id, self))


@internal
@view
def _digest(message: bytes32) -> bytes32:
    return keccak256(concat(b"\x19\x01", self._separator(), message))


@internal
@pure
def _recover(digest: bytes32, r: bytes32, s: bytes32, v: uint256) -> address:
    """
    @return The key that signed, or zero: no key, or a signature in a form that could be had twice.
    """
    if convert(s, uint256) > HALF_ORDER:
        return empty(address)
    if v != 27 and v != 28:
        return empty(address)
    return ecrecover(digest, v, r, s)


@internal
@view
def _require_signed(signer: address, message: bytes32, signature: Bytes[1024]):
    """
    @notice Refuses unless `signer` signed the struct whose hash is `message`.
    """
    digest: bytes32 = self._digest(message)
    if len(signature) == 65:
        v: uint256 = convert(slice(signature, 64, 1), uint256)
        key: address = self._recover(digest, extract32(signature, 0), extract32(signature, 32), v)
        if key == signer and key != empty(address):
            return
    if signer.is_contract:
        answered: bool = False
        answer: Bytes[32] = b""
        answered, answer = raw_call(
            signer,
            abi_encode(digest, signature, method_id=0x1626ba7e),
            max_outsize=32,
            is_static_call=True,
            revert_on_failure=False,
        )
        if answered and len(answer) == 32 and convert(answer, bytes32) == MAGIC:
            return
    refusals._refuse(refusals.INVALID_SIGNATURE)
