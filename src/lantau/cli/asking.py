"""What many commands ask alike of the law: which, on which day; and what stands behind the names given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from lantau.dates import parse_day
from lantau.refusal import refuses
from lantau.rulebook import Rulebook, load, queries

law_option = click.option("--law", "law", default="HK", show_default=True, help="Rulebook, such as HK or HK+floor50.")
hold_option = click.option("--hold-last", is_flag=True, help="Apply the last known law outside its coverage; stamped.")


@refuses
def answer_day(text: str) -> date:
    """The day of ``--on``; Refused dates.*."""
    return parse_day(text, where="--on")


@refuses
def answer_law(name: str) -> Rulebook:
    """The rulebook of ``--law``; Refused rulebook.*."""
    return load(name)


@refuses
def answer_laws(names: Sequence[str]) -> tuple[Rulebook, ...]:
    """The rulebooks of these names, or every shipped one; Refused rulebook.*."""
    return tuple(load(name) for name in names) if names else queries.shipped()
