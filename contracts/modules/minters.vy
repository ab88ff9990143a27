# pragma version 0.4.3
"""
@title Minters
@license Apache-2.0
@notice What each minter may still mint, and how that grows back.
@dev Minter word, from the low end: allowance uint88, cap uint88, units per second uint40, last change uint40. Below the
     cap the allowance grows by the rate for every second since the last change, and stops at the cap. An allowance
     above the cap stays as it is. That an account is a minter at all is a flag in its account word.
"""

from modules import refusals

AMOUNT: constant(uint256) = 2**88 - 1
RATE: constant(uint256) = 2**40 - 1
CAP_AT: constant(uint256) = 88
RATE_AT: constant(uint256) = 176
LAST_AT: constant(uint256) = 216

words: HashMap[address, uint256]


@internal
@view
def _allowance(word: uint256) -> uint256:
    allowance: uint256 = word & AMOUNT
    cap: uint256 = (word >> CAP_AT) & AMOUNT
    if allowance < cap:
        rate: uint256 = (word >> RATE_AT) & RATE
        # at most 40 bits times 40 bits, and 88 bits: no overflow
        grown: uint256 = unsafe_add(allowance, unsafe_mul(rate, unsafe_sub(block.timestamp, word >> LAST_AT)))
        return min(cap, grown)
    return allowance


@internal
def _set(minter: address, allowance: uint256, cap: uint256, rate: uint256):
    if allowance > AMOUNT or cap > AMOUNT or rate > RATE:
        refusals._refuse(refusals.TOO_LARGE)
    self.words[minter] = allowance | (cap << CAP_AT) | (rate << RATE_AT) | (block.timestamp << LAST_AT)


@internal
def _spend(minter: address, amount: uint256):
    word: uint256 = self.words[minter]
    allowance: uint256 = self._allowance(word)
    if amount > allowance:
        refusals._refuse(refusals.MINT_ALLOWANCE_EXCEEDED)
    terms: uint256 = word & ((AMOUNT << CAP_AT) | (RATE << RATE_AT))
    self.words[minter] = unsafe_sub(allowance, amount) | terms | (block.timestamp << LAST_AT)
