"""Plays a scenario on a simulated clock: deterministic, resumable at any act, ending in a digest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from lantau import access, identity, ids
from lantau.chain import Chain, Node
from lantau.chain import queries as chain_queries
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Rulebook
from lantau.worlds.arguments import Arguments
from lantau.worlds.chain_work import let_the_chain_work
from lantau.worlds.parties import read_party
from lantau.worlds.refusals import BAD_ARGUMENT, UNEXPECTED, UNKNOWN_ACT, UNKNOWN_NAME
from lantau.worlds.scenario import DONE, REFUSED, Act, Expectation, Scenario
from lantau.worlds.store import ActOutcome, begin, digest, is_begun, outcomes, record_outcome

Made = Mapping[str, Json]


class Progress(Protocol):
    """What watches a world being played: told after each act."""

    def __call__(self, outcome: ActOutcome, played: int, of: int, /) -> None:
        """``outcome.replayed`` is true for an act that an earlier run had finished."""


@dataclass(slots=True)
class Stage:
    """What an act is given: the world's database and clock, the rulebooks in force, and what earlier acts made.

    ``names`` begins with the organisations that are parties, by their labels.
    """

    database: Database
    clock: SimulatedClock
    books: Mapping[str, Rulebook]
    chain: Chain
    scenario: Scenario
    people: dict[str, access.Actor] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def book(self) -> Rulebook:
        """Hong Kong's rulebook, with the reforms of this world."""
        return self.books["HK"]

    @property
    def node(self) -> Node | None:
        """The node of the world's chain; None for a world without one."""
        return self.chain.node if isinstance(self.chain, chain_queries.NodeChain) else None

    @property
    def depth(self) -> int:
        """How many blocks make an event of the world's chain final."""
        return self.chain.depth if isinstance(self.chain, chain_queries.NodeChain) else 0


@dataclass(frozen=True, slots=True)
class Cue:
    """One act about to happen: who does it, who checks it, when, under which key, and with what."""

    stage: Stage
    key: str
    occurred_at: datetime
    actor: access.Actor
    checker: access.Actor | None
    arguments: Arguments

    @property
    def where(self) -> tuple[Database, SimulatedClock]:
        """The first two things every operation takes."""
        return self.stage.database, self.stage.clock

    @property
    def one(self) -> dict[str, Any]:
        """Key, maker and time, as every operation takes them."""
        return {"key": self.key, "actor": self.actor, "occurred_at": self.occurred_at}

    @property
    def two(self) -> dict[str, Any]:
        """The same, with the checker of an operation that asks for four eyes."""
        return {**self.one, "checker": self.checker}


@dataclass(frozen=True, slots=True)
class Doing:
    """How an act is done, and the names of its arguments; a question mark ends the name of one that may be left out."""

    handler: Callable[[Cue], Made | Refusal]
    takes: str

    def misfit(self, given: Collection[str]) -> str:
        """What is wrong with the names of the arguments given; blank when nothing is."""
        names = self.takes.split()
        missing = [name for name in names if not name.endswith("?") and name not in given]
        if missing:
            return f"{', '.join(missing)} is missing"
        strange = sorted(set(given) - {name.rstrip("?") for name in names})
        return f"{', '.join(strange)} is not an argument of this act; it takes {self.takes}" if strange else ""


@dataclass(frozen=True, slots=True)
class Played:
    """A world at its end: how each act ended, and the digest that two equal histories share."""

    name: str
    outcomes: tuple[ActOutcome, ...]
    digest: str


@refuses
def perform(stage: Stage, doings: Mapping[str, Doing], progress: Progress) -> Played:
    """Play every act in time order; an act that an earlier run finished is read back, not done again.

    Refuses ``worlds.unknown_act`` and arguments of other names (``worlds.bad_argument``) before anything happens,
    ``worlds.changed_scenario`` when the world was begun with other files, ``worlds.bad_argument`` and
    ``worlds.unknown_name`` at an act that cannot be asked for, which is then not done, and ``worlds.unexpected`` at
    the first act that ended otherwise than the scenario says.
    """
    scenario = stage.scenario
    for act in scenario.acts:
        _check(act, doings)
    begin(stage.database, stage.clock, scenario)
    _enrol(stage)
    _enlist(stage)
    finished = outcomes(stage.database)
    played: list[ActOutcome] = []
    for position, act in enumerate(scenario.acts, 1):
        stage.clock.advance_to(act.at)
        outcome = finished.get(act.name) or _act(stage, act, doings[act.do])
        if outcome.made_id:
            stage.names[act.name] = outcome.made_id
        if position > len(finished) or (position == len(finished) and not _next_is_begun(stage, position)):
            # The last act that an earlier run finished counts too: it may have been cut off while the chain worked.
            let_the_chain_work(stage.database, stage.clock, stage.node, scenario.seed)
        _hold_to_expectation(act, outcome, expectation(act, scenario.rulebooks))
        played.append(outcome)
        progress(outcome, position, len(scenario.acts))
    return Played(scenario.name, tuple(played), digest(stage.database))


