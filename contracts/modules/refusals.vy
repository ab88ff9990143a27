# pragma version 0.4.3
"""
@title Refusals
@license Apache-2.0
@notice Every reason for which the coin refuses, as a custom error. A caller names the error and, where a standard asks
        for it, the parties and amounts. Nothing here decides anything.
@dev Vyper 0.4.3 has no custom errors, so the selector is written by hand. compile.py reads the signatures below into
     the published ABI: a refusal that is not listed here is not in the ABI, and a test looks for that.
"""

# Who is asking
NOT_OWNER: constant(bytes4) = method_id("NotOwner()", output_type=bytes4)
NOT_PENDING_OWNER: constant(bytes4) = method_id("NotPendingOwner()", output_type=bytes4)
NOT_MASTER_MINTER: constant(bytes4) = method_id("NotMasterMinter()", output_type=bytes4)
NOT_MINTER: constant(bytes4) = method_id("NotMinter()", output_type=bytes4)
NOT_PAUSER: constant(bytes4) = method_id("NotPauser()", output_type=bytes4)
NOT_BLACKLISTER: constant(bytes4) = method_id("NotBlacklister()", output_type=bytes4)
NOT_VERIFIER: constant(bytes4) = method_id("NotVerifier()", output_type=bytes4)
NOT_ENFORCER: constant(bytes4) = method_id("NotEnforcer()", output_type=bytes4)
NOT_RESCUER: constant(bytes4) = method_id("NotRescuer()", output_type=bytes4)
NOT_PAYEE: constant(bytes4) = method_id("NotPayee()", output_type=bytes4)
ROLES_NOT_APART: constant(bytes4) = method_id("RolesNotApart()", output_type=bytes4)

# What is asked
ADDRESS_MISSING: constant(bytes4) = method_id("ZeroAddress()", output_type=bytes4)
ZERO_AMOUNT: constant(bytes4) = method_id("ZeroAmount()", output_type=bytes4)
TOO_LARGE: constant(bytes4) = method_id("TooLarge()", output_type=bytes4)
UNKNOWN_POLICY: constant(bytes4) = method_id("UnknownPolicy()", output_type=bytes4)
UNKNOWN_FUNCTION: constant(bytes4) = method_id("UnknownFunction()", output_type=bytes4)
BAD_THRESHOLD: constant(bytes4) = method_id("BadThreshold()", output_type=bytes4)
RESCUE_FAILED: constant(bytes4) = method_id("RescueFailed()", output_type=bytes4)
NO_SUCCESSOR: constant(bytes4) = method_id("NoSuccessor()", output_type=bytes4)

# The state of the coin and of an account
ENFORCED_PAUSE: constant(bytes4) = method_id("EnforcedPause()", output_type=bytes4)
REDEMPTION_CLOSED: constant(bytes4) = method_id("RedemptionClosed()", output_type=bytes4)
ACCOUNT_BLOCKED: constant(bytes4) = method_id("AccountBlocked(address)", output_type=bytes4)
NOT_MINT_RECIPIENT: constant(bytes4) = method_id("NotMintRecipient(address)", output_type=bytes4)

# Minting
MINT_ALLOWANCE_EXCEEDED: constant(bytes4) = method_id("MintAllowanceExceeded()", output_type=bytes4)
MINT_VELOCITY_EXCEEDED: constant(bytes4) = method_id("MintVelocityExceeded()", output_type=bytes4)
RESERVE_LIFE_OVER: constant(bytes4) = method_id("ReserveLifeOver()", output_type=bytes4)
RESERVE_EXCEEDED: constant(bytes4) = method_id("ReserveExceeded()", output_type=bytes4)

