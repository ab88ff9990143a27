"""The calendar of obligations: `lantau calendar`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.output import BREACHED, json_option, print_json, refuse, table, wanted, write_whole, zh_option
from lantau.cli.refusals import CANNOT_WRITE, NOT_A_CALENDAR, SEVERAL_ISSUERS
from lantau.cli.sandbox import live_world, world_option
from lantau.dates import hk_date, parse_day
from lantau.refusal import Json, Refusal, Refused, refuses

if TYPE_CHECKING:
    from lantau.disclosure import Obligation
    from lantau.rulebook import Cadence
    from lantau.wiring import LiveWorld

TAMPERED = 5
STATUSES = ("done", "done_late", "due", "overdue", "undated", "provisional", "judged")
OVER = ("done", "done_late")
HEADINGS = (
    ("due", "status", "duty", "what", "about", "citation"),
    ("到期日", "狀態", "責任", "名稱", "事項", "法例"),
)
KINDS_HEADINGS = (("duty", "what starts it", "due", "citation"), ("責任", "由什麼引起", "期限", "法例"))
UNITS = {"days": ("days", "日"), "business_days": ("business days", "個營業日"), "months": ("months", "個月")}
AS_CALENDAR = b"BEGIN:VCALENDAR"


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for: due from and to a day, both included, and of one status; None where it does not matter.

    What has no day stands in every window. Without a status and a window what is done is left out.
    """

    first: date | None
    last: date | None
    status: str

    def shows(self, owed: Obligation, as_of: date) -> bool:
        """Whether an obligation is asked for."""
        status = owed.status(as_of).value
        if self.status:
            asked = status == self.status
        else:
            asked = status not in OVER or not (self.first is None and self.last is None)
        early = owed.due_on is not None and self.first is not None and owed.due_on < self.first
        late = owed.due_on is not None and self.last is not None and owed.due_on > self.last
        return asked and not early and not late


@click.command("calendar")
@click.option("--issuer", "issuer_id", default="", metavar="ID", help="Default: everybody licensed or with a pool.")
@click.option("--from", "first", default="", metavar="DAY", help="Due on that day or later.")
@click.option("--to", "last", default="", metavar="DAY", help="Due on that day or earlier.")
@click.option("--status", type=click.Choice(STATUSES), default=None, help="Default: all that is not done.")
@click.option("--ical", "out", type=click.Path(path_type=Path), help="Write what is shown as an iCalendar file too.")
@click.option("--kinds", is_flag=True, help="The duties that events start, with what starts each, instead.")
@click.option(
    "--draw", "period", default="", metavar="PERIOD", help="The attestation's random day of the period to DAY."
)
@click.option("--verify", is_flag=True, help="With --draw: draw it again from the records; exit code 5 if it differs.")
@zh_option
@world_option
@json_option
def calendar(
    issuer_id: str,
    first: str,
    last: str,
    status: str | None,
    out: Path | None,
    kinds: bool,
    period: str,
    verify: bool,
    zh: bool,
    world_name: str,
    as_json: bool,
) -> None:
    """What each issuer owes by when: overdue first, each with its paragraph; also as an iCalendar file.

    Example: lantau calendar --to 2026-12-31 --issuer ID --ical obligations.ics
    """
    if verify and not period:
        raise click.UsageError("--verify needs --draw")
    window = Window(wanted(_day(first, "--from"), as_json), wanted(_day(last, "--to"), as_json), status or "")
    asked_period = wanted(_day(period, "--draw"), as_json)
    with live_world(world_name, as_json) as world:
        issuers = issuers_named(world, issuer_id)
        if kinds:
            _tell_kinds(world, zh=zh, as_json=as_json)
            return
        if asked_period is not None:
            _tell_draw(world, _only(issuers, as_json), asked_period, verify=verify, zh=zh, as_json=as_json)
            return
        _tell(world, issuers, window, out, zh=zh, as_json=as_json)


@refuses
def _day(text: str, where: str) -> date | None:
    return parse_day(text, where=where) if text else None


