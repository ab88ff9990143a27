# pragma version 0.4.3
"""
@title Coin
@license Apache-2.0
@notice A regulated stablecoin: ERC-20 with the names of FiatToken v2, signed transfers and permits (EIP-3009, EIP-2612,
        EIP-1271), a block list and a list of verified holders, frozen parts and forced transfers (ERC-7943), and a mint
        that never goes past the reserve its attestors signed for.
@dev This file is authority: who may ask for what, and what is written down about it. How it is done is in modules/.
     Roles, delays, words and invariants are in README.md. There is no proxy: a successor is another contract.
"""

from ethereum.ercs import IERC20

from modules import accounts
from modules import authorizations
from modules import backing
from modules import delay
from modules import minters
from modules import refusals
from modules import signatures
from modules import transfers

initializes: accounts
initializes: authorizations[signatures := signatures]
initializes: backing[accounts := accounts, signatures := signatures]
initializes: delay
initializes: minters
initializes: signatures
initializes: transfers[accounts := accounts]


event Approval:
    owner: indexed(address)
    spender: indexed(address)
    amount: uint256


event Mint:
    minter: indexed(address)
    to: indexed(address)
    amount: uint256


event Burn:
    burner: indexed(address)
    amount: uint256


event MinterConfigured:
    minter: indexed(address)
    minterAllowedAmount: uint256


event MinterRemoved:
    oldMinter: indexed(address)


event MinterRefillConfigured:
    minter: indexed(address)
    cap: uint256
    unitsPerSecond: uint256


event MintVelocityChanged:
    limit: uint256


event OwnershipTransferStarted:
    previousOwner: indexed(address)
    newOwner: indexed(address)


event OwnershipTransferred:
    previousOwner: indexed(address)
    newOwner: indexed(address)


event MasterMinterChanged:
    newMasterMinter: indexed(address)


event PauserChanged:
    newAddress: indexed(address)


event BlacklisterChanged:
    newBlacklister: indexed(address)


event RescuerChanged:
    newRescuer: indexed(address)


event VerifierChanged:
    newVerifier: indexed(address)


event EnforcerChanged:
    newEnforcer: indexed(address)


event RedemptionWalletChanged:
    newRedemptionWallet: indexed(address)


event SuccessorChanged:
    newSuccessor: indexed(address)


event TransferPolicyChanged:
    mode: uint256
    threshold: uint256


event Pause:
    pass


event Unpause:
    pass


event RedemptionChanged:
    closed: bool


event Blacklisted:
    account: indexed(address)


event UnBlacklisted:
    account: indexed(address)


event VerifiedChanged:
    account: indexed(address)
    verified: bool


event MintRecipientChanged:
    account: indexed(address)
    allowed: bool


event Frozen:
    account: indexed(address)
    amount: uint256


event ForcedTransfer:
    sender: indexed(address)
    receiver: indexed(address)
    amount: uint256


event Migrated:
    holder: indexed(address)
    successor: indexed(address)
    amount: uint256


decimals: public(constant(uint8)) = 6

RESERVE_ATTESTATION_TYPEHASH: public(constant(bytes32)) = backing.ATTESTATION_TYPEHASH
PERMIT_TYPEHASH: public(constant(bytes32)) = authorizations.PERMIT_TYPEHASH
TRANSFER_WITH_AUTHORIZATION_TYPEHASH: public(constant(bytes32)) = authorizations.TRANSFER_TYPEHASH
RECEIVE_WITH_AUTHORIZATION_TYPEHASH: public(constant(bytes32)) = authorizations.RECEIVE_TYPEHASH
CANCEL_AUTHORIZATION_TYPEHASH: public(constant(bytes32)) = authorizations.CANCEL_TYPEHASH

symbol: public(immutable(String[11]))
currency: public(immutable(String[8]))

owner: public(address)
pendingOwner: public(address)
masterMinter: public(address)
pauser: public(address)
blacklister: public(address)
verifier: public(address)
enforcer: public(address)
rescuer: public(address)
redemptionWallet: public(address)
successor: public(address)
pauserChange: bytes32  # the last updatePauser that was announced: not the pauser's to take back

allowance: public(HashMap[address, HashMap[address, uint256]])


