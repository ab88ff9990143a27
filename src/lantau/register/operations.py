"""Follow a contract: begin a mirror, read what became final, post it, go back when the chain did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lantau import chain, events
from lantau.chain import Node
from lantau.dates import Clock
from lantau.db import Database
from lantau.events import Record, Row, Work
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.register import store
from lantau.register.batch_rows import State
from lantau.register.own_queries import Causes
from lantau.register.post_operations import STALE, SYSTEM, Posted, needs_carrying, post
from lantau.register.posting import UNITS_MAX
from lantau.register.reading import Moved, Place, Reader, Reading, Unreadable
from lantau.register.refusals import NOT_DEPLOYED
from lantau.register.store import Batch, Mirror
from lantau.register.undo_operations import mark_unreadable, place_after, undo

LOGS_PER_BATCH = 200_000
"""About so many logs are committed at once while catching up: memory is flat, and holders are booked a few times."""
ROUNDS = 8
RECHECKED_BATCHES = 32
RECENT_BLOCKS = 500
REORGANISED_MOST = 1_000
"""A node whose chain shares none of so many blocks with what was posted is not believed: nothing is reversed for it."""

Outcome = Literal["posted", "nothing", "behind", "undone", "unreadable"]


@dataclass(frozen=True, slots=True)
class Followed:
    """What one step of following came to, and where the mirror stands after it.

    ``nothing``: no new final block. ``behind``: the node does not reach as far as was read before. ``undone``: the
    chain was reorganised deeper than was thought final; what was posted is reversed and the step after this reads anew.
    ``unreadable``: the answers do not add up, ``reason`` says how; nothing was posted. ``more``: call again at once.
    """

    mirror_id: str
    outcome: Outcome
    place: Place
    logs: int = 0
    finals: tuple[str, ...] = ()
    discrepancies: tuple[str, ...] = ()
    unexplained: int = 0
    reason: str = ""
    more: bool = False

    def as_body(self) -> dict[str, Json]:
        """The step as plain data."""
        return {
            "mirror_id": self.mirror_id,
            "outcome": self.outcome,
            "block": self.place.number,
            "block_hash": self.place.hash,
            "logs": self.logs,
            "finals": list(self.finals),
            "discrepancies": list(self.discrepancies),
            "unexplained": self.unexplained,
            "reason": self.reason,
        }


@refuses
def begin(database: Database, clock: Clock, coin_id: str) -> Mirror | Refusal:
    """The mirror of a deployed coin, begun if it is not yet. Refused register.not_deployed."""
    with database.read() as connection:
        found = store.mirror_of_coin(connection, coin_id)
        deployed = chain.queries.deployment(connection, coin_id)
    if found is not None:
        return found
    if deployed is None:
        raise Refused(Refusal(NOT_DEPLOYED, f"{coin_id} has no contract on any chain", "coin"))
    made = Mirror(
        id=f"{deployed.chain_id}/{deployed.address}",
        chain_id=deployed.chain_id,
        address=deployed.address,
        coin_id=coin_id,
        issuer_id=deployed.issuer_id,
        stream=f"issuer:{deployed.issuer_id}",
        first_block=deployed.first_block,
        depth=deployed.depth,
    )
    return _begun(database, clock, made)


@refuses
def begin_foreign(
    database: Database, clock: Clock, chain_id: int, address: str, first_block: int, depth: int
) -> Mirror | Refusal:
    """The mirror of somebody else's contract, begun if it is not yet; nothing of it is ever booked."""
    mirror_id = f"{chain_id}/{address}"
    with database.read() as connection:
        found = store.mirror(connection, mirror_id)
    stream = f"mirror:{mirror_id}"
    return found or _begun(database, clock, Mirror(mirror_id, chain_id, address, "", "", stream, first_block, depth))


def _begun(database: Database, clock: Clock, made: Mirror) -> Mirror | Refusal:
    values: dict[str, Json] = {
        "id": made.id,
        "chain_id": made.chain_id,
        "address": made.address,
        "coin_id": made.coin_id,
        "issuer_id": made.issuer_id,
        "stream": made.stream,
        "first_block": made.first_block,
        "depth": made.depth,
    }
    now = clock.now()
    work = Work(
        key=f"register.begin/{made.id}",
        request=values,
        actor_id=SYSTEM,
        stream=made.stream,
        occurred_at=now,
        records=(Record("register.begun", made.coin_id or made.id, values),),
        rows=(Row("register.mirror", {**values, "recorded_at": now}),),
        result=values,
    )
    done = events.commit(database, clock, work)
    return done if isinstance(done, Refusal) else made