def _next_is_begun(stage: Stage, position: int) -> bool:
    """Whether an earlier run had begun the act after this one: then the chain's work was over, and what waits for the
    chain now was asked for later."""
    scenario = stage.scenario
    return position < len(scenario.acts) and is_begun(stage.database, _key(scenario, scenario.acts[position]))


def _key(scenario: Scenario, act: Act) -> str:
    return f"{scenario.name}:{act.name}"


def _check(act: Act, doings: Mapping[str, Doing]) -> None:
    if act.do not in doings:
        message = f"{act.do} is no act; known are {', '.join(sorted(doings))}"
        raise Refused(Refusal(UNKNOWN_ACT, message, where=act.where))
    misfit = doings[act.do].misfit(act.arguments)
    if misfit:
        raise Refused(Refusal(BAD_ARGUMENT, misfit, where=act.where))


def expectation(act: Act, rulebooks: tuple[str, ...]) -> Expectation:
    """What is expected of an act: what it says for a rulebook in force, such as CN+approved-cnh, else its own."""
    return next((act.expect_under[name] for name in rulebooks if name in act.expect_under), act.expect)


def _enrol(stage: Stage) -> None:
    """A world's organisations are made known as parties by the system itself, so that their people belong to them."""
    scenario = stage.scenario
    files = {each.label: read_party(each.party) for each in scenario.organisations if each.party is not None}
    for label, party in files.items():
        enrolled = identity.take_on(
            stage.database,
            stage.clock,
            key=f"{scenario.name}:organisation:{label}",
            actor=access.SYSTEM,
            occurred_at=scenario.starts_at,
            kind=party.kind,
            particulars=party.particulars,
            identifiers=party.identifiers,
            key_seed=scenario.seed.encode(),
        )
        if isinstance(enrolled, Refusal):
            raise Refused(enrolled)
        stage.names[label] = enrolled.party_id


def _enlist(stage: Stage) -> None:
    """A world's first people are enlisted by the system itself; afterwards two of them are needed."""
    scenario = stage.scenario
    for person in scenario.people:
        enlisted = access.enlist(
            stage.database,
            stage.clock,
            key=f"{scenario.name}:person:{person.label}",
            actor=access.SYSTEM,
            occurred_at=scenario.starts_at,
            person_id=ids.make("per", scenario.starts_at, f"{scenario.name}:{person.label}"),
            name=person.name,
            organisation_id=stage.names.get(person.organisation, access.SUPERVISOR),
            roles=person.roles,
        )
        if isinstance(enlisted, Refusal):
            raise Refused(enlisted)
        stage.people[person.label] = enlisted


def _act(stage: Stage, act: Act, doing: Doing) -> ActOutcome:
    """Do the act and record how it ended. Killed in between, the next run asks again with the same key.

    What the scenario's author got wrong is no outcome of the act: it is refused at its place and nothing is recorded.
    """
    key = _key(stage.scenario, act)
    made: Made | Refusal
    try:
        arguments = Arguments(act.arguments, stage.names, stage.scenario.folder, act.where)
        checker = stage.people[act.checked_by] if act.checked_by else None
        made = doing.handler(Cue(stage, key, act.at, stage.people[act.by], checker, arguments))
    except Refused as refused:
        made = refused.refusal
    if isinstance(made, Refusal) and made.code in (BAD_ARGUMENT, UNKNOWN_NAME):
        place = made.where if made.where.startswith(act.where) else f"{act.where}: {made.where}"
        raise Refused(replace(made, where=place))
    return record_outcome(stage.database, stage.clock, key, act, stage.people[act.by].name, made)


def _hold_to_expectation(act: Act, outcome: ActOutcome, expected: Expectation) -> None:
    if outcome.refusal is None:
        if expected.outcome == DONE:
            return
        got = "it was done"
    else:
        code, citation = str(outcome.refusal["code"]), str(outcome.refusal["citation"])
        if expected.outcome == REFUSED and code == expected.code and expected.cites in citation:
            return
        got = f"it was refused with {code} [{citation}] at {outcome.refusal['where']!r}: {outcome.refusal['message']}"
    said = f"refused with {expected.code} citing {expected.cites!r}" if expected.outcome == REFUSED else "done"
    raise Refused(Refusal(UNEXPECTED, f"{act.name} should be {said}; {got}", where=act.where))
