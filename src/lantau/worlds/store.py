"""SQL of worlds: the world's own row, one row per act that ended, and the digest of everything that happened."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lantau import events, observations
from lantau.dates import Clock
from lantau.db import Database
from lantau.refusal import Json, Refusal, Refused
from lantau.worlds.refusals import CHANGED_SCENARIO
from lantau.worlds.scenario import DONE, REFUSED, Act, Scenario

STREAM, SYSTEM = "world", "system"


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """How an act ended. ``by`` is the person's name; ``replayed``: an earlier run had finished it.

    ``refusal`` is its JSON, None when done.
    """

    name: str
    occurred_at: datetime
    do: str
    by: str
    words: str
    words_zh: str
    outcome: str
    made_id: str
    made: Mapping[str, Json]
    refusal: Mapping[str, Json] | None
    replayed: bool


@dataclass(frozen=True, slots=True)
class WorldRow:
    """What a world is: the scenario it plays, the rulebooks in force, and how far its clock got."""

    name: str
    title: str
    title_zh: str
    words: str
    words_zh: str
    scenario_digest: str
    rulebooks: tuple[str, ...]
    act_count: int
    starts_at: datetime


def begin(database: Database, clock: Clock, scenario: Scenario) -> None:
    """Write the world's row once; refused when the folder or the rulebooks are not those it was begun with."""
    values: dict[str, Any] = {
        "name": scenario.name,
        "title": scenario.title,
        "title_zh": scenario.title_zh,
        "words": scenario.words,
        "words_zh": scenario.words_zh,
        "scenario_digest": scenario.digest,
        "rulebooks": list(scenario.rulebooks),
        "act_count": len(scenario.acts),
        "starts_at": scenario.starts_at,
    }
    known = world(database)
    if known is not None:
        if (known.scenario_digest, known.rulebooks) != (scenario.digest, scenario.rulebooks):
            message = (
                f"the world {scenario.name} was begun with other files or rulebooks ({', '.join(known.rulebooks)})"
            )
            raise Refused(Refusal(CHANGED_SCENARIO, message, where=str(scenario.folder)))
        return
    work = events.Work(
        key=f"{scenario.name}:begin",
        request={"scenario_digest": scenario.digest, "rulebooks": list(scenario.rulebooks)},
        actor_id=SYSTEM,
        stream=STREAM,
        occurred_at=scenario.starts_at,
        records=(events.Record("world.begun", scenario.name, {"scenario_digest": scenario.digest}),),
        rows=(events.Row("worlds.world", values),),
    )
    _committed(events.commit(database, clock, work))


def record_outcome(
    database: Database, clock: Clock, key: str, act: Act, by: str, made: Mapping[str, Json] | Refusal
) -> ActOutcome:
    """Record how an act of the person named ``by`` ended, once."""
    refusal = made.as_json() if isinstance(made, Refusal) else None
    result = {} if isinstance(made, Refusal) else dict(made)
    outcome = ActOutcome(
        name=act.name,
        occurred_at=act.at,
        do=act.do,
        by=by,
        words=act.words,
        words_zh=act.words_zh,
        outcome=DONE if refusal is None else REFUSED,
        made_id=str(result.get("id", "")),
        made=result,
        refusal=refusal,
        replayed=False,
    )
    values = {
        "name": outcome.name,
        "occurred_at": outcome.occurred_at,
        "do_what": outcome.do,
        "by_name": outcome.by,
        "words": outcome.words,
        "words_zh": outcome.words_zh,
        "outcome": outcome.outcome,
        "made_id": outcome.made_id,
        "made": result,
        "refusal": refusal,
    }
    work = events.Work(
        key=f"{key}:outcome",
        request={"act": act.name},
        actor_id=SYSTEM,
        stream=STREAM,
        occurred_at=act.at,
        records=(events.Record("act.ended", act.name, {"outcome": outcome.outcome, "refusal": refusal}),),
        rows=(events.Row("worlds.act", values),),
    )
    _committed(events.commit(database, clock, work))
    return outcome


def _committed(answer: events.Committed | Refusal) -> events.Committed:
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer


def world(database: Database) -> WorldRow | None:
    """The world this database holds, or None before it began."""
    with database.read() as connection:
        row = connection.execute("SELECT * FROM worlds.world").fetchone()
    if row is None:
        return None
    return WorldRow(
        name=row["name"],
        title=row["title"],
        title_zh=row["title_zh"],
        words=row["words"],
        words_zh=row["words_zh"],
        scenario_digest=row["scenario_digest"],
        rulebooks=tuple(row["rulebooks"]),
        act_count=row["act_count"],
        starts_at=row["starts_at"],
    )


def is_begun(database: Database, key: str) -> bool:
    """Whether anything was committed under an act's key, or under a key that follows from it."""
    with database.read() as connection:
        row = connection.execute(
            "SELECT 1 FROM events.commit WHERE key = %s OR starts_with(key, %s) LIMIT 1", (key, f"{key}/")
        ).fetchone()
    return row is not None


def outcomes(database: Database) -> dict[str, ActOutcome]:
    """Every act that ended, by name, in time order."""
    with database.read() as connection:
        rows = connection.execute("SELECT * FROM worlds.act ORDER BY occurred_at, name").fetchall()
    return {
        row["name"]: ActOutcome(
            name=row["name"],
            occurred_at=row["occurred_at"],
            do=row["do_what"],
            by=row["by_name"],
            words=row["words"],
            words_zh=row["words_zh"],
            outcome=row["outcome"],
            made_id=row["made_id"],
            made=row["made"],
            refusal=row["refusal"],
            replayed=True,
        )
        for row in rows
    }


def last_instant(database: Database) -> datetime | None:
    """How far the world's clock got: the time of the last act that ended."""
    return max((outcome.occurred_at for outcome in outcomes(database).values()), default=None)


def digest(database: Database) -> str:
    """SHA-256 over the last link of every stream: two worlds with one digest went through the same acts."""
    total = hashlib.sha256()
    for head in sorted(events.queries.heads(database), key=lambda each: each.stream):
        total.update(f"{head.stream} {head.height} {head.digest}\n".encode())
    height, link = observations.head(database)
    total.update(f"observations {height} {link}\n".encode())
    return total.hexdigest()