@deploy
def __init__(
    name_: String[50],
    symbol_: String[11],
    currency_: String[8],
    owner_: address,
    master_minter_: address,
    pauser_: address,
    blacklister_: address,
    verifier_: address,
    enforcer_: address,
    rescuer_: address,
    redemption_wallet_: address,
    attestors_: DynArray[address, 8],
    threshold_: uint256,
    delay_seconds_: uint256,
):
    signatures.__init__(name_)
    symbol = symbol_
    currency = currency_
    self._become_owner(owner_)
    self._become_master_minter(master_minter_)
    self._become_enforcer(enforcer_)
    self._become_pauser(pauser_)
    self._become_blacklister(blacklister_)
    self._become_verifier(verifier_)
    self._become_rescuer(rescuer_)
    self._become_redemption_wallet(redemption_wallet_)
    self._become_attestors(attestors_, threshold_)
    delay._set(delay_seconds_)


# ---------------------------------------------------------------------------------------------------- who may do what


@internal
@pure
def _present(account: address) -> address:
    if account == empty(address):
        refusals._refuse(refusals.ADDRESS_MISSING)
    return account


@internal
@view
def _apart(account: address):
    # the four that no two hands may hold together: owner, master minter, enforcer, attestor
    self._present(account)
    if account in [self.owner, self.masterMinter, self.enforcer]:
        refusals._refuse(refusals.ROLES_NOT_APART)


@internal
@view
def _apart_from_attestors(account: address):
    self._apart(account)
    if accounts._has(account, accounts.ATTESTOR):
        refusals._refuse(refusals.ROLES_NOT_APART)


@internal
def _become_owner(account: address):
    self._apart_from_attestors(account)
    log OwnershipTransferred(previousOwner=self.owner, newOwner=account)
    self.owner = account
    self.pendingOwner = empty(address)


@internal
def _remove_minter(minter: address):
    accounts._mark(minter, accounts.MINTER, False)
    minters.words[minter] = 0
    log MinterRemoved(oldMinter=minter)


@internal
def _no_minter(account: address):
    # taken away, not refused: or the master minter could keep out its own successor and every attestor it hears of
    if accounts._has(account, accounts.MINTER):
        self._remove_minter(account)


@internal
def _become_master_minter(account: address):
    self._apart_from_attestors(account)
    self._no_minter(account)
    self.masterMinter = account
    log MasterMinterChanged(newMasterMinter=account)


@internal
def _become_enforcer(account: address):
    self._apart_from_attestors(account)
    self.enforcer = account
    log EnforcerChanged(newEnforcer=account)


@internal
def _become_pauser(account: address):
    self.pauser = self._present(account)
    log PauserChanged(newAddress=account)


@internal
def _become_blacklister(account: address):
    self.blacklister = self._present(account)
    log BlacklisterChanged(newBlacklister=account)


@internal
def _become_verifier(account: address):
    self.verifier = self._present(account)
    log VerifierChanged(newVerifier=account)


@internal
def _become_rescuer(account: address):
    self.rescuer = self._present(account)
    log RescuerChanged(newRescuer=account)


@internal
def _become_redemption_wallet(account: address):
    former: address = self.redemptionWallet
    if former != empty(address):
        accounts._mark(former, accounts.REDEMPTION, False)
    # neither blocked nor frozen, and _not_redemption keeps it so
    if accounts.words[account] & (accounts.BLOCKED | (accounts.AMOUNT << accounts.FROZEN_AT)) != 0:
        refusals._refuse(refusals.ROLES_NOT_APART)
    accounts._mark(account, accounts.REDEMPTION, True)
    self.redemptionWallet = account
    log RedemptionWalletChanged(newRedemptionWallet=account)


@internal
def _become_attestors(attestors: DynArray[address, 8], threshold: uint256):
    for attestor: address in attestors:
        self._apart(attestor)
        self._no_minter(attestor)
    backing._set_attestors(attestors, threshold)


@internal
@view
def _only_owner():
    if msg.sender != self.owner:
        refusals._refuse(refusals.NOT_OWNER)


@internal
@view
def _only_master_minter():
    if msg.sender != self.masterMinter:
        refusals._refuse(refusals.NOT_MASTER_MINTER)


@internal
@view
def _only_blacklister():
    if msg.sender != self.blacklister:
        refusals._refuse(refusals.NOT_BLACKLISTER)


@internal
@view
def _only_verifier():
    if msg.sender != self.verifier:
        refusals._refuse(refusals.NOT_VERIFIER)


@internal
@view
def _only_pauser():
    if msg.sender != self.pauser:
        refusals._refuse(refusals.NOT_PAUSER)


@internal
def _dangerous():
    """
    @dev For the calls with one argument of one word: the owner, and the delay is over.
    """
    self._only_owner()
    delay._pass(keccak256(slice(msg.data, 0, 36)))


