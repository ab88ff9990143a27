"""The room's processes as tables of transitions; their histories are rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lantau.licensing.refusals import ILLEGAL_STEP
from lantau.refusal import Refusal, Refused

BEGIN = ""
"""Where a process stands before its first step."""

Transitions = Mapping[tuple[str, str], str]

APPLICATION: Transitions = {
    (BEGIN, "file"): "filed",
    ("filed", "grant"): "granted",
    ("filed", "refuse"): "refused",
    ("filed", "withdraw"): "withdrawn",
}
"""O s.14-15 and Licensing Note 4.5.1(4). An applicant that was refused files a new application."""

LICENCE: Transitions = {
    (BEGIN, "grant"): "in_force",
    ("in_force", "suspend"): "suspended",
    ("suspended", "resume"): "in_force",
    ("in_force", "revoke"): "revoked",
    ("suspended", "revoke"): "revoked",
}
"""O s.16, 28-29, 32-33: perpetual until revoked."""

PILOT: Transitions = {
    (BEGIN, "admit"): "preparing",
    ("preparing", "begin"): "closed_trial",
    ("closed_trial", "widen"): "open_trial",
    ("open_trial", "complete"): "completed",
    ("closed_trial", "complete"): "completed",
    ("preparing", "stop"): "stopped",
    ("closed_trial", "stop"): "stopped",
    ("open_trial", "stop"): "stopped",
}
"""Named counterparties first, a wider circle by decision; every stage change is one."""

PROCESSES: Mapping[str, Transitions] = {"application": APPLICATION, "licence": LICENCE, "pilot": PILOT}

TRIAL_STAGES = frozenset({"closed_trial", "open_trial"})
"""The stages of a pilot in which acts may happen."""

NEEDS_EVIDENCE = frozenset({"widen", "complete"})
"""Pilot steps that need passed evidence for every test case."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a process stands: the state and how many steps led there."""

    process: str
    subject_id: str
    state: str
    number: int

    def after(self, step: str) -> str:
        """The state a step leads to; Refused licensing.illegal_step, naming the steps that are possible."""
        transitions = PROCESSES[self.process]
        reached = transitions.get((self.state, step))
        if reached is None:
            possible = [name for (state, name) in transitions if state == self.state]
            message = f"the {self.process} is {self.state or 'not begun'}: {step!r} is no step from there"
            message += f"; possible: {', '.join(possible)}" if possible else "; it has ended"
            raise Refused(Refusal(ILLEGAL_STEP, message, "step"))
        return reached
