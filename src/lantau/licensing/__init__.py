"""Owns who may do what: pilots and their scope, applications, licences, conditions, directions, and coins."""

from lantau.licensing import operations, queries
from lantau.licensing.application_file import read_application
from lantau.licensing.assessment import Assessment, assess
from lantau.licensing.licences import ConditionTerm
from lantau.licensing.operations import admit_pilot, decide, file_application, pilot_act
from lantau.licensing.pilots import ProposedAct, Scope, TrialCase, departures
from lantau.licensing.references import judge_reference

__all__ = [
    "Assessment",
    "ConditionTerm",
    "ProposedAct",
    "Scope",
    "TrialCase",
    "admit_pilot",
    "assess",
    "decide",
    "departures",
    "file_application",
    "judge_reference",
    "operations",
    "pilot_act",
    "queries",
    "read_application",
]