# Attestations
ATTESTATION_NOT_NEWER: constant(bytes4) = method_id("AttestationNotNewer()", output_type=bytes4)
ATTESTATION_FROM_THE_FUTURE: constant(bytes4) = method_id("AttestationFromTheFuture()", output_type=bytes4)
ATTESTATION_OVER: constant(bytes4) = method_id("AttestationOver()", output_type=bytes4)
ATTESTATION_TOO_LONG: constant(bytes4) = method_id("AttestationTooLong()", output_type=bytes4)
TOO_FEW_SIGNATURES: constant(bytes4) = method_id("TooFewSignatures()", output_type=bytes4)
SIGNERS_NOT_ASCENDING: constant(bytes4) = method_id("SignersNotAscending()", output_type=bytes4)
NOT_ATTESTOR: constant(bytes4) = method_id("NotAttestor()", output_type=bytes4)

# Signed messages
INVALID_SIGNATURE: constant(bytes4) = method_id("InvalidSignature()", output_type=bytes4)
PERMIT_EXPIRED: constant(bytes4) = method_id("PermitExpired()", output_type=bytes4)
AUTHORIZATION_NOT_YET_VALID: constant(bytes4) = method_id("AuthorizationNotYetValid()", output_type=bytes4)
AUTHORIZATION_EXPIRED: constant(bytes4) = method_id("AuthorizationExpired()", output_type=bytes4)
AUTHORIZATION_USED_OR_CANCELED: constant(bytes4) = method_id("AuthorizationUsedOrCanceled()", output_type=bytes4)

# Delay
NOT_SCHEDULED: constant(bytes4) = method_id("NotScheduled()", output_type=bytes4)
ALREADY_SCHEDULED: constant(bytes4) = method_id("AlreadyScheduled()", output_type=bytes4)
DELAY_NOT_OVER: constant(bytes4) = method_id("DelayNotOver()", output_type=bytes4)
SCHEDULE_LAPSED: constant(bytes4) = method_id("ScheduleLapsed()", output_type=bytes4)

# ERC-6093: the refusals of ERC-20
ERC20_INVALID_RECEIVER: constant(bytes4) = method_id("ERC20InvalidReceiver(address)", output_type=bytes4)
ERC20_INVALID_SPENDER: constant(bytes4) = method_id("ERC20InvalidSpender(address)", output_type=bytes4)
ERC20_INSUFFICIENT_BALANCE: constant(bytes4) = method_id(
    "ERC20InsufficientBalance(address,uint256,uint256)", output_type=bytes4
)
ERC20_INSUFFICIENT_ALLOWANCE: constant(bytes4) = method_id(
    "ERC20InsufficientAllowance(address,uint256,uint256)", output_type=bytes4
)

# ERC-7943
ERC7943_CANNOT_SEND: constant(bytes4) = method_id("ERC7943CannotSend(address)", output_type=bytes4)
ERC7943_CANNOT_RECEIVE: constant(bytes4) = method_id("ERC7943CannotReceive(address)", output_type=bytes4)
ERC7943_CANNOT_TRANSFER: constant(bytes4) = method_id(
    "ERC7943CannotTransfer(address,address,uint256)", output_type=bytes4
)
ERC7943_INSUFFICIENT_UNFROZEN_BALANCE: constant(bytes4) = method_id(
    "ERC7943InsufficientUnfrozenBalance(address,uint256,uint256)", output_type=bytes4
)


@internal
@pure
def _refuse(reason: bytes4):
    raw_revert(slice(convert(reason, bytes32), 0, 4))


@internal
@pure
def _refuse_account(reason: bytes4, account: address):
    raw_revert(concat(reason, convert(account, bytes32)))


@internal
@pure
def _refuse_amounts(reason: bytes4, account: address, first: uint256, second: uint256):
    raw_revert(concat(reason, convert(account, bytes32), convert(first, bytes32), convert(second, bytes32)))


@internal
@pure
def _refuse_transfer(reason: bytes4, sender: address, receiver: address, amount: uint256):
    raw_revert(concat(reason, convert(sender, bytes32), convert(receiver, bytes32), convert(amount, bytes32)))
