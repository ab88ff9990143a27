"""Reads of the register: who holds what, the reconciliation, the redemption register, findings on holders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lantau import chain, identity, ledger
from lantau.chain import Deployment, Node, NodeAway
from lantau.dates import hk_date
from lantau.db import Connection, Database
from lantau.refusal import Refusal, Refused, refuses
from lantau.register import asking, own_queries, reconciliation, store
from lantau.register.admission import admissions
from lantau.register.findings import HolderFinding, Remark, findings, remarks
from lantau.register.holders import Holder, holders
from lantau.register.holdings import Holding, Holdings
from lantau.register.logs import TRANSFER, ZERO, unpacked
from lantau.register.posting import Names, ahead_code
from lantau.register.reading import Place, Reader
from lantau.register.reconciliation import Asked, Books, Reconciliation
from lantau.register.redemption import PendingMove, RedemptionRegister
from lantau.register.refusals import NOT_FOLLOWED
from lantau.register.store import Batch, Mirror
from lantau.rulebook import Rulebook

ASKED_MOST = 500
"""So many holders a reconciliation asks the node about unless told otherwise, those with most coins first."""
LOGS_READ_MOST = 50_000
"""Of a coin with more transfers no block is looked up: that asks for an index of its own."""
MARK_TOPICS = ("chain.block", "chain.verify")


@dataclass(frozen=True, slots=True)
class Position:
    """A mirror at its last batch: what its logs leave. ``unreadable`` says why nothing more is posted, else blank."""

    mirror: Mirror
    batch: Batch
    holdings: Holdings
    unreadable: str

    @property
    def place(self) -> Place:
        """The block up to which it was read."""
        return Place(self.batch.last_block, self.batch.last_hash)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be said of a coin's holders on a day of the law."""

    position: Position
    holders: tuple[Holder, ...]
    findings: tuple[HolderFinding, ...]
    remarks: tuple[Remark, ...]


def mirrors(database: Database) -> tuple[Mirror, ...]:
    """Every contract that is followed."""
    with database.read() as connection:
        return store.mirrors(connection)


@refuses
def position(database: Database, coin_id: str) -> Position | Refusal:
    """Where a coin's mirror stands. Refused register.not_followed."""
    with database.read() as connection:
        return position_of(connection, store.mirror_of_coin(connection, coin_id), coin_id)


def position_of(connection: Connection, mirror: Mirror | None, name: str) -> Position:
    """Where a mirror stands; raises Refused register.not_followed when it was never begun, or read nothing yet."""
    last = None if mirror is None else store.last_batch(connection, mirror.id)
    stands = None
    if mirror is not None and last is not None:
        stands = store.batch(connection, mirror.id, last.base) if last.base else None
    if mirror is None or last is None or stands is None:
        raise Refused(Refusal(NOT_FOLLOWED, f"nothing of {name} was read yet", "coin"))
    found, _, _ = store.holdings(connection, mirror.id, last.base)
    return Position(mirror, stands, found, last.reason if last.outcome == "unreadable" else "")


@refuses
def holders_of(database: Database, coin_id: str, on: date | None = None) -> tuple[Holder, ...] | Refusal:
    """Everybody who holds coins, the most first, with what is known of each. Refused register.not_followed."""
    with database.read() as connection:
        at = position_of(connection, store.mirror_of_coin(connection, coin_id), coin_id)
        return _holders(connection, at, on)


def blocks_of_holders(database: Database, coin_id: str) -> dict[str, tuple[int, int]]:
    """The first and the last block in which each address moved coins; nothing for a coin of very many transfers."""
    found: dict[str, tuple[int, int]] = {}
    with database.read() as connection:
        mirror = store.mirror_of_coin(connection, coin_id)
        last = None if mirror is None else store.last_batch(connection, mirror.id)
        if mirror is None or last is None or not last.base:
            return {}
        line = store.lineage(connection, mirror.id, last.base)
        if sum(each.log_count for each in line) > LOGS_READ_MOST:
            return {}
        for batch in reversed(line):
            for segment in store.segments(connection, mirror.id, batch.number):
                for entry in unpacked(segment):
                    if entry.kind == TRANSFER:
                        for address in (entry.first, entry.second):
                            first, _ = found.get(address, (entry.block_number, 0))
                            found[address] = (first, entry.block_number)
    return found


