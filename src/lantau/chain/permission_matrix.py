"""Who holds what on a deployed contract, read back from the chain, and where that leaves the policy (G 6.5.3, 6.5.4).

Reading asks the contract's views, and its events for the minters and for what was announced; a value the contract
does not give, as a stranger's may not, is None. Everything after the reading is pure: ``drift`` names each difference
in words, ``role_facts`` are what the rulebook judges at its gate ``token``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lantau.chain.coin_contract import ContractInterface, DecodedCall, DecodedEvent, coin
from lantau.chain.node import Header, Node, NodeAway, Reverted
from lantau.chain.token_policy import TokenPolicy, gaps, privileged_functions

NOBODY = "0x" + "00" * 20
BLOCKS_AT_ONCE = 10_000
READINGS_MAX = 5

VIEWS: Mapping[str, str] = {
    "owner": "owner",
    "master_minter": "masterMinter",
    "pauser": "pauser",
    "blacklister": "blacklister",
    "verifier": "verifier",
    "enforcer": "enforcer",
    "rescuer": "rescuer",
    "redemption": "redemptionWallet",
}
"""The view that answers who holds a role."""

MATRIX_EVENTS = ("MinterConfigured", "MinterRemoved", "Scheduled")


@dataclass(frozen=True, slots=True)
class MinterStanding:
    """A minter, what it may still mint, and how that grows back."""

    address: str
    allowance_units: int
    cap_units: int = 0
    units_per_second: int = 0


@dataclass(frozen=True, slots=True)
class Announced:
    """A dangerous call that was announced and not yet made: it passes from ``ready_at`` on."""

    operation: str
    ready_at: int
    call: DecodedCall | None

    def __str__(self) -> str:
        return str(self.call) if self.call is not None else f"a call nobody can read ({self.operation})"


@dataclass(frozen=True, slots=True)
class PermissionMatrix:
    """One contract's roles and settings at a block. Units are base units of the coin; None is not known."""

    contract: str
    header: Header
    holders: Mapping[str, str]
    pending_owner: str | None
    minters: tuple[MinterStanding, ...]
    attestors: tuple[str, ...] | None
    threshold: int | None
    delay_seconds: int | None
    policy_mode: int | None
    policy_threshold_units: int | None
    mint_velocity_units: int | None
    paused: bool | None
    redemption_closed: bool | None
    successor: str | None
    announced: tuple[Announced, ...] = ()
    others: Mapping[str, Any] = field(default_factory=dict)

    def grants(self) -> tuple[tuple[str, str], ...]:
        """Every role in force, as (role, address): the single ones, each minter, each attestor, an owner to come."""
        found = [(role, address) for role, address in self.holders.items() if address != NOBODY]
        found += [("minter", each.address) for each in self.minters]
        found += [("attestor", address) for address in self.attestors or ()]
        if self.pending_owner not in (None, NOBODY):
            found.append(("owner", str(self.pending_owner)))
        return tuple(found)

    def addresses(self, role: str) -> tuple[str, ...]:
        """Who holds a role."""
        return tuple(address for held, address in self.grants() if held == role)


def read_matrix(
    node: Node,
    contract: str,
    *,
    first_block: int = 0,
    events: Iterable[DecodedEvent] | None = None,
    interface: ContractInterface | None = None,
) -> PermissionMatrix:
    """Read a contract's roles and settings, all at one block.

    ``events`` are the contract's ``MATRIX_EVENTS`` in order where the caller has them, else the node is asked for them
    from ``first_block`` on. Raises NodeAway, also when the chain moves faster than it can be read.
    """
    told = None if events is None else tuple(events)
    reading = interface or coin()
    for _ in range(READINGS_MAX):
        header = node.head()
        found = _events(node, contract, first_block, header.number, reading) if told is None else told
        matrix = _read(node, contract, header, found, reading)
        if node.head().hash == header.hash:
            return matrix
    raise NodeAway("blocks come faster than the roles can be read")


def _events(
    node: Node, contract: str, first_block: int, last: int, interface: ContractInterface
) -> tuple[DecodedEvent, ...]:
    topics = [interface.topic(name) for name in MATRIX_EVENTS if name in interface.events]
    found = []
    for first in range(first_block, last + 1, BLOCKS_AT_ONCE):
        logs = node.logs([contract], first, min(first + BLOCKS_AT_ONCE - 1, last), topics)
        found += [event for event in map(interface.decode_event, logs) if event is not None]
    return tuple(found)


