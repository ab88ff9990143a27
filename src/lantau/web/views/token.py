"""A coin's contract as a page sets it: supply, roles, limits, what is on its way, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lantau.chain import Deployment, addresses, deployment, permission_matrix, role_drift
from lantau.money import Amount
from lantau.web.views.chain import BlockLine, Paragraph, SumLine, Unsaid, coins
from lantau.web.views.messages import MessageLine
from lantau.web.views.words import Said

SCHEDULED_WINDOW = timedelta(days=14)
"""How long an announced change may be made once it is ready, as ``contracts/modules/delay.vy`` has it."""
VELOCITY_WINDOW = timedelta(days=1)
"""The time over which mints are counted, as ``contracts/modules/backing.vy`` has it."""
POLICIES = {deployment.OPEN: "open", deployment.CLOSED: "closed", deployment.BY_AMOUNT: "by_amount"}


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One coin's contract in a list; blank and None where there is none, or where its node does not answer."""

    coin_id: str
    coin_name: str
    issuer_id: str
    issuer_name: str
    address: str
    chain_id: int | None
    since: datetime | None
    supply: Amount | None
    block: int | None
    agreement: str
    state: str
    waiting_count: int
    abandoned_count: int
    unsaid: Unsaid | None


@dataclass(frozen=True, slots=True)
class TokensView:
    """Every coin with its contract."""

    lines: tuple[TokenLine, ...]


@dataclass(frozen=True, slots=True)
class ContractLine:
    """Which contract it is: where, since when, from which source, and how deep an event must lie to be final."""

    address: str
    chain_id: int
    name: str
    symbol: str
    currency: str
    deployed_at: datetime
    first_block: int
    depth: int
    deployer: str
    source_sha256: str


@dataclass(frozen=True, slots=True)
class RoleLine:
    """Who holds a role now, and ``deployed`` who held it first.

    ``standing`` is as_deployed, decided (the issuer gave it away since, by a message that was carried out), stranger
    (nobody decided that), nobody, offered or unknown.
    """

    role: str
    name: Said
    address: str
    standing: str
    deployed: str


@dataclass(frozen=True, slots=True)
class MinterLine:
    """A minter, what it may still mint, and how that grows back up to ``cap``; ``standing`` as of a role."""

    address: str
    left: Amount
    cap: Amount | None
    a_second: Amount | None
    standing: str


@dataclass(frozen=True, slots=True)
class AttestationLine:
    """The reserve's attestation that the contract has. ``state`` is covers, short (of the supply), over or none."""

    amount: Amount
    made_at: datetime | None
    until: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class LimitsLine:
    """What the contract is set to. ``velocity`` None is no limit; ``window_until`` None is a window not begun."""

    velocity: Amount | None
    minted: Amount
    left: Amount | None
    window_until: datetime | None
    delay_seconds: int
    policy: str
    policy_above: Amount | None


@dataclass(frozen=True, slots=True)
class ScheduledLine:
    """A dangerous change that was announced. ``state`` is waiting (``seconds_left`` until it may be made), ready (until
    it may no more) or over."""

    operation: str
    call: str
    ready_at: datetime
    until: datetime
    state: str
    seconds_left: int


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """An operation that waits for approvals, or was approved and has left for the chain."""

    id: str
    operation: str
    function: str
    proposed_by: str
    approvals: int
    required: int
    expires_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class ChainState:
    """What the contract itself says, all at one block."""

    block: BlockLine
    roles: tuple[RoleLine, ...]
    minters: tuple[MinterLine, ...]
    attestors: tuple[str, ...]
    threshold: int | None
    attestors_standing: str
    attestation: AttestationLine
    limits: LimitsLine
    paused: bool
    redemption_closed: bool
    successor: str
    scheduled: tuple[ScheduledLine, ...]


