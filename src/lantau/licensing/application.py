"""An application for a licence as its applicant writes it: the nouns, without judging them.

It names no individual: who the directors and managers are stays in the forms of Annex B items 8 and 13, so that a
filed application holds no personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Application:
    """A whole application file. ``documents`` maps Annex B item numbers to what was filed for them."""

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
