"""What each function of the coin's contract will change, worked out from its views by the contract's own rules.

A function that is not told here is warned of, never passed over in silence. ``tests/chain/test_simulation.py`` carries
each one out and compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lantau.chain.addresses import checksummed
from lantau.chain.coin_contract import ContractInterface
from lantau.chain.contract_reasons import in_words
from lantau.chain.node import Node, Reverted
from lantau.chain.permission_matrix import NOBODY, VIEWS, Announced
from lantau.chain.role_drift import ROLE_NAMES, ROLE_SETTERS, is_outside, units_text
from lantau.chain.simulation import Kind, Said
from lantau.chain.token_policy import DELAYED_FUNCTIONS, POLICY_MODES, TokenPolicy
from lantau.chain.typed_data import keccak
from lantau.dates import HONG_KONG

RESERVE_ENDS_SOON_SECONDS = 86_400
MODE_NAMES: Mapping[int, tuple[str, str]] = {
    POLICY_MODES["open"]: ("anybody", "任何人"),
    POLICY_MODES["closed"]: ("verified holders", "已核實持有人"),
    POLICY_MODES["by_amount"]: ("verified holders above the threshold", "超過門檻須為已核實持有人"),
}
Told = str | tuple[str, str]
"""A value in a sentence, or its two spellings in English and Chinese."""

APART = frozenset({"owner", "master_minter", "enforcer"})


@dataclass(slots=True)
class Foresight:
    """Tells one call. ``now`` is the block's time in seconds."""

    node: Node
    contract: str
    sender: str
    now: int
    interface: ContractInterface
    policy: TokenPolicy | None
    _said: list[Said] = field(default_factory=list)

    def told(self, function: str, arguments: Sequence[Any], data: bytes, refusal: str) -> tuple[Said, ...]:
        """The sentences about a call, in order."""
        self._said = []
        if refusal:
            self._warn("refused", reason=(in_words(refusal), in_words(refusal, zh=True)))
        self._tell(function, arguments)
        self._check_policy(function, arguments)
        if function in DELAYED_FUNCTIONS:
            self._tell_delay(data)
        return tuple(self._said)

    def _tell(self, function: str, arguments: Sequence[Any]) -> None:
        if function in ROLE_SETTERS:
            self._role(ROLE_SETTERS[function], arguments[0], offered=function == "transferOwnership")
            return
        teller = TELLERS.get(function)
        if teller is None:
            self._warn("unforeseen", function=function)
        else:
            teller(self, *arguments)

    def mint(self, to: str, amount: int) -> None:
        """A mint against the reserve that is in force."""
        attested, _, until = self._read("reserve")
        self._mint(to, amount, attested, until)

    def mint_attested(self, to: str, amount: int, attested: int, _: int, until: int, __: object) -> None:
        """A mint that brings its attestation."""
        self.attest(attested, _, until, __)
        self._mint(to, amount, attested, until)

    def _mint(self, to: str, amount: int, attested: int, until: int) -> None:
        supply, allowance = self._read("totalSupply"), self._read("minterAllowance", self.sender)
        self._line("mint", amount=self._coins(amount), to=self._address(to))
        self._moves("supply", before=self._coins(supply), after=self._coins(supply + amount))
        self._balance(to, amount)
        self._moves("allowance_left", after=self._coins(max(0, allowance - amount)))
        limit, minted, _ = self._read("mintVelocity")
        if limit:
            self._moves("velocity_left", after=self._coins(max(0, limit - minted - amount)))
        self._moves("reserve", amount=self._coins(attested), until=self._instant(until))
        if not self._read("isMintRecipient", to):
            self._warn("not_recipient", account=self._address(to))
        self._warn_unless_verified(to)
        if supply + amount > attested:
            self._warn("reserve_short")
        if until - self.now < RESERVE_ENDS_SOON_SECONDS:
            self._say("warning", "reserve_ends", {"until": self._instant(until)}, True)

    def burn(self, amount: int) -> None:
        """A burn of the sender's own coins."""
        self._burn(self.sender, amount)

    def burn_signed(self, holder: str, amount: int, *_: object) -> None:
        """A burn of what a holder signed over."""
        self._burn(holder, amount)

    def _burn(self, holder: str, amount: int) -> None:
        supply = self._read("totalSupply")
        self._line("burn", amount=self._coins(amount), **{"from": self._address(holder)})
        self._moves("supply", before=self._coins(supply), after=self._coins(max(0, supply - amount)))
        self._balance(holder, -amount)

    def attest(self, amount: int, _: int, until: int, __: object) -> None:
        """A new attestation of the reserve."""
        before = self._coins(self._read("reserve")[0])
        self._moves("attest", before=before, after=self._coins(amount), until=self._instant(until))
        if amount < self._read("totalSupply"):
            self._warn("reserve_short")

    def configure_minter(self, minter: str, amount: int) -> None:
        """A minter's allowance."""
        if not self._read("isMinter", minter):
            self._line("minter_added", minter=self._address(minter))
        before = self._coins(self._read("minterAllowance", minter))
        self._moves("allowance", minter=self._address(minter), before=before, after=self._coins(amount))
        if self.policy is not None and amount > self.policy.limits.minter_allowance_units_max:
            most = self._coins(self.policy.limits.minter_allowance_units_max)
            self._warn("not_in_policy", what=f"an allowance above {most}")

    def remove_minter(self, minter: str) -> None:
        """The end of a minter."""
        before = self._coins(self._read("minterAllowance", minter))
        self._moves("minter_removed", minter=self._address(minter), before=before)

    def set_refill(self, minter: str, cap: int, rate: int) -> None:
        """How a minter's allowance grows back."""
        self._line("refill", minter=self._address(minter), cap=self._coins(cap), rate=self._coins(rate))

    def set_velocity(self, limit: int) -> None:
        """The most that may be minted in a day."""
        none = ("no limit", "無上限")
        before = self._read("mintVelocity")[0]
        after = self._coins(limit) if limit else none
        self._line("velocity", before=self._coins(before) if before else none, after=after)
        due = 0 if self.policy is None else self.policy.limits.mint_velocity_units
        if due and (limit == 0 or limit > due):
            self._warn("not_in_policy", what=f"a limit above {self._coins(due)}")

    def pause(self) -> None:
        """A pause."""
        self._switch("pause", self._read("paused"), True)

    def unpause(self) -> None:
        """The end of a pause."""
        self._switch("unpause", self._read("paused"), False)

    def close_redemption(self, closed: bool) -> None:
        """Redemption closed or opened."""
        self._switch("redemption_closed" if closed else "redemption_opened", self._read("redemptionClosed"), closed)

    def blacklist(self, account: str) -> None:
        """An account blocked."""
        self._listed("blacklist", account, True)

    def unblacklist(self, account: str) -> None:
        """An account released."""
        self._listed("unblacklist", account, False)

    def _listed(self, key: str, account: str, on: bool) -> None:
        self._switch(key, self._read("isBlacklisted", account), on, account=self._address(account))
        self._moves("held", account=self._address(account), balance=self._coins(self._read("balanceOf", account)))

    def freeze(self, account: str, amount: int) -> None:
        """A part of an account frozen."""
        balance, before = self._read("balanceOf", account), self._read("getFrozenTokens", account)
        self._line("freeze", account=self._address(account), before=self._coins(before), after=self._coins(amount))
        self._moves("held", account=self._address(account), balance=self._coins(balance))
        if amount > balance:
            self._say("warning", "more_than_balance", {}, True)

    def force(self, holder: str, to: str, amount: int) -> None:
        """An order carried out over a holder's coins."""
        told: dict[str, Told] = {"from": self._address(holder), "to": self._address(to), "amount": self._coins(amount)}
        self._line("force", **told)
        self._balance(holder, -amount)
        self._balance(to, amount)
        self._warn_unless_verified(to)

    def transfer(self, to: str, amount: int) -> None:
        """The sender's own transfer: the use of an operational wallet."""
        told: dict[str, Told] = {
            "from": self._address(self.sender),
            "to": self._address(to),
            "amount": self._coins(amount),
        }
        self._line("transfer", **told)
        self._balance(self.sender, -amount)
        self._balance(to, amount)
        self._warn_unless_verified(to)

    def verify(self, account: str, on: bool) -> None:
        """A holder verified, or not any more."""
        self._switch(
            "verified" if on else "unverified", self._read("isVerified", account), on, account=self._address(account)
        )

    def verify_many(self, accounts: Sequence[str], on: bool) -> None:
        """Several holders at once."""
        for account in accounts:
            self.verify(account, on)

    def recipient(self, account: str, allowed: bool) -> None:
        """A wallet that coins may be minted to, or not any more."""
        key = "recipient" if allowed else "no_recipient"
        self._switch(key, self._read("isMintRecipient", account), allowed, account=self._address(account))
        if allowed:
            self._warn_unless_verified(account)

    def accept_ownership(self) -> None:
        """The sender becomes the owner."""
        self._role("owner", self.sender, offered=False)

    def set_attestors(self, attestors: Sequence[str], threshold: int) -> None:
        """Other attestors, another threshold."""
        before = ", ".join(map(checksummed, self._read("attestors")))
        after = ", ".join(map(checksummed, attestors))
        told = f"{before} ({self._read('attestorThreshold')})"
        self._line("attestors", before=told, after=after, threshold=str(threshold))
        for each in attestors:
            self._minter_no_more(each)

    def _minter_no_more(self, account: str) -> None:
        """Who becomes master minter or attestor stops being a minter."""
        if self._read("isMinter", account):
            self.remove_minter(account)

    def set_delay(self, seconds: int) -> None:
        """How long dangerous changes wait."""
        self._line("delay", before=str(self._read("delaySeconds")), after=str(seconds))

    def set_transfer_policy(self, mode: int, threshold: int) -> None:
        """Who may hold the coin."""
        unknown = (f"mode {mode}", f"模式 {mode}")
        before = MODE_NAMES[self._read("transferPolicy")[0]]
        after = MODE_NAMES.get(mode, unknown)
        self._line("transfer_policy", before=before, after=after, threshold=self._coins(threshold))

    def set_successor(self, successor: str) -> None:
        """Where the coin goes on."""
        self._line("successor", before=self._address(self._read("successor")), after=self._address(successor))

    def schedule(self, data: bytes) -> None:
        """A dangerous call announced: what it will change is told as well."""
        self._moves("announce", ready_at=self._instant(self.now + self._read("delaySeconds")))
        call = self.interface.decode_call(data)
        if call is None:
            self._warn("unreadable")
            return
        self._tell(call.function, list(call.arguments.values()))
        if self.policy is not None and is_outside(self.policy, Announced("", 0, call)):
            self._warn("not_in_policy", what=str(call))

    def cancel(self, operation: bytes) -> None:
        """An announcement taken back."""
        self._line("withdraw", ready_at=self._instant(self._read("readyAt", operation)))

    def rescue(self, token: str, to: str, amount: int) -> None:
        """Another token taken out of the contract."""
        self._line("rescue", token=self._address(token), to=self._address(to), amount=str(amount))

    def _role(self, role: str, after: str, *, offered: bool) -> None:
        before = self._address(self._read(VIEWS[role]))
        if offered:
            self._line("owner_offered", before=before, after=self._address(after))
        else:
            self._line("role", role=ROLE_NAMES[role], before=before, after=self._address(after))
        if role == "master_minter":
            self._minter_no_more(after)
        if self.policy is None:
            return
        apart = {frozenset({role, other}) for other in APART if role in APART}
        named = {each.name: each.role for each in self.policy.operations}
        apart |= {frozenset({named[pair.first], named[pair.second]}) for pair in self.policy.apart}
        behind = self.policy.persons_behind(after)
        for other, view in VIEWS.items():
            if other == role or frozenset({role, other}) not in apart:
                continue
            held = self._read(view)
            if both := sorted(behind & self.policy.persons_behind(held)) or ([checksummed(after)] * (held == after)):
                self._warn("same_person", role=ROLE_NAMES[role], other=ROLE_NAMES[other], who=", ".join(both))

    def _check_policy(self, function: str, arguments: Sequence[Any]) -> None:
        if self.policy is None:
            return
        operation = self.policy.operation_for(function)
        if operation is None:
            self._warn("not_in_policy", what=function)
            return
        hand = self.policy.hands[operation.role]
        if operation.role != "relayer" and self.sender not in hand.addresses:
            told: dict[str, Told] = {"role": ROLE_NAMES[operation.role], "sender": self._address(self.sender)}
            self._warn("wrong_hand", function=function, **told)
        if function in DELAYED_FUNCTIONS:
            names = self.interface.entry(function, arguments).inputs
            call = self.interface.decode_call(self.interface.encode(function, *arguments))
            assert call is not None and len(names) == len(arguments), "what was encoded is decoded"
            if is_outside(self.policy, Announced("", 0, call)):
                self._warn("not_in_policy", what=str(call))

    def _tell_delay(self, data: bytes) -> None:
        ready_at = self._read("readyAt", keccak(data))
        if ready_at:
            self._warn("ready", ready_at=self._instant(ready_at))
        else:
            self._warn("delayed", seconds=str(self._read("delaySeconds")))

    def _switch(self, key: str, before: bool, after: bool, **told: Told) -> None:
        self._line(key, **told)
        if before == after:
            self._warn("nothing_changes")

    def _balance(self, account: str, change: int) -> None:
        before = self._read("balanceOf", account)
        told: dict[str, Told] = {"before": self._coins(before), "after": self._coins(max(0, before + change))}
        self._moves("balance", account=self._address(account), **told)

    def _warn_unless_verified(self, account: str) -> None:
        if self._read("isBlacklisted", account):
            self._warn("blocked", account=self._address(account))
        if not self._read("isVerified", account):
            self._warn("not_verified", account=self._address(account))

    def _read(self, view: str, *arguments: object) -> Any:
        try:
            return self.interface.read(self.node, self.contract, view, *arguments)
        except Reverted as reverted:
            raise AssertionError(f"the view {view} of {self.contract} refused: {reverted}") from reverted

    def _line(self, key: str, **values: Told) -> None:
        self._say("line", key, values, False)

    def _moves(self, key: str, **values: Told) -> None:
        """A line with amounts that move by themselves until the call is made."""
        self._say("line", key, values, True)

    def _warn(self, key: str, **values: Told) -> None:
        self._say("warning", key, values, False)

    def _say(self, kind: Kind, key: str, values: Mapping[str, Told], flows: bool) -> None:
        pairs = {name: (each, each) if isinstance(each, str) else each for name, each in values.items()}
        self._said.append(Said(kind, key, pairs, flows))

    def _coins(self, units: int) -> str:
        return f"{units_text(units)} {self._read('symbol')}"

    @staticmethod
    def _address(address: str) -> tuple[str, str]:
        if address == NOBODY:
            return ("nobody", "無")
        spelled = checksummed(address)
        return (spelled, spelled)

    @staticmethod
    def _instant(seconds: int) -> str:
        if seconds == 0:
            return "-"
        return datetime.fromtimestamp(seconds, HONG_KONG).strftime("%Y-%m-%d %H:%M:%S HKT")


