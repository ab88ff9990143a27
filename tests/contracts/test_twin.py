"""The contract and its twin on the same random calls, and what must hold whatever was called."""

from __future__ import annotations

from typing import Any

from eth_utils.crypto import keccak
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.contracts.deployed import (
    ALICE,
    ATTESTORS,
    BLACKLISTER,
    BOB,
    CAROL,
    DAY_SECONDS,
    ENFORCER,
    HOLDERS,
    LIFE_SECONDS_MAX,
    MASTER_MINTER,
    MINTER,
    OWNER,
    PAUSER,
    ROLES,
    STRANGER,
    TREASURY,
    VERIFIER,
    WALLET,
    ZERO,
    Actor,
    Coin,
    actor,
)
from tests.contracts.twin import Refused, Signed, Twin

PEOPLE = (*HOLDERS, TREASURY, MINTER, WALLET)
SECOND_WALLET = actor("second wallet")
EVERYBODY = (*PEOPLE, SECOND_WALLET)
NONCES = tuple(keccak(text=f"nonce {number}") for number in range(6))
SMALL = 2_000
DELAY_SECONDS = 3 * DAY_SECONDS

people = st.sampled_from(PEOPLE)
holders = st.sampled_from(HOLDERS)
receivers = st.sampled_from((*PEOPLE, ZERO))
nonces = st.sampled_from(NONCES)
yes_or_no = st.booleans()
amounts = st.one_of(st.sampled_from([0, 1, 2**256 - 1]), st.integers(0, SMALL))
edges = st.sampled_from([-1, 0, 1])


def by(right: Actor) -> st.SearchStrategy[Actor]:
    """Mostly the one who may, and now and then one who may not."""
    return st.sampled_from([right] * 7 + [STRANGER])


def plain(value: Any) -> Any:
    """Addresses for actors."""
    if isinstance(value, Actor):
        return value.address
    return [plain(each) for each in value] if isinstance(value, list) else value


