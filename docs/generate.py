"""Writes the pages of docs/ that are made from the code; run it after adding a refusal code.

Usage: ``python docs/generate.py`` writes; ``--check`` only says whether a page is stale (exit 1).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections import Counter
from pathlib import Path

import lantau
from lantau.market import backtest
from lantau.refusal import Code
from lantau.rulebook import Kind, load, queries

DOCS = Path(__file__).parent


def codes() -> dict[str, list[Code]]:
    """Every refusal code by room, in the order its room lists them."""
    found: dict[str, list[Code]] = {}
    for room in sorted(module.name for module in pkgutil.iter_modules(lantau.__path__)):
        package = importlib.import_module(f"lantau.{room}")
        if not any(module.name == "refusals" for module in pkgutil.iter_modules(package.__path__)):
            continue
        table = importlib.import_module(f"lantau.{room}.refusals")
        found[room] = [value for value in vars(table).values() if isinstance(value, Code)]
    return found


def refusals_page() -> str:
    """docs/refusals.md: what each code means and what to do."""
    lines = [
        "# Refusals",
        "",
        "Lantau says no with a value: a code that never changes, the place in the input, and the citation where law",
        "caused it. This page is made from the code by `python docs/generate.py`; a test holds the two equal.",
        "A gate of the law refuses with `rulebook.refused` and the paragraph; every other code stands under its room.",
    ]
    for room, table in codes().items():
        lines += ["", f"## {room}", "", "| code | what it means | what to do |", "|---|---|---|"]
        lines += [f"| `{code.name}` | {code.meaning} | {code.remedy} |" for code in table]
    return "\n".join(lines) + "\n"


def coverage_page() -> str:
    """docs/coverage.md: each paragraph of the Hong Kong texts with the entries that implement it, or why none does."""
    book = load("HK")
    texts = {source.key: source for source in book.law.sources.values()}
    kinds = Counter(rule.kind.value for rule in book.law.rules) + Counter(note=len(book.law.notes))
    lines = [
        "# Coverage of the Hong Kong texts",
        "",
        "Each paragraph of Schedule 2 of the Ordinance, of the Supervision Guideline and of the AML Guideline, with",
        "the entries of the rulebook that implement it, or the reason that none does. Made from the law files by",
        "`python docs/generate.py`; a test holds the two equal and leaves no paragraph open.",
        "*state*, *gate* and *clock* rules compute; a *document* is asked for and tracked; a *judgement* is made by a",
        "person, with recorded reasons; a *note* is never judged. `lantau rules show ID` tells each in full.",
        "",
        "| kind | entries |",
        "|---|---:|",
        *(f"| {kind} | {kinds[kind]} |" for kind in [*(kind.value for kind in Kind), "note"]),
    ]
    source = ""
    for item in queries.coverage(book):
        key, _, paragraph = item.paragraph.partition(" ")
        if key != source:
            source = key
            lines += ["", f"## {texts[key].title.en}", "", f"Source `{key}`: {texts[key].citation}.", ""]
            lines += ["| paragraph | implemented by |", "|---|---|"]
        told = [f"{kind}: " + ", ".join(f"`{name}`" for name in names) for kind, names in item.entries.items()]
        if item.reason is not None:
            told.append(f"no rule: {item.reason.en}")
        lines.append(f"| {paragraph} | {'<br>'.join(told) or '**open**'} |")
    return "\n".join(lines) + "\n"


def validation_page() -> str:
    """docs/validation.md with the tables of the back-tests made anew between their markers."""
    text = (DOCS / "validation.md").read_text(encoding="utf-8")
    for event in backtest.events():
        rows = "\n".join(backtest.table(backtest.held(event)))
        marked = re.compile(rf"(<!-- table {event} -->\n).*?(<!-- end -->)", re.DOTALL)
        text = marked.sub(lambda found, rows=rows: f"{found[1]}{rows}\n{found[2]}", text)
    return text


PAGES = {"refusals.md": refusals_page, "coverage.md": coverage_page, "validation.md": validation_page}


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` say which are stale."""
    stale = 0
    for name, make in PAGES.items():
        page, text = DOCS / name, make()
        if page.exists() and page.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if "--check" not in arguments:
            page.write_text(text, encoding="utf-8")
        print(f"{'stale' if '--check' in arguments else 'written'}: docs/{name}")
    return stale if "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
