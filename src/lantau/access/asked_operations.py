"""One request under the caller's key, as every room makes it: answered again, or committed, or committed as refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn, Protocol

from lantau import events, ids
from lantau.access.values import Actor, Stamp
from lantau.dates import Clock
from lantau.db import Database
from lantau.events import Committed, Guard, Message, Record, Row, Work
from lantau.refusal import Json, Refusal, Refused


class Found(Protocol):
    """What a rule found of a subject, as far as this room may know it: the rulebook stands above."""

    @property
    def subject_id(self) -> str:
        """Whom or what it is about."""
        ...

    def as_body(self) -> dict[str, Json]:
        """The finding as plain data."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Who makes and checks what under which key, when it happens in the world, and the versions read for it.

    ``issuer_id`` names the stream it is recorded on; blank is the world's. With ``of_asker`` the key stands for the
    request of this person for this time: asked by another, or for another time, it is another request.
    """

    database: Database
    clock: Clock
    key: str
    actor: Actor
    checker: Actor | None
    occurred_at: datetime
    issuer_id: str
    request: Mapping[str, Json]
    versions: Mapping[str, int] = field(default_factory=dict)
    of_asker: bool = False

    @property
    def question(self) -> Mapping[str, Json]:
        """The request as the key remembers it."""
        if not self.of_asker:
            return self.request
        return {**self.request, "actor_id": self.actor.id, "occurred_at": self.occurred_at.isoformat()}

    @property
    def stamp(self) -> Stamp:
        """The two times of the rows this request writes."""
        return Stamp(self.occurred_at, self.clock.now())

    def id(self, prefix: str, purpose: str = "") -> str:
        """The identifier of what this request makes; ``purpose`` tells several of one prefix apart."""
        return ids.make(prefix, self.occurred_at, f"{self.key}/{purpose}" if purpose else self.key)

    def replayed(self) -> Committed | None:
        """What stands under the key already, None for a new key; raises what it was refused, or events.key_reused."""
        stands = events.replay(self.database, self.key, self.question)
        if isinstance(stands, Refusal):
            raise Refused(stands)
        return stands

    def unless_answered(self, refusal: Refusal) -> Committed:
        """What a twin of this request committed since ``replayed`` was asked, else raises the refusal.

        For refusals that the request's own effect would cause: two callers with one key are one request.
        """
        if (stands := self.replayed()) is None:
            raise Refused(refusal)
        return stands

    def work(
        self,
        *,
        records: Iterable[Record],
        rows: Iterable[Row] = (),
        guards: Iterable[Guard] = (),
        bumps: Iterable[str] = (),
        outbox: Iterable[Message] = (),
        result: Mapping[str, Json] | None = None,
    ) -> Work:
        """The unit of work, guarded by the versions read and by the roles of those who made and checked it."""
        people = [person.guard for person in (self.actor, self.checker) if person is not None]
        read = [Guard(subject, version) for subject, version in sorted(self.versions.items())]
        return Work(
            key=self.key,
            request=self.question,
            actor_id=self.actor.id,
            checker_id="" if self.checker is None else self.checker.id,
            stream=f"issuer:{self.issuer_id}" if self.issuer_id else "world",
            occurred_at=self.occurred_at,
            records=tuple(records),
            rows=tuple(rows),
            guards=(*read, *guards, *people),
            bumps=tuple(bumps),
            outbox=tuple(outbox),
            result={} if result is None else result,
        )

    def commit(self, work: Work) -> Committed:
        """Commit a work that moves no money, else ``ledger`` does; raises Refused what the record refuses."""
        done = events.commit(self.database, self.clock, work)
        if isinstance(done, Refusal):
            raise Refused(done)
        return done

    def refuse(
        self,
        refusal: Refusal,
        subject_id: str,
        body: Mapping[str, Json],
        *,
        because: Iterable[Record] = (),
        guards: Iterable[Guard] = (),
    ) -> NoReturn:
        """Commit that the act was refused, with ``body`` and the records it rests on, and raise the refusal."""
        told = Record("refused", subject_id, {**body, "refusal": refusal.as_json()})
        work = self.work(records=(told, *because), guards=guards)
        answer = events.commit_refusal(self.database, self.clock, work, refusal)
        raise Refused(answer if isinstance(answer, Refusal) else refusal)


def finding_records(findings: Iterable[Found]) -> tuple[Record, ...]:
    """One record for each finding, about its subject."""
    return tuple(Record("finding", found.subject_id, found.as_body()) for found in findings)
