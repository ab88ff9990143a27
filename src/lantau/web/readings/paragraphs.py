"""Reads the paragraphs that a heading stands under from the world's own rulebook."""

from __future__ import annotations

from lantau.web.console import Console
from lantau.web.views.chain import Paragraph
from lantau.web.views.words import Said


def paragraphs(console: Console, *rule_ids: str) -> tuple[Paragraph, ...]:
    """The rules with their titles and citations, in the order asked; those that the book lacks are left out."""
    latest = {rule.id: rule for rule in sorted(console.book.law.rules, key=lambda rule: rule.since)}
    return tuple(
        Paragraph(each, Said(rule.title.en, rule.title.zh), rule.citation)
        for each in rule_ids
        if (rule := latest.get(each)) is not None
    )
