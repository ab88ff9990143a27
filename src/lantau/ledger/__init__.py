"""Owns double entry: accounts, transfers, holds and units of work that are booked together or not at all.

Further reading, such as ``balances`` of many accounts and ``open_holds``, is in ``lantau.ledger.queries``.
"""

from lantau.ledger.operations import commit, commit_one, expire_holds
from lantau.ledger.queries import account_by_code, balance, entries, trial_balance, verify
from lantau.ledger.values import Account, OpenAccount, Post, Transfer, Unit, UnitResult, Void

__all__ = [
    "Account",
    "OpenAccount",
    "Post",
    "Transfer",
    "Unit",
    "UnitResult",
    "Void",
    "account_by_code",
    "balance",
    "commit",
    "commit_one",
    "entries",
    "expire_holds",
    "trial_balance",
    "verify",
]
