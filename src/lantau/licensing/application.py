"""An application for a licence as its applicant writes it: the nouns, without judging them.

It names no individual: who the directors and managers are stays in the forms of Annex B items 8 and 13, so that a
filed application holds no personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lantau.money import BTC, HKD, Amount


class ApplicantKind(StrEnum):
    """Who may apply (O s.14(1)): a Hong Kong company, or an authorized institution; anyone else is told so."""

    HK_COMPANY = "hk_company"
    AUTHORIZED_INSTITUTION = "authorized_institution"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies. An authorized institution incorporated in Hong Kong is a Hong Kong company as well."""

    name: str
    kind: ApplicantKind
    incorporated_in: str
    incorporated_on: date | None
    principal_place_of_business: str
    principal_place_of_business_in_hong_kong: bool | None
    postal_address: str
    email: str
    has_corporate_controllers: bool

    @property
    def is_authorized_institution(self) -> bool:
        """Whether the carve-outs for authorized institutions apply (O Sch.2 s.2(2))."""
        return self.kind is ApplicantKind.AUTHORIZED_INSTITUTION

    @property
    def is_hk_company(self) -> bool:
        """Whether the applicant is a company under Cap. 622."""
        return self.kind is not ApplicantKind.OTHER and self.incorporated_in == "HK"


@dataclass(frozen=True, slots=True)
class Capital:
    """Paid-up share capital and what the most recent audited accounts say. None is a figure not given."""

    paid_up: Amount | None
    accounts_on: date | None
    accumulated_losses: Amount | None
    accumulated_profits: Amount | None
    other_reserves_debit: Amount | None
    other_approved_resources: Amount | None

    @property
    def net_debit_balance(self) -> Amount | None:
        """What is deducted from paid-up capital (O Sch.2 s.1(1)-(2)); None while a figure is missing.

        The excess of accumulated losses over accumulated profits, nil when there is none, and the other reserves that
        the balance sheet discloses separately. Those are taken as debit balances: the text adds them and does not say
        that a credit reserve makes losses smaller, so none does here.
        """
        if self.accumulated_losses is None or self.accumulated_profits is None or self.other_reserves_debit is None:
            return None
        excess = self.accumulated_losses - self.accumulated_profits
        return max(excess, Amount.zero(HKD)) + self.other_reserves_debit


@dataclass(frozen=True, slots=True)
class Governance:
    """Board and managers in numbers, and where the responsible persons live. None is not told."""

    directors: int | None
    independent_directors: int | None
    chief_executive_resident: bool | None
    stablecoin_manager_resident: bool | None


@dataclass(frozen=True, slots=True)
class ProposedCoin:
    """The coin the applicant means to issue. ``reference_currencies`` are official currencies or other references."""

    name: str
    reference_currencies: tuple[str, ...]
    official_currencies_only: bool | None
    use_case: str

    @property
    def refers_to_official_currencies_only(self) -> bool | None:
        """What the applicant says, unless a reference is plainly none: bitcoin or another coin."""
        plainly_none = any(code == BTC.code or code.startswith("coin:") for code in self.reference_currencies)
        return False if plainly_none else self.official_currencies_only


StatedValue = bool | int | str | date
"""What a paper or the form may state: amounts in cents, shares in basis points, lists as text joined by commas."""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper as the form lists it: what it is and what it says, not what is in the file.

    ``parts`` maps a part of the Annex B item to the heading under which the paper holds it, ``states`` a name of the
    statement vocabulary to the value. ``tables`` are files of figures that belong to it. ``places`` says where each key
    stands, as ``application.toml:41 document.period_from``.
    """

    item: int
    file: str
    title: str
    dated: date | None
    signed_by: str
    certified_by: str
    approved_by_board_on: date | None
    independent: bool | None
    period_from: date | None
    period_to: date | None
    parts: Mapping[str, str]
    states: Mapping[str, StatedValue]
    tables: tuple[str, ...]
    places: Mapping[str, str]

    def place(self, key: str = "") -> str:
        """Where a key of this entry stands; a key that is not there is placed at the entry."""
        return self.places.get(key) or f"{self.places['']}{f'.{key}' if key else ''}"

    @property
    def files(self) -> tuple[str, ...]:
        """The paper itself and its tables."""
        return (self.file, *self.tables)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the applicant's folder as it was read. ``text`` is None for a kind that is not read as text."""

    file: str
    size_bytes: int
    sha256: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Folder:
    """What lay in the applicant's folder: the files read, by name, and names that no entry of the form lists."""

    attachments: Mapping[str, Attachment]
    unlisted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Application:
    """A whole application. ``documents`` maps Annex B item numbers to what was filed for them.

    ``papers`` are the entries of a form that lists its documents one by one, ``folder`` what was read of them: None
    when only the form was read. ``asked_for`` are the items on request that the licensing team has asked for.
    """

    reference: str
    applicant: Applicant
    capital: Capital
    governance: Governance
    coin: ProposedCoin
    business_plan_years: int | None
    budget_years: int | None
    audited_accounts_years: int | None
    documents: Mapping[int, str]
    text: str
    source: str
    papers: tuple[Document, ...] = ()
    asked_for: frozenset[int] = frozenset()
    folder: Folder | None = None
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def traits(self) -> frozenset[str]:
        """The traits by which Annex B decides what must be filed."""
        found = set()
        if self.applicant.is_authorized_institution:
            found.add("authorized_institution")
            if not self.applicant.is_hk_company:
                found.add("overseas_authorized_institution")
        if self.applicant.has_corporate_controllers:
            found.add("has_corporate_controllers")
        return frozenset(found)