@internal
@view
def _unblocked(account: address):
    if accounts._has(account, accounts.BLOCKED):
        refusals._refuse_account(refusals.ACCOUNT_BLOCKED, account)


@internal
@view
def _running():
    if accounts.state & accounts.PAUSED != 0:
        refusals._refuse(refusals.ENFORCED_PAUSE)


# ------------------------------------------------------------------------------------------------------------- ERC-20


@external
@view
def name() -> String[50]:
    return signatures.NAME


@external
@pure
def version() -> String[1]:
    return signatures.VERSION


@external
@view
def totalSupply() -> uint256:
    return accounts.state & accounts.SUPPLY


@external
@view
def balanceOf(account: address) -> uint256:
    return accounts.words[account] & accounts.AMOUNT


@external
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Moves `amount` from the caller. Nought is a transfer too; paying oneself changes nothing.
    """
    transfers._move(msg.sender, to, amount)
    return True


@external
def transferFrom(sender: address, to: address, amount: uint256) -> bool:
    """
    @notice Moves `amount` by an allowance. The greatest allowance is never used up. A blocked spender is refused.
    """
    self._unblocked(msg.sender)
    # a transfer of nought needs no allowance: said of nobody, it would read as a mint
    self._present(sender)
    allowed: uint256 = self.allowance[sender][msg.sender]
    if amount > allowed:
        refusals._refuse_amounts(refusals.ERC20_INSUFFICIENT_ALLOWANCE, msg.sender, allowed, amount)
    if allowed != max_value(uint256):
        self.allowance[sender][msg.sender] = unsafe_sub(allowed, amount)
    transfers._move(sender, to, amount)
    return True


@internal
def _approve(holder: address, spender: address, amount: uint256):
    self._running()
    self._unblocked(holder)
    self._unblocked(spender)
    if spender == empty(address):
        refusals._refuse_account(refusals.ERC20_INVALID_SPENDER, spender)
    self.allowance[holder][spender] = amount
    log Approval(owner=holder, spender=spender, amount=amount)


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice Sets the allowance. Refused while paused, and for a blocked holder or spender.
    """
    self._approve(msg.sender, spender, amount)
    return True


@external
def increaseAllowance(spender: address, increment: uint256) -> bool:
    allowed: uint256 = self.allowance[msg.sender][spender]
    if increment > max_value(uint256) - allowed:
        refusals._refuse(refusals.TOO_LARGE)
    self._approve(msg.sender, spender, unsafe_add(allowed, increment))
    return True


@external
def decreaseAllowance(spender: address, decrement: uint256) -> bool:
    allowed: uint256 = self.allowance[msg.sender][spender]
    if decrement > allowed:
        refusals._refuse_amounts(refusals.ERC20_INSUFFICIENT_ALLOWANCE, spender, allowed, decrement)
    self._approve(msg.sender, spender, unsafe_sub(allowed, decrement))
    return True


# ---------------------------------------------------------------------------------------------------- signed messages


@external
@view
def nonces(owner: address) -> uint256:
    return authorizations.permits[owner]


@external
@view
def authorizationState(authorizer: address, nonce: bytes32) -> bool:
    return authorizations.spent[authorizer][nonce]


@external
@view
def DOMAIN_SEPARATOR() -> bytes32:
    return signatures._separator()


@external
@view
def eip712Domain() -> (bytes1, String[50], String[1], uint256, address, bytes32, DynArray[uint256, 1]):
    return (0x0f, signatures.NAME, signatures.VERSION, chain.id, self, empty(bytes32), [])


@internal
def _permit(owner: address, spender: address, amount: uint256, deadline: uint256, signature: Bytes[1024]):
    authorizations._permit(owner, spender, amount, deadline, signature)
    self._approve(owner, spender, amount)


@external
def permit(owner: address, spender: address, amount: uint256, deadline: uint256, signature: Bytes[1024]):
    """
    @notice Sets an allowance that the holder signed. Good up to and at the deadline.
    """
    self._permit(owner, spender, amount, deadline, signature)


@internal
def _transfer_signed(
    sender: address,
    to: address,
    amount: uint256,
    after: uint256,
    before: uint256,
    nonce: bytes32,
    signature: Bytes[1024],
):
    authorizations._use(authorizations.TRANSFER_TYPEHASH, sender, to, amount, after, before, nonce, signature)
    transfers._move(sender, to, amount)


