"""The coin again, in plain Python: what the contract is held against on the same random calls.

Nothing is packed here and nothing is saved: balances are a dictionary and a role is a name. Where the contract refuses,
the twin raises `Refused` with the same name and values; where it passes, the twin returns the same events. It is read
beside `contracts/coin.vy` and shares no line with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

ZERO = "0x" + "00" * 20
UNLIMITED = 2**256 - 1
DAY = 86_400
OPERATION_WINDOW = 14 * DAY
LIFE_MAX = 10 * DAY
DELAY_MAX = 60 * DAY
ALLOWANCE_MAX = 2**88 - 1
RATE_MAX = 2**40 - 1
FROZEN_MAX = 2**112 - 1
SUPPLY_MAX = 2**96 - 1
LIMIT_MAX = 2**80 - 1
TIME_MAX = 2**40 - 1
OPEN, CLOSED_LIST, BY_AMOUNT = 0, 1, 2
UPDATE_PAUSER = bytes.fromhex("554bab3c")  # the selector of updatePauser(address)

Event = tuple[Any, ...]


class Refused(Exception):  # noqa: N818  # a refusal is not an error
    """The reason and what it carries, as the contract spells them."""

    def __init__(self, *reason: Any) -> None:
        super().__init__(*reason)
        self.reason = reason


@dataclass(frozen=True)
class Signed:
    """A message and who signed it: the twin believes it where the contract has to recover a key."""

    by: str
    message: tuple[Any, ...]


@dataclass
class Refill:
    """What a minter may mint: an allowance that grows back."""

    allowance: int = 0
    cap: int = 0
    rate: int = 0
    last: int = 0

    def at(self, now: int) -> int:
        """The allowance at this second."""
        if self.allowance >= self.cap:
            return self.allowance
        return min(self.cap, self.allowance + self.rate * (now - self.last))


@dataclass
class Twin:
    """One coin. `now` is set by the test, as it is for the chain."""

    address: str
    roles: dict[str, str]
    attestors: list[str]
    threshold: int
    delay_seconds: int
    now: int
    balances: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    frozen: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    allowances: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    blocked: set[str] = field(default_factory=set)
    verified: set[str] = field(default_factory=set)
    recipients: set[str] = field(default_factory=set)
    minters: set[str] = field(default_factory=set)
    refills: dict[str, Refill] = field(default_factory=lambda: defaultdict(Refill))
    spent: set[tuple[str, bytes]] = field(default_factory=set)
    permits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    scheduled: dict[bytes, int] = field(default_factory=dict)
    supply: int = 0
    paused: bool = False
    redemption_closed: bool = False
    mode: int = OPEN
    mode_threshold: int = 0
    velocity: int = 0
    window_start: int = 0
    minted: int = 0
    reserve: tuple[int, int, int] = (0, 0, 0)
    pending_owner: str = ZERO
    pauser_change: bytes = b""
    successor: str = ZERO

    def run(self, function: str, sender: str, *arguments: Any) -> list[Event]:
        """One call: a refusal leaves everything as it was."""
        scheduled = dict(self.scheduled)
        try:
            events: list[Event] = getattr(self, function)(sender, *arguments)
        except Refused:
            self.scheduled = scheduled
            raise
        return events

    # ------------------------------------------------------------------------------------------------------- helpers

    def _only(self, sender: str, role: str, reason: str) -> None:
        if sender != self.roles[role]:
            raise Refused(reason)

    def _only_owner(self, sender: str) -> None:
        self._only(sender, "owner", "NotOwner")

    def _dangerous(self, sender: str, operation: bytes) -> list[Event]:
        self._only_owner(sender)
        if self.delay_seconds == 0:
            self.scheduled.pop(operation, None)
            return []
        ready_at = self.scheduled.get(operation, 0)
        if not ready_at:
            raise Refused("NotScheduled")
        if self.now < ready_at:
            raise Refused("DelayNotOver")
        if self.now >= ready_at + OPERATION_WINDOW:
            raise Refused("ScheduleLapsed")
        del self.scheduled[operation]
        return [("Executed", operation)]

    def _running(self) -> None:
        if self.paused:
            raise Refused("EnforcedPause")

    def _unblocked(self, *accounts: str) -> None:
        for account in accounts:
            if account in self.blocked:
                raise Refused("AccountBlocked", account)

    def _apart(self, account: str) -> None:
        if account == ZERO:
            raise Refused("ZeroAddress")
        if account in (self.roles["owner"], self.roles["master_minter"], self.roles["enforcer"]):
            raise Refused("RolesNotApart")

    def _apart_from_attestors(self, account: str) -> None:
        self._apart(account)
        if account in self.attestors:
            raise Refused("RolesNotApart")

    def _not_wallet(self, account: str) -> None:
        if self._wallet(account):
            raise Refused("RolesNotApart")

    def _without(self, minters: Iterable[str]) -> list[Event]:
        removed = [each for each in minters if each in self.minters]
        for minter in removed:
            self.minters.discard(minter)
            self.refills.pop(minter, None)
        return [("MinterRemoved", minter) for minter in removed]

    def _unfrozen(self, account: str) -> int:
        return max(self.balances[account] - self.frozen[account], 0)

    def _wallet(self, account: str) -> bool:
        return account == self.roles["redemption_wallet"]

    def _listed(self, amount: int) -> bool:
        return self.mode == CLOSED_LIST or (self.mode == BY_AMOUNT and amount > self.mode_threshold)

    def _known(self, account: str) -> bool:
        return account in self.verified or self._wallet(account)

    def _takeable(self, holder: str, amount: int) -> None:
        if amount > self.balances[holder]:
            raise Refused("ERC20InsufficientBalance", holder, self.balances[holder], amount)
        if amount > self._unfrozen(holder):
            raise Refused("ERC7943InsufficientUnfrozenBalance", holder, amount, self._unfrozen(holder))

    def _ruled(self, sender: str, receiver: str, amount: int) -> None:
        if sender in self.blocked:
            raise Refused("ERC7943CannotSend", sender)
        if receiver in self.blocked:
            raise Refused("ERC7943CannotReceive", receiver)
        if self.paused and not self._wallet(receiver):
            raise Refused("EnforcedPause")
        if self.redemption_closed and self._wallet(receiver):
            raise Refused("RedemptionClosed")
        if self._listed(amount):
            self._both_known(sender, receiver, amount, sender in self.verified)

    def _both_known(self, sender: str, receiver: str, amount: int, sender_known: bool) -> None:
        if sender_known and self._known(receiver):
            return
        if self.mode == BY_AMOUNT:
            raise Refused("ERC7943CannotTransfer", sender, receiver, amount)
        if not sender_known:
            raise Refused("ERC7943CannotSend", sender)
        raise Refused("ERC7943CannotReceive", receiver)

    def _move(self, sender: str, receiver: str, amount: int) -> list[Event]:
        if receiver == ZERO:
            raise Refused("ERC20InvalidReceiver", ZERO)
        self._takeable(sender, amount)
        self._ruled(sender, receiver, amount)
        self.balances[sender] -= amount
        self.balances[receiver] += amount
        return [("Transfer", sender, receiver, amount)]

    # -------------------------------------------------------------------------------------------------------- ERC-20

    def transfer(self, sender: str, to: str, amount: int) -> list[Event]:
        return self._move(sender, to, amount)

    def transferFrom(self, sender: str, holder: str, to: str, amount: int) -> list[Event]:  # noqa: N802
        self._unblocked(sender)
        if holder == ZERO:
            raise Refused("ZeroAddress")
        allowed = self.allowances[holder, sender]
        if amount > allowed:
            raise Refused("ERC20InsufficientAllowance", sender, allowed, amount)
        events = self._move(holder, to, amount)
        if allowed != UNLIMITED:
            self.allowances[holder, sender] = allowed - amount
        return events

    def approve(self, sender: str, spender: str, amount: int) -> list[Event]:
        self._running()
        self._unblocked(sender, spender)
        if spender == ZERO:
            raise Refused("ERC20InvalidSpender", ZERO)
        self.allowances[sender, spender] = amount
        return [("Approval", sender, spender, amount)]

    def increaseAllowance(self, sender: str, spender: str, more: int) -> list[Event]:  # noqa: N802
        allowed = self.allowances[sender, spender] + more
        if allowed > UNLIMITED:
            raise Refused("TooLarge")
        return self.approve(sender, spender, allowed)

    def decreaseAllowance(self, sender: str, spender: str, less: int) -> list[Event]:  # noqa: N802
        allowed = self.allowances[sender, spender]
        if less > allowed:
            raise Refused("ERC20InsufficientAllowance", spender, allowed, less)
        return self.approve(sender, spender, allowed - less)

    # ----------------------------------------------------------------------------------------------- signed messages

    def _spend(self, authorizer: str, nonce: bytes) -> None:
        if (authorizer, nonce) in self.spent:
            raise Refused("AuthorizationUsedOrCanceled")

    def _use(self, message: tuple[Any, ...], signed: Signed) -> list[Event]:
        _, sender, _, _, after, before, nonce = message
        if self.now <= after:
            raise Refused("AuthorizationNotYetValid")
        if self.now >= before:
            raise Refused("AuthorizationExpired")
        self._spend(sender, nonce)
        if signed != Signed(sender, message):
            raise Refused("InvalidSignature")
        return [("AuthorizationUsed", sender, nonce)]

    def transferWithAuthorization(self, sender: str, *terms: Any) -> list[Event]:  # noqa: N802
        *fields, signed = terms
        return self._carried_out("TransferWithAuthorization", tuple(fields), signed)

    def receiveWithAuthorization(self, sender: str, *terms: Any) -> list[Event]:  # noqa: N802
        *fields, signed = terms
        if sender != fields[1]:
            raise Refused("NotPayee")
        return self._carried_out("ReceiveWithAuthorization", tuple(fields), signed)

    def _carried_out(self, kind: str, fields: tuple[Any, ...], signed: Signed) -> list[Event]:
        holder, to, amount, _, _, nonce = fields
        events = self._use((kind, *fields), signed) + self._move(holder, to, amount)
        self.spent.add((holder, nonce))
        return events

    def cancelAuthorization(self, sender: str, authorizer: str, nonce: bytes, signed: Signed) -> list[Event]:  # noqa: N802
        self._running()
        self._spend(authorizer, nonce)
        if signed != Signed(authorizer, ("CancelAuthorization", authorizer, nonce)):
            raise Refused("InvalidSignature")
        self.spent.add((authorizer, nonce))
        return [("AuthorizationCanceled", authorizer, nonce)]

    def permit(self, sender: str, holder: str, spender: str, amount: int, deadline: int, signed: Signed) -> list[Event]:
        if self.now > deadline:
            raise Refused("PermitExpired")
        if signed != Signed(holder, ("Permit", holder, spender, amount, self.permits[holder], deadline)):
            raise Refused("InvalidSignature")
        events = self.approve(holder, spender, amount)
        self.permits[holder] += 1
        return events

    # ------------------------------------------------------------------------------------------------- mint and burn

    def configureMinter(self, sender: str, minter: str, amount: int) -> list[Event]:  # noqa: N802
        self._only(sender, "master_minter", "NotMasterMinter")
        self._running()
        if minter == sender or minter in self.attestors:
            raise Refused("RolesNotApart")
        if minter == ZERO:
            raise Refused("ZeroAddress")
        if amount > ALLOWANCE_MAX:
            raise Refused("TooLarge")
        self.minters.add(minter)
        terms = self.refills[minter]
        self.refills[minter] = Refill(amount, terms.cap, terms.rate, self.now)
        return [("MinterConfigured", minter, amount)]

    def removeMinter(self, sender: str, minter: str) -> list[Event]:  # noqa: N802
        self._only(sender, "master_minter", "NotMasterMinter")
        if minter == ZERO:
            raise Refused("ZeroAddress")
        self._without([minter])
        return [("MinterRemoved", minter)]  # said of one that was none, too

    def setMinterRefill(self, sender: str, minter: str, cap: int, rate: int) -> list[Event]:  # noqa: N802
        self._only(sender, "master_minter", "NotMasterMinter")
        if minter not in self.minters:
            raise Refused("NotMinter")
        if cap > ALLOWANCE_MAX or rate > RATE_MAX:
            raise Refused("TooLarge")
        self.refills[minter] = Refill(self.refills[minter].at(self.now), cap, rate, self.now)
        return [("MinterRefillConfigured", minter, cap, rate)]

    def setMintVelocity(self, sender: str, limit: int, operation: bytes) -> list[Event]:  # noqa: N802
        loosens = self.velocity != 0 and (limit == 0 or limit > self.velocity)
        events = self._dangerous(sender, operation) if loosens else []
        self._only_owner(sender)
        if limit > LIMIT_MAX:
            raise Refused("TooLarge")
        self.velocity = limit
        return [*events, ("MintVelocityChanged", limit)]

    def _mintable(self, sender: str, to: str, amount: int, reserve: tuple[int, int, int]) -> None:
        if sender not in self.minters:
            raise Refused("NotMinter")
        self._unblocked(sender)
        if amount == 0:
            raise Refused("ZeroAmount")
        self._running()
        if to not in self.recipients:
            raise Refused("NotMintRecipient", to)
        if to in self.blocked:
            raise Refused("ERC7943CannotReceive", to)
        if amount > self.refills[sender].at(self.now):
            raise Refused("MintAllowanceExceeded")
        attested, _, expires_at = reserve
        if self.now >= expires_at:
            raise Refused("ReserveLifeOver")
        if self.supply + amount > attested:
            raise Refused("ReserveExceeded")
        minted = amount + (self.minted if self.now < self.window_start + DAY else 0)
        if (self.velocity and minted > self.velocity) or minted > SUPPLY_MAX:
            raise Refused("MintVelocityExceeded")

    def mint(self, sender: str, to: str, amount: int) -> list[Event]:
        self._mintable(sender, to, amount, self.reserve)
        terms = self.refills[sender]
        self.refills[sender] = Refill(terms.at(self.now) - amount, terms.cap, terms.rate, self.now)
        if self.now >= self.window_start + DAY:
            self.window_start, self.minted = self.now, 0
        self.minted += amount
        self.supply += amount
        self.balances[to] += amount
        return [("Mint", sender, to, amount), ("Transfer", ZERO, to, amount)]

    def burn(self, sender: str, amount: int) -> list[Event]:
        if self._wallet(sender):
            if self.redemption_closed:
                raise Refused("RedemptionClosed")
        elif sender in self.minters:
            self._running()
        else:
            raise Refused("NotMinter")
        self._unblocked(sender)
        if amount == 0:
            raise Refused("ZeroAmount")
        self._takeable(sender, amount)
        self.balances[sender] -= amount
        self.supply -= amount
        return [("Burn", sender, amount), ("Transfer", sender, ZERO, amount)]

    def burnWithAuthorization(  # noqa: N802
        self, sender: str, holder: str, amount: int, after: int, before: int, nonce: bytes, signed: Signed
    ) -> list[Event]:
        if sender not in self.minters and not self._wallet(sender):
            raise Refused("NotMinter")
        self._unblocked(sender)
        if amount == 0:
            raise Refused("ZeroAmount")
        wallet = self.roles["redemption_wallet"]
        events = self._use(("ReceiveWithAuthorization", holder, wallet, amount, after, before, nonce), signed)
        self._ruled(holder, wallet, amount)
        self._takeable(holder, amount)
        self.spent.add((holder, nonce))
        self.balances[holder] -= amount
        self.supply -= amount
        return [
            *events,
            ("Transfer", holder, wallet, amount),
            ("Burn", wallet, amount),
            ("Transfer", wallet, ZERO, amount),
        ]

    # --------------------------------------------------------------------------------------------------- the reserve

    def _attestable(self, amount: int, attested_at: int, expires_at: int, seals: Iterable[Signed]) -> None:
        seals = list(seals)
        if amount > SUPPLY_MAX or expires_at > TIME_MAX:
            raise Refused("TooLarge")
        if attested_at <= self.reserve[1]:
            raise Refused("AttestationNotNewer")
        if attested_at > self.now:
            raise Refused("AttestationFromTheFuture")
        if expires_at <= self.now:
            raise Refused("AttestationOver")
        if expires_at - attested_at > LIFE_MAX:
            raise Refused("AttestationTooLong")
        if len(seals) < self.threshold:
            raise Refused("TooFewSignatures")
        last = 0
        for seal in seals:
            if seal.by not in self.attestors or seal.message != (
                "ReserveAttestation",
                amount,
                attested_at,
                expires_at,
            ):
                raise Refused("NotAttestor")
            if int(seal.by, 16) <= last:
                raise Refused("SignersNotAscending")
            last = int(seal.by, 16)

    def attestReserve(  # noqa: N802
        self, sender: str, amount: int, attested_at: int, expires_at: int, seals: Iterable[Signed]
    ) -> list[Event]:
        self._attestable(amount, attested_at, expires_at, seals)
        self.reserve = (amount, attested_at, expires_at)
        return [("ReserveAttested", amount, attested_at, expires_at)]

    def mintAttested(  # noqa: N802
        self,
        sender: str,
        to: str,
        amount: int,
        attested: int,
        attested_at: int,
        expires_at: int,
        seals: Iterable[Signed],
    ) -> list[Event]:
        self._attestable(attested, attested_at, expires_at, seals)
        self._mintable(sender, to, amount, (attested, attested_at, expires_at))
        return [*self.attestReserve(sender, attested, attested_at, expires_at, seals), *self.mint(sender, to, amount)]

    # ------------------------------------------------------------------------------------- lists, freezes and force

    def blacklist(self, sender: str, account: str) -> list[Event]:
        self._only(sender, "blacklister", "NotBlacklister")
        self._not_wallet(account)
        if account == ZERO:
            raise Refused("ZeroAddress")
        self.blocked.add(account)
        return [("Blacklisted", account)]

    def unBlacklist(self, sender: str, account: str) -> list[Event]:  # noqa: N802
        self._only(sender, "blacklister", "NotBlacklister")
        if account == ZERO:
            raise Refused("ZeroAddress")
        self.blocked.discard(account)
        return [("UnBlacklisted", account)]

    def _set(self, group: set[str], account: str, on: bool) -> None:
        if account == ZERO:
            raise Refused("ZeroAddress")
        change: Callable[[str], None] = group.add if on else group.discard
        change(account)

    def setVerified(self, sender: str, account: str, on: bool) -> list[Event]:  # noqa: N802
        self._only(sender, "verifier", "NotVerifier")
        self._set(self.verified, account, on)
        return [("VerifiedChanged", account, on)]

    def setMintRecipient(self, sender: str, account: str, on: bool) -> list[Event]:  # noqa: N802
        self._only(sender, "verifier", "NotVerifier")
        self._set(self.recipients, account, on)
        return [("MintRecipientChanged", account, on)]

    def setFrozenTokens(self, sender: str, account: str, amount: int) -> list[Event]:  # noqa: N802
        self._only(sender, "blacklister", "NotBlacklister")
        self._not_wallet(account)
        if amount > FROZEN_MAX:
            raise Refused("TooLarge")
        self.frozen[account] = amount
        return [("Frozen", account, amount)]

    def forcedTransfer(self, sender: str, holder: str, to: str, amount: int) -> list[Event]:  # noqa: N802
        self._only(sender, "enforcer", "NotEnforcer")
        if to == ZERO:
            raise Refused("ERC20InvalidReceiver", ZERO)
        if amount > self.balances[holder]:
            raise Refused("ERC20InsufficientBalance", holder, self.balances[holder], amount)
        if to in self.blocked:
            raise Refused("ERC7943CannotReceive", to)
        if self._listed(amount):
            self._both_known(holder, to, amount, True)
        events: list[Event] = []
        taken_of_frozen = amount - self._unfrozen(holder)
        if taken_of_frozen > 0:
            self.frozen[holder] -= taken_of_frozen
            events.append(("Frozen", holder, self.frozen[holder]))
        self.balances[holder] -= amount
        self.balances[to] += amount
        return [*events, ("Transfer", holder, to, amount), ("ForcedTransfer", holder, to, amount)]

    def can_send(self, account: str) -> bool:
        return account not in self.blocked and (self.mode != CLOSED_LIST or account in self.verified)

    def can_receive(self, account: str) -> bool:
        return account not in self.blocked and (self.mode != CLOSED_LIST or self._known(account))

    def can_transfer(self, sender: str, to: str, amount: int) -> bool:
        """False for every rule; a balance that is too small is not one."""
        try:
            self._ruled(sender, to, amount)
        except Refused:
            return False
        return not self._unfrozen(sender) < amount <= self.balances[sender]

    # ------------------------------------------------------------------------------------------ pause and redemption

    def pause(self, sender: str) -> list[Event]:
        self._only(sender, "pauser", "NotPauser")
        self.paused = True
        return [("Pause",)]

    def unpause(self, sender: str) -> list[Event]:
        self._only(sender, "pauser", "NotPauser")
        self.paused = False
        return [("Unpause",)]

    def closeRedemption(self, sender: str, closed: bool) -> list[Event]:  # noqa: N802
        self._only_owner(sender)
        self.redemption_closed = closed
        return [("RedemptionChanged", closed)]

    # ---------------------------------------------------------------------------------- dangerous changes, and others

    def schedule(self, sender: str, data: bytes, operation: bytes) -> list[Event]:
        self._only_owner(sender)
        if self.scheduled.get(operation, -OPERATION_WINDOW) + OPERATION_WINDOW > self.now:
            raise Refused("AlreadyScheduled")
        self.scheduled[operation] = self.now + self.delay_seconds
        if data.startswith(UPDATE_PAUSER):
            self.pauser_change = operation
        return [("Scheduled", operation, self.scheduled[operation], data)]

    def cancel(self, sender: str, operation: bytes) -> list[Event]:
        if sender != self.roles["pauser"] or operation == self.pauser_change:
            self._only_owner(sender)
        if operation not in self.scheduled:
            raise Refused("NotScheduled")
        del self.scheduled[operation]
        return [("Cancelled", operation)]

    def setDelay(self, sender: str, seconds: int, operation: bytes) -> list[Event]:  # noqa: N802
        events = self._dangerous(sender, operation)
        if seconds > DELAY_MAX:
            raise Refused("TooLarge")
        self.delay_seconds = seconds
        return [*events, ("DelayChanged", seconds)]

    def setTransferPolicy(self, sender: str, mode: int, threshold: int, operation: bytes) -> list[Event]:  # noqa: N802
        events = self._dangerous(sender, operation)
        if mode > BY_AMOUNT:
            raise Refused("UnknownPolicy")
        self.mode, self.mode_threshold = mode, threshold
        return [*events, ("TransferPolicyChanged", mode, threshold)]

    def setSuccessor(self, sender: str, successor: str, operation: bytes) -> list[Event]:  # noqa: N802
        events = self._dangerous(sender, operation)
        self.successor = successor
        return [*events, ("SuccessorChanged", successor)]

    def updateRedemptionWallet(self, sender: str, wallet: str, operation: bytes) -> list[Event]:  # noqa: N802
        events = self._dangerous(sender, operation)
        if wallet in self.blocked or self.frozen[wallet]:
            raise Refused("RolesNotApart")
        if wallet == ZERO:
            raise Refused("ZeroAddress")
        self.roles["redemption_wallet"] = wallet
        return [*events, ("RedemptionWalletChanged", wallet)]

    def updatePauser(self, sender: str, pauser: str, operation: bytes) -> list[Event]:  # noqa: N802
        events = self._dangerous(sender, operation)
        if pauser == ZERO:
            raise Refused("ZeroAddress")
        self.roles["pauser"] = pauser
        return [*events, ("PauserChanged", pauser)]

    def updateMasterMinter(self, sender: str, master: str, operation: bytes) -> list[Event]:  # noqa: N802
        events = self._dangerous(sender, operation)
        self._apart_from_attestors(master)
        events += self._without([master])
        self.roles["master_minter"] = master
        return [*events, ("MasterMinterChanged", master)]

    def setAttestors(  # noqa: N802
        self, sender: str, attestors: list[str], threshold: int, operation: bytes
    ) -> list[Event]:
        events = self._dangerous(sender, operation)
        for attestor in attestors:
            self._apart(attestor)
        if not 0 < threshold <= len(attestors):
            raise Refused("BadThreshold")
        if len(set(attestors)) < len(attestors):
            raise Refused("RolesNotApart")
        events += self._without(attestors)
        self.attestors, self.threshold = list(attestors), threshold
        return [*events, ("AttestorsChanged", tuple(attestors), threshold)]

    def transferOwnership(self, sender: str, owner: str, operation: bytes) -> list[Event]:  # noqa: N802
        events = self._dangerous(sender, operation)
        if owner != ZERO:
            self._apart_from_attestors(owner)
        self.pending_owner = owner
        return [*events, ("OwnershipTransferStarted", self.roles["owner"], owner)]

    def migrate(self, sender: str, amount: int) -> list[Event]:
        if self.successor == ZERO:
            raise Refused("NoSuccessor")
        if amount == 0:
            raise Refused("ZeroAmount")
        if sender in self.blocked:
            raise Refused("ERC7943CannotSend", sender)
        self._running()
        if self._listed(amount) and sender not in self.verified:
            if self.mode == BY_AMOUNT:
                raise Refused("ERC7943CannotTransfer", sender, ZERO, amount)
            raise Refused("ERC7943CannotSend", sender)
        self._takeable(sender, amount)
        self.balances[sender] -= amount
        self.supply -= amount
        return [("Transfer", sender, ZERO, amount), ("Migrated", sender, self.successor, amount)]