@refuses
def judged(
    database: Database, book: Rulebook, coin_id: str, *, on: date, mitigation_accepted: bool | None = False
) -> Judged | Refusal:
    """Findings and remarks on a coin's holders. Refused register.not_followed, rulebook.not_covered."""
    with database.read() as connection:
        at = position_of(connection, store.mirror_of_coin(connection, coin_id), coin_id)
        found = _holders(connection, at, on)
    return Judged(at, found, findings(book, found, on, mitigation_accepted=mitigation_accepted), remarks(found))


@refuses
def redemption_register(
    database: Database, coin_id: str, *, on: date | None = None, names: bool = False
) -> RedemptionRegister | Refusal:
    """What every holder would be paid if the chain were gone (G 6.8.7): asks no node. Refused register.not_followed.

    With ``names`` the holders' names and account numbers are unsealed: for whoever pays, not for a record.
    """
    with database.read() as connection:
        at = position_of(connection, store.mirror_of_coin(connection, coin_id), coin_id)
        found = _holders(connection, at, on)
        books = _books(connection, at.mirror)
        link = store.instant_of(connection, at.batch.commit_id)
        personal = _personal(connection, at.mirror.issuer_id, found) if names else None
    return RedemptionRegister(
        coin_id=coin_id,
        issuer_id=at.mirror.issuer_id,
        block_number=at.batch.last_block,
        block_hash=at.batch.last_hash,
        produced_at=at.batch.produced_at,
        batch=at.batch.number,
        stream=link["stream"],
        height=link["height"],
        link_digest=link["digest"],
        holders=found,
        issued_units=books.issued_units,
        pending=books.pending,
        personal=personal,
    )


@refuses
def reconcile(
    database: Database, node: Node | None, coin_id: str, *, asked_most: int = ASKED_MOST, why_away: str = ""
) -> Reconciliation | Refusal:
    """Hold chain, logs, ledger and own records against each other at the register's last final block.

    Follow first. A node that is away, or None with ``why_away``, leaves the chain unknown, which is not clean. Refused
    register.not_followed.
    """
    with database.read() as connection:
        at = position_of(connection, store.mirror_of_coin(connection, coin_id), coin_id)
        books = _books(connection, at.mirror)
        files = identity.parties(connection, at.mirror.issuer_id)
        deployed = chain.queries.deployment(connection, coin_id)
        messages = chain.queries.pending_messages(connection, at.mirror.chain_id)
        told = store.discrepancies(connection, at.mirror.id)
        gone = own_queries.gone(connection, at.mirror.id)
    waiting = sorted(
        {
            str(each.message.body["address"]).lower()
            for each in messages
            if each.message.topic in MARK_TOPICS and each.message.body.get("contract") == at.mirror.address
        }
    )
    asked = _ask(node, at, asked_most, why_away)
    on = hk_date(at.batch.produced_at)
    own = [] if deployed is None else [each.lower() for each in deployed.terms.roles.values()]
    differences = [
        *reconciliation.of_supply(at.holdings, books, asked),
        *reconciliation.of_holders(at.holdings, books, asked),
        *reconciliation.of_marks(at.holdings, admissions(files, at.mirror.issuer_id, on), own, waiting),
        *reconciliation.of_own(own_queries.apart(told), gone),
    ]
    unknown = [reason for reason in (asked.reason, at.unreadable) if reason]
    return Reconciliation(
        coin_id=coin_id,
        mirror_id=at.mirror.id,
        block_number=at.batch.last_block,
        block_hash=at.batch.last_hash,
        produced_at=at.batch.produced_at,
        chain_units=_chain_units(at.holdings, asked),
        logs_units=at.holdings.supply_units,
        issued_units=books.issued_units,
        holders_units=sum(books.by_address.values()),
        holder_count=len(at.holdings.units),
        asked_count=len(asked.holdings),
        differences=tuple(differences),
        pending=books.pending,
        waiting=tuple(waiting),
        unknown=tuple(unknown),
        told=tuple(reconciliation.as_made(own_queries.made(told))),
    )