@internal
def _receive_signed(
    sender: address,
    to: address,
    amount: uint256,
    after: uint256,
    before: uint256,
    nonce: bytes32,
    signature: Bytes[1024],
):
    if msg.sender != to:
        refusals._refuse(refusals.NOT_PAYEE)
    authorizations._use(authorizations.RECEIVE_TYPEHASH, sender, to, amount, after, before, nonce, signature)
    transfers._move(sender, to, amount)


@internal
def _cancel_signed(authorizer: address, nonce: bytes32, signature: Bytes[1024]):
    self._running()
    authorizations._cancel(authorizer, nonce, signature)


@external
def transferWithAuthorization(
    sender: address,
    to: address,
    amount: uint256,
    validAfter: uint256,
    validBefore: uint256,
    nonce: bytes32,
    signature: Bytes[1024],
):
    """
    @notice Moves what the holder signed for, whoever brings it. Good after `validAfter` and before `validBefore`.
    """
    self._transfer_signed(sender, to, amount, validAfter, validBefore, nonce, signature)


@external
def receiveWithAuthorization(
    sender: address,
    to: address,
    amount: uint256,
    validAfter: uint256,
    validBefore: uint256,
    nonce: bytes32,
    signature: Bytes[1024],
):
    """
    @notice Moves what the holder signed for, brought by the one who is paid.
    """
    self._receive_signed(sender, to, amount, validAfter, validBefore, nonce, signature)


@external
def cancelAuthorization(authorizer: address, nonce: bytes32, signature: Bytes[1024]):
    """
    @notice Withdraws an authorisation that was not used. Refused while paused.
    """
    self._cancel_signed(authorizer, nonce, signature)


@external
def __default__():
    """
    @dev The overloads that take the signature as v, r, s. Every other call is refused, and so is ether.
    """
    selector: bytes4 = convert(slice(msg.data, 0, 4), bytes4)
    if selector == method_id(
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
        output_type=bytes4,
    ) or selector == method_id(
        "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
        output_type=bytes4,
    ):
        sender: address = empty(address)
        to: address = empty(address)
        amount: uint256 = 0
        after: uint256 = 0
        before: uint256 = 0
        nonce: bytes32 = empty(bytes32)
        v: uint8 = 0
        sender, to, amount, after, before, nonce, v = abi_decode(
            slice(msg.data, 4, 224), (address, address, uint256, uint256, uint256, bytes32, uint8)
        )
        signature: Bytes[65] = concat(slice(msg.data, 228, 64), slice(msg.data, 227, 1))
        if selector == method_id(
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
            output_type=bytes4,
        ):
            self._transfer_signed(sender, to, amount, after, before, nonce, signature)
        else:
            self._receive_signed(sender, to, amount, after, before, nonce, signature)
    elif selector == method_id(
        "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)", output_type=bytes4
    ):
        owner: address = empty(address)
        spender: address = empty(address)
        amount: uint256 = 0
        deadline: uint256 = 0
        v: uint8 = 0
        owner, spender, amount, deadline, v = abi_decode(
            slice(msg.data, 4, 160), (address, address, uint256, uint256, uint8)
        )
        self._permit(
            owner, spender, amount, deadline, concat(slice(msg.data, 164, 64), slice(msg.data, 163, 1))
        )
    elif selector == method_id("cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)", output_type=bytes4):
        authorizer: address = empty(address)
        nonce: bytes32 = empty(bytes32)
        v: uint8 = 0
        authorizer, nonce, v = abi_decode(slice(msg.data, 4, 96), (address, bytes32, uint8))
        self._cancel_signed(authorizer, nonce, concat(slice(msg.data, 100, 64), slice(msg.data, 99, 1)))
    else:
        refusals._refuse(refusals.UNKNOWN_FUNCTION)


# ------------------------------------------------------------------------------------------------------- mint and burn


@external
@view
def isMinter(account: address) -> bool:
    return accounts._has(account, accounts.MINTER)


@external
@view
def minterAllowance(minter: address) -> uint256:
    """
    @notice What the minter may still mint at this moment, with what has grown back.
    """
    return minters._allowance(minters.words[minter])


@external
@view
def minterRefill(minter: address) -> (uint256, uint256):
    """
    @return The cap up to which the allowance grows back, and the units that come back each second.
    """
    word: uint256 = minters.words[minter]
    return (word >> minters.CAP_AT) & minters.AMOUNT, (word >> minters.RATE_AT) & minters.RATE


