"""Two supervisors, an applicant's people, and parties that apply or take part in the pilot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lantau import identity, licensing
from lantau.access import SUPERVISOR, Actor
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.licensing.application import Application
from lantau.licensing.application_file import read_application_text
from lantau.refusal import Refusal
from lantau.rulebook import Rulebook, load

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "worlds" / "first-coin" / "applications"
DAY = date(2026, 9, 1)
SCOPE = licensing.Scope(
    acts=("issue", "pay"),
    cap_total_micros=10_000_000_000,
    cap_act_micros=4_000_000_000,
    counterparties=("pty_one", "pty_two"),
    public_money=False,
    ends_on=date(2026, 12, 31),
)
CASES = (licensing.TrialCase("round trip", "issue and redeem at par"), licensing.TrialCase("freeze", "coins stay"))


def example(name: str, **changes: str) -> Application:
    """An example application, with whole lines of it replaced by key."""
    lines = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    for key, value in changes.items():
        lines = [f"{key} = {value}" if line.startswith(f"{key} ") and value else line for line in lines]
        lines = [line for line in lines if value or not line.startswith(f"{key} ")]
    read = read_application_text("\n".join(lines), f"{name}.toml")
    assert isinstance(read, Application), read
    return read


def person(name: str, role: str, organisation_id: str) -> Actor:
    return Actor(f"per_{name}", name, frozenset({role}), organisation_id)


@dataclass
class Office:
    """The sandbox's supervisors and one applicant's desk; each act gets a fresh key unless the test names one."""

    database: Database
    clock: SimulatedClock
    book: Rulebook = field(default_factory=lambda: load("HK"))
    mainland: Rulebook = field(default_factory=lambda: load("CN"))
    keys: Any = field(default_factory=lambda: count(1))
    one: Actor = field(default_factory=lambda: person("one", "supervisor", SUPERVISOR))
    two: Actor = field(default_factory=lambda: person("two", "supervisor", SUPERVISOR))

    @staticmethod
    def applicant(party_id: str) -> Actor:
        """Somebody who acts for the party."""
        return person("applicant", "applicant", party_id)

    def ask(self, operation: Any, *books: Rulebook, **told: Any) -> Any:
        asked = {"key": f"key-{next(self.keys)}", "actor": self.one, "occurred_at": self.clock.now(), **told}
        return operation(self.database, self.clock, *books, **asked)

    def done(self, operation: Any, *books: Rulebook, **told: Any) -> Any:
        answer = self.ask(operation, *books, **told)
        assert not isinstance(answer, Refusal), answer
        return answer

    def refused(self, operation: Any, *books: Rulebook, **told: Any) -> Refusal:
        answer = self.ask(operation, *books, **told)
        assert isinstance(answer, Refusal), answer
        return answer

    def party(self, name: str) -> str:
        particulars = {"full_name": name}
        return str(self.done(identity.take_on, kind="legal", particulars=particulars).id)

    def file(self, application: Application, party_id: str = "") -> Any:
        party_id = party_id or self.party(application.applicant.name)
        told = {"party_id": party_id, "application": application, "actor": self.applicant(party_id)}
        return self.done(licensing.file_application, self.book, **told)

    def decide(self, application_id: str, outcome: str = "grant", **told: Any) -> Any:
        given = {"application_id": application_id, "outcome": outcome, "reasons": "as found", "checker": self.two}
        return self.ask(licensing.decide, self.book, **{**given, **told})

    def admit(self, party_id: str, **told: Any) -> Any:
        given = {
            "party_id": party_id,
            "plan": "three months with two suppliers",
            "use_case": "supplier invoices",
            "reference_currency": "HKD",
            "scope": SCOPE,
            "test_cases": CASES,
            "reasons": "a concrete plan",
            "checker": self.two,
            "mainland": self.mainland,
            **told,
        }
        return self.ask(licensing.admit_pilot, given.pop("mainland"), **given)

    def stage(self, party_id: str, step: str, **told: Any) -> Any:
        given = {"party_id": party_id, "step": step, "reasons": "as agreed", "checker": self.two, **told}
        return self.ask(licensing.operations.change_stage, **given)

    def act(self, party_id: str, **told: Any) -> Any:
        given = {"party_id": party_id, "act": "pay", "counterparty_id": "pty_one", "value_micros": 1_000_000, **told}
        return self.ask(licensing.pilot_act, self.book, **{"actor": self.applicant(party_id), **given})

    def records(self, kind: str) -> list[dict[str, Any]]:
        with self.database.read() as connection:
            rows = connection.execute("SELECT body FROM events.record WHERE kind = %s", (kind,)).fetchall()
        return [row["body"] for row in rows]


@pytest.fixture
def office(database: Database, clock: SimulatedClock) -> Office:
    return Office(database, clock)
