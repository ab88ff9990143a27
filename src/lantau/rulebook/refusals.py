"""Every way the rulebook says no."""

from __future__ import annotations

from lantau.refusal import Code

UNKNOWN_RULEBOOK = Code(
    "rulebook.unknown_rulebook",
    "No jurisdiction or reform of that name is shipped.",
    "Name a jurisdiction, optionally with reforms, such as HK, HK+floor50 or CN+approved-cnh.",
)
NOT_COVERED = Code(
    "rulebook.not_covered",
    "The law texts behind this rulebook do not cover that day.",
    "Ask about a day inside the coverage, or ask for the last text to be held and accept findings stamped so.",
)
UNKNOWN_FACT = Code(
    "rulebook.unknown_fact",
    "A fact was named that the vocabulary does not have.",
    "Use the names that `lantau rules facts` lists.",
)
WRONG_TYPE = Code(
    "rulebook.wrong_type",
    "A fact's value is not of the type, unit or list of values that the vocabulary gives it.",
    "Give whole units for amounts, true or false, an ISO day, or one of the listed words.",
)
UNKNOWN_RULE = Code(
    "rulebook.unknown_rule",
    "No rule or gate of that name is in this rulebook.",
    "Use a rule id or gate that `lantau rules list` shows.",
)
UNKNOWN_PARAMETER = Code(
    "rulebook.unknown_parameter",
    "No parameter of that name is in this rulebook.",
    "Use a parameter that `lantau rules show` names.",
)
HOLE = Code(
    "rulebook.hole",
    "A law file leaves out something the rulebook must know, or contradicts itself.",
    "Complete the law file at the place named: citation, unit, bound, dates, both languages and tests.",
)
BAD_TABLE = Code(
    "rulebook.bad_table",
    "The table of facts cannot be read at the line and column named.",
    "Give a CSV with a subject_id column, fact names as the other headings and one subject on each line.",
)
BAD_ISSUER = Code(
    "rulebook.bad_issuer",
    "The file of an issuer's facts cannot be read.",
    "Write it as examples/facts/issuer.toml is written: a name, facts, and parts with kind, id and facts.",
)
DERIVED_FACT = Code(
    "rulebook.derived_fact",
    "A fact was told that the path through the perimeter finds itself.",
    "Leave it out: tell what the thing is, who issues it and what is said of it.",
)
UNKNOWN_TOPIC = Code(
    "rulebook.unknown_topic",
    "Regimes are not compared by a topic of that name.",
    "Use one of the topics that the refusal lists.",
)
NOT_A_PROGRAM = Code(
    "rulebook.not_a_program",
    "A rule or column cannot be made part of a program of whole numbers that a kernel runs.",
    "Judge that rule with the rulebook itself, or leave out the rule or column that the refusal names.",
)
OVERFLOW = Code(
    "rulebook.overflow",
    "An amount or instant is too large to be held exactly.",
    "Amounts lie within 64-bit whole numbers of their base unit, instants before the year 9001.",
)
REFUSED = Code(
    "rulebook.refused",
    "A rule that must be met is breached, or a fact it rests on is missing.",
    "Read the finding: it names the measured value, the limit, the paragraph and any missing fact.",
)
