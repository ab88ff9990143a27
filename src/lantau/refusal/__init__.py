"""Owns the one way Lantau says no to an input or an act: a value with a stable public code, a place and a citation."""

from lantau.refusal.outside_json import outside_json
from lantau.refusal.values import Code, Json, Refusal, Refused, refuses

__all__ = ["Code", "Json", "Refusal", "Refused", "outside_json", "refuses"]
