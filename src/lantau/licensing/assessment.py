"""What an application amounts to: facts, findings, and what is missing with the paragraph that asks for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lantau.licensing.agreement import contested
from lantau.licensing.annex_b import annex_b
from lantau.licensing.application import Applicant, Application
from lantau.licensing.criteria import Asked, CriterionStanding, beside_the_criteria, standings
from lantau.licensing.gap_report import report_on
from lantau.licensing.paper_remarks import asked_of
from lantau.licensing.remarking import as_its_papers_tell, on_gaps, remarks_on
from lantau.licensing.remarks import Remark, in_order
from lantau.money import Amount
from lantau.refusal import Json
from lantau.rulebook import Finding, Level, Outcome, Rulebook, Value

GATE = "application"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something the application lacks. ``what`` is a field, a fact or ``annex_b.<item>``."""

    what: str
    en: str
    zh: str
    citation: str

    def as_json(self) -> dict[str, Json]:
        """The gap as plain data."""
        return {"what": self.what, "en": self.en, "zh": self.zh, "citation": self.citation}


@dataclass(frozen=True, slots=True)
class Assessment:
    """An application held against the law of one day. Facts with value None are not known."""

    application: Application
    on: date
    rulebook_id: str
    facts: Mapping[str, Value | None]
    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...]
    remarks: tuple[Remark, ...] = ()
    criteria: tuple[CriterionStanding, ...] = ()
    beside: tuple[Asked, ...] = ()
    sources: tuple[Mapping[str, str], ...] = ()

    @property
    def obstacles(self) -> tuple[Finding, ...]:
        """Statutory findings breached or unknown: while there is one, no licence is granted here.

        O s.15(3) says so of the minimum criteria of Schedule 2, of which only s.3 and s.4(2) are measured; s.4(1) and
        s.5-16 are left to the supervisor. The other statutory findings stop a grant by a rule of the house.
        """
        return tuple(found for found in self.findings if found.blocks and found.level is Level.STATUTORY)

    @property
    def departures(self) -> tuple[Finding, ...]:
        """Supervisory findings that are breached or unknown: a grant needs reasons beside them."""
        return tuple(found for found in self.findings if found.blocks and found.level is not Level.STATUTORY)

    @property
    def stopping(self) -> tuple[Remark, ...]:
        """The gravest remarks: the filing is not complete, or a criterion cannot be held met."""
        return tuple(each for each in self.remarks if each.gravity == 1)

    @property
    def is_grantable(self) -> bool:
        """Whether no obstacle that is measured stands in the way and nothing that must be filed is missing."""
        return not self.obstacles and not self.missing and not self.stopping

    def as_json(self) -> dict[str, Json]:
        """The assessment as plain data, for ``--json``."""
        return {
            "reference": self.application.reference,
            "applicant": self.application.applicant.name,
            "on": self.on.isoformat(),
            "rulebook_id": self.rulebook_id,
            "is_grantable": self.is_grantable,
            "facts": {name: _plain(value) for name, value in sorted(self.facts.items())},
            "findings": [found.as_body() for found in self.findings],
            "missing": [gap.as_json() for gap in self.missing],
            **report_on(self),
        }


def assess(
    book: Rulebook,
    application: Application,
    on: date,
    *,
    subject_id: str = "",
    recorded: tuple[Remark, ...] | None = None,
) -> Assessment:
    """Turn an application into facts and hold them, and its papers, against the law of a day.

    A fact that two places disagree on is not known. ``recorded`` are the remarks made when the papers were read, for a
    form that is read again without them. Raises Refused rulebook.not_covered, licensing.bad_table.
    """
    application = as_its_papers_tell(application)
    remarks = remarks_on(book, application, on) if recorded is None else recorded
    facts = {**facts_of(application), **dict.fromkeys(contested(remarks))}
    findings = book.judge(GATE, facts, subject_id=subject_id or application.reference, on=on)
    missing = missing_from(application, findings)
    if recorded is None:
        gaps = [(gap.what, gap.en, gap.zh, gap.citation) for gap in missing if gap.what not in contested(remarks)]
        remarks = in_order([*remarks, *on_gaps(application, gaps)])
    required = {item.number for item in asked_of(application)}
    criteria = standings(book, application, findings, remarks, required, on)
    beside = beside_the_criteria(book, application, on)
    return Assessment(application, on, book.id, facts, findings, missing, remarks, criteria, beside, _sources(book))


