"""What is registered of a party: relations, bank accounts, wallets, and the whole file as a reader sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lantau.events import Committed
from lantau.identity.diligence import FreezeOrder, Screening, Verification, is_complete, objection
from lantau.identity.parties import Party
from lantau.identity.wallet_proof import WalletTest
from lantau.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an operation recorded: the new thing's id, whose it is, and the commit that holds it."""

    id: str
    party_id: str
    committed: Committed


@dataclass(frozen=True, slots=True)
class Relation:
    """A business relationship with an issuer, open until it is ended."""

    id: str
    party_id: str
    issuer_id: str
    began_at: datetime
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the party is the issuer's customer today."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A customer's own bank account, registered with one issuer (G 6.5.9). ``number`` is blank once forgotten."""

    id: str
    party_id: str
    issuer_id: str
    bank_bic: str
    currency: str
    number: str
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Wallet:
    """A customer's own wallet address, registered with one issuer; usable once ``proved_at`` is set (A 4.36)."""

    id: str
    party_id: str
    issuer_id: str
    address: str
    hosting: str
    custodian: str
    test: WalletTest
    registered_at: datetime
    proof_method: str
    proved_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartyFile:
    """Everything registered of one party, as a desk reads it. ``verifications`` holds the latest one per issuer."""

    party: Party
    relations: tuple[Relation, ...]
    verifications: tuple[Verification, ...]
    screening: Screening | None
    bank_accounts: tuple[BankAccount, ...]
    wallets: tuple[Wallet, ...]
    freeze_orders: tuple[FreezeOrder, ...]

    def verification_for(self, issuer_id: str) -> Verification | None:
        """The latest verification for this issuer."""
        return next((found for found in self.verifications if found.issuer_id == issuer_id), None)

    def is_customer_of(self, issuer_id: str) -> bool:
        """Whether a business relationship with the issuer is open."""
        return any(relation.is_open and relation.issuer_id == issuer_id for relation in self.relations)

    def is_verified_for(self, issuer_id: str, on: date) -> bool:
        """Whether the relevant due diligence is done and still good on the day."""
        return not self.party.forgotten and is_complete(self.verification_for(issuer_id), on)

    def objection(self, wallet_id: str = "") -> Refusal | None:
        """An open freeze order, a hit, or no screening at all; None when nothing stands in the way."""
        return objection(self.freeze_orders, self.screening, wallet_id)


@dataclass(frozen=True, slots=True)
class TransferParty:
    """One end of a coin transfer, as travel-rule data needs it (A 6.5-6.6). Blank is not known; None is unscreened.

    ``hosting`` says who keeps the wallet: unhosted or custodial.
    """

    party_id: str
    name: str
    account: str
    address: str
    identification: str
    verified: bool
    screened: bool | None
    hosting: str = ""


@dataclass(frozen=True, slots=True)
class TransferParties:
    """Originator and recipient of a coin transfer, from the registered customer data."""

    originator: TransferParty
    recipient: TransferParty

    def facts(self) -> dict[str, bool | None]:
        """The identity facts of the gate ``transfer``; None is unknown. Due diligence of counterparties is not here."""
        ends = (self.originator.screened, self.recipient.screened)
        screened = None if None in ends else all(ends)
        if False in ends:
            screened = False
        return {
            "transfer.originator_name_present": bool(self.originator.name),
            "transfer.originator_account_present": bool(self.originator.account),
            "transfer.originator_address_or_id_present": bool(
                self.originator.address or self.originator.identification
            ),
            "transfer.originator_verified": self.originator.verified,
            "transfer.recipient_name_present": bool(self.recipient.name),
            "transfer.recipient_account_present": bool(self.recipient.account),
            "transfer.screened": screened,
        }
