# pragma version 0.4.3
"""
@title Accounts
@license Apache-2.0
@notice One storage word for each account and one for the coin: what is held, what is frozen, and the flags. Arithmetic
        and bits only: who may change them is decided in coin.vy.
@dev Account word, from the low end: balance uint112, frozen uint112, flags.
     State word, from the low end: total supply uint96, minted in window uint96, window start uint40, flags.
     The sum of all balances is the total supply, so a balance can never fill its 112 bits.
"""

from modules import refusals

AMOUNT: constant(uint256) = 2**112 - 1
SUPPLY: constant(uint256) = 2**96 - 1
FROZEN_AT: constant(uint256) = 112

# flags of an account
VERIFIED: constant(uint256) = 2**224
MINT_RECIPIENT: constant(uint256) = 2**225
REDEMPTION: constant(uint256) = 2**226
MINTER: constant(uint256) = 2**227
ATTESTOR: constant(uint256) = 2**228
BLOCKED: constant(uint256) = 2**232

# flags of the coin
PAUSED: constant(uint256) = 2**232
CLOSED: constant(uint256) = 2**233
MODE_AT: constant(uint256) = 234
MODE: constant(uint256) = 3 * 2**234
FLAGS: constant(uint256) = 15 * 2**232

# what stops a transfer stands at the same place in both words, so that one look at three words sees it; the place of
# CLOSED is never used in an account's word
STOPS: constant(uint256) = 3 * 2**232

words: HashMap[address, uint256]
state: uint256


event Transfer:
    # names after ERC-20 in FiatToken
    sender: indexed(address)
    receiver: indexed(address)
    amount: uint256


@internal
@view
def _has(account: address, mark: uint256) -> bool:
    return self.words[account] & mark != 0


@internal
def _mark(account: address, mark: uint256, on: bool):
    if account == empty(address):
        refusals._refuse(refusals.ADDRESS_MISSING)
    word: uint256 = self.words[account] | mark
    self.words[account] = word if on else word ^ mark


@internal
def _switch(mark: uint256, on: bool):
    word: uint256 = self.state | mark
    self.state = word if on else word ^ mark


@internal
@pure
def _unfrozen(word: uint256) -> uint256:
    # more than the balance may be frozen: what comes in later is then held back too
    balance: uint256 = word & AMOUNT
    frozen: uint256 = (word >> FROZEN_AT) & AMOUNT
    return 0 if frozen > balance else unsafe_sub(balance, frozen)


@internal
@pure
def _refuse_taking(holder: address, word: uint256, amount: uint256):
    """
    @notice Says why `amount` cannot be taken: it is more than the balance, or than the part that is not frozen.
    """
    balance: uint256 = word & AMOUNT
    if amount > balance:
        refusals._refuse_amounts(refusals.ERC20_INSUFFICIENT_BALANCE, holder, balance, amount)
    refusals._refuse_amounts(
        refusals.ERC7943_INSUFFICIENT_UNFROZEN_BALANCE, holder, amount, self._unfrozen(word)
    )


@internal
def _burn(holder: address, word: uint256, amount: uint256):
    """
    @notice Burns `amount` of the unfrozen part of the holder whose word is `word`.
    """
    if amount > self._unfrozen(word):
        self._refuse_taking(holder, word, amount)
    self.words[holder] = unsafe_sub(word, amount)
    # no balance is larger than the supply in the low bits of the state word
    self.state = unsafe_sub(self.state, amount)


@internal
def _freeze(account: address, amount: uint256):
    if amount > AMOUNT:
        refusals._refuse(refusals.TOO_LARGE)
    word: uint256 = self.words[account]
    self.words[account] = (word & ~(AMOUNT << FROZEN_AT)) | (amount << FROZEN_AT)
