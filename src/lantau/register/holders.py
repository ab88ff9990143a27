"""Every holder with what the issuer's own records know of it: whose wallet, verified, frozen, how it is paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lantau.identity import records
from lantau.refusal import Json
from lantau.register.holdings import Holding


@dataclass(frozen=True, slots=True)
class Known:
    """What is registered of an address. ``is_verified``: due diligence is complete and good on the day."""

    party_id: str
    wallet_id: str
    is_proved: bool
    is_customer: bool
    is_verified: bool
    is_frozen: bool
    screening: str
    bank_account_ids: tuple[str, ...]


NOBODY = Known("", "", False, False, False, False, "", ())


@dataclass(frozen=True, slots=True)
class Holder:
    """An address with its coins and marks on chain, and what is known of it. ``role`` is a hand of the issuer's."""

    holding: Holding
    known: Known
    role: str = ""

    @property
    def address(self) -> str:
        """Its address, in lower case."""
        return self.holding.address

    @property
    def is_stopped(self) -> bool:
        """Whether nothing may be paid for it now: blocked on chain, frozen by order, or on a list."""
        return self.holding.blocked or self.known.is_frozen or self.known.screening == "hit"

    @property
    def verified_by(self) -> str:
        """Who verified the holder's identity, in the words of the fact ``holder.identity_verified_by``."""
        known = self.known
        return "licensee" if self.role or (known.is_proved and known.is_verified) else "nobody"

    @property
    def way(self) -> str:
        """How the holder would be paid par: ``bank_account``, or what has to come first."""
        if self.role:
            return "own"
        if self.is_stopped:
            return "stopped"
        if not self.known.party_id or not self.known.is_proved:
            return "identify"
        if not self.known.is_verified:
            return "verify"
        return "bank_account" if self.known.bank_account_ids else "register_account"

    def as_body(self) -> dict[str, Json]:
        """The holder as plain data: ids only, no names."""
        held, known = self.holding, self.known
        return {
            "address": held.address,
            "units": str(held.units),
            "frozen_units": str(held.frozen_units),
            "verified_on_chain": held.verified,
            "blocked_on_chain": held.blocked,
            "party_id": known.party_id,
            "wallet_id": known.wallet_id,
            "is_proved": known.is_proved,
            "is_customer": known.is_customer,
            "is_verified": known.is_verified,
            "is_frozen": known.is_frozen,
            "screening": known.screening,
            "bank_account_ids": list(known.bank_account_ids),
            "role": self.role,
            "way": self.way,
        }


WAYS: Mapping[str, str] = {
    "bank_account": "paid to the registered bank account (G 6.5.9)",
    "register_account": "registers a bank account first (G 6.5.9)",
    "verify": "is verified first (A 4.30, 5.11)",
    "identify": "proves the wallet and is identified first (A 4.36, 5.11)",
    "stopped": "is not paid while the freeze or the listing stands (A 5.10(c), 7.5, 8.6)",
    "own": "the issuer's own: cancelled",
}
"""What each way means, for people."""


def holders(
    holdings: Iterable[Holding],
    files: Iterable[records.PartyFile],
    issuer_id: str,
    on: date,
    roles: Mapping[str, str],
) -> tuple[Holder, ...]:
    """The holdings with what is known of each, in the order given; ``roles`` names the issuer's own addresses."""
    known = known_of(files, issuer_id, on)
    hands = {address.lower(): role for role, address in roles.items()}
    return tuple(
        Holder(each, known.get(each.address, NOBODY), "" if each.address in known else hands.get(each.address, ""))
        for each in holdings
    )


def known_of(files: Iterable[records.PartyFile], issuer_id: str, on: date) -> dict[str, Known]:
    """What is registered with an issuer, by address."""
    found: dict[str, Known] = {}
    for file in files:
        accounts = tuple(each.id for each in file.bank_accounts if each.issuer_id == issuer_id)
        for wallet in file.wallets:
            if wallet.issuer_id != issuer_id:
                continue
            found[wallet.address.lower()] = Known(
                party_id=file.party.id,
                wallet_id=wallet.id,
                is_proved=wallet.proved_at is not None,
                is_customer=file.is_customer_of(issuer_id),
                is_verified=file.is_verified_for(issuer_id, on),
                is_frozen=any(order.is_open and order.wallet_id in ("", wallet.id) for order in file.freeze_orders),
                screening="" if file.screening is None else file.screening.value,
                bank_account_ids=accounts,
            )
    return found
