"""The rows of a batch: where the mirror stands after it, its logs, and from time to time every holder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lantau.events import Row
from lantau.register.holdings import Holdings, packed_holdings
from lantau.register.logs import PACKED_BYTES
from lantau.register.reading import Place, Reading

HOLDERS_PER_ROW = 20_000
BATCHES_PER_SNAPSHOT = 200
LOGS_PER_SNAPSHOT = 20_000


@dataclass(frozen=True, slots=True)
class State:
    """Where a mirror stands: its last batch's number, the batch whose logs hold, and who holds what after it."""

    number: int
    base: int
    holdings: Holdings
    batches_since: int
    logs_since: int


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a step leaves the mirror: the block, when it was made, the supply by the logs up to it."""

    place: Place
    produced_at: datetime
    supply_units: int


def batch_row(
    mirror_id: str,
    number: int,
    follows: int,
    outcome: str,
    first_block: int,
    reached: Reached,
    recorded_at: datetime,
    *,
    log_count: int = 0,
    logs_sha256: str = "",
    reason: str = "",
) -> Row:
    """The row that says where the mirror stands after a step."""
    return Row(
        "register.batch",
        {
            "mirror_id": mirror_id,
            "number": number,
            "follows": follows,
            "outcome": outcome,
            "first_block": first_block,
            "last_block": reached.place.number,
            "last_hash": reached.place.hash,
            "produced_at": reached.produced_at,
            "log_count": log_count,
            "supply_units": reached.supply_units,
            "logs_sha256": logs_sha256,
            "reason": reason,
            "recorded_at": recorded_at,
        },
    )


def segment_rows(mirror_id: str, number: int, reading: Reading) -> Iterator[Row]:
    """The rows that hold the packed logs of a reading."""
    for position, packed in enumerate(reading.segments):
        count = len(packed) // PACKED_BYTES
        yield Row("register.segment", {**_place(mirror_id, number, position), "log_count": count, "packed": packed})


def snapshot_rows(mirror_id: str, number: int, state: State, reading: Reading) -> Iterator[Row]:
    """Every holder after the batch, when many logs or batches were committed since that was last written down."""
    logs_since = state.logs_since + reading.log_count
    holders = len(state.holdings.units)
    if state.batches_since + 1 < BATCHES_PER_SNAPSHOT and logs_since < max(LOGS_PER_SNAPSHOT, 4 * holders):
        return
    after = state.holdings.copy()
    after.take(reading.step)
    lines = packed_holdings(after)
    minters = {address: str(units) for address, units in sorted(after.minters.items())}
    for position, start in enumerate(range(0, max(len(lines), 1), HOLDERS_PER_ROW)):
        chunk = lines[start : start + HOLDERS_PER_ROW]
        yield Row(
            "register.snapshot",
            {
                **_place(mirror_id, number, position),
                "holder_count": len(chunk),
                "packed": "\\x" + "".join(chunk),
                "minters": minters if position == 0 else {},
            },
        )


def _place(mirror_id: str, number: int, position: int) -> dict[str, object]:
    return {"mirror_id": mirror_id, "batch_number": number, "position": position}
