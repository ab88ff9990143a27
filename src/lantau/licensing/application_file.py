"""Reads an application from TOML. A bad file is refused with its line; a gap is not bad, ``assess`` finds it."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lantau.licensing.annex_b import annex_b
from lantau.licensing.application import (
    Applicant,
    ApplicantKind,
    Application,
    Capital,
    Governance,
    ProposedCoin,
)
from lantau.licensing.application_folder import FORM_NAME, read_folder, read_form
from lantau.licensing.document_list import asked_for, documents
from lantau.licensing.form import Form
from lantau.licensing.refusals import UNREADABLE_APPLICATION
from lantau.refusal import Refusal, Refused, refuses

FORMAT = "lantau-application-1"

FIELDS: Mapping[str, frozenset[str]] = {
    "": frozenset(
        {
            "format", "reference", "asked_for", "applicant", "capital", "governance", "coin", "plans", "documents",
            "document",
        }
    ),
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
"""Every field of the format by its table; ``documents`` maps Annex B items to file names, ``document`` is a list."""


@refuses
def read_application(path: Path) -> Application | Refusal:
    """Read an application: a file, or a folder with ``application.toml``. Documents that it lists are read beside it.

    Refused licensing.unreadable_application, bad_application, unreadable_document or money.not_an_amount.
    """
    form = path / FORM_NAME if os.path.isdir(path) else path  # noqa: PTH112 - false, not an outage, for an impossible name
    read = read_application_text(read_form(form, inside=form != path), form.name)
    if isinstance(read, Refusal) or not read.papers:
        return read
    folder = read_folder(form.parent, read.papers, form.name)
    there = {
        paper.item: paper.file
        for paper in read.papers
        if (file := folder.attachments.get(paper.file)) is not None and file.size_bytes
    }
    return replace(read, documents=there, folder=folder)


@refuses
def read_application_text(text: str, source: str) -> Application | Refusal:
    """Read an application from its text; ``source`` names it in refusals, as in ``harbour.toml:12 capital.paid_up``."""
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise Refused(Refusal(UNREADABLE_APPLICATION, "not TOML: nested too deeply", source)) from None
    except ValueError as reason:  # TOMLDecodeError, or a number of more digits than Python reads
        line = re.search(r"line (\d+)", str(reason))
        where = f"{source}:{line.group(1)}" if line else source
        raise Refused(Refusal(UNREADABLE_APPLICATION, f"not TOML: {reason}", where)) from None
    form = Form.of(table, text, source)
    form.require_known_fields(FIELDS)
    if form.text("", "format") != FORMAT:
        raise form.bad("", "format", f"must be {FORMAT!r}")
    papers = documents(form, text)
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
        documents={paper.item: paper.file for paper in papers} or _documents(form),
        text=text,
        source=source,
        papers=papers,
        asked_for=asked_for(form),
        places=form.places(),
    )


def _applicant(form: Form) -> Applicant:
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


def _capital(form: Form) -> Capital:
    return Capital(
        paid_up=form.hkd("capital", "paid_up_hkd"),
        accounts_on=form.day("capital", "accounts_on"),
        accumulated_losses=form.hkd("capital", "accumulated_losses_hkd"),
        accumulated_profits=form.hkd("capital", "accumulated_profits_hkd"),
        other_reserves_debit=form.hkd("capital", "other_reserves_debit_hkd"),
        other_approved_resources=form.hkd("capital", "other_approved_resources_hkd"),
    )


def _coin(form: Form) -> ProposedCoin:
    references = form.value("coin", "reference_currencies", [])
    if not isinstance(references, list) or not references or not all(isinstance(each, str) for each in references):
        raise form.bad("coin", "reference_currencies", 'must be a list of codes such as ["HKD"]')
    return ProposedCoin(
        name=form.text("coin", "name"),
        reference_currencies=tuple(references),
        official_currencies_only=form.truth("coin", "official_currencies_only"),
        use_case=form.text("coin", "use_case", default=""),
    )


def _documents(form: Form) -> dict[int, str]:
    known = {str(item.number): item.number for item in annex_b().items}
    filed: dict[int, str] = {}
    for number in form.table("documents"):
        if number not in known:
            raise form.bad("documents", number, f"Annex B has no item {number!r}")
        filed[known[number]] = form.text("documents", number)
    return filed