@external
def configureMinter(minter: address, amount: uint256) -> bool:
    """
    @notice Makes a minter, or sets what it may mint. A refill that was set stays set. Refused while paused.
    """
    self._only_master_minter()
    self._running()
    if minter == msg.sender or accounts._has(minter, accounts.ATTESTOR):
        refusals._refuse(refusals.ROLES_NOT_APART)
    accounts._mark(minter, accounts.MINTER, True)
    word: uint256 = minters.words[minter]
    minters._set(
        minter, amount, (word >> minters.CAP_AT) & minters.AMOUNT, (word >> minters.RATE_AT) & minters.RATE
    )
    log MinterConfigured(minter=minter, minterAllowedAmount=amount)
    return True


@external
def removeMinter(minter: address) -> bool:
    self._only_master_minter()
    self._remove_minter(minter)
    return True


@external
def setMinterRefill(minter: address, cap: uint256, units_per_second: uint256):
    """
    @notice Lets a minter's allowance grow back by `units_per_second` up to `cap`; what has grown back by now is kept.
    """
    self._only_master_minter()
    if not accounts._has(minter, accounts.MINTER):
        refusals._refuse(refusals.NOT_MINTER)
    minters._set(minter, minters._allowance(minters.words[minter]), cap, units_per_second)
    log MinterRefillConfigured(minter=minter, cap=cap, unitsPerSecond=units_per_second)


@external
@view
def mintVelocity() -> (uint256, uint256, uint256):
    """
    @return The most that all minters together may mint in a window (0 for no limit), what was minted in the window in
            force, and when that window began.
    """
    began: uint256 = 0
    minted: uint256 = 0
    began, minted = backing._window(accounts.state)
    return backing.word >> backing.LIMIT_AT, minted, began


@external
def setMintVelocity(limit: uint256):
    """
    @notice The owner sets the most that may be minted in a window; 0 for no limit. To tighten is at once; to raise or
            to lift waits for the delay.
    """
    former: uint256 = backing.word >> backing.LIMIT_AT
    if former != 0 and (limit == 0 or limit > former):
        self._dangerous()
    else:
        self._only_owner()
    backing._limit(limit)
    log MintVelocityChanged(limit=limit)


@internal
def _mint(to: address, amount: uint256):
    caller: uint256 = accounts.words[msg.sender]
    if caller & accounts.MINTER == 0:
        refusals._refuse(refusals.NOT_MINTER)
    if caller & accounts.BLOCKED != 0:
        refusals._refuse_account(refusals.ACCOUNT_BLOCKED, msg.sender)
    if amount == 0:
        refusals._refuse(refusals.ZERO_AMOUNT)
    state: uint256 = accounts.state
    if state & accounts.PAUSED != 0:
        refusals._refuse(refusals.ENFORCED_PAUSE)
    receiver: uint256 = accounts.words[to]
    if receiver & accounts.MINT_RECIPIENT == 0:
        refusals._refuse_account(refusals.NOT_MINT_RECIPIENT, to)
    if receiver & accounts.BLOCKED != 0:
        refusals._refuse_account(refusals.ERC7943_CANNOT_RECEIVE, to)
    minters._spend(msg.sender, amount)
    accounts.state = backing._grown(state, amount)
    accounts.words[to] = unsafe_add(receiver, amount)
    log Mint(minter=msg.sender, to=to, amount=amount)
    log accounts.Transfer(sender=empty(address), receiver=to, amount=amount)


@external
def mint(to: address, amount: uint256) -> bool:
    """
    @notice Mints to a mint recipient, within the minter's allowance, the velocity limit, and the attested reserve.
    """
    self._mint(to, amount)
    return True


@external
def mintAttested(
    to: address,
    amount: uint256,
    attestedAmount: uint256,
    attestedAt: uint256,
    expiresAt: uint256,
    signatures_: DynArray[Bytes[65], 8],
) -> bool:
    """
    @notice Puts an attestation in force and mints against it.
    """
    backing._attest(attestedAmount, attestedAt, expiresAt, signatures_)
    self._mint(to, amount)
    return True


