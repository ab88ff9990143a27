"""Reads the story and the state of the record."""

from __future__ import annotations

from lantau import supervision, worlds
from lantau.web.console import Ask, Console
from lantau.web.views.record import DiscrepancyLine, StoryView, StreamLine, VerifyView, act_line
from lantau.web.views.words import Said


def story(console: Console, _: Ask) -> StoryView:
    """The acts of this world in the order they happened."""
    world = worlds.world(console.database)
    if world is None:
        return StoryView(Said(console.world, console.world), Said("", ""), (), 0, "")
    lines = tuple(act_line(outcome) for outcome in worlds.outcomes(console.database).values())
    title = Said(world.title, world.title_zh)
    return StoryView(title, Said(world.words, world.words_zh), lines, world.act_count, worlds.digest(console.database))


def verified(console: Console, _: Ask) -> VerifyView:
    """Every chain read again from its first link, that of the observations too."""
    verified_records = supervision.verify_records(console.database)
    return VerifyView(
        streams=tuple(StreamLine(head.stream, head.height, head.digest) for head in verified_records.heads),
        discrepancies=tuple(
            DiscrepancyLine(str(item["stream"]), f"{item['table']} {item['key']}", f"{item['kind']}: {item['message']}")
            for item in verified_records.discrepancies
        ),
    )
