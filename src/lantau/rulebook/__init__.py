"""Owns the law as cited, dated data and the pure functions that hold facts against it."""

from lantau.rulebook.book import Rulebook
from lantau.rulebook.findings import Finding, Level, Outcome, Value, refusal_from
from lantau.rulebook.firm import load_firm
from lantau.rulebook.law import Branch, Cadence, Kind, Rule
from lantau.rulebook.shelf import load, load_folder, reform_names
from lantau.rulebook.table import evaluate_csv

__all__ = [
    "Branch",
    "Cadence",
    "Finding",
    "Kind",
    "Level",
    "Outcome",
    "Rule",
    "Rulebook",
    "Value",
    "evaluate_csv",
    "load",
    "load_firm",
    "load_folder",
    "reform_names",
    "refusal_from",
]