@external
def burn(amount: uint256):
    """
    @notice Burns the caller's own coins: a minter unless paused, the redemption wallet unless redemption is closed.
    """
    word: uint256 = accounts.words[msg.sender]
    if word & accounts.REDEMPTION != 0:
        if accounts.state & accounts.CLOSED != 0:
            refusals._refuse(refusals.REDEMPTION_CLOSED)
    elif word & accounts.MINTER != 0:
        self._running()
    else:
        refusals._refuse(refusals.NOT_MINTER)
    if word & accounts.BLOCKED != 0:
        refusals._refuse_account(refusals.ACCOUNT_BLOCKED, msg.sender)
    if amount == 0:
        refusals._refuse(refusals.ZERO_AMOUNT)
    accounts._burn(msg.sender, word, amount)
    log Burn(burner=msg.sender, amount=amount)
    log accounts.Transfer(sender=msg.sender, receiver=empty(address), amount=amount)


@external
def burnWithAuthorization(
    sender: address,
    amount: uint256,
    validAfter: uint256,
    validBefore: uint256,
    nonce: bytes32,
    signature: Bytes[1024],
):
    """
    @notice Redeems in one call: what the holder signed over to the redemption wallet (ReceiveWithAuthorization) is
            burned. Brought by a minter or the redemption wallet. Open while paused, unless redemption is closed.
    """
    caller: uint256 = accounts.words[msg.sender]
    if caller & (accounts.MINTER | accounts.REDEMPTION) == 0:
        refusals._refuse(refusals.NOT_MINTER)
    if caller & accounts.BLOCKED != 0:
        refusals._refuse_account(refusals.ACCOUNT_BLOCKED, msg.sender)
    if amount == 0:
        refusals._refuse(refusals.ZERO_AMOUNT)
    wallet: address = self.redemptionWallet
    authorizations._use(
        authorizations.RECEIVE_TYPEHASH, sender, wallet, amount, validAfter, validBefore, nonce, signature
    )
    word: uint256 = accounts.words[sender]
    transfers._restrict(accounts.state, sender, word, wallet, accounts.REDEMPTION, amount)
    accounts._burn(sender, word, amount)
    log accounts.Transfer(sender=sender, receiver=wallet, amount=amount)
    log Burn(burner=wallet, amount=amount)
    log accounts.Transfer(sender=wallet, receiver=empty(address), amount=amount)


# --------------------------------------------------------------------------------------------------------- the reserve


@external
@view
def reserve() -> (uint256, uint256, uint256):
    """
    @return The amount attested, when, and when that is over.
    """
    word: uint256 = backing.word
    return (
        word & accounts.SUPPLY,
        (word >> backing.AT_AT) & backing.TIME,
        (word >> backing.EXPIRES_AT) & backing.TIME,
    )


@external
def attestReserve(
    amount: uint256, attestedAt: uint256, expiresAt: uint256, signatures_: DynArray[Bytes[65], 8]
):
    """
    @notice Puts a signed attestation of the reserve in force, whoever brings it.
    """
    backing._attest(amount, attestedAt, expiresAt, signatures_)


@external
@view
def attestors() -> DynArray[address, 8]:
    return backing.attestors


@external
@view
def attestorThreshold() -> uint256:
    return backing.threshold


# --------------------------------------------------------------------------------------------- lists, freezes and force


@external
@view
def isBlacklisted(account: address) -> bool:
    return accounts._has(account, accounts.BLOCKED)


@internal
@view
def _not_redemption(account: address):
    # redemption is closed by closeRedemption only, not by a block or a freeze of the wallet
    if accounts._has(account, accounts.REDEMPTION):
        refusals._refuse(refusals.ROLES_NOT_APART)


@external
def blacklist(account: address):
    """
    @notice Blocks an account; never the redemption wallet.
    """
    self._only_blacklister()
    self._not_redemption(account)
    accounts._mark(account, accounts.BLOCKED, True)
    log Blacklisted(account=account)


@external
def unBlacklist(account: address):
    self._only_blacklister()
    accounts._mark(account, accounts.BLOCKED, False)
    log UnBlacklisted(account=account)


@internal
def _verify(account: address, verified: bool):
    accounts._mark(account, accounts.VERIFIED, verified)
    log VerifiedChanged(account=account, verified=verified)


@external
@view
def isVerified(account: address) -> bool:
    return accounts._has(account, accounts.VERIFIED)


@external
def setVerified(account: address, verified: bool):
    self._only_verifier()
    self._verify(account, verified)


@external
def setVerifiedMany(accounts_: DynArray[address, 100], verified: bool):
    self._only_verifier()
    for account: address in accounts_:
        self._verify(account, verified)


@external
@view
def isMintRecipient(account: address) -> bool:
    return accounts._has(account, accounts.MINT_RECIPIENT)


