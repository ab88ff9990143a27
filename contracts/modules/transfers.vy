# pragma version 0.4.3
"""
@title Transfers
@license Apache-2.0
@notice How coins move from one account to another, and which rules can stop them: a blocked account, a frozen part, a
        pause, a closed redemption, and the transfer policy. Mechanism only.
@dev Policy 0 is open; under 1 both ends must be verified; under 2 both must be, when more than the threshold moves.
     The redemption wallet is a verified receiver under every policy, and can be paid while the coin is paused.
"""

from modules import accounts
from modules import refusals

uses: accounts

CLOSED_LIST: constant(uint256) = 1
BY_AMOUNT: constant(uint256) = 2
KNOWN: constant(uint256) = accounts.VERIFIED | accounts.REDEMPTION  # who may receive where the list decides

threshold: uint256


@internal
@pure
def _mode(state: uint256) -> uint256:
    return (state & accounts.MODE) >> accounts.MODE_AT


@internal
@view
def _listed(state: uint256, amount: uint256) -> bool:
    # does the list decide over this transfer?
    mode: uint256 = self._mode(state)
    return mode == CLOSED_LIST or (mode == BY_AMOUNT and amount > self.threshold)


@internal
@view
def _restrict(state: uint256, sender: address, sent: uint256, receiver: address, received: uint256, amount: uint256):
    """
    @notice Refuses by the first rule that stops this transfer, given the words of the coin and of both ends.
    """
    if sent & accounts.BLOCKED != 0:
        refusals._refuse_account(refusals.ERC7943_CANNOT_SEND, sender)
    if received & accounts.BLOCKED != 0:
        refusals._refuse_account(refusals.ERC7943_CANNOT_RECEIVE, receiver)
    redeems: bool = received & accounts.REDEMPTION != 0
    if state & accounts.PAUSED != 0 and not redeems:
        refusals._refuse(refusals.ENFORCED_PAUSE)
    if state & accounts.CLOSED != 0 and redeems:
        refusals._refuse(refusals.REDEMPTION_CLOSED)
    if self._listed(state, amount) and (sent & accounts.VERIFIED == 0 or received & KNOWN == 0):
        if self._mode(state) == BY_AMOUNT:
            # either may send and receive, but not as much as this
            refusals._refuse_transfer(refusals.ERC7943_CANNOT_TRANSFER, sender, receiver, amount)
        if sent & accounts.VERIFIED == 0:
            refusals._refuse_account(refusals.ERC7943_CANNOT_SEND, sender)
        else:
            refusals._refuse_account(refusals.ERC7943_CANNOT_RECEIVE, receiver)


@internal
def _move(sender: address, receiver: address, amount: uint256):
    if receiver == empty(address):
        refusals._refuse_account(refusals.ERC20_INVALID_RECEIVER, receiver)
    sent: uint256 = accounts.words[sender]
    balance: uint256 = sent & accounts.AMOUNT
    # the sum cannot wrap: it is asked for amounts within the balance only; nought moves whatever is frozen
    if amount > balance or (
        unsafe_add(amount, (sent >> accounts.FROZEN_AT) & accounts.AMOUNT) > balance and amount != 0
    ):
        accounts._refuse_taking(sender, sent, amount)
    accounts.words[sender] = unsafe_sub(sent, amount)
    # read after the sender's word is written, so that paying oneself changes nothing
    received: uint256 = accounts.words[receiver]
    state: uint256 = accounts.state
    # nobody is blocked and nothing is paused or closed, and both are verified or no list is on: the rest need not be asked
    if (sent | received | state) & accounts.STOPS != 0 or (
        sent & received & accounts.VERIFIED == 0 and state & accounts.MODE != 0
    ):
        self._restrict(state, sender, sent, receiver, received, amount)
    accounts.words[receiver] = unsafe_add(received, amount)
    log accounts.Transfer(sender=sender, receiver=receiver, amount=amount)


@internal
@view
def _can_send(account: address) -> bool:
    word: uint256 = accounts.words[account]
    closed: bool = self._mode(accounts.state) == CLOSED_LIST
    return word & accounts.BLOCKED == 0 and (word & accounts.VERIFIED != 0 or not closed)


@internal
@view
def _can_receive(account: address) -> bool:
    word: uint256 = accounts.words[account]
    closed: bool = self._mode(accounts.state) == CLOSED_LIST
    return word & accounts.BLOCKED == 0 and (word & KNOWN != 0 or not closed)


@internal
@view
def _can_transfer(sender: address, receiver: address, amount: uint256) -> bool:
    """
    @dev ERC-7943: false for every rule that a role could lift, the frozen part included; never for a balance that is
         too small.
    """
    state: uint256 = accounts.state
    sent: uint256 = accounts.words[sender]
    received: uint256 = accounts.words[receiver]
    if (sent | received) & accounts.BLOCKED != 0:
        return False
    if amount <= sent & accounts.AMOUNT and amount > accounts._unfrozen(sent):
        return False
    redeems: bool = received & accounts.REDEMPTION != 0
    if state & accounts.PAUSED != 0 and not redeems:
        return False
    if state & accounts.CLOSED != 0 and redeems:
        return False
    if self._listed(state, amount):
        return sent & accounts.VERIFIED != 0 and received & KNOWN != 0
    return True
