"""Who acts: a person with the roles in force when they were read, and the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lantau import events

ROLES: dict[str, str] = {
    "issuer_operator": "makes the issuer's acts: orders, issue, redemption, payments",
    "issuer_checker": "checks what an issuer_operator or the treasury made",
    "treasury": "places, buys and values reserve assets; books and sells its own firm's bitcoin",
    "compliance_officer": "verifies customers, freezes and unfreezes, closes the day, appoints people",
    "mlro": "money laundering reporting officer: suspicious cases and freezes",
    "applicant": "files an application or a pilot plan for an applicant",
    "supervisor": "admits, decides, directs and observes for the Monetary Authority",
    "holder": "acts for a holder of coins: asks for issue and redemption, pays",
    "examiner": "reads documents for a purchase and lets what was held for them go",
    "auditor": "reads and verifies everything, and discharges duties of reporting",
    "system": "Lantau itself: the first people of a world, timers, readers of messages",
}
"""Every role, with what it is for."""

SUPERVISOR = "supervisor"
"""The organisation id of the supervisor, the one organisation that is no party."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with the roles in force when ``version`` of the person was read; the system is an actor too.

    ``organisation_id`` is the id of the party the person acts for, or ``SUPERVISOR``; only the system has none.
    """

    id: str
    name: str
    roles: frozenset[str]
    organisation_id: str
    version: int = 0

    def __post_init__(self) -> None:
        assert self.id, "an actor has an id"
        unknown = self.roles - ROLES.keys()
        assert not unknown, f"{self.id} has unknown roles {sorted(unknown)}"

    @property
    def guard(self) -> events.Guard:
        """For the unit of work: the commit is stale if the person's roles have changed since they were read."""
        return events.Guard(f"person:{self.id}", self.version)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The two times of a row: the world's and ours."""

    occurred_at: datetime
    recorded_at: datetime

    def values(self) -> dict[str, object]:
        """The columns."""
        return {"occurred_at": self.occurred_at, "recorded_at": self.recorded_at}


SYSTEM = Actor("system", "Lantau", frozenset({"system"}), "")
"""Enlists a world's first people and runs what no person runs: timers, readers of bank messages."""