@external
def setMintRecipient(account: address, allowed: bool):
    self._only_verifier()
    accounts._mark(account, accounts.MINT_RECIPIENT, allowed)
    log MintRecipientChanged(account=account, allowed=allowed)


@external
@view
def transferPolicy() -> (uint256, uint256):
    """
    @return 0 open, 1 both ends verified, 2 both ends verified when more than the threshold moves; and the threshold.
    """
    return transfers._mode(accounts.state), transfers.threshold


@external
@view
def getFrozenTokens(account: address) -> uint256:
    return (accounts.words[account] >> accounts.FROZEN_AT) & accounts.AMOUNT


@external
def setFrozenTokens(account: address, amount: uint256) -> bool:
    """
    @notice Sets what of an account's coins is frozen. More than the balance may be: what comes in later is held back.
            Never of the redemption wallet's.
    """
    self._only_blacklister()
    self._not_redemption(account)
    accounts._freeze(account, amount)
    log Frozen(account=account, amount=amount)
    return True


@external
def forcedTransfer(sender: address, to: address, amount: uint256) -> bool:
    """
    @notice Carries out an order over a holder's coins: paused or not, blocked or not, frozen or not; what it takes of
            the frozen part is no longer frozen. The receiver must be one that may receive.
    """
    if msg.sender != self.enforcer:
        refusals._refuse(refusals.NOT_ENFORCER)
    if to == empty(address):
        refusals._refuse_account(refusals.ERC20_INVALID_RECEIVER, to)
    taken: uint256 = accounts.words[sender]
    balance: uint256 = taken & accounts.AMOUNT
    if amount > balance:
        refusals._refuse_amounts(refusals.ERC20_INSUFFICIENT_BALANCE, sender, balance, amount)
    free: uint256 = accounts._unfrozen(taken)
    if amount > free:
        frozen: uint256 = unsafe_sub((taken >> accounts.FROZEN_AT) & accounts.AMOUNT, unsafe_sub(amount, free))
        accounts._freeze(sender, frozen)
        log Frozen(account=sender, amount=frozen)
    accounts.words[sender] = unsafe_sub(accounts.words[sender], amount)
    received: uint256 = accounts.words[to]
    # as from a verified holder of a coin that is running: only the receiver's end is asked about
    running: uint256 = accounts.state & ~accounts.STOPS
    transfers._restrict(running, sender, accounts.VERIFIED, to, received, amount)
    accounts.words[to] = unsafe_add(received, amount)
    log accounts.Transfer(sender=sender, receiver=to, amount=amount)
    log ForcedTransfer(sender=sender, receiver=to, amount=amount)
    return True


@external
@view
def canSend(account: address) -> bool:
    return transfers._can_send(account)


@external
@view
def canReceive(account: address) -> bool:
    return transfers._can_receive(account)


@external
@view
def canTransfer(sender: address, to: address, amount: uint256) -> bool:
    """
    @notice Whether the rules would let this move: never false for want of balance.
    """
    return transfers._can_transfer(sender, to, amount)


@external
@pure
def supportsInterface(interfaceId: bytes4) -> bool:
    return interfaceId in [0x01ffc9a7, 0x3edbb4c4]  # ERC-165, ERC-7943 for fungible coins


# ---------------------------------------------------------------------------------------------- pause and redemption


@external
@view
def paused() -> bool:
    return accounts.state & accounts.PAUSED != 0


@external
def pause():
    """
    @notice Stops transfers, minting and approvals. Redemption stays open.
    """
    self._only_pauser()
    accounts._switch(accounts.PAUSED, True)
    log Pause()


@external
def unpause():
    self._only_pauser()
    accounts._switch(accounts.PAUSED, False)
    log Unpause()


@external
@view
def redemptionClosed() -> bool:
    return accounts.state & accounts.CLOSED != 0


@external
def closeRedemption(closed: bool):
    """
    @notice Closes or reopens redemption at once: for a direction of the supervisor, and for nothing else.
    """
    self._only_owner()
    accounts._switch(accounts.CLOSED, closed)
    log RedemptionChanged(closed=closed)


# --------------------------------------------------------------------------------- dangerous changes and their delay


@external
@view
def delaySeconds() -> uint256:
    return delay.wait


@external
@view
def readyAt(operation: bytes32) -> uint256:
    """
    @return When the operation may first be made; 0 when it was not scheduled, was made, or was cancelled.
    """
    return delay.ready_at[operation]


