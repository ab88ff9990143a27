"""Reads an application from TOML. A bad file is refused with its line; a gap is not bad, ``assess`` finds it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lantau.licensing.annex_b import annex_b
from lantau.licensing.application import (
    Applicant,
    ApplicantKind,
    Application,
    Capital,
    Governance,
    ProposedCoin,
)
from lantau.licensing.refusals import BAD_APPLICATION, UNREADABLE_APPLICATION
from lantau.money import HKD, Amount
from lantau.refusal import Refusal, Refused, refuses

FORMAT = "lantau-application-1"

FIELDS: Mapping[str, frozenset[str]] = {
    "": frozenset({"format", "reference", "applicant", "capital", "governance", "coin", "plans", "documents"}),
    "applicant": frozenset(
        {
            "name", "kind", "incorporated_in", "incorporated_on", "principal_place_of_business",
            "principal_place_of_business_in_hong_kong", "postal_address", "email", "has_corporate_controllers",
        }
    ),
    "capital": frozenset(
        {
            "paid_up_hkd", "accounts_on", "accumulated_losses_hkd", "accumulated_profits_hkd",
            "other_reserves_debit_hkd", "other_approved_resources_hkd",
        }
    ),
    "governance": frozenset(
        {
            "directors", "independent_directors", "chief_executive_resident_in_hong_kong",
            "stablecoin_manager_resident_in_hong_kong",
        }
    ),
    "coin": frozenset({"name", "reference_currencies", "official_currencies_only", "use_case"}),
    "plans": frozenset({"business_plan_years", "budget_years", "audited_accounts_years"}),
}  # fmt: skip
"""Every field of the format by its table; ``documents`` maps Annex B item numbers to file names."""


def read_application(path: Path) -> Application | Refusal:
    """Read an application file. Refused licensing.unreadable_application, bad_application or money.not_an_amount."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        return Refusal(UNREADABLE_APPLICATION, f"cannot read the file: {reason}", str(path))
    return read_application_text(text, path.name)


