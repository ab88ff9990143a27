"""Which chain_transactions are ours, and what becomes of each: posted, booked as the chain made it, or kept out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lantau import ledger
from lantau.chain import Cause
from lantau.db import Connection
from lantau.events import Record, Row
from lantau.ledger import Transfer
from lantau.refusal import Json
from lantau.register import store
from lantau.register.logs import TRANSFER, Entry, unpacked
from lantau.register.posting import AGAIN, Move, Names, moves_of, net_by_account, net_of_holds
from lantau.register.store import Final, Mirror

Causes = Callable[[Connection, Sequence[str]], Mapping[str, Cause]]
"""What asked for each of these chain_transactions, of those that are ours."""

CAUSED = "register.caused"
"""The kind of a transfer that one of ours asked for without setting anything aside."""

AS_MADE = "register.as_made"
"""The kind of a transfer that one of ours made, while the books had set something else aside for it, or no longer."""


@dataclass(frozen=True, slots=True)
class Own:
    """A chain_transaction of ours in a reading: what it did, and what is to become of it."""

    hash: str
    block_number: int
    cause: Cause
    moves: tuple[Move, ...]
    becomes: str
    """``final``: to be posted. ``booked``: posted already. ``again``: reversed, to be booked as it happened.
    ``as_made``: not what the books held, which has ended: booked as the chain made it, and told. ``discrepancy``: told,
    and left out, for what the books held is still set aside."""
    reason: str = ""
    key: str = ""
    late: bool = False
    """Whether its block was read before, and it was left out then."""

    @property
    def is_journaled(self) -> bool:
        """Whether a unit of its own books its moves one by one, on the balances that stand."""
        return self.becomes == "as_made" or (self.becomes == "final" and not self.cause.hold_ids)


@dataclass(frozen=True, slots=True)
class Tried:
    """What the ledger said of transactions when they were to be posted (by hash), and which it will not book at all."""

    refused: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)


def owns(
    connection: Connection,
    mirror: Mirror,
    names: Names,
    caused: Mapping[str, Cause],
    by_hash: Mapping[str, Sequence[Entry]],
    strays: Collection[str],
    tried: Tried,
) -> list[Own]:
    """What becomes of each of our transactions. ``strays`` are hashes of finals that this batch reverses."""
    if not caused:
        return []
    known: dict[str, list[Final]] = {}
    same: dict[tuple[str, tuple[str, ...]], list[Final]] = {}
    keys: dict[str, str] = {}
    for final in store.finals(connection, mirror.id, hashes=list(caused), keys=[each.key for each in caused.values()]):
        known.setdefault(final.transaction_hash, []).append(final)
        same.setdefault(final.purpose, []).append(final)
        if final.outcome != "discrepancy":
            keys.setdefault(f"{final.cause_key}/final", final.transaction_hash)
    held = _Held.of(connection, caused.values(), names)
    found: list[Own] = []
    for each, cause in caused.items():
        entries, seen = by_hash[each], known.get(each, [])
        moves = tuple(moves_of(entries, AGAIN if cause.hold_ids else CAUSED))
        reason, key = "", f"{cause.key}/final"
        if each not in strays and any(final.stands for final in seen):
            becomes = "booked"
        elif any(final.is_booked for final in seen):
            becomes = "again"
        else:
            others = [final for final in same.get((cause.key, cause.hold_ids), ()) if final.outcome != "discrepancy"]
            replaces = _replaces(cause, others, strays)
            reason = tried.refused.get(each) or held.difference(cause, moves, may_have_ended=replaces)
            becomes = "again" if replaces else "final"
            if reason:
                becomes = "discrepancy"
                if moves and each not in tried.left_out and held.has_ended(cause, by_others=bool(others)):
                    becomes, key = "as_made", f"{cause.key}/as-made/{each}"
                    moves = tuple(moves_of(entries, AS_MADE))
        if becomes != "as_made" and keys.setdefault(key, each) != each:
            key = f"{cause.key}/final/{each}"
        found.append(Own(each, entries[0].block_number, cause, moves, becomes, reason, key))
    return found


def ended_since(connection: Connection, mirror: Mirror, names: Names, causes: Causes, tried: Tried) -> list[Own]:
    """Transactions that were left out because of what was set aside, and no longer is: now booked as they were made."""
    finals = store.discrepancies(connection, mirror.id)
    booked_once = {each.transaction_hash for each in finals if each.is_booked}
    left_out = [each for each in apart(finals) if each.hold_ids and each.transaction_hash not in booked_once]
    caused = causes(connection, [each.transaction_hash for each in left_out]) if left_out else {}
    if not caused:
        return []
    held = _Held.of(connection, caused.values(), names)
    others = store.finals(connection, mirror.id, keys=[each.cause_key for each in left_out])
    posted = {each.purpose for each in others if each.outcome != "discrepancy"}
    found = []
    for final in left_out:
        cause = caused.get(final.transaction_hash)
        if cause is None or final.transaction_hash in tried.left_out:
            continue
        if not held.has_ended(cause, by_others=final.purpose in posted):
            continue
        entries = [
            entry
            for segment in store.segments(connection, mirror.id, final.batch_number)
            for entry in unpacked(segment)
            if entry.transaction_hash == final.transaction_hash and entry.kind == TRANSFER
        ]
        key = f"{cause.key}/as-made/{final.transaction_hash}"
        if moves := tuple(moves_of(entries, AS_MADE)):
            found.append(
                Own(final.transaction_hash, final.block_number, cause, moves, "as_made", final.reason, key, late=True)
            )
    return found


def apart(finals: Sequence[Final]) -> list[Final]:
    """Of transactions that were a discrepancy once: those on the chain that the books leave out."""
    booked = {each.transaction_hash for each in finals if each.stands}
    left_out = {
        each.transaction_hash: each
        for each in finals
        if not each.is_booked and not each.undone and each.transaction_hash not in booked
    }
    return list(left_out.values())


def made(finals: Sequence[Final]) -> list[Final]:
    """Of transactions that were a discrepancy once: those that the books follow as the chain made them."""
    booked = {each.transaction_hash for each in finals if each.stands}
    told = {
        each.transaction_hash: each
        for each in finals
        if each.outcome == "discrepancy" and each.alone and each.transaction_hash in booked
    }
    return list(told.values())


def gone(connection: Connection, mirror_id: str) -> list[Final]:
    """Transactions of ours that left the chain and did not come back, under any hash, while money moved with them."""
    keys = store.reversed_keys(connection, mirror_id)
    finals = store.finals(connection, mirror_id, keys=keys) if keys else []
    back = {each.purpose for each in finals if each.stands}
    return [each for each in finals if each.outcome == "posted" and each.beside and each.purpose not in back]


def _replaces(cause: Cause, others: Sequence[Final], strays: Collection[str]) -> bool:
    """Whether it carries out what another transaction did that has left the chain: of one nonce only one is mined."""
    standing = [each for each in others if each.stands and each.transaction_hash not in strays]
    return bool(cause.hold_ids and others) and not standing


@dataclass(frozen=True, slots=True)
class _Held:
    """What the books set aside for some transactions, by hold, whether it is still open or has ended."""

    holds: Mapping[str, Transfer]
    ended: Mapping[str, str]
    code_of: Mapping[str, str]
    names: Names

    @classmethod
    def of(cls, connection: Connection, causes: Iterable[Cause], names: Names) -> _Held:
        """Read what these transactions were to end."""
        named = sorted({hold_id for cause in causes for hold_id in cause.hold_ids})
        holds = store.holds(connection, named)
        ended = ledger.queries.hold_outcomes(connection, named)
        ids = {name for hold in holds.values() for name in (hold.debit_account_id, hold.credit_account_id)}
        standing = store.standing(connection, ids=ids)
        return cls(holds, ended, {each.account.id: each.account.code for each in standing.values()}, names)

    def has_ended(self, cause: Cause, *, by_others: bool) -> bool:
        """Whether nothing of it is set aside any more, and the books have not moved for it: what was posted, they have,
        unless transactions of the same purpose posted it (``by_others``)."""
        ended = ("voided", "expired", "posted") if by_others else ("voided", "expired")
        return all(self.ended.get(hold_id) in ended for hold_id in cause.hold_ids)

    def difference(self, cause: Cause, moves: Sequence[Move], *, may_have_ended: bool) -> str:
        """Why a transaction is not what the books held for it; blank when it is, or when they held nothing."""
        if not cause.hold_ids:
            return ""
        missing = [
            hold_id
            for hold_id in cause.hold_ids
            if hold_id not in self.holds or (hold_id in self.ended and not may_have_ended)
        ]
        if missing:
            return f"what was set aside for it is no longer: {', '.join(missing)}"
        coins = (self.holds[each] for each in cause.hold_ids if self.holds[each].amount.asset == self.names.asset)
        held = net_of_holds(coins, self.code_of)
        done = net_by_account(moves, self.names)
        return "; ".join(
            f"{code}: {held.get(code, 0)} base units were set aside, {done.get(code, 0)} moved"
            for code in sorted(held.keys() | done.keys())
            if held.get(code, 0) != done.get(code, 0)
        )


def discrepancy_record(own: Own) -> Record:
    """That one of ours did something else than the books held for it, and whether they follow it all the same."""
    body: dict[str, Json] = {
        "transaction_hash": own.hash,
        "block_number": own.block_number,
        "cause": own.cause.key,
        "reason": own.reason,
        "booked": own.becomes == "as_made",
    }
    return Record("register.discrepancy", own.cause.subject_id, body)


def gone_records(mirror: Mirror, finals: Iterable[Final]) -> list[Record]:
    """That transactions left the chain whose coins are reversed, while money that moved with them stays booked."""
    return [
        Record(
            "register.left_the_chain",
            each.cause_key,
            {
                "mirror_id": mirror.id,
                "transaction_hash": each.transaction_hash,
                "block_number": each.block_number,
                "cause": each.cause_key,
                "stays_booked": list(each.beside),
            },
        )
        for each in finals
        if each.outcome == "posted" and each.beside
    ]


def final_row(mirror: Mirror, batch_number: int, own: Own, outcome: str) -> Row:
    """The row that says what became of it."""
    return Row(
        "register.final",
        {
            "mirror_id": mirror.id,
            "transaction_hash": own.hash,
            "batch_number": batch_number,
            "block_number": own.block_number,
            "cause_key": own.cause.key,
            "outcome": outcome,
            "hold_ids": list(own.cause.hold_ids),
            "reason": own.reason if outcome == "discrepancy" else "",
        },
    )
