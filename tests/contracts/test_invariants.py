"""What must hold on chain whatever was called, asked of the contract alone and after every step."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from eth_utils.crypto import keccak
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.contracts.deployed import (
    ATTESTORS,
    BLACKLISTER,
    DAY_SECONDS,
    ENFORCER,
    HOLDERS,
    MASTER_MINTER,
    MINTER,
    OWNER,
    PAUSER,
    STRANGER,
    TREASURY,
    VERIFIER,
    WALLET,
    Actor,
    Coin,
    Outcome,
)

PEOPLE = (*HOLDERS, TREASURY, MINTER, WALLET)
NONCES = tuple(bytes(keccak(text=f"nonce {number}")) for number in range(3))
RESERVE, START = 10_000, 1_000

people = st.sampled_from(PEOPLE)
holders = st.sampled_from(HOLDERS)
amounts = st.integers(0, 1_200)


class WhateverIsCalled(RuleBasedStateMachine):
    """Supply is the sum of balances, the frozen part is not spent, allowances and nonces are not used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.coin = Coin()
        self.spent: set[tuple[str, bytes]] = set()
        self.may_spend: dict[tuple[str, str], int] = defaultdict(int)
        self.may_mint = 0

    @initialize(mode=st.sampled_from([0, 1, 2]), velocity=st.sampled_from([0, 4_500]))
    def open_up(self, mode: int, velocity: int) -> None:
        self.coin.open_mint(reserve=RESERVE, allowance=RESERVE)
        self.coin.fund(*((holder, START) for holder in HOLDERS))
        self.may_mint = RESERVE - START * len(HOLDERS)
        self.coin.do(VERIFIER, "setVerifiedMany", [each.address for each in PEOPLE], True)
        self.coin.do(OWNER, "setTransferPolicy", mode, START // 2)
        self.coin.do(OWNER, "setMintVelocity", velocity)

    def spends(self, holder: Actor, sender: Actor | str, function: str, *arguments: Any) -> Outcome:
        """A call that takes the holder's coins: what is frozen of them is still there afterwards."""
        before = self.coin.account(holder)
        outcome = self.coin.send(sender, function, *arguments)
        after = self.coin.account(holder)
        assert after.frozen == before.frozen
        assert after.balance >= min(before.balance, before.frozen)
        if not outcome.passed:
            assert after == before
        return outcome

    @rule(sender=people, to=people, amount=amounts)
    def transfer(self, sender: Actor, to: Actor, amount: int) -> None:
        allowed = self.coin.read("canTransfer", sender, to, amount)
        outcome = self.spends(sender, sender, "transfer", to, amount)
        assert allowed or not outcome.passed

    @rule(holder=holders, spender=people, amount=amounts)
    def approve(self, holder: Actor, spender: Actor, amount: int) -> None:
        if self.coin.send(holder, "approve", spender, amount).passed:
            self.may_spend[holder.address, spender.address] = amount

    @rule(holder=holders, spender=people, to=people, amount=amounts)
    def transfer_from(self, holder: Actor, spender: Actor, to: Actor, amount: int) -> None:
        if self.spends(holder, spender, "transferFrom", holder, to, amount).passed:
            self.may_spend[holder.address, spender.address] -= amount
            assert self.may_spend[holder.address, spender.address] >= 0, "more was spent than was allowed"

    @rule(holder=holders, to=people, amount=amounts, nonce=st.sampled_from(NONCES), receive=st.booleans())
    def transfer_signed(self, holder: Actor, to: Actor, amount: int, nonce: bytes, receive: bool) -> None:
        kind = "ReceiveWithAuthorization" if receive else "TransferWithAuthorization"
        terms = (holder, to, amount, 0, self.coin.now + 60, nonce)
        function = kind[0].lower() + kind[1:]
        signature = holder.sign(self.coin.digest(kind, *terms))
        self.note(holder, nonce, self.spends(holder, to if receive else STRANGER, function, *terms, signature))

    @rule(holder=holders, amount=amounts, nonce=st.sampled_from(NONCES))
    def redeem_signed(self, holder: Actor, amount: int, nonce: bytes) -> None:
        terms = (holder, WALLET, amount, 0, self.coin.now + 60, nonce)
        signature = holder.sign(self.coin.digest("ReceiveWithAuthorization", *terms))
        given = (holder, *terms[2:], signature)
        self.note(holder, nonce, self.spends(holder, MINTER, "burnWithAuthorization", *given))

    @rule(holder=holders, nonce=st.sampled_from(NONCES))
    def withdraw(self, holder: Actor, nonce: bytes) -> None:
        signature = holder.sign(self.coin.digest("CancelAuthorization", holder, nonce))
        outcome = self.coin.send(STRANGER, "cancelAuthorization", holder, nonce, signature)
        self.note(holder, nonce, outcome)

    def note(self, holder: Actor, nonce: bytes, outcome: Outcome) -> None:
        if outcome.passed:
            assert (holder.address, nonce) not in self.spent, "a nonce passed twice"
            self.spent.add((holder.address, nonce))

    @rule(amount=amounts)
    def mint(self, amount: int) -> None:
        outcome = self.coin.send(MINTER, "mint", TREASURY, amount)
        limit, minted, _ = self.coin.read("mintVelocity")
        assert not limit or minted <= limit, "minted faster than the limit"
        if outcome.passed:
            assert self.coin.read("totalSupply") <= self.coin.read("reserve")[0], "minted past the reserve"
            self.may_mint -= amount
            assert self.may_mint >= 0, "minted past the allowance"

    @rule(amount=st.integers(0, RESERVE * 2), count=st.integers(1, 3))
    def attest(self, amount: int, count: int) -> None:
        assert self.coin.attest(amount, signers=ATTESTORS[:count]).passed is (count >= 2)

    @rule(amount=st.integers(0, RESERVE))
    def allow_the_minter(self, amount: int) -> None:
        if self.coin.send(MASTER_MINTER, "configureMinter", MINTER, amount).passed:
            self.may_mint = amount

    @rule(burner=st.sampled_from([WALLET, MINTER]), amount=amounts)
    def burn(self, burner: Actor, amount: int) -> None:
        self.spends(burner, burner, "burn", amount)

    @rule(account=people, amount=st.sampled_from([0, 0, 300, 5_000]))
    def freeze(self, account: Actor, amount: int) -> None:
        refused = self.coin.send(BLACKLISTER, "setFrozenTokens", account, amount).reason
        assert refused == ("RolesNotApart" if account == WALLET else "")

    @rule(holder=people, to=people, amount=amounts)
    def force(self, holder: Actor, to: Actor, amount: int) -> None:
        before = self.coin.account(holder)
        if self.coin.send(ENFORCER, "forcedTransfer", holder, to, amount).passed:
            after = self.coin.account(holder)
            free = max(before.balance - before.frozen, 0)
            assert before.frozen - after.frozen == max(amount - free, 0), "more was unfrozen than was taken"

    @rule(account=st.sampled_from([*HOLDERS, TREASURY, WALLET]), block=st.booleans())
    def block(self, account: Actor, block: bool) -> None:
        refused = self.coin.send(BLACKLISTER, "blacklist" if block else "unBlacklist", account).reason
        assert refused == ("RolesNotApart" if block and account == WALLET else "")

    @rule(pause=st.booleans(), close=st.booleans())
    def stop(self, pause: bool, close: bool) -> None:
        self.coin.do(PAUSER, "pause" if pause else "unpause")
        self.coin.do(OWNER, "closeRedemption", close)

    @precondition(lambda self: self.coin.now < 2_000_000_000)
    @rule(seconds=st.sampled_from([1, 3_600, DAY_SECONDS]))
    def wait(self, seconds: int) -> None:
        self.coin.at(self.coin.now + seconds)

    @invariant()
    def the_supply_is_the_sum_of_balances(self) -> None:
        held = sum(self.coin.account(each).balance for each in PEOPLE)
        assert self.coin.read("totalSupply") == held

    @invariant()
    def the_redemption_wallet_is_neither_blocked_nor_frozen(self) -> None:
        wallet = self.coin.account(WALLET)
        assert (wallet.frozen, wallet.flags & {"blocked"}) == (0, frozenset())

    @invariant()
    def spent_nonces_stay_spent(self) -> None:
        for authorizer, nonce in self.spent:
            assert self.coin.read("authorizationState", authorizer, nonce) is True


WhateverIsCalled.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestWhateverIsCalled = WhateverIsCalled.TestCase
