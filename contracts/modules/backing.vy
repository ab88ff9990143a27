# pragma version 0.4.3
"""
@title Backing
@license Apache-2.0
@notice What the attestors last said stands behind the coin, until when that may be relied on, and how fast all minters
        together may mint against it.
@dev Reserve word, from the low end: amount uint96, attested at uint40, expires at uint40, velocity limit uint80.
     An attestation counts when at least `threshold` attestors signed it, in ascending order of address, so that nobody
     counts twice. It must be newer than the one in force, not from the future, not over, and live at most ten days:
     long enough for a weekend that a storm makes longer.
"""

from modules import accounts
from modules import refusals
from modules import signatures

uses: accounts
uses: signatures

ATTESTATION_TYPEHASH: constant(bytes32) = keccak256(
    "ReserveAttestation(uint256 amount,uint256 attestedAt,uint256 expiresAt)"
)
LIFE_SECONDS_MAX: constant(uint256) = 10 * 86400
WINDOW_SECONDS: constant(uint256) = 86400
TIME: constant(uint256) = 2**40 - 1
AT_AT: constant(uint256) = 96
EXPIRES_AT: constant(uint256) = 136
LIMIT_AT: constant(uint256) = 176
ATTESTORS_MAX: constant(uint256) = 8

word: uint256
attestors: DynArray[address, ATTESTORS_MAX]
threshold: uint256


event ReserveAttested:
    amount: uint256
    attestedAt: uint256
    expiresAt: uint256


event AttestorsChanged:
    attestors: DynArray[address, 8]
    threshold: uint256


@internal
def _set_attestors(attestors: DynArray[address, 8], threshold: uint256):
    """
    @dev The flag of each attestor in its account word is what a signature is held against. That an attestor holds no
         other role is for the caller to see to.
    """
    if threshold == 0 or threshold > len(attestors):
        refusals._refuse(refusals.BAD_THRESHOLD)
    for former: address in self.attestors:
        accounts._mark(former, accounts.ATTESTOR, False)
    for attestor: address in attestors:
        if accounts._has(attestor, accounts.ATTESTOR):
            refusals._refuse(refusals.ROLES_NOT_APART)
        accounts._mark(attestor, accounts.ATTESTOR, True)
    self.attestors = attestors
    self.threshold = threshold
    log AttestorsChanged(attestors=attestors, threshold=threshold)


@internal
def _attest(amount: uint256, attested_at: uint256, expires_at: uint256, seals: DynArray[Bytes[65], 8]):
    word: uint256 = self.word
    if amount > accounts.SUPPLY or expires_at > TIME:
        refusals._refuse(refusals.TOO_LARGE)
    if attested_at <= (word >> AT_AT) & TIME:
        refusals._refuse(refusals.ATTESTATION_NOT_NEWER)
    if attested_at > block.timestamp:
        refusals._refuse(refusals.ATTESTATION_FROM_THE_FUTURE)
    if expires_at <= block.timestamp:
        refusals._refuse(refusals.ATTESTATION_OVER)
    if unsafe_sub(expires_at, attested_at) > LIFE_SECONDS_MAX:
        refusals._refuse(refusals.ATTESTATION_TOO_LONG)
    if len(seals) < self.threshold:
        refusals._refuse(refusals.TOO_FEW_SIGNATURES)
    digest: bytes32 = signatures._digest(
        keccak256(abi_encode(ATTESTATION_TYPEHASH, amount, attested_at, expires_at))
    )
    last: uint256 = 0
    for seal: Bytes[65] in seals:
        if len(seal) != 65:
            refusals._refuse(refusals.INVALID_SIGNATURE)
        v: uint256 = convert(slice(seal, 64, 1), uint256)
        key: address = signatures._recover(digest, extract32(seal, 0), extract32(seal, 32), v)
        if not accounts._has(key, accounts.ATTESTOR):
            refusals._refuse(refusals.NOT_ATTESTOR)
        if convert(key, uint256) <= last:
            refusals._refuse(refusals.SIGNERS_NOT_ASCENDING)
        last = convert(key, uint256)
    limit: uint256 = word >> LIMIT_AT
    self.word = amount | (attested_at << AT_AT) | (expires_at << EXPIRES_AT) | (limit << LIMIT_AT)
    log ReserveAttested(amount=amount, attestedAt=attested_at, expiresAt=expires_at)


@internal
def _limit(limit: uint256):
    if limit > 2**80 - 1:
        refusals._refuse(refusals.TOO_LARGE)
    self.word = (self.word & (2**LIMIT_AT - 1)) | (limit << LIMIT_AT)


@internal
@view
def _window(state: uint256) -> (uint256, uint256):
    """
    @return When the window in force began and what was minted in it: a window lasts a day from the first mint in it.
    """
    began: uint256 = (state >> 192) & TIME
    if block.timestamp >= unsafe_add(began, WINDOW_SECONDS):
        return block.timestamp, 0
    return began, (state >> 96) & accounts.SUPPLY


@internal
@view
def _grown(state: uint256, amount: uint256) -> uint256:
    """
    @notice The state word after `amount` more is minted, if the reserve and the velocity limit let it be.
    @dev `amount` fits 88 bits: the minter's allowance was spent first.
    """
    word: uint256 = self.word
    if block.timestamp >= (word >> EXPIRES_AT) & TIME:
        refusals._refuse(refusals.RESERVE_LIFE_OVER)
    supply: uint256 = unsafe_add(state & accounts.SUPPLY, amount)
    if supply > word & accounts.SUPPLY:
        refusals._refuse(refusals.RESERVE_EXCEEDED)
    began: uint256 = 0
    minted: uint256 = 0
    began, minted = self._window(state)
    minted = unsafe_add(minted, amount)
    limit: uint256 = word >> LIMIT_AT
    if (limit != 0 and minted > limit) or minted > accounts.SUPPLY:
        refusals._refuse(refusals.MINT_VELOCITY_EXCEEDED)
    return supply | (minted << 96) | (began << 192) | (state & accounts.FLAGS)
