"""A contract and its twin side by side: every call is made on both."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from eth_utils.crypto import keccak

from tests.contracts.deployed import (
    ATTESTORS,
    DAY_SECONDS,
    HOLDERS,
    MASTER_MINTER,
    MINTER,
    OWNER,
    ROLES,
    STRANGER,
    TREASURY,
    VERIFIER,
    WALLET,
    Actor,
    Coin,
    actor,
)
from tests.contracts.twin import Refused, Signed, Twin

PEOPLE = (*HOLDERS, TREASURY, MINTER, WALLET)
SECOND_WALLET = actor("second wallet")
NEWCOMER = actor("newcomer")  # whom one role would make its own to keep another from it
EVERYBODY = (*PEOPLE, SECOND_WALLET, NEWCOMER)
SMALL = 2_000
DELAY_SECONDS = 3 * DAY_SECONDS
TAKES_FROZEN = ("forcedTransfer", "setFrozenTokens")


def plain(value: Any) -> Any:
    """Addresses for actors."""
    if isinstance(value, Actor):
        return value.address
    return [plain(each) for each in value] if isinstance(value, list) else value


class Pair:
    """Both must pass or refuse alike and say the same; what must hold after a call that passed is asked at once."""

    def __init__(self, delay_seconds: int = 0) -> None:
        self.coin = Coin(delay_seconds=delay_seconds)
        roles = {role: actor(role).address for role in ROLES}
        attestors = [each.address for each in ATTESTORS]
        self.twin = Twin(self.coin.address, roles, attestors, 2, delay_seconds, self.coin.now)
        self.used: set[tuple[Any, ...]] = set()
        self.ends: set[int] = set()

    def open_up(self, mode: int = 0) -> None:
        """A minter, a reserve, three verified holders with coins, and a policy where no delay stands before it."""
        self.both(MASTER_MINTER, "configureMinter", MINTER, SMALL * 4)
        self.both(VERIFIER, "setMintRecipient", TREASURY, True)
        self.attest(SMALL * 6, 60, 3 * DAY_SECONDS, ATTESTORS[:2])
        self.both(MINTER, "mint", TREASURY, SMALL * 3)
        for holder in HOLDERS:
            self.both(TREASURY, "transfer", holder, SMALL // 2)
        for known in (*HOLDERS, TREASURY):
            self.both(VERIFIER, "setVerified", known, True)
        if not self.twin.delay_seconds:
            self.dangerous(OWNER, "setTransferPolicy", mode, SMALL // 4)

    def go_to(self, now: int) -> None:
        """The next call is made at this second."""
        self.coin.at(now)
        self.twin.now = now

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is called inside is taken back on both."""
        before, twin, used = self.coin.chain.evm.snapshot(), copy.deepcopy(self.twin), set(self.used)
        yield
        self.coin.chain.evm.revert(before)
        self.twin, self.used = twin, used

    def both(self, sender: Actor, function: str, *arguments: Any, twin: tuple[Any, ...] | None = None) -> bool:
        """One call on both; `twin` where the twin is given what the contract has to recover from a signature."""
        before = {each.address: self.coin.account(each) for each in PEOPLE}
        outcome = self.coin.send(sender, function, *plain(list(arguments)))
        given = plain(list(arguments if twin is None else twin))
        name = function.split("(", maxsplit=1)[0]
        try:
            events = self.twin.run(name, sender.address, *given)
        except Refused as refused:
            assert outcome.refusal == refused.reason, f"{function}{arguments} at {self.coin.now}"
            return False
        assert outcome.passed, f"{function}{arguments}: {outcome.refusal}, and the twin passed"
        assert list(outcome.events) == events
        if name not in TAKES_FROZEN:
            for account, was in before.items():
                left = self.coin.account(account).balance
                assert left >= min(was.balance, was.frozen), "a frozen part was spent"
        if name in ("mint", "mintAttested"):
            attested = self.coin.stored("backing", "word") & (2**96 - 1)
            assert attested >= self.coin.stored("accounts", "state") & (2**96 - 1), "minted past the reserve"
        for event in events:
            if event[0] in ("AuthorizationUsed", "AuthorizationCanceled"):
                assert event[1:] not in self.used, "a nonce passed twice"
                self.used.add(event[1:])
        return True

    def dangerous(self, sender: Actor, function: str, *arguments: Any) -> bool:
        """A call that may have to wait: the twin is told the hash of its exact data."""
        data = self.coin.known.data(function, plain(list(arguments)))
        return self.both(sender, function, *arguments, twin=(*arguments, bytes(keccak(data))))

    def attest(self, amount: int, age: int, life: int, signers: tuple[Actor, ...], forged: bool = False) -> bool:
        """An attestation of this age; a forged one was signed over another amount."""
        terms = self.attestation(amount, age, life)
        seals, believed = self.seals(terms, signers, forged)
        return self.both(STRANGER, "attestReserve", *terms, seals, twin=(*terms, believed))

    def attestation(self, amount: int, age: int, life: int) -> tuple[int, int, int]:
        """Amount, when, and until when."""
        attested_at = self.coin.now - age
        self.ends.add(attested_at + life)
        return amount, attested_at, attested_at + life

    def seals(
        self, terms: tuple[int, int, int], signers: tuple[Actor, ...], forged: bool = False
    ) -> tuple[list[bytes], list[Signed]]:
        """Signatures for the contract, and what the twin believes of them."""
        signed = (terms[0] + forged, *terms[1:])
        message = ("ReserveAttestation", *signed)
        return self.coin.seals(*signed, signers), [Signed(each.address, message) for each in signers]

    def signed(self, signer: Actor, kind: str, fields: tuple[Any, ...]) -> tuple[bytes, Signed]:
        """A signature for the contract, and what the twin believes of it."""
        believed = Signed(signer.address, (kind, *plain(list(fields))))
        return signer.sign(self.coin.digest(kind, *fields)), believed

    def edges_of_time(self) -> list[int]:
        """The seconds ahead at which something begins or is over."""
        operations = self.twin.scheduled.values()
        ready = {*operations, *(each + 14 * DAY_SECONDS for each in operations)}
        ends = self.ends | ready | {self.twin.window_start + DAY_SECONDS, self.twin.reserve[2]}
        return sorted(end for end in ends if end > self.coin.now)

    def hold_the_same(self) -> None:
        """Word for word: accounts, the coin, the reserve and the minter."""
        twin = self.twin
        groups = {
            "verified": twin.verified,
            "mint recipient": twin.recipients,
            "minter": twin.minters,
            "attestor": set(twin.attestors),
            "blocked": twin.blocked,
        }
        for each in EVERYBODY:
            held = self.coin.account(each)
            assert (held.balance, held.frozen) == (twin.balances[each.address], twin.frozen[each.address])
            flags = {name for name, group in groups.items() if each.address in group}
            flags |= {"redemption"} if each.address == twin.roles["redemption_wallet"] else set()
            assert held.flags == flags
        state = self.coin.stored("accounts", "state")
        flags_word = twin.paused | twin.redemption_closed << 1 | twin.mode << 2
        assert state == twin.supply | twin.minted << 96 | twin.window_start << 192 | flags_word << 232
        assert twin.supply == sum(self.coin.account(each).balance for each in EVERYBODY)
        amount, attested_at, expires_at = twin.reserve
        word = amount | attested_at << 96 | expires_at << 136 | twin.velocity << 176
        assert self.coin.stored("backing", "word") == word
        for minter in (MINTER, NEWCOMER):
            terms = twin.refills[minter.address]
            packed = terms.allowance | terms.cap << 88 | terms.rate << 176 | terms.last << 216
            assert self.coin.stored("minters", "words", minter) == packed
        assert self.coin.read("pendingOwner") == twin.pending_owner