@refuses
def read_application_text(text: str, source: str) -> Application | Refusal:
    """Read an application from its text; ``source`` names it in refusals, as in ``harbour.toml:12 capital.paid_up``."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as reason:
        line = re.search(r"line (\d+)", str(reason))
        where = f"{source}:{line.group(1)}" if line else source
        raise Refused(Refusal(UNREADABLE_APPLICATION, f"not TOML: {reason}", where)) from None
    form = _Form(table, text, source)
    form.require_known_fields()
    if form.text("", "format") != FORMAT:
        raise form.bad("", "format", f"must be {FORMAT!r}")
    return Application(
        reference=form.text("", "reference"),
        applicant=_applicant(form),
        capital=_capital(form),
        governance=Governance(
            form.count("governance", "directors"),
            form.count("governance", "independent_directors"),
            form.truth("governance", "chief_executive_resident_in_hong_kong"),
            form.truth("governance", "stablecoin_manager_resident_in_hong_kong"),
        ),
        coin=_coin(form),
        business_plan_years=form.count("plans", "business_plan_years"),
        budget_years=form.count("plans", "budget_years"),
        audited_accounts_years=form.count("plans", "audited_accounts_years"),
        documents=_documents(form),
        text=text,
        source=source,
    )


def _applicant(form: _Form) -> Applicant:
    kind = form.text("applicant", "kind")
    if kind not in set(ApplicantKind):
        raise form.bad("applicant", "kind", f"must be one of {', '.join(ApplicantKind)}")
    return Applicant(
        name=form.text("applicant", "name"),
        kind=ApplicantKind(kind),
        incorporated_in=form.text("applicant", "incorporated_in"),
        incorporated_on=form.day("applicant", "incorporated_on"),
        principal_place_of_business=form.text("applicant", "principal_place_of_business", default=""),
        principal_place_of_business_in_hong_kong=form.truth("applicant", "principal_place_of_business_in_hong_kong"),
        postal_address=form.text("applicant", "postal_address", default=""),
        email=form.text("applicant", "email", default=""),
        has_corporate_controllers=form.truth("applicant", "has_corporate_controllers") is not False,
    )


def _capital(form: _Form) -> Capital:
    return Capital(
        paid_up=form.hkd("capital", "paid_up_hkd"),
        accounts_on=form.day("capital", "accounts_on"),
        accumulated_losses=form.hkd("capital", "accumulated_losses_hkd"),
        accumulated_profits=form.hkd("capital", "accumulated_profits_hkd"),
        other_reserves_debit=form.hkd("capital", "other_reserves_debit_hkd"),
        other_approved_resources=form.hkd("capital", "other_approved_resources_hkd"),
    )


def _coin(form: _Form) -> ProposedCoin:
    references = form.value("coin", "reference_currencies", [])
    if not isinstance(references, list) or not references or not all(isinstance(each, str) for each in references):
        raise form.bad("coin", "reference_currencies", 'must be a list of codes such as ["HKD"]')
    return ProposedCoin(
        name=form.text("coin", "name"),
        reference_currencies=tuple(references),
        official_currencies_only=form.truth("coin", "official_currencies_only"),
        use_case=form.text("coin", "use_case", default=""),
    )


def _documents(form: _Form) -> dict[int, str]:
    known = {str(item.number): item.number for item in annex_b().items}
    filed: dict[int, str] = {}
    for number in form.table("documents"):
        if number not in known:
            raise form.bad("documents", number, f"Annex B has no item {number!r}")
        filed[known[number]] = form.text("documents", number)
    return filed


class _Form:
    """The parsed file with the places of its fields, so that every refusal names a line."""

    def __init__(self, table: Mapping[str, Any], text: str, source: str) -> None:
        self._table = table
        self._source = source
        self._lines: dict[tuple[str, str], int] = {}
        section = ""
        for number, line in enumerate(text.splitlines(), start=1):
            if header := re.match(r"\s*\[+\s*([\w.-]+)\s*\]+", line):
                section = header.group(1)
                self._lines.setdefault(("", section), number)
            elif field := re.match(r"\s*\"?([\w-]+)\"?\s*=", line):
                self._lines.setdefault((section, field.group(1)), number)

    def where(self, section: str, name: str) -> str:
        """``file:line section.name``; a missing field is placed at its table."""
        line = self._lines.get((section, name)) or self._lines.get(("", section))
        place = f"{section}.{name}" if section else name
        return f"{self._source}:{line} {place}" if line else f"{self._source} {place}"

    def bad(self, section: str, name: str, message: str) -> Refused:
        """The refusal of one field."""
        return Refused(Refusal(BAD_APPLICATION, f"{name} {message}", self.where(section, name)))

    def require_known_fields(self) -> None:
        """Refuse a misspelt field: it would otherwise count as a gap."""
        for section, names in FIELDS.items():
            for name in self.table(section):
                if name not in names:
                    raise self.bad(section, name, f"is unknown; known: {', '.join(sorted(names))}")

    def table(self, section: str) -> Mapping[str, Any]:
        """One table of the file, empty when it is not there."""
        found = self._table.get(section, {}) if section else self._table
        if not isinstance(found, dict):
            raise self.bad("", section, "must be a table")
        return found

    def value(self, section: str, name: str, default: object = None) -> object:
        """The raw value of a field."""
        return self.table(section).get(name, default)

    def text(self, section: str, name: str, default: str | None = None) -> str:
        """A text that is not blank; a missing one takes the default or is refused."""
        found = self.value(section, name, default)
        if found is None:
            raise self.bad(section, name, "is missing")
        if not isinstance(found, str) or (not found.strip() and found != default):
            raise self.bad(section, name, "must be a text that is not blank")
        return found.strip()

    def count(self, section: str, name: str) -> int | None:
        """A whole number from 0, or None when it is not given."""
        found = self.value(section, name)
        if found is not None and (not isinstance(found, int) or isinstance(found, bool) or found < 0):
            raise self.bad(section, name, "must be a whole number from 0")
        return found if isinstance(found, int) else None

    def truth(self, section: str, name: str) -> bool | None:
        """true or false, or None when it is not given."""
        found = self.value(section, name)
        if found is not None and not isinstance(found, bool):
            raise self.bad(section, name, "must be true or false")
        return found

    def day(self, section: str, name: str) -> date | None:
        """A TOML day without quotes, or None when it is not given."""
        found = self.value(section, name)
        if found is not None and (not isinstance(found, date) or isinstance(found, datetime)):
            raise self.bad(section, name, "must be a day such as 2025-12-31, without quotes")
        return found if isinstance(found, date) else None

    def hkd(self, section: str, name: str) -> Amount | None:
        """Hong Kong dollars from 0 as text, or None when they are not given."""
        found = self.value(section, name)
        if found is None:
            return None
        if not isinstance(found, str):
            raise self.bad(section, name, 'must be a text such as "30000000.00"')
        amount = Amount.parse(found, HKD, where=self.where(section, name))
        if amount.units < 0:
            raise self.bad(section, name, "must not be negative")
        return amount
