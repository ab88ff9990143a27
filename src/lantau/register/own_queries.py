"""Which chain_transactions of a reading are ours, and what is to become of each: posted, left as it is, or kept out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lantau import ledger
from lantau.chain import Cause
from lantau.db import Connection
from lantau.events import Row
from lantau.ledger import Transfer
from lantau.register import store
from lantau.register.logs import Entry
from lantau.register.posting import AGAIN, Move, Names, moves_of, net_by_account, net_of_holds
from lantau.register.store import Mirror

Causes = Callable[[Connection, Sequence[str]], Mapping[str, Cause]]
"""What asked for each of these chain_transactions, of those that are ours."""

CAUSED = "register.caused"
"""The kind of a transfer that one of ours asked for without setting anything aside."""


@dataclass(frozen=True, slots=True)
class Own:
    """A chain_transaction of ours in a reading: what it did, and what is to become of it."""

    hash: str
    block_number: int
    cause: Cause
    moves: tuple[Move, ...]
    becomes: str
    """``final``: to be posted. ``booked``: posted already. ``again``: reversed. ``discrepancy``: left out."""
    reason: str = ""
    key: str = ""


def owns(
    connection: Connection,
    mirror: Mirror,
    names: Names,
    caused: Mapping[str, Cause],
    by_hash: Mapping[str, Sequence[Entry]],
    refused: Mapping[str, str],
) -> list[Own]:
    """What becomes of each of our transactions; ``refused`` says of some what the ledger said when they were tried."""
    if not caused:
        return []
    known: dict[str, list[store.Final]] = {}
    keys: dict[str, str] = {}
    for final in store.finals(connection, mirror.id, hashes=list(caused), keys=[each.key for each in caused.values()]):
        known.setdefault(final.transaction_hash, []).append(final)
        keys.setdefault(f"{final.cause_key}/final", final.transaction_hash)
    open_holds = {hold.id: hold for hold in ledger.queries.open_holds(connection)}
    named = {hold_id for cause in caused.values() for hold_id in cause.hold_ids}
    ids_of_accounts = {
        name
        for hold_id in named & open_holds.keys()
        for name in (open_holds[hold_id].debit_account_id, open_holds[hold_id].credit_account_id)
    }
    code_of = {each.account.id: each.account.code for each in store.standing(connection, ids=ids_of_accounts).values()}
    found: list[Own] = []
    for each, cause in caused.items():
        entries, seen = by_hash[each], known.get(each, [])
        moves = tuple(moves_of(entries, AGAIN if cause.hold_ids else CAUSED))
        becomes, reason = "final", ""
        if any(final.stands for final in seen):
            becomes = "booked"
        elif any(final.outcome != "discrepancy" for final in seen):
            becomes = "again"
        else:
            reason = refused.get(each) or _difference(cause, moves, open_holds, names, code_of)
            becomes = "discrepancy" if reason else "final"
        key = f"{cause.key}/final"
        if keys.setdefault(key, each) != each:
            key = f"{cause.key}/final/{cause.message_id}"
        found.append(Own(each, entries[0].block_number, cause, moves, becomes, reason, key))
    return found


def _difference(
    cause: Cause, moves: Sequence[Move], open_holds: Mapping[str, Transfer], names: Names, code_of: Mapping[str, str]
) -> str:
    """Why a transaction is not what the books held for it; blank when it is, or when they held nothing."""
    if not cause.hold_ids:
        return ""
    missing = [hold_id for hold_id in cause.hold_ids if hold_id not in open_holds]
    if missing:
        return f"what was set aside for it is no longer: {', '.join(missing)}"
    coins = (open_holds[hold_id] for hold_id in cause.hold_ids if open_holds[hold_id].amount.asset == names.asset)
    held = net_of_holds(coins, code_of)
    done = net_by_account(moves, names)
    if held == done:
        return ""
    shown = sorted(held.keys() | done.keys())
    return "; ".join(
        f"{code}: {held.get(code, 0)} base units were set aside, {done.get(code, 0)} moved"
        for code in shown
        if held.get(code, 0) != done.get(code, 0)
    )


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