def _read(
    node: Node, contract: str, header: Header, events: tuple[DecodedEvent, ...], interface: ContractInterface
) -> PermissionMatrix:
    def read(view: str, *arguments: object) -> Any:
        if not interface.has(view):
            return None
        try:
            return interface.read(node, contract, view, *arguments)
        except (Reverted, ValueError):
            return None

    configured = {str(next(iter(each.arguments.values()))) for each in events if each.name.startswith("Minter")}
    minters = []
    for address in sorted(configured):
        if read("isMinter", address):
            cap, rate = read("minterRefill", address) or (0, 0)
            minters.append(MinterStanding(address, read("minterAllowance", address) or 0, cap, rate))
    mode, least = read("transferPolicy") or (None, None)
    velocity = read("mintVelocity")
    holders = {role: answer for role, view in VIEWS.items() if (answer := read(view)) is not None}
    return PermissionMatrix(
        contract=contract.lower(),
        header=header,
        holders=holders,
        pending_owner=read("pendingOwner"),
        minters=tuple(minters),
        attestors=None if (attestors := read("attestors")) is None else tuple(sorted(attestors)),
        threshold=read("attestorThreshold"),
        delay_seconds=read("delaySeconds"),
        policy_mode=mode,
        policy_threshold_units=least,
        mint_velocity_units=None if velocity is None else velocity[0],
        paused=read("paused"),
        redemption_closed=read("redemptionClosed"),
        successor=read("successor"),
        announced=_announced(events, read, interface),
    )


def _announced(events: tuple[DecodedEvent, ...], read: Any, interface: ContractInterface) -> tuple[Announced, ...]:
    last: dict[bytes, DecodedEvent] = {each.arguments["operation"]: each for each in events if each.name == "Scheduled"}
    found = []
    for operation, event in last.items():
        if ready_at := read("readyAt", operation):
            call = interface.decode_call(event.arguments["data"])
            found.append(Announced("0x" + operation.hex(), ready_at, call))
    return tuple(sorted(found, key=lambda each: (each.ready_at, each.operation)))


def shared_hands(
    policy: TokenPolicy, matrix: PermissionMatrix, behind: Mapping[str, frozenset[str]]
) -> list[list[str]]:
    """For each pair the policy keeps apart, who holds both on the chain: labels of persons, or a shared address."""
    roles = {each.name: each.role for each in policy.operations}
    found = []
    for pair in policy.apart:
        first, second = (frozenset(matrix.addresses(roles[name])) for name in (pair.first, pair.second))
        persons = [
            frozenset[str]().union(*(_behind(policy, behind, each) for each in side)) for side in (first, second)
        ]
        found.append(sorted(first & second) or sorted(persons[0] & persons[1]))
    return found


def role_facts(
    policy: TokenPolicy,
    matrix: PermissionMatrix,
    interface: ContractInterface,
    addresses_of_persons: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, int | None]:
    """What the rulebook's gate ``token`` judges of a deployed contract; None is not known, and no finding is met on it.

    ``addresses_of_persons`` tells who can have further addresses sign, by label: from key lists, beside the policy.
    """
    behind = addresses_of_persons or {}
    shared = shared_hands(policy, matrix, behind)
    grants = matrix.grants()
    uncovered = {each.subject for each in gaps(policy, interface)}
    privileged = privileged_functions(interface)
    return {
        "token_roles.incompatible_pairs_count": len(policy.apart),
        "token_roles.pairs_apart_count": sum(not both for both in shared),
        "token_roles.fewest_persons_count": _fewest_for_roles(policy, matrix, behind),
        "token_roles.active_grants_count": len(grants),
        "token_roles.authorised_grants_count": sum(is_authorised(policy, *each) for each in grants),
        "contract.privileged_functions_count": len(privileged),
        "contract.functions_with_level_count": sum(name not in uncovered for name in privileged),
    }


def is_authorised(policy: TokenPolicy, role: str, address: str) -> bool:
    """Whether the policy gives this role to this address, and everybody behind it is vetted and trained."""
    if role == "attestor":
        return address in policy.attestor_addresses()
    hand = policy.hands.get(role)
    if hand is None or address not in hand.addresses:
        return False
    return all(policy.persons[label].vetted and policy.persons[label].trained for label in hand.persons)


def _fewest_for_roles(
    policy: TokenPolicy, matrix: PermissionMatrix, behind: Mapping[str, frozenset[str]]
) -> int | None:
    owner = matrix.holders.get("owner", NOBODY)
    if owner in policy.hands["owner"].addresses:
        return policy.fewest_for_roles
    # an address outside the policy is under no quorum: one of those behind it is enough, nobody known is not known
    return 1 if _behind(policy, behind, owner) else None


def _behind(policy: TokenPolicy, behind: Mapping[str, frozenset[str]], address: str) -> frozenset[str]:
    return policy.persons_behind(address) | behind.get(address, frozenset())
