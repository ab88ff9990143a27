"""Owns who the parties are and what is their own: verification, screening, bank accounts, wallets, freeze orders."""

from lantau.identity import operations, queries, wallet_proof
from lantau.identity.operations import (
    prove_wallet,
    record_screening,
    register_bank_account,
    register_wallet,
    take_on,
    verify_party,
)
from lantau.identity.queries import customer_facts, parties, party, party_objection, transfer_parties
from lantau.identity.records import Recorded

__all__ = [
    "Recorded",
    "customer_facts",
    "operations",
    "parties",
    "party",
    "party_objection",
    "prove_wallet",
    "queries",
    "record_screening",
    "register_bank_account",
    "register_wallet",
    "take_on",
    "transfer_parties",
    "verify_party",
    "wallet_proof",
]
