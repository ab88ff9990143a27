"""What a coin's contract should know of each registered wallet, from the issuer's own records. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lantau.events import Message
from lantau.identity import records
from lantau.refusal import Json


@dataclass(frozen=True, slots=True)
class Admission:
    """An address as the contract should know it: a verified holder, which may then receive mints too; or blocked."""

    address: str
    verified: bool
    blocked: bool


NOTHING = Admission("", verified=False, blocked=False)
"""What a contract knows of an address that nobody told it about."""


def admissions(files: Iterable[records.PartyFile], issuer_id: str, on: date) -> tuple[Admission, ...]:
    """Every proved wallet of the issuer's customers: verified while its owner is (G 6.5.9, A 4.36), blocked by an open
    freeze order on the owner or the wallet (A 5.10(c), 8.6). An address of several owners is verified if one is, and
    blocked if one is."""
    found: dict[str, Admission] = {}
    for file in files:
        verified = file.is_customer_of(issuer_id) and file.is_verified_for(issuer_id, on)
        for wallet in file.wallets:
            if wallet.issuer_id != issuer_id or wallet.proved_at is None:
                continue
            frozen = any(order.is_open and order.wallet_id in ("", wallet.id) for order in file.freeze_orders)
            address = wallet.address.lower()
            before = found.get(address, NOTHING)
            found[address] = Admission(address, before.verified or verified, before.blocked or frozen)
    return tuple(found[address] for address in sorted(found))


def messages(coin_id: str, contract: str, before: Admission, now: Admission) -> tuple[Message, ...]:
    """What to tell the contract so that it knows an address as it is now: a block first, the lifting of one last."""
    told: dict[str, Json] = {"contract": contract, "coin_id": coin_id, "address": now.address}
    found = []
    if now.blocked and not before.blocked:
        found.append(Message("chain.block", now.address, {**told, "on": True}))
    if now.verified != before.verified:
        found.append(Message("chain.verify", now.address, {**told, "on": now.verified}))
        found.append(Message("chain.recipient", now.address, {**told, "on": now.verified}))
    if before.blocked and not now.blocked:
        found.append(Message("chain.block", now.address, {**told, "on": False}))
    return tuple(found)
