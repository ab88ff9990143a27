"""Who may do what with a coin's contract, with how many hands: the policy a licensee writes down (G 6.5.3, 6.5.4).

An operation is one of the token's life cycle: its functions of the contract, the hand (an address on chain) that calls
them, the persons who may propose and approve, how many approvals it takes, what triggers it and its conditions. The
proposer never counts as an approver, so ``approvals`` of two means three persons. Pure: ``token_policy_file`` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lantau.chain.coin_contract import ContractInterface
from lantau.chain.deployment import BY_AMOUNT, CLOSED, OPEN

HIGH_RISK = "G 6.5.3"
SEGREGATION = "G 6.5.4"

KINDS = (
    "deploy", "configure", "mint", "burn", "upgrade", "pause", "resume", "blacklist", "unblacklist", "freeze",
    "unfreeze", "whitelist", "operational_wallet", "role_change",
)  # fmt: skip
"""Kinds of operation as G 6.5.3 lists them, and the change of roles of G 6.5.4."""

DEPLOY_FUNCTION = "deploy"
"""The name under which a policy lists the creation of the contract, which is no function of it."""

DELAYED_FUNCTIONS = frozenset(
    {
        "updateMasterMinter", "updatePauser", "updateBlacklister", "updateRescuer", "updateVerifier", "updateEnforcer",
        "updateRedemptionWallet", "setAttestors", "setDelay", "setSuccessor", "setTransferPolicy", "transferOwnership",
    }
)  # fmt: skip
"""What the contract lets pass only after it was scheduled and the delay is over."""

POLICY_MODES: Mapping[str, int] = {"open": OPEN, "closed": CLOSED, "by_amount": BY_AMOUNT}
"""Who may hold the coin, as the contract counts it."""

Risk = Literal["high", "ordinary"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody authorised. ``address`` is where their approvals are signed, blank when they sign none."""

    label: str
    id: str
    name: str
    address: str
    vetted: bool
    trained: bool


@dataclass(frozen=True, slots=True)
class Hand:
    """A role of the contract: the addresses that hold it, and the persons who can have those sign."""

    role: str
    addresses: tuple[str, ...]
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TokenOperation:
    """One operation with its authorisation level. Persons are named by label."""

    name: str
    kind: str
    role: str
    functions: tuple[str, ...]
    risk: Risk
    approvals: int
    proposers: tuple[str, ...]
    approvers: tuple[str, ...]
    trigger: str
    conditions: tuple[str, ...]
    documents: tuple[str, ...]

    @property
    def high_risk(self) -> bool:
        """Whether nobody may be able to carry it out alone; a change of roles always is (G 6.5.3, 6.5.4)."""
        return self.risk == "high" or self.kind == "role_change"

    @property
    def hands(self) -> frozenset[str]:
        """Everybody who takes part."""
        return frozenset(self.proposers) | frozenset(self.approvers)

    @property
    def fewest_persons(self) -> int:
        """How many different persons it takes at least: the proposer and the approvals."""
        return 1 + self.approvals


@dataclass(frozen=True, slots=True)
class Apart:
    """Two operations that no one person may take part in."""

    first: str
    second: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What the contract is set to. Units are base units of the coin."""

    delay_seconds: int
    delay_seconds_max: int
    mint_velocity_units: int
    minter_allowance_units_max: int
    mint_to_whitelist: bool
    transfer_policy: str
    transfer_threshold_units: int

    @property
    def policy_mode(self) -> int:
        """The transfer policy as the contract counts it."""
        return POLICY_MODES[self.transfer_policy]


@dataclass(frozen=True, slots=True)
class TokenPolicy:
    """The whole policy. ``digest`` is SHA-256 of its text, so that a decision names the policy it rested on."""

    coin: str
    resolution: str
    digest: str
    persons: Mapping[str, Person]
    hands: Mapping[str, Hand]
    operations: tuple[TokenOperation, ...]
    apart: tuple[Apart, ...]
    attestors: tuple[str, ...]
    threshold: int
    limits: Limits

    def operation_for(self, function: str) -> TokenOperation | None:
        """The operation a function comes under; of several, such as freeze and unfreeze, the strictest."""
        found = [each for each in self.operations if function in each.functions]
        return max(found, key=lambda each: (each.high_risk, each.approvals), default=None)

    def operation_named(self, name: str) -> TokenOperation | None:
        """The operation of this name."""
        return next((each for each in self.operations if each.name == name), None)

    def person_of(self, person_id: str) -> Person | None:
        """The person with this id."""
        return next((each for each in self.persons.values() if each.id == person_id), None)

    def attestor_addresses(self) -> tuple[str, ...]:
        """Where the attestors sign, in ascending order."""
        return tuple(sorted(self.persons[label].address for label in self.attestors))

    def persons_behind(self, address: str) -> frozenset[str]:
        """Who can have an address sign: those of the hands it holds, and whoever signs there personally."""
        behind = {label for hand in self.hands.values() if address in hand.addresses for label in hand.persons}
        return frozenset(
            behind | {label for label, each in self.persons.items() if address and each.address == address}
        )

    @property
    def fewest_for_roles(self) -> int:
        """The fewest persons who together can change roles, approval flows or quorums."""
        return min((each.fewest_persons for each in self.operations if each.kind == "role_change"), default=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the policy should settle and does not, or settles for nothing."""

    subject: str
    words: str
    citation: str


def gaps(policy: TokenPolicy, interface: ContractInterface) -> tuple[Gap, ...]:
    """What is missing from the policy for this contract: functions and kinds without an operation, idle names."""
    listed = {function for each in policy.operations for function in each.functions}
    missing = [name for name in privileged_functions(interface) if name not in listed]
    found = [Gap(name, f"no operation covers the function {name}", HIGH_RISK) for name in missing]
    kinds = {each.kind for each in policy.operations}
    found += [
        Gap(kind, f"no operation is a {kind.replace('_', ' ')}", HIGH_RISK) for kind in KINDS if kind not in kinds
    ]
    known = {DEPLOY_FUNCTION, *interface.functions}
    for each in policy.operations:
        idle = [name for name in each.functions if name not in known]
        found += [Gap(name, f"{each.name} names {name}, which the contract does not have", HIGH_RISK) for name in idle]
    return tuple(found)


def privileged_functions(interface: ContractInterface) -> tuple[str, ...]:
    """What a policy must cover: every function that is not the holders' own, and the deployment."""
    return (DEPLOY_FUNCTION, *interface.privileged)