@external
def schedule(data: Bytes[356]) -> bytes32:
    """
    @notice Announces a dangerous call by its exact data. It passes from `readyAt` on, for fourteen days, once.
    """
    self._only_owner()
    operation: bytes32 = delay._schedule(data)
    if slice(data, 0, 4) == method_id("updatePauser(address)"):
        self.pauserChange = operation
    return operation


@external
def cancel(operation: bytes32):
    """
    @notice The owner or the pauser takes back what was announced; the pauser's own replacement, the owner only.
    """
    if msg.sender != self.pauser or operation == self.pauserChange:
        self._only_owner()
    delay._cancel(operation)


@external
def transferOwnership(newOwner: address):
    """
    @notice Offers the ownership; it passes when the new owner accepts. Zero takes the offer back.
    """
    self._dangerous()
    if newOwner != empty(address):
        self._apart_from_attestors(newOwner)
    self.pendingOwner = newOwner
    log OwnershipTransferStarted(previousOwner=self.owner, newOwner=newOwner)


@external
def acceptOwnership():
    if msg.sender != self.pendingOwner:
        refusals._refuse(refusals.NOT_PENDING_OWNER)
    self._become_owner(msg.sender)


@external
def updateMasterMinter(newMasterMinter: address):
    self._dangerous()
    self._become_master_minter(newMasterMinter)


@external
def updatePauser(newPauser: address):
    self._dangerous()
    self._become_pauser(newPauser)


@external
def updateBlacklister(newBlacklister: address):
    self._dangerous()
    self._become_blacklister(newBlacklister)


@external
def updateVerifier(newVerifier: address):
    self._dangerous()
    self._become_verifier(newVerifier)


@external
def updateEnforcer(newEnforcer: address):
    self._dangerous()
    self._become_enforcer(newEnforcer)


@external
def updateRescuer(newRescuer: address):
    self._dangerous()
    self._become_rescuer(newRescuer)


@external
def updateRedemptionWallet(newRedemptionWallet: address):
    self._dangerous()
    self._become_redemption_wallet(newRedemptionWallet)


@external
def setAttestors(newAttestors: DynArray[address, 8], threshold: uint256):
    """
    @notice Replaces the attestors. The attestation in force stays in force until it is over.
    """
    self._only_owner()
    delay._pass(
        keccak256(abi_encode(newAttestors, threshold, method_id=method_id("setAttestors(address[],uint256)")))
    )
    self._become_attestors(newAttestors, threshold)


@external
def setDelay(delaySeconds: uint256):
    self._dangerous()
    delay._set(delaySeconds)


@external
def setTransferPolicy(mode: uint8, threshold: uint256):
    """
    @notice 0 open, 1 both ends verified, 2 both ends verified when more than the threshold moves.
    """
    self._only_owner()
    delay._pass(keccak256(slice(msg.data, 0, 68)))
    if mode > 2:
        refusals._refuse(refusals.UNKNOWN_POLICY)
    flags: uint256 = convert(mode, uint256) << accounts.MODE_AT
    accounts.state = (accounts.state & ~accounts.MODE) | flags
    transfers.threshold = threshold
    log TransferPolicyChanged(mode=convert(mode, uint256), threshold=threshold)


@external
def setSuccessor(newSuccessor: address):
    """
    @notice Names the coin that follows this one; zero takes the name back.
    """
    self._dangerous()
    self.successor = newSuccessor
    log SuccessorChanged(newSuccessor=newSuccessor)


@external
def migrate(amount: uint256):
    """
    @notice Burns the caller's coins here so that they can be issued at the successor, whose issuer reads the record.
    """
    if self.successor == empty(address):
        refusals._refuse(refusals.NO_SUCCESSOR)
    if amount == 0:
        refusals._refuse(refusals.ZERO_AMOUNT)
    word: uint256 = accounts.words[msg.sender]
    # nobody receives, so only the sender's end is asked about
    transfers._restrict(accounts.state, msg.sender, word, empty(address), accounts.VERIFIED, amount)
    accounts._burn(msg.sender, word, amount)
    log accounts.Transfer(sender=msg.sender, receiver=empty(address), amount=amount)
    log Migrated(holder=msg.sender, successor=self.successor, amount=amount)


@external
def rescueERC20(token: address, to: address, amount: uint256):
    """
    @notice Takes out coins that were sent to this contract, of any kind; of this kind by its own rules.
    """
    if msg.sender != self.rescuer:
        refusals._refuse(refusals.NOT_RESCUER)
    if not extcall IERC20(token).transfer(to, amount, default_return_value=True):
        refusals._refuse(refusals.RESCUE_FAILED)
