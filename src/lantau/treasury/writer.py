"""One act on an owner's books: its accounts, opened by the first that needs them, and its commit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lantau import events, identity, ledger
from lantau.access import Asked
from lantau.events import Committed, Guard, Record, Row
from lantau.ledger import OpenAccount, Post, Transfer, Unit, Void
from lantau.money import Amount
from lantau.refusal import Json, Refusal, Refused
from lantau.treasury import refusals
from lantau.treasury.values import account

_DIGEST = re.compile(r"[0-9a-f]{64}")
LINE_MAX = 140


@dataclass(slots=True)
class Books:
    """An owner's books as one act changes them: steps in order, guarded by the version read when it was opened."""

    asked: Asked
    owner_id: str
    steps: list[OpenAccount | Transfer | Post | Void] = field(default_factory=list)
    opened: dict[str, str] = field(default_factory=dict)
    guards: tuple[Guard, ...] = field(init=False)

    def __post_init__(self) -> None:
        with self.asked.database.read() as connection:
            versions = events.versions(connection, [self.subject, f"party:{self.owner_id}"])
        self.guards = tuple(Guard(*each) for each in versions.items())

    @property
    def subject(self) -> str:
        """What one act after another bumps, so that two never decide on the same past."""
        return f"treasury:{self.owner_id}"

    def move(self, purpose: str, *, debit: str, credit: str, amount: Amount, pending: bool = False) -> str:
        """Book an amount from the credit account's code to the debit account's, or set it aside; the id."""
        identifier = self.asked.id("hld" if pending else "tfr", purpose)
        ends = (self._account_id(debit, amount), self._account_id(credit, amount))
        self.steps.append(Transfer(identifier, *ends, amount, f"treasury.{purpose}", pending=pending))
        return identifier

    def commit(self, kind: str, subject_id: str, body: dict[str, Json], rows: tuple[Row, ...]) -> Committed:
        """Commit everything, answering ``body`` to a retry; raises Refused what the ledger or the record refuses."""
        work = self.asked.work(
            records=(Record(kind, subject_id, body),),
            rows=rows,
            guards=self.guards,
            bumps=(self.subject,),
            result=body,
        )
        done = ledger.commit_one(self.asked.database, self.asked.clock, Unit(work, tuple(self.steps)))
        if isinstance(done, Refusal):
            raise Refused(done)
        return done.committed

    def _account_id(self, code: str, amount: Amount) -> str:
        known = ledger.account_by_code(self.asked.database, code)
        if not isinstance(known, Refusal):
            return known.id
        if code not in self.opened:
            self.opened[code] = self.asked.id("acc", code)
            self.steps.append(OpenAccount(account(self.opened[code], code, amount.asset, self.owner_id)))
        return self.opened[code]


def require_party(asked: Asked, party_id: str, where: str) -> None:
    """Refused treasury.unknown_party, also for one that was forgotten."""
    with asked.database.read() as connection:
        known = identity.queries.party(connection, party_id)
    if known is None or known.forgotten:
        raise Refused(Refusal(refusals.UNKNOWN_PARTY, f"no party {party_id!r}", where))


def line(text: str, where: str) -> str:
    """The text as one line. Refused treasury.bad_text."""
    told = " ".join(text.split())
    if not told or len(told) > LINE_MAX:
        raise Refused(Refusal(refusals.BAD_TEXT, f"{len(told)} characters", where))
    return told


def digest(text: str, where: str) -> str:
    """A SHA-256 in hexadecimal. Refused treasury.bad_text."""
    if _DIGEST.fullmatch(text) is None:
        raise Refused(Refusal(refusals.BAD_TEXT, f"{text[:80]!r} is no SHA-256 in hexadecimal", where))
    return text