class CoinAndTwin(RuleBasedStateMachine):
    """Every call is made on both. They must pass or refuse alike, say the same, and hold the same afterwards."""

    def __init__(self) -> None:
        super().__init__()
        self.coin = Coin()
        self.start(0)

    def start(self, delay_seconds: int) -> None:
        self.coin = Coin(delay_seconds=delay_seconds)
        roles = {role: actor(role).address for role in ROLES}
        attestors = [each.address for each in ATTESTORS]
        self.twin = Twin(self.coin.address, roles, attestors, 2, delay_seconds, self.coin.now)
        self.used: set[tuple[str, bytes]] = set()
        self.ends: set[int] = set()

    @initialize(delayed=yes_or_no, mode=st.sampled_from([0, 1, 2]))
    def open_up(self, delayed: bool, mode: int) -> None:
        self.start(DELAY_SECONDS if delayed else 0)
        self.both(MASTER_MINTER, "configureMinter", MINTER, SMALL * 4)
        self.both(VERIFIER, "setMintRecipient", TREASURY, True)
        self.attest(SMALL * 6, 60, 3 * DAY_SECONDS, ATTESTORS[:2])
        self.both(MINTER, "mint", TREASURY, SMALL * 3)
        for holder in HOLDERS:
            self.both(TREASURY, "transfer", holder, SMALL // 2)
        for known in (*HOLDERS, TREASURY):
            self.both(VERIFIER, "setVerified", known, True)
        if not delayed:
            self.dangerous(OWNER, "setTransferPolicy", mode, SMALL // 4)

    # one call on both

    def both(self, sender: Actor, function: str, *arguments: Any, twin: tuple[Any, ...] | None = None) -> bool:
        before = {each.address: self.coin.account(each) for each in PEOPLE}
        outcome = self.coin.send(sender, function, *plain(list(arguments)))
        given = plain(list(arguments if twin is None else twin))
        try:
            events = self.twin.run(function, sender.address, *given)
        except Refused as refused:
            assert outcome.refusal == refused.reason, f"{function}{arguments} at {self.coin.now}"
            return False
        assert outcome.passed, f"{function}{arguments}: {outcome.refusal}, and the twin passed"
        assert list(outcome.events) == events
        if function not in ("forcedTransfer", "setFrozenTokens"):
            for account, was in before.items():
                now = self.coin.account(account)
                assert now.balance >= min(was.balance, was.frozen), "a frozen part was spent"
        if function in ("mint", "mintAttested"):
            attested = self.coin.stored("backing", "word") & (2**96 - 1)
            assert attested >= self.coin.stored("accounts", "state") & (2**96 - 1), "minted past the reserve"
        for event in events:
            if event[0] in ("AuthorizationUsed", "AuthorizationCanceled"):
                assert event[1:] not in self.used, "a nonce passed twice"
                self.used.add(event[1:])
        return True

    def dangerous(self, sender: Actor, function: str, *arguments: Any) -> bool:
        data = self.coin.known.data(function, plain(list(arguments)))
        return self.both(sender, function, *arguments, twin=(*arguments, bytes(keccak(data))))

    def attest(self, amount: int, age: int, life: int, signers: tuple[Actor, ...], forged: bool = False) -> bool:
        attested_at = self.coin.now - age
        terms = (amount, attested_at, attested_at + life)
        self.ends.add(terms[2])
        return self.both(
            STRANGER, "attestReserve", *terms, self.sealed(terms, signers, forged), twin=(*terms, self.believed(terms, signers, forged))
        )

    def sealed(self, terms: tuple[int, int, int], signers: tuple[Actor, ...], forged: bool) -> list[bytes]:
        return self.coin.seals(terms[0] + forged, *terms[1:], signers)

    def believed(self, terms: tuple[int, int, int], signers: tuple[Actor, ...], forged: bool) -> list[Signed]:
        message = ("ReserveAttestation", terms[0] + forged, *terms[1:])
        return [Signed(each.address, message) for each in signers]

    # time

    @rule(seconds=st.sampled_from([1, 60, 3_600, DAY_SECONDS - 1, DAY_SECONDS, DELAY_SECONDS, 14 * DAY_SECONDS]))
    def wait(self, seconds: int) -> None:
        self.go_to(self.coin.now + seconds)

    @precondition(lambda self: any(end > self.coin.now for end in self.edges_of_time()))
    @rule(data=st.data(), step=edges)
    def wait_for_an_edge(self, data: st.DataObject, step: int) -> None:
        ahead = sorted(end for end in self.edges_of_time() if end > self.coin.now)
        self.go_to(max(self.coin.now, data.draw(st.sampled_from(ahead)) + step))

    def edges_of_time(self) -> set[int]:
        operations = self.twin.scheduled.values()
        ready = {*operations, *(each + 14 * DAY_SECONDS for each in operations)}
        return self.ends | ready | {self.twin.window_start + DAY_SECONDS, self.twin.reserve[2]}

    def go_to(self, now: int) -> None:
        self.coin.at(now)
        self.twin.now = now

    # coins move

    @rule(sender=people, to=receivers, amount=amounts)
    def transfer(self, sender: Actor, to: Actor | str, amount: int) -> None:
        self.both(sender, "transfer", to, amount)

    @rule(sender=holders, to=receivers, over=edges, of_the_balance=yes_or_no)
    def transfer_all_there_is(self, sender: Actor, to: Actor | str, over: int, of_the_balance: bool) -> None:
        held = self.coin.account(sender)
        most = held.balance if of_the_balance else max(held.balance - held.frozen, 0)
        self.both(sender, "transfer", to, max(most + over, 0))

    @rule(spender=people, holder=holders, to=receivers, amount=amounts)
    def transfer_from(self, spender: Actor, holder: Actor, to: Actor | str, amount: int) -> None:
        self.both(spender, "transferFrom", holder, to, amount)

    @rule(holder=holders, spender=receivers, amount=amounts)
    def approve(self, holder: Actor, spender: Actor | str, amount: int) -> None:
        self.both(holder, "approve", spender, amount)

    @rule(holder=holders, spender=people, amount=amounts, more=yes_or_no)
    def change_an_allowance(self, holder: Actor, spender: Actor, amount: int, more: bool) -> None:
        self.both(holder, "increaseAllowance" if more else "decreaseAllowance", spender, amount)

    # signed messages

    def terms(self, data: st.DataObject, holder: Actor, to: Actor | str, amount: int) -> tuple[Any, ...]:
        now = self.coin.now
        after = data.draw(st.sampled_from([0, 0, now - 1, now, now + 1]), label="validAfter")
        before = data.draw(st.sampled_from([now + DAY_SECONDS, now + DAY_SECONDS, now - 1, now, now + 1]), label="before")
        self.ends.update((after, before))
        return (holder, to, amount, after, before, data.draw(nonces, label="nonce"))

    def signed(self, data: st.DataObject, kind: str, holder: Actor, fields: tuple[Any, ...]) -> tuple[bytes, Signed]:
        signer = data.draw(st.sampled_from([holder] * 8 + [STRANGER]), label="signer")
        kind = data.draw(st.sampled_from([kind] * 8 + ["TransferWithAuthorization"]), label="kind") if len(fields) == 6 else kind
        return signer.sign(self.coin.digest(kind, *fields)), Signed(signer.address, (kind, *plain(list(fields))))

    @rule(data=st.data(), holder=holders, to=receivers, amount=amounts, receive=yes_or_no, payee=yes_or_no)
    def transfer_by_authorization(
        self, data: st.DataObject, holder: Actor, to: Actor | str, amount: int, receive: bool, payee: bool
    ) -> None:
        kind = "ReceiveWithAuthorization" if receive else "TransferWithAuthorization"
        function = kind[0].lower() + kind[1:]
        fields = self.terms(data, holder, to, amount)
        signature, believed = self.signed(data, kind, holder, fields)
        sender = to if payee and isinstance(to, Actor) else STRANGER
        self.both(sender, function, *fields, signature, twin=(*fields, believed))

    @rule(data=st.data(), sender=by(MINTER), holder=holders, amount=amounts)
    def burn_by_authorization(self, data: st.DataObject, sender: Actor, holder: Actor, amount: int) -> None:
        fields = self.terms(data, holder, self.twin.roles["redemption_wallet"], amount)
        signature, believed = self.signed(data, "ReceiveWithAuthorization", holder, fields)
        given = (fields[0], *fields[2:])
        self.both(sender, "burnWithAuthorization", *given, signature, twin=(*given, believed))

    @rule(data=st.data(), holder=holders, nonce=nonces)
    def cancel_an_authorization(self, data: st.DataObject, holder: Actor, nonce: bytes) -> None:
        signature, believed = self.signed(data, "CancelAuthorization", holder, (holder, nonce))
        self.both(STRANGER, "cancelAuthorization", holder, nonce, signature, twin=(holder, nonce, believed))

    @rule(data=st.data(), holder=holders, spender=people, amount=amounts, step=edges, stale=edges)
    def permit(self, data: st.DataObject, holder: Actor, spender: Actor, amount: int, step: int, stale: int) -> None:
        nonce = max(self.twin.permits[holder.address] + min(stale, 0), 0)
        fields = (holder, spender, amount, nonce, self.coin.now + step)
        signature, believed = self.signed(data, "Permit", holder, fields)
        given = (holder, spender, amount, self.coin.now + step)
        self.both(STRANGER, "permit", *given, signature, twin=(*given, believed))

    # issue and redeem

    @rule(sender=by(MINTER), to=st.sampled_from([TREASURY, TREASURY, TREASURY, ALICE]), amount=amounts)
    def mint(self, sender: Actor, to: Actor, amount: int) -> None:
        self.both(sender, "mint", to, amount)

    @rule(over=edges, what=st.sampled_from(["allowance", "reserve", "velocity"]))
    def mint_all_there_is(self, over: int, what: str) -> None:
        most = {
            "allowance": self.twin.refills[MINTER.address].at(self.twin.now),
            "reserve": self.twin.reserve[0] - self.twin.supply,
            "velocity": self.twin.velocity - (self.twin.minted if self.twin.now < self.twin.window_start + DAY_SECONDS else 0),
        }
        self.both(MINTER, "mint", TREASURY, max(most[what] + over, 0))

    @rule(
        amount=st.integers(0, SMALL * 10),
        age=st.sampled_from([-1, 0, 1, 60]),
        life=st.sampled_from([1, 2, 60, 61, DAY_SECONDS, LIFE_SECONDS_MAX, LIFE_SECONDS_MAX + 1]),
        signers=st.sampled_from([ATTESTORS, ATTESTORS[:2], ATTESTORS[1:], ATTESTORS[:1], ATTESTORS[:2][::-1]]),
        forged=st.sampled_from([False] * 6 + [True]),
        mints=st.sampled_from([None, 0, 1, 100]),
    )
    def attest_the_reserve(
        self, amount: int, age: int, life: int, signers: tuple[Actor, ...], forged: bool, mints: int | None
    ) -> None:
        if mints is None:
            self.attest(amount, age, life, signers, forged)
            return
        attested_at = self.coin.now - age
        terms = (amount, attested_at, attested_at + life)
        self.ends.add(terms[2])
        self.both(
            MINTER,
            "mintAttested",
            TREASURY,
            mints,
            *terms,
            self.sealed(terms, signers, forged),
            twin=(TREASURY, mints, *terms, self.believed(terms, signers, forged)),
        )

    @rule(sender=st.sampled_from([MINTER, WALLET, WALLET, TREASURY, SECOND_WALLET]), amount=amounts)
    def burn(self, sender: Actor, amount: int) -> None:
        self.both(sender, "burn", amount)

    @rule(sender=holders, amount=amounts)
    def migrate(self, sender: Actor, amount: int) -> None:
        self.both(sender, "migrate", amount)

    # roles act

    @rule(sender=by(MASTER_MINTER), minter=st.sampled_from([MINTER, MINTER, ATTESTORS[0], MASTER_MINTER]), amount=amounts)
    def configure_a_minter(self, sender: Actor, minter: Actor, amount: int) -> None:
        self.both(sender, "configureMinter", minter, amount)

    @rule(sender=by(MASTER_MINTER), cap=amounts, rate=st.sampled_from([0, 1, 7, 2**40 - 1, 2**40]))
    def set_a_refill(self, sender: Actor, cap: int, rate: int) -> None:
        self.both(sender, "setMinterRefill", MINTER, cap, rate)

    @rule(sender=by(MASTER_MINTER))
    def remove_the_minter(self, sender: Actor) -> None:
        self.both(sender, "removeMinter", MINTER)

    @rule(sender=by(OWNER), limit=st.sampled_from([0, 100, SMALL, SMALL * 2, 2**80 - 1, 2**80]))
    def set_the_velocity(self, sender: Actor, limit: int) -> None:
        self.dangerous(sender, "setMintVelocity", limit)

    @rule(sender=by(BLACKLISTER), account=people, block=yes_or_no)
    def block(self, sender: Actor, account: Actor, block: bool) -> None:
        self.both(sender, "blacklist" if block else "unBlacklist", account)

    @rule(sender=by(VERIFIER), account=people, on=yes_or_no, recipient=yes_or_no)
    def list(self, sender: Actor, account: Actor, on: bool, recipient: bool) -> None:
        self.both(sender, "setMintRecipient" if recipient else "setVerified", account, on)

    @rule(sender=by(BLACKLISTER), account=people, amount=st.sampled_from([0, 0, 1, 500, SMALL, 2**112 - 1, 2**112]))
    def freeze(self, sender: Actor, account: Actor, amount: int) -> None:
        self.both(sender, "setFrozenTokens", account, amount)

    @rule(sender=by(ENFORCER), holder=people, to=receivers, amount=amounts)
    def force(self, sender: Actor, holder: Actor, to: Actor | str, amount: int) -> None:
        self.both(sender, "forcedTransfer", holder, to, amount)

    @rule(sender=by(PAUSER), on=st.sampled_from([True, False, False]))
    def pause(self, sender: Actor, on: bool) -> None:
        self.both(sender, "pause" if on else "unpause")

    @rule(sender=by(OWNER), closed=st.sampled_from([True, False, False]))
    def close_redemption(self, sender: Actor, closed: bool) -> None:
        self.both(sender, "closeRedemption", closed)

    # dangerous changes

    @rule(
        sender=by(OWNER),
        change=st.sampled_from(
            [
                ("setTransferPolicy", 0, 0),
                ("setTransferPolicy", 1, 0),
                ("setTransferPolicy", 2, 100),
                ("setTransferPolicy", 3, 0),
                ("setDelay", 0),
                ("setDelay", DELAY_SECONDS),
                ("setDelay", 60 * DAY_SECONDS + 1),
                ("setSuccessor", CAROL),
                ("setSuccessor", ZERO),
                ("updateRedemptionWallet", SECOND_WALLET),
                ("updateRedemptionWallet", WALLET),
                ("setMintVelocity", 0),
            ]
        ),
        step=st.sampled_from(["schedule", "do", "cancel", "all"]),
        canceller=st.sampled_from([OWNER, PAUSER, STRANGER]),
        late=st.sampled_from([-1, 0, 1, 14 * DAY_SECONDS - 1, 14 * DAY_SECONDS]),
    )
    def change(self, sender: Actor, change: tuple[Any, ...], step: str, canceller: Actor, late: int) -> None:
        data = self.coin.known.data(change[0], plain([*change[1:]]))
        operation = bytes(keccak(data))
        if step in ("schedule", "all"):
            self.both(sender, "schedule", data, twin=(data, operation))
        if step == "cancel":
            self.both(canceller, "cancel", operation)
        if step == "all":
            ready_at = self.twin.scheduled.get(operation, 0)
            self.go_to(max(self.coin.now, ready_at + late))
        if step in ("do", "all"):
            self.dangerous(sender, *change)

    # what must hold

    @invariant()
    def both_hold_the_same(self) -> None:
        twin = self.twin
        groups = {"verified": twin.verified, "mint recipient": twin.recipients, "minter": twin.minters, "blocked": twin.blocked}
        for each in EVERYBODY:
            held = self.coin.account(each)
            assert (held.balance, held.frozen) == (twin.balances[each.address], twin.frozen[each.address])
            flags = {name for name, group in groups.items() if each.address in group}
            flags |= {"redemption"} if each.address == twin.roles["redemption_wallet"] else set()
            assert held.flags == flags
        state = self.coin.stored("accounts", "state")
        flags_word = twin.paused | twin.redemption_closed << 1 | twin.mode << 2
        assert state == twin.supply | twin.minted << 96 | twin.window_start << 192 | flags_word << 232
        amount, attested_at, expires_at = twin.reserve
        word = amount | attested_at << 96 | expires_at << 136 | twin.velocity << 176
        assert self.coin.stored("backing", "word") == word
        terms = twin.refills[MINTER.address]
        packed = terms.allowance | terms.cap << 88 | terms.rate << 176 | terms.last << 216
        assert self.coin.stored("minters", "words", MINTER) == packed

    @invariant()
    def the_supply_is_the_sum_of_balances(self) -> None:
        supply = self.coin.stored("accounts", "state") & (2**96 - 1)
        assert supply == sum(self.coin.account(each).balance for each in EVERYBODY)

    @rule(holder=holders, spender=people, to=receivers, amount=amounts)
    def views_agree(self, holder: Actor, spender: Actor, to: Actor | str, amount: int) -> None:
        twin, target = self.twin, str(plain(to))
        assert self.coin.read("allowance", holder, spender) == twin.allowances[holder.address, spender.address]
        assert self.coin.read("minterAllowance", MINTER) == twin.refills[MINTER.address].at(twin.now)
        assert self.coin.read("nonces", holder) == twin.permits[holder.address]
        assert self.coin.read("canSend", holder) == twin.can_send(holder.address)
        assert self.coin.read("canReceive", to) == twin.can_receive(target)
        allowed = self.coin.read("canTransfer", holder, to, amount)
        assert allowed == twin.can_transfer(holder.address, target, amount)
        passed = self.both(holder, "transfer", to, amount)
        assert allowed or not passed
        if allowed and target != ZERO and amount <= self.coin.account(holder).balance:
            assert passed


CoinAndTwin.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestTheContractAndItsTwinAgree = CoinAndTwin.TestCase
assert BOB in PEOPLE
