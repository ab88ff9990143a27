# pragma version 0.4.3
"""
@title Authorizations
@license Apache-2.0
@notice Which signed authorisations were used or withdrawn (EIP-3009), and which permit comes next (EIP-2612).
@dev An authorisation is valid after `validAfter` and before `validBefore`, both ends out; a permit up to and at its
     deadline. A nonce is spent before any coin moves.
"""

from modules import refusals
from modules import signatures

uses: signatures

TRANSFER_TYPEHASH: constant(bytes32) = keccak256(
    "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
)
RECEIVE_TYPEHASH: constant(bytes32) = keccak256(
    "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
)
CANCEL_TYPEHASH: constant(bytes32) = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)")
PERMIT_TYPEHASH: constant(bytes32) = keccak256(
    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
)

spent: HashMap[address, HashMap[bytes32, bool]]
permits: HashMap[address, uint256]


event AuthorizationUsed:
    authorizer: indexed(address)
    nonce: indexed(bytes32)


event AuthorizationCanceled:
    authorizer: indexed(address)
    nonce: indexed(bytes32)


@internal
def _spend(authorizer: address, nonce: bytes32):
    if self.spent[authorizer][nonce]:
        refusals._refuse(refusals.AUTHORIZATION_USED_OR_CANCELED)
    self.spent[authorizer][nonce] = True


@internal
def _use(
    kind: bytes32,
    sender: address,
    receiver: address,
    amount: uint256,
    after: uint256,
    before: uint256,
    nonce: bytes32,
    signature: Bytes[1024],
):
    if block.timestamp <= after:
        refusals._refuse(refusals.AUTHORIZATION_NOT_YET_VALID)
    if block.timestamp >= before:
        refusals._refuse(refusals.AUTHORIZATION_EXPIRED)
    self._spend(sender, nonce)
    message: bytes32 = keccak256(abi_encode(kind, sender, receiver, amount, after, before, nonce))
    signatures._require_signed(sender, message, signature)
    log AuthorizationUsed(authorizer=sender, nonce=nonce)


@internal
def _cancel(authorizer: address, nonce: bytes32, signature: Bytes[1024]):
    self._spend(authorizer, nonce)
    signatures._require_signed(authorizer, keccak256(abi_encode(CANCEL_TYPEHASH, authorizer, nonce)), signature)
    log AuthorizationCanceled(authorizer=authorizer, nonce=nonce)


@internal
def _permit(owner: address, spender: address, amount: uint256, deadline: uint256, signature: Bytes[1024]):
    if block.timestamp > deadline:
        refusals._refuse(refusals.PERMIT_EXPIRED)
    nonce: uint256 = self.permits[owner]
    self.permits[owner] = unsafe_add(nonce, 1)
    message: bytes32 = keccak256(abi_encode(PERMIT_TYPEHASH, owner, spender, amount, nonce, deadline))
    signatures._require_signed(owner, message, signature)
