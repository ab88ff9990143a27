"""Every operation of the room by name; the modules beside this one hold them by what they decide."""

from __future__ import annotations

from lantau.identity.account_operations import prove_wallet, register_bank_account, register_wallet
from lantau.identity.diligence_operations import record_screening, verify_party
from lantau.identity.freeze_operations import forget, freeze, lift_freeze
from lantau.identity.party_operations import end_relation, open_relation, revise_particulars, take_on

__all__ = [
    "end_relation",
    "forget",
    "freeze",
    "lift_freeze",
    "open_relation",
    "prove_wallet",
    "record_screening",
    "register_bank_account",
    "register_wallet",
    "revise_particulars",
    "take_on",
    "verify_party",
]
