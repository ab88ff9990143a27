"""Owns who holds what: the mirror of coins' contracts in the ledger, reconciliation, the redemption register."""

from lantau.register.admission_operations import admit_holders
from lantau.register.foreign_operations import follow_foreign
from lantau.register.operations import Followed, Follower, begin, follow, follow_once
from lantau.register.queries import Judged, holders_of, judged, position, reconcile, redemption_register
from lantau.register.recorded import told_again

__all__ = [
    "Followed",
    "Follower",
    "Judged",
    "admit_holders",
    "begin",
    "follow",
    "follow_foreign",
    "follow_once",
    "holders_of",
    "judged",
    "position",
    "reconcile",
    "redemption_register",
    "told_again",
]
