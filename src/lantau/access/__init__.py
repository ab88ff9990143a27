"""Owns people and their roles: who may make an operation, who must check it, and how it is asked under a key."""

from lantau.access.asked_operations import Asked, finding_records
from lantau.access.operations import appoint, enlist, revoke
from lantau.access.policy import OPERATIONS, require, require_two
from lantau.access.queries import people, person
from lantau.access.values import ROLES, SUPERVISOR, SYSTEM, Actor, Stamp

__all__ = [
    "OPERATIONS",
    "ROLES",
    "SUPERVISOR",
    "SYSTEM",
    "Actor",
    "Asked",
    "Stamp",
    "appoint",
    "enlist",
    "finding_records",
    "people",
    "person",
    "require",
    "require_two",
    "revoke",
]