def _chain_units(logs: Holdings, asked: Asked) -> int | None:
    """The chain's supply at the block named, from the answer at the block that was asked."""
    if asked.supply_units is None or asked.expected is None:
        return None
    return asked.supply_units - (asked.expected.supply_units - logs.supply_units)


def _ask(node: Node | None, at: Position, asked_most: int, why_away: str) -> Asked:
    if node is None:
        return Asked(reason=why_away or "no node was asked")
    if node.chain_id != at.mirror.chain_id:
        return Asked(reason=f"the coin is on chain {at.mirror.chain_id}; this node is of chain {node.chain_id}")
    try:
        return asking.ask(Reader(node, at.mirror.address), at.place, at.holdings, asked_most)
    except NodeAway as away:
        return Asked(reason=f"the node does not answer: {away}")


def _holders(connection: Connection, at: Position, on: date | None) -> tuple[Holder, ...]:
    files = identity.parties(connection, at.mirror.issuer_id)
    deployed = chain.queries.deployment(connection, at.mirror.coin_id)
    held = sorted(at.holdings.holders(), key=_most_first)
    day = on or hk_date(at.batch.produced_at)
    return holders(held, files, at.mirror.issuer_id, day, _roles(deployed))


def _most_first(held: Holding) -> tuple[int, str]:
    return -held.units, held.address


def _roles(deployed: Deployment | None) -> Mapping[str, str]:
    """Addresses by the issuer's own role."""
    return {} if deployed is None else dict(deployed.terms.roles)


def _books(connection: Connection, mirror: Mirror) -> Books:
    """The coin's accounts, added up by address; what is set aside of them."""
    names = Names(mirror.coin_id, store.own_wallets(connection, mirror.issuer_id))
    accounts = store.accounts_of_asset(connection, names.asset.code)
    issued = names.code(ZERO)
    wallets = {wallet.id: address for address, wallet in names.wallets.items()}
    by_address: dict[str, int] = {}
    issued_units = 0
    for code, standing in accounts.items():
        kind, name, *_ = code.split(":")
        if code in (issued, ahead_code(issued)):
            issued_units += standing.posted
        else:
            address = wallets.get(name, name) if kind == "wallet" else name
            by_address[address] = by_address.get(address, 0) + standing.posted
    codes = {standing.account.id: code for code, standing in accounts.items()}
    pending = tuple(
        PendingMove(
            hold.id,
            hold.kind,
            codes.get(hold.debit_account_id, hold.debit_account_id),
            codes.get(hold.credit_account_id, hold.credit_account_id),
            hold.amount.units,
        )
        for hold in ledger.queries.open_holds(connection)
        if hold.amount.asset == names.asset
    )
    return Books(issued_units, {address: units for address, units in by_address.items() if units}, pending)


def _personal(connection: Connection, issuer_id: str, found: Sequence[Holder]) -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = {}
    for each in found:
        party_id = each.known.party_id
        if party_id and party_id not in told:
            file = identity.queries.party_file(connection, party_id)
            assert file is not None, f"{party_id} was read a moment ago"
            numbers = [f"{one.bank_bic} {one.number}" for one in file.bank_accounts if one.issuer_id == issuer_id]
            told[party_id] = {"name": file.party.name, "bank_accounts": "; ".join(numbers)}
    return told
