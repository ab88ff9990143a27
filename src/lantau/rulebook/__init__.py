"""Owns the law as cited, dated data and the pure functions that hold facts against it."""

from lantau.rulebook.book import Rulebook
from lantau.rulebook.describe import facts, list_rules, show
from lantau.rulebook.findings import Finding, Level, Outcome, Value, refusal_from
from lantau.rulebook.firm import load_firm
from lantau.rulebook.law import Cadence, Rule
from lantau.rulebook.shelf import load, reform_names
from lantau.rulebook.table import evaluate_csv

__all__ = [
    "Cadence",
    "Finding",
    "Level",
    "Outcome",
    "Rule",
    "Rulebook",
    "Value",
    "evaluate_csv",
    "facts",
    "list_rules",
    "load",
    "load_firm",
    "reform_names",
    "refusal_from",
    "show",
]
