"""What an issuer owes by when: an obligation, how it stands on a day, and how it is held against its rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from lantau.dates import Warning
from lantau.refusal import Json
from lantau.rulebook import Finding, Rulebook, Value

OWN_INTERVAL = "own_interval"
"""The anchor of what the text asks for regularly without a number: the licensee sets the interval and is held to it."""

PROMPTLY = "promptly"
BEFORE = "before_event"
STARTED = ("event", BEFORE, PROMPTLY)
"""The anchors of duties that something starts."""

FINANCIAL_YEAR_END = (12, 31)
BANK_FACT = "licensee.is_authorized_institution"


class Status(StrEnum):
    """How an obligation stands on the day of the question.

    ``provisional``: due on a business day that a warning may still move. ``judged``: a person decided whether it was
    done promptly, where the text gives no number. ``undated``: no day is known, or nobody has judged yet.
    """

    DONE = "done"
    DONE_LATE = "done_late"
    DUE = "due"
    OVERDUE = "overdue"
    UNDATED = "undated"
    PROVISIONAL = "provisional"
    JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something owed by the end of ``due_on`` in Hong Kong.

    ``due_on`` None: the text leaves the day to somebody who has not set it, or asks for promptness. ``about`` is the
    day, period, event or finding it is for; ``after`` the day from which it runs. ``provisional`` while a warning may
    move the due day. ``judged_prompt`` is what was decided of a prompt duty; ``bank`` whether the issuer is an
    authorized institution, None when no application says.
    """

    id: str
    issuer_id: str
    kind: str
    rule_id: str
    anchor: str
    about: str
    after: date
    due_on: date | None
    done_on: date | None
    citation: str
    title_en: str
    title_zh: str
    provisional: bool = False
    judged_prompt: bool | None = None
    bank: bool | None = None

    def status(self, as_of: date) -> Status:
        """How it stands on a day."""
        if self.anchor == PROMPTLY:
            if self.judged_prompt is not None:
                return Status.JUDGED
            return Status.DONE if self.done_on == self.after else Status.UNDATED
        if self.done_on is not None:
            late = self.due_on is not None and self.done_on > self.due_on
            return Status.DONE_LATE if late else Status.DONE
        if self.due_on is None:
            return Status.UNDATED
        if as_of > self.due_on:
            return Status.OVERDUE
        return Status.PROVISIONAL if self.provisional else Status.DUE

    def judge(self, book: Rulebook, as_of: date) -> tuple[Finding, ...]:
        """Hold it against its rule: done in time is met, late or overdue breached, still open unknown."""
        return book.judge([self.rule_id], self._facts(as_of), subject_id=self.id, on=as_of)

    def _facts(self, as_of: date) -> dict[str, Value | None]:
        if self.anchor == OWN_INTERVAL:
            return {
                "regular_duty.kind": self.kind,
                "regular_duty.next_due_on": self.due_on,
                "regular_duty.as_of": self.done_on or as_of,
            }
        return {
            "obligation.kind": self.kind,
            "obligation.due_on": self.due_on,
            "obligation.after": self.after,
            "obligation.done_on": self.done_on,
            "obligation.as_of": as_of,
            "obligation.judged_prompt": self.judged_prompt,
            BANK_FACT: self.bank,
        }

    def as_body(self, as_of: date) -> dict[str, Json]:
        """The obligation as plain data."""
        return {
            "obligation_id": self.id,
            "issuer_id": self.issuer_id,
            "kind": self.kind,
            "rule_id": self.rule_id,
            "about": self.about,
            "after": self.after.isoformat(),
            "due_on": None if self.due_on is None else self.due_on.isoformat(),
            "done_on": None if self.done_on is None else self.done_on.isoformat(),
            "judged_prompt": self.judged_prompt,
            "status": self.status(as_of).value,
            "citation": self.citation,
            "title_en": self.title_en,
            "title_zh": self.title_zh,
        }


@dataclass(frozen=True, slots=True)
class Duties:
    """What the calendar of one issuer depends on, beside the law.

    ``since`` is the day its first pool was opened, from which what is done day by day and again and again is counted;
    ``licensed_on`` the day its licence took effect, ``licence_ended_on`` the day it was revoked. ``done`` has the day
    each obligation was done, ``judged`` whether it was found prompt. ``arisen`` the duties that something gave rise
    to: kind, what about and the day. ``attestation_period_months`` is what the Monetary Authority set (G 2.7.3),
    ``own_intervals`` what the issuer set for what is to be done regularly: so many of a unit, by kind.
    ``warnings`` are the weather warnings known at ``known_at``.
    """

    issuer_id: str
    since: date | None
    done: Mapping[str, date]
    arisen: Sequence[tuple[str, str, date]] = ()
    warnings: tuple[Warning, ...] = ()
    attestation_period_months: int | None = None
    financial_year_end: tuple[int, int] = FINANCIAL_YEAR_END
    licensed_on: date | None = None
    licence_ended_on: date | None = None
    bank: bool | None = None
    own_intervals: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    judged: Mapping[str, bool] = field(default_factory=dict)
    known_at: datetime | None = None

    @property
    def begun_on(self) -> date | None:
        """The first day it is licensed or has a pool; None for one that owes nothing of itself."""
        return min((day for day in (self.since, self.licensed_on) if day is not None), default=None)


def overdue(obligations: Iterable[Obligation], book: Rulebook, as_of: date) -> tuple[Finding, ...]:
    """The findings, breached or unknown, on obligations that are open and past their day or were found not prompt."""
    late = (item for item in obligations if item.status(as_of) in (Status.OVERDUE, Status.JUDGED))
    findings = (finding for item in late for finding in item.judge(book, as_of))
    return tuple(finding for finding in findings if finding.blocks)