TELLERS: Mapping[str, Callable[..., None]] = {
    "mint": Foresight.mint,
    "mintAttested": Foresight.mint_attested,
    "burn": Foresight.burn,
    "burnWithAuthorization": Foresight.burn_signed,
    "attestReserve": Foresight.attest,
    "configureMinter": Foresight.configure_minter,
    "removeMinter": Foresight.remove_minter,
    "setMinterRefill": Foresight.set_refill,
    "setMintVelocity": Foresight.set_velocity,
    "pause": Foresight.pause,
    "unpause": Foresight.unpause,
    "closeRedemption": Foresight.close_redemption,
    "blacklist": Foresight.blacklist,
    "unBlacklist": Foresight.unblacklist,
    "setFrozenTokens": Foresight.freeze,
    "forcedTransfer": Foresight.force,
    "transfer": Foresight.transfer,
    "setVerified": Foresight.verify,
    "setVerifiedMany": Foresight.verify_many,
    "setMintRecipient": Foresight.recipient,
    "acceptOwnership": Foresight.accept_ownership,
    "setAttestors": Foresight.set_attestors,
    "setDelay": Foresight.set_delay,
    "setTransferPolicy": Foresight.set_transfer_policy,
    "setSuccessor": Foresight.set_successor,
    "schedule": Foresight.schedule,
    "cancel": Foresight.cancel,
    "rescueERC20": Foresight.rescue,
}
"""How each function is told; those that give a role to somebody else are in ``role_drift.ROLE_SETTERS``."""