@dataclass(slots=True)
class Follower:
    """Follows one mirror on one node. Keeps who holds what between steps, and reads it anew when another went on."""

    database: Database
    clock: Clock
    node: Node
    mirror: Mirror
    causes: Causes = chain.queries.caused_by
    logs_max: int = LOGS_PER_BATCH
    _reader: Reader = field(init=False)
    _state: State | None = field(init=False, default=None)
    _batch: Batch | None = field(init=False, default=None)
    _last: Batch | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        own = bool(self.mirror.coin_id)
        self._reader = Reader(self.node, self.mirror.address, ours=self._ours, strict=own)

    def once(self, *, mark: bool = True) -> Followed | Refusal:
        """One step: at most one batch, or one way back. Raises NodeAway: nothing was decided, call again later.

        Without ``mark`` blocks without logs are not recorded by themselves: for those who ask every few seconds.
        """
        for _ in range(ROUNDS):
            state = self._load()
            stands_on = self._reader.stands_on(self._place)
            if stands_on is None:
                return self._back(state) or self._followed("behind", reason="the node does not reach so far")
            if not stands_on:
                gone_back = self._back(state)
                if gone_back is not None:
                    return gone_back
                continue
            try:
                step = self._step(state, mark=mark)
            except Moved:
                continue
            if step is not None:
                return step
            self._state = None
        return self._followed("behind", reason="the chain, or another follower, moved each time it was looked at")

    def all(self, *, mark: bool = True) -> Followed | Refusal:
        """Steps until there is no more; the last one, with the sums of all."""
        logs = unexplained = 0
        finals: tuple[str, ...] = ()
        told: tuple[str, ...] = ()
        outcome: Outcome = "nothing"
        while True:
            step = self.once(mark=mark)
            if isinstance(step, Refusal):
                return step
            logs, unexplained = logs + step.logs, unexplained + step.unexplained
            finals, told = finals + step.finals, told + step.discrepancies
            outcome = step.outcome if step.outcome != "nothing" else outcome
            if not step.more:
                return Followed(
                    step.mirror_id, outcome, step.place, logs, finals, told, unexplained, step.reason, more=False
                )

    @property
    def _place(self) -> Place:
        return place_after(self.mirror, self._batch)

    def _load(self) -> State:
        if self._state is None:
            with self.database.read() as connection:
                self._last = store.last_batch(connection, self.mirror.id)
                base = self._last.base if self._last else 0
                self._batch = store.batch(connection, self.mirror.id, base) if base else None
                found, batches, logs = store.holdings(connection, self.mirror.id, base)
            self._state = State(self._last.number if self._last else 0, base, found, batches, logs)
        return self._state

    def _step(self, state: State, *, mark: bool) -> Followed | Refusal | None:
        """Read and post; None when another follower went on meanwhile."""
        final = self._reader.final(self.mirror.depth)
        if final <= self._place.number and not self._has_to_carry():
            return self._followed("nothing")
        try:
            reading = self._read(state, final)
        except Unreadable as broken:
            return self._unreadable(state, str(broken))
        if not reading.log_count and not mark and not self._has_to_carry():
            return self._followed("nothing")
        posted = post(self.database, self.clock, self.mirror, state, reading, self.causes)
        if isinstance(posted, Refusal):
            return None if posted.code.name in STALE else posted
        self._take(state, reading, posted)
        return Followed(
            self.mirror.id,
            "posted",
            reading.place,
            reading.log_count,
            posted.finals,
            posted.discrepancies,
            posted.unexplained,
            more=reading.last.number < final,
        )

    def _read(self, state: State, final: int) -> Reading:
        # The newest blocks are a batch of their own: a reorganisation undoes whole batches.
        upto = final if final - self._place.number <= RECENT_BLOCKS else final - RECENT_BLOCKS
        reading = self._reader.read(self._place, upto, state.holdings, logs_max=self.logs_max, final=final)
        if self.mirror.coin_id and reading.supply_units > UNITS_MAX:
            raise Unreadable(f"a supply of {reading.supply_units} base units does not fit in the books")
        return reading

    def _take(self, state: State, reading: Reading, posted: Posted) -> None:
        """Go on from what was just committed, without reading it back."""
        with self.database.read() as connection:
            self._last = self._batch = store.batch(connection, self.mirror.id, posted.number)
        state.holdings.take(reading.step)
        batches, logs = state.batches_since + 1, state.logs_since + reading.log_count
        if posted.has_snapshot:
            batches = logs = 0
        self._state = State(posted.number, posted.number, state.holdings, batches, logs)

    def _ours(self, hashes: Sequence[str]) -> Collection[str]:
        """Which of these chain_transactions are ours: what was signed is on record before any node sees it."""
        if not self.mirror.coin_id:
            return ()
        with self.database.read() as connection:
            return self.causes(connection, hashes).keys()

    def _has_to_carry(self) -> bool:
        with self.database.read() as connection:
            return needs_carrying(connection, self.mirror, self.causes)

    def _back(self, state: State) -> Followed | Refusal | None:
        """Go back to the newest batch that the node's chain still leads to.

        None when that is where the mirror stands: the node only does not reach so far, or it changed its mind.
        """
        with self.database.read() as connection:
            line = store.lineage(connection, self.mirror.id, state.base)
        left = False
        target: Batch | None = None
        for batch in line:
            found = self._reader.stands_on(Place(batch.last_block, batch.last_hash))
            left = left or found is False
            if found:
                target = batch
                break
        if not left:
            return None
        if (gone := self._place.number - place_after(self.mirror, target).number) > REORGANISED_MOST:
            return self._marked(
                state, f"{gone} blocks that were posted are not on the node's chain: is it another one?"
            )
        return self._undo(state, target, "blocks that were posted left the chain")

    def _undo(self, state: State, target: Batch | None, reason: str) -> Followed | Refusal | None:
        done = undo(self.database, self.clock, self.mirror, state, target, self.node.head(), reason)
        self._state = None
        if isinstance(done, Refusal):
            return None if done.code.name in STALE else done
        self._load()
        return self._followed("undone", reason=reason, more=True)

    def _unreadable(self, state: State, reason: str) -> Followed | Refusal | None:
        """The answers do not add up: perhaps because what was read before did not either; else say so on record."""
        wrong = self._misread(state)
        if wrong is not None:
            return self._undo(state, wrong[0], "the node now tells other logs of blocks that were read before")
        return self._marked(state, reason)

    def _marked(self, state: State, reason: str) -> Followed | Refusal | None:
        """Say on record, once, that nothing can be posted."""
        if self._last is None or self._last.outcome != "unreadable":
            done = mark_unreadable(self.database, self.clock, self.mirror, state, self._batch, self.node.head(), reason)
            self._state = None
            if isinstance(done, Refusal):
                return None if done.code.name in STALE else done
            self._load()
        return self._followed("unreadable", reason=reason)

    def _misread(self, state: State) -> tuple[Batch | None] | None:
        """A batch to go back to, because after it the node tells other logs now, and these add up to its newest block.

        A node that leaves out a transfer between two holders is noticed only when one of them moves again.
        """
        with self.database.read() as connection:
            line = store.lineage(connection, self.mirror.id, state.base)[:RECHECKED_BATCHES]
        changed: Batch | None = None
        for batch in line:
            try:
                if self._reader.digest(batch.first_block, batch.last_block) != batch.logs_sha256:
                    changed = batch
            except Unreadable:
                return None
        if changed is None:
            return None
        with self.database.read() as connection:
            before = store.batch(connection, self.mirror.id, changed.follows) if changed.follows else None
            found, _, _ = store.holdings(connection, self.mirror.id, changed.follows)
        try:
            self._reader.read(
                place_after(self.mirror, before), self._reader.final(self.mirror.depth), found, logs_max=self.logs_max
            )
        except (Unreadable, Moved):
            return None
        return (before,)

    def _followed(self, outcome: Outcome, *, reason: str = "", more: bool = False) -> Followed:
        return Followed(self.mirror.id, outcome, self._place, reason=reason, more=more)


def follow_once(
    database: Database,
    clock: Clock,
    node: Node,
    coin_id: str,
    causes: Causes = chain.queries.caused_by,
    *,
    mark: bool = True,
) -> Followed | Refusal:
    """One step of following a coin's contract. Refused register.not_deployed; raises NodeAway."""
    found = begin(database, clock, coin_id)
    return found if isinstance(found, Refusal) else Follower(database, clock, node, found, causes).once(mark=mark)


def follow(
    database: Database,
    clock: Clock,
    node: Node,
    coin_id: str,
    causes: Causes = chain.queries.caused_by,
    *,
    mark: bool = True,
) -> Followed | Refusal:
    """Steps until the register has everything final. Refused register.not_deployed; raises NodeAway."""
    found = begin(database, clock, coin_id)
    return found if isinstance(found, Refusal) else Follower(database, clock, node, found, causes).all(mark=mark)
