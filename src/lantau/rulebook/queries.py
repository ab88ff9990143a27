"""The reading side of the law, for the command line and the console: ``from lantau.rulebook import queries``."""

from __future__ import annotations

from lantau.rulebook.comparing import compare, shipped, whole
from lantau.rulebook.coverage import Covered, coverage
from lantau.rulebook.describing import facts, list_rules, show
from lantau.rulebook.exporting import findings_csv, law_csv, law_json, oscal
from lantau.rulebook.flipping import Change, Flip, changes, findings_of, flips
from lantau.rulebook.formulas import Line, formula
from lantau.rulebook.issuer_facts import IssuerFacts, Part, issuer_from_inputs, read_issuer
from lantau.rulebook.law import Fact, Note
from lantau.rulebook.matrix import Cell, Column, HeldRule, Matrix, Number, Told
from lantau.rulebook.perimeter_path import Answer, Path, Step, perimeter_path, questionnaire
from lantau.rulebook.programs import Operation, Program, Sign
from lantau.rulebook.searching import Hit, search
from lantau.rulebook.shelf import load_reform, title_of
from lantau.rulebook.telling import judge_known, told
from lantau.rulebook.vocabulary import topics

__all__ = [
    "Answer",
    "Change",
    "changes",
    "Cell",
    "Column",
    "Covered",
    "Fact",
    "Flip",
    "HeldRule",
    "Hit",
    "IssuerFacts",
    "Line",
    "Matrix",
    "Note",
    "Number",
    "Operation",
    "Part",
    "Path",
    "Program",
    "Sign",
    "Step",
    "Told",
    "compare",
    "coverage",
    "facts",
    "findings_csv",
    "findings_of",
    "flips",
    "formula",
    "issuer_from_inputs",
    "judge_known",
    "law_csv",
    "law_json",
    "list_rules",
    "load_reform",
    "oscal",
    "perimeter_path",
    "questionnaire",
    "read_issuer",
    "search",
    "shipped",
    "show",
    "title_of",
    "told",
    "topics",
    "whole",
]