def issuers_named(world: LiveWorld, issuer_id: str) -> dict[str, str]:
    """The issuer asked for, or everybody licensed or with a pool, by id with their names."""
    from lantau import disclosure, identity

    with world.database.read() as connection:
        named = {file.party.id: file.party.name for file in identity.queries.parties(connection)}
    asked = (issuer_id,) if issuer_id else disclosure.queries.issuers(world.database)
    return {each: named.get(each, each) for each in asked}


def _only(issuers: dict[str, str], as_json: bool) -> str:
    if len(issuers) != 1:
        refuse(Refusal(SEVERAL_ISSUERS, f"these are {', '.join(issuers) or 'none'}", where="--issuer"), as_json)
    return next(iter(issuers))


def _tell(
    world: LiveWorld, issuers: dict[str, str], window: Window, out: Path | None, *, zh: bool, as_json: bool
) -> None:
    from lantau import disclosure

    now = world.clock.now()
    today = hk_date(now)
    shown: dict[str, tuple[Obligation, ...]] = {}
    left_out = 0
    for issuer_id in issuers:
        owed = wanted(disclosure.obligations(world.database, world.book, issuer_id=issuer_id, as_of=now), as_json)
        asked = [one for one in owed if window.shows(one, today)]
        left_out += len(owed) - len(asked)
        overdue_first = sorted(asked, key=lambda one: one.status(today).value != "overdue")
        shown[issuer_id] = tuple(overdue_first)
    if out is not None:
        one = _only(issuers, as_json)
        wanted(_write(out, disclosure.queries.as_icalendar(issuers[one], shown[one], as_of=now, zh=zh)), as_json)
    if as_json:
        print_json({"as_of": today.isoformat(), "obligations": _bodies(shown, today), "left_out": left_out})
    else:
        for issuer_id, name in issuers.items():
            click.echo(f"{name}  {issuer_id}\n")
            click.echo(_table(shown[issuer_id], today, zh=zh) + "\n")
        click.echo(_footer(today, left_out, out, zh=zh))
    if any(one.status(today).value == "overdue" for owed in shown.values() for one in owed):
        sys.exit(BREACHED)


def _bodies(shown: dict[str, tuple[Obligation, ...]], today: date) -> list[dict[str, Json]]:
    return [one.as_body(today) for owed in shown.values() for one in owed]


def _table(owed: Sequence[Obligation], today: date, *, zh: bool) -> str:
    from lantau.disclosure import queries

    rows = [
        (
            one.due_on or ("－" if zh else "-"),
            queries.status_words(one, one.status(today), zh=zh),
            one.kind,
            one.title_zh if zh else one.title_en,
            queries.about_words(one, zh=zh),
            one.citation,
        )
        for one in owed
    ]
    return table(HEADINGS[zh], rows)


def _footer(today: date, left_out: int, out: Path | None, *, zh: bool) -> str:
    written = f" {out}" if out is not None else ""
    if zh:
        return f"模擬。截至 {today}；另有 {left_out} 項未列出（已履行的：--status done）。{written}"
    return f"Simulated. As of {today}; {left_out} more are not listed (done ones: --status done).{written}"


@refuses
def _write(out: Path, data: bytes) -> Path | Refusal:
    """Write the file; one that is there is replaced only if it is a calendar."""
    try:
        if out.is_file() and not _starts_as_calendar(out):
            raise Refused(Refusal(NOT_A_CALENDAR, f"{out} holds something else", where="--ical"))
    except OSError as outage:
        raise Refused(Refusal(CANNOT_WRITE, str(outage), where="--ical")) from outage
    return write_whole(out, data, where="--ical")


def _starts_as_calendar(out: Path) -> bool:
    with out.open("rb") as file:
        return file.read(len(AS_CALENDAR)) == AS_CALENDAR