@dataclass(frozen=True, slots=True)
class TokenView:
    """One coin's contract. ``state`` is None where the node does not say, and ``unsaid`` then says why.

    ``pending`` are coins that the ledger set aside for what the chain has not done yet. ``paragraphs`` are those each
    heading stands under.
    """

    line: TokenLine
    contract: ContractLine | None
    sums: tuple[SumLine, ...]
    sums_block: BlockLine | None
    pending: Amount | None
    pending_count: int
    differences_count: int
    state: ChainState | None
    unsaid: Unsaid | None
    proposals: tuple[ProposalLine, ...]
    held: tuple[MessageLine, ...]
    under_way: tuple[MessageLine, ...]
    abandoned: tuple[MessageLine, ...]
    recent: tuple[MessageLine, ...]
    paragraphs: Mapping[str, tuple[Paragraph, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """What a contract answered at one block, as it answers: whole numbers, seconds since 1970."""

    matrix: permission_matrix.PermissionMatrix
    supply_units: int
    velocity: tuple[int, int, int]
    reserve: tuple[int, int, int]


def contract_line(found: Deployment) -> ContractLine:
    """The contract as it was deployed."""
    return ContractLine(
        address=addresses.checksummed(found.address),
        chain_id=found.chain_id,
        name=found.terms.name,
        symbol=found.terms.symbol,
        currency=found.terms.currency,
        deployed_at=found.deployed_at,
        first_block=found.first_block,
        depth=found.depth,
        deployer=addresses.checksummed(found.deployer),
        source_sha256=found.source_sha256,
    )


def chain_state(found: Deployment, told: Told, authorised: frozenset[str], at: datetime) -> ChainState:
    """What the contract says as of an instant; ``authorised`` are the addresses that decisions gave a hand to."""
    matrix = told.matrix
    return ChainState(
        block=BlockLine(matrix.header.number, matrix.header.hash, matrix.header.block.produced_at),
        roles=tuple(_role_lines(found, matrix, authorised)),
        minters=tuple(_minter_lines(found, matrix, authorised)),
        attestors=tuple(map(addresses.checksummed, matrix.attestors or ())),
        threshold=matrix.threshold,
        attestors_standing=_attestors_standing(found, matrix, authorised),
        attestation=_attestation(found.coin_id, told, at),
        limits=_limits(found.coin_id, told, at),
        paused=bool(matrix.paused),
        redemption_closed=bool(matrix.redemption_closed),
        successor=""
        if matrix.successor in (None, permission_matrix.NOBODY)
        else addresses.checksummed(str(matrix.successor)),
        scheduled=tuple(_scheduled(each, at) for each in matrix.announced),
    )


def _role_lines(
    found: Deployment, matrix: permission_matrix.PermissionMatrix, authorised: frozenset[str]
) -> Iterable[RoleLine]:
    for role in permission_matrix.VIEWS:
        held, first = matrix.holders.get(role), found.terms.roles[role]
        if held is None:
            standing = "unknown"
        elif held == permission_matrix.NOBODY:
            standing = "nobody"
        else:
            standing = _standing(held, first, authorised)
        address = "" if held in (None, permission_matrix.NOBODY) else addresses.checksummed(str(held))
        yield RoleLine(role, Said(*role_drift.ROLE_NAMES[role]), address, standing, addresses.checksummed(first))
    if matrix.pending_owner not in (None, permission_matrix.NOBODY):
        to_come = addresses.checksummed(str(matrix.pending_owner))
        offered = "offered" if to_come.lower() in authorised else "stranger"
        yield RoleLine("pending_owner", Said("owner to come", "候任擁有者"), to_come, offered, "")


def _attestors_standing(
    found: Deployment, matrix: permission_matrix.PermissionMatrix, authorised: frozenset[str]
) -> str:
    attestors = matrix.attestors or ()
    if (attestors, matrix.threshold) == (tuple(sorted(found.terms.attestors)), found.terms.threshold):
        return "as_deployed"
    return "decided" if authorised >= set(attestors) else "stranger"


def _minter_lines(
    found: Deployment, matrix: permission_matrix.PermissionMatrix, authorised: frozenset[str]
) -> Iterable[MinterLine]:
    for each in matrix.minters:
        yield MinterLine(
            address=addresses.checksummed(each.address),
            left=coins(found.coin_id, each.allowance_units),
            cap=coins(found.coin_id, each.cap_units) if each.cap_units else None,
            a_second=coins(found.coin_id, each.units_per_second) if each.units_per_second else None,
            standing=_standing(each.address, found.terms.roles["minter"], authorised),
        )


def _standing(held: str, first: str, authorised: frozenset[str]) -> str:
    if held == first.lower():
        return "as_deployed"
    return "decided" if held in authorised else "stranger"


def _attestation(coin_id: str, told: Told, at: datetime) -> AttestationLine:
    units, made, until = told.reserve
    if not made:
        state = "none"
    elif until <= at.timestamp():
        state = "over"
    else:
        state = "covers" if units >= told.supply_units else "short"
    return AttestationLine(coins(coin_id, units), _instant(made), _instant(until), state)


def _limits(coin_id: str, told: Told, at: datetime) -> LimitsLine:
    limit, minted, began = told.velocity
    until = _instant(began)
    if until is not None:
        until += VELOCITY_WINDOW
    if until is None or until <= at:
        minted, until = 0, None
    mode, above = told.matrix.policy_mode, told.matrix.policy_threshold_units
    return LimitsLine(
        velocity=coins(coin_id, limit) if limit else None,
        minted=coins(coin_id, minted),
        left=coins(coin_id, max(0, limit - minted)) if limit else None,
        window_until=until,
        delay_seconds=told.matrix.delay_seconds or 0,
        policy="unknown" if mode is None else POLICIES.get(mode, "unknown"),
        policy_above=coins(coin_id, above or 0) if mode == deployment.BY_AMOUNT else None,
    )


def _scheduled(each: permission_matrix.Announced, at: datetime) -> ScheduledLine:
    ready_at = datetime.fromtimestamp(each.ready_at, UTC)
    until = ready_at + SCHEDULED_WINDOW
    state = "waiting" if at < ready_at else "ready" if at < until else "over"
    left = (ready_at if state == "waiting" else until) - at
    return ScheduledLine(each.operation, str(each), ready_at, until, state, max(0, int(left.total_seconds())))


def _instant(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
