"""Noting what starts a duty: a complaint received, a director changed, a white paper about to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches

from lantau import access
from lantau.access import Actor, Asked
from lantau.dates import Clock, hk_date
from lantau.db import Database
from lantau.disclosure import queries, store
from lantau.disclosure.dating import cadences_of, obligations_of, starting_with
from lantau.disclosure.obligations import BEFORE, STARTED, Duties, Obligation
from lantau.disclosure.refusals import NOTED_ALREADY, NOTHING_BEFORE, UNKNOWN_DUTY, WHAT_ABOUT, WRONG_TIME
from lantau.disclosure.standing import Duty
from lantau.events import Committed, Record
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Cadence, Rulebook


@dataclass(frozen=True, slots=True)
class Noted:
    """An event that starts duties, and the obligations it started."""

    issuer_id: str
    about: str
    day: date
    planned: bool
    obligations: tuple[Obligation, ...]
    commit_id: str


@refuses
def note_event(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    issuer_id: str,
    kind: str,
    about: str,
    day: date,
    planned: bool,
) -> Noted:
    """Note an event that starts a duty; every duty that the same event starts is started with it.

    ``kind`` is any one of these duties; ``about`` names the event and tells it from others, such as ``complaint 7``;
    ``planned``: it lies ahead, and only what is due before it starts now. Noted again when it has happened, under the
    same ``about``, it starts the rest. Refuses access.*, disclosure.unknown_duty with those of like name, what_about,
    wrong_time, nothing_before, noted_already, and dates.not_covered for a day that cannot be counted from.
    """
    access.require(actor, "disclosure.note", for_=(issuer_id,))
    request: dict[str, Json] = {
        "issuer_id": issuer_id,
        "kind": kind,
        "about": about,
        "day": day.isoformat(),
        "planned": planned,
    }
    asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request)
    today = hk_date(occurred_at)
    duties = queries.duties_of(database, issuer_id, occurred_at)
    cadences = cadences_of(book, today, bank=duties.bank)
    if (stands := asked.replayed()) is not None:
        return _noted(stands, duties, cadences, request, today)
    if not about.strip():
        raise Refused(Refusal(WHAT_ABOUT, "the event has no name of its own", where="about"))
    if (planned and day < today) or (not planned and day > today):
        said = "is planned, and its day is over" if planned else "has not come yet"
        raise Refused(Refusal(WRONG_TIME, f"{day} {said}: today is {today}", where="day"))
    known = {duty for duty, named, _ in duties.arisen if named == about}
    begins = _begins(_of_kind(cadences, kind), planned=planned)
    starting = [one for one in begins if one.kind not in known]
    if not starting:
        refusal = Refusal(NOTED_ALREADY, f"{about} was noted: {', '.join(sorted(known))}", where="about")
        return _noted(asked.unless_answered(refusal), duties, cadences, request, today)
    started = [Duty(one.kind, about, day) for one in starting]
    dated = obligations_of(_with(duties, started), starting, today)
    record = Record(
        "disclosure.event_noted", issuer_id, {**request, "obligations": [one.as_body(today) for one in dated]}
    )
    work = asked.work(
        records=(record,),
        rows=[store.duty_row(issuer_id, duty, asked.stamp) for duty in started],
        result={"kinds": [duty.kind for duty in started]},
    )
    committed = asked.commit(work)
    return _noted(committed, _with(duties, started), cadences, request, today)


def _of_kind(cadences: Sequence[Cadence], kind: str) -> tuple[Cadence, ...]:
    """What starts together with a duty of that name; refused with those of like name."""
    found = starting_with(cadences, kind)
    if found:
        return found
    started = sorted(one.kind for one in cadences if one.anchor in STARTED)
    like = get_close_matches(kind, started, n=3) or [one for one in started if kind and kind in one][:3] or started
    said = f"no event starts a duty {kind!r}"
    if any(one.kind == kind for one in cadences):
        said = f"{kind} comes back by itself and no event starts it"
    details: dict[str, Json] = {"kinds": list(started)}
    raise Refused(Refusal(UNKNOWN_DUTY, f"{said}; did you mean {', '.join(like)}?", "kind", details=details))


def _begins(group: Sequence[Cadence], *, planned: bool) -> tuple[Cadence, ...]:
    """Of the duties of one event, those that begin now: before it what is due before it, and after it every one."""
    if not planned:
        return tuple(group)
    before = tuple(one for one in group if one.anchor == BEFORE)
    if not before:
        named = ", ".join(one.kind for one in group)
        raise Refused(Refusal(NOTHING_BEFORE, f"{named}: due after the event only", where="planned"))
    return before


def _with(duties: Duties, started: Sequence[Duty]) -> Duties:
    return replace(duties, arisen=(*duties.arisen, *((duty.kind, duty.about, duty.arose_on) for duty in started)))


def _noted(
    stands: Committed, duties: Duties, cadences: Sequence[Cadence], request: dict[str, Json], today: date
) -> Noted:
    kinds = stands.result["kinds"]
    assert isinstance(kinds, list), "the answer names the duties that were started"
    owed = obligations_of(duties, [one for one in cadences if one.kind in kinds], today)
    about, day = str(request["about"]), date.fromisoformat(str(request["day"]))
    return Noted(
        issuer_id=duties.issuer_id,
        about=about,
        day=day,
        planned=bool(request["planned"]),
        obligations=tuple(one for one in owed if one.about == about),
        commit_id=stands.commit_id,
    )