def _tell_kinds(world: LiveWorld, *, zh: bool, as_json: bool) -> None:
    from lantau import disclosure

    cadences = disclosure.queries.cadences_of(world.book, hk_date(world.clock.now()), bank=None)
    started = sorted((one for one in cadences if one.starts is not None), key=lambda one: (_starts(one, zh), one.kind))
    if as_json:
        print_json(
            [
                {
                    "kind": one.kind,
                    "starts_en": _starts(one, False),
                    "starts_zh": _starts(one, True),
                    "anchor": one.anchor,
                    "value": one.value,
                    "unit": one.unit,
                    "citation": one.citation,
                }
                for one in started
            ]
        )
        return
    rows = [(one.kind, _starts(one, zh), _counted(one, zh), one.citation) for one in started]
    click.echo(table(KINDS_HEADINGS[zh], rows))


def _starts(cadence: Cadence, zh: bool) -> str:
    assert cadence.starts is not None, "only those that something starts are told"
    return cadence.starts.zh if zh else cadence.starts.en


def _counted(cadence: Cadence, zh: bool) -> str:
    if cadence.value is None:
        return "儘快" if zh else "promptly"
    if cadence.value == 0 and cadence.anchor == "event":
        return "即日" if zh else "the same day"
    before = cadence.anchor == "before_event"
    unit = UNITS[cadence.unit][zh]
    if zh:
        return f"{'之前' if before else '之後'} {cadence.value} {unit}"
    unit = unit.removesuffix("s") if cadence.value == 1 else unit
    return f"{cadence.value} {unit} {'before' if before else 'after'}"


def _tell_draw(world: LiveWorld, issuer_id: str, period_end: date, *, verify: bool, zh: bool, as_json: bool) -> None:
    """The recorded drawing; with ``verify`` its inputs are read again from the records and the day drawn again."""
    from lantau import disclosure

    drawn = wanted(disclosure.queries.draw(world.database, issuer_id, period_end), as_json)
    body = drawn.as_body()
    differs: list[str] = []
    if verify:
        again = wanted(_drawn_again(world, issuer_id, period_end, drawn.number, world.clock.now()), as_json)
        differs = [name for name, value in again.items() if body[name] != value]
        if drawn.recomputed() != drawn.day:
            differs.append("SHA-256")
    if as_json:
        print_json({**body, **({"verified": not differs, "differs": list(differs)} if verify else {})})
    else:
        click.echo("\n".join(_draw_lines(body, zh)))
        if verify:
            click.echo(_verdict(differs, zh))
    if differs:
        sys.exit(TAMPERED)


@refuses
def _drawn_again(world: LiveWorld, issuer_id: str, period_end: date, number: str, now: datetime) -> dict[str, Json]:
    from lantau.disclosure import queries

    duties = queries.duties_of(world.database, issuer_id, now)
    return queries.draw_from(world.database, duties, period_end, number, as_of=now).as_body()


def _draw_lines(body: dict[str, Json], zh: bool) -> Iterable[str]:
    days = body["days"]
    assert isinstance(days, list), "a drawing has its days"
    words = (
        (
            "Issuer",
            "Period",
            "Last business day, attested too",
            "Other business days",
            "Chain",
            "Seal",
            "Number",
            "Drawn",
        ),
        ("發行人", "報告期", "最後營業日（同須核證）", "其他營業日", "雜湊鏈", "密封摘要", "開啟的號碼", "抽出之日"),
    )[zh]
    values = (
        body["issuer_id"],
        f"{body['period_start']} - {body['period_end']}",
        body["last_business_day"],
        f"{len(days)}: {days[0]} - {days[-1]}",
        f"{body['stream']} {body['height']} {body['digest']}",
        body["seal"],
        body["number"],
        body["day"],
    )
    return (f"{word}{'：' if zh else ': '}{value}" for word, value in zip(words, values, strict=True))


def _verdict(differs: Sequence[str], zh: bool) -> str:
    if not differs:
        return "重新計算，結果相同。" if zh else "Drawn again from the records: the same day."
    named = ", ".join(differs)
    return f"重新計算，以下不同：{named}" if zh else f"Drawn again from the records, these differ: {named}"