def facts_of(application: Application) -> dict[str, Value | None]:
    """The facts of the gate ``application``; what is not told is None."""
    applicant, capital, governance = application.applicant, application.capital, application.governance
    coin = application.coin
    required = annex_b().required(application.traits)
    filed = sum(1 for item in required if item.number in application.documents)
    return {
        "applicant.is_authorized_institution": applicant.is_authorized_institution,
        "applicant.is_hk_company": applicant.is_hk_company,
        "applicant.hk_principal_place_of_business": _gives_address_in_hong_kong(applicant),
        "applicant.paid_up_capital_hkd_cents": _cents(capital.paid_up),
        "applicant.net_debit_balance_hkd_cents": _cents(capital.net_debit_balance),
        "applicant.other_approved_resources_hkd_cents": _cents(capital.other_approved_resources) or 0,
        "applicant.business_plan_years": application.business_plan_years,
        "applicant.budget_years": application.budget_years,
        "applicant.audited_accounts_years": application.audited_accounts_years,
        "applicant.board_count": governance.directors,
        "applicant.independent_director_count": governance.independent_directors,
        "applicant.chief_executive_resident_hk": governance.chief_executive_resident,
        "applicant.stablecoin_manager_resident_hk": governance.stablecoin_manager_resident,
        "applicant.annex_b_items_filed_count": filed,
        "applicant.annex_b_items_required_count": len(required),
        "coin.references_official_currency_only": coin.refers_to_official_currencies_only,
        "coin.references_hkd": "HKD" in coin.reference_currencies,
        "coin.reference_currency": coin.reference_currencies[0] if len(coin.reference_currencies) == 1 else None,
    }


def _gives_address_in_hong_kong(applicant: Applicant) -> bool | None:
    """Whether the address given is that of its principal place in Hong Kong (O s.14(2)(b)); None is not told."""
    if not applicant.principal_place_of_business:
        return False
    return applicant.principal_place_of_business_in_hong_kong


def missing_from(application: Application, findings: Iterable[Finding]) -> tuple[Missing, ...]:
    """Addresses the form must state, Annex B items not filed, and every fact a finding had to call unknown."""
    gaps = [*_missing_addresses(application), *_missing_documents(application)]
    seen: set[str] = set()
    for finding in findings:
        if finding.outcome is not Outcome.UNKNOWN:
            continue
        for fact in finding.missing:
            if fact not in seen:
                seen.add(fact)
                gaps.append(Missing(fact, finding.title_en, finding.title_zh, finding.citation))
    return tuple(gaps)


def _missing_addresses(application: Application) -> list[Missing]:
    stated = application.applicant
    wanted = (
        ("applicant.principal_place_of_business", stated.principal_place_of_business,
         "address of the principal place of business in Hong Kong", "在香港的主要營業地點的地址"),
        ("applicant.postal_address", stated.postal_address, "postal address", "通信地址"),
        ("applicant.email", stated.email, "electronic mail address", "電子郵件地址"),
    )  # fmt: skip
    return [Missing(what, en, zh, "O s.14(2)(b)") for what, told, en, zh in wanted if not told]


def _missing_documents(application: Application) -> list[Missing]:
    listed = annex_b()
    return [
        Missing(f"annex_b.{item.number}", item.en, item.zh, f"{listed.citation} item {item.number}")
        for item in listed.required(application.traits)
        if item.number not in application.documents
    ]


def _sources(book: Rulebook) -> tuple[Mapping[str, str], ...]:
    """The texts that the citations name, and which of them we translated."""
    return tuple(
        {
            "key": source.key, "en": source.title.en, "zh": source.title.zh, "citation": source.citation,
            "status": source.status,
        }
        for source in book.law.sources.values()
    )  # fmt: skip


def _cents(amount: Amount | None) -> int | None:
    return None if amount is None else amount.units


def _plain(value: Value | None) -> Json:
    return value.isoformat() if isinstance(value, date) else value
