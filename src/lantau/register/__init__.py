"""Owns who holds what: the mirror of coins' contracts in the ledger, reconciliation, the redemption register."""

from lantau.register.admission_operations import admit_holders
from lantau.register.operations import Followed, Follower, begin, begin_foreign, follow, follow_once

__all__ = ["Followed", "Follower", "admit_holders", "begin", "begin_foreign", "follow", "follow_once"]
