"""What the form and the papers may state: the vocabulary, and each statement with the place where it stands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from lantau.licensing.application import Application, StatedValue
from lantau.money import HKD, Amount

KINDS = ("hkd", "count", "bps", "truth", "day", "text", "list")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that may be stated; see the head of ``statements.toml`` for its fields."""

    name: str
    kind: str
    en: str
    zh: str
    citation: str
    form: str = ""
    facts: tuple[str, ...] = ()
    yearly: bool = False
    words: tuple[str, ...] = ()
    items: tuple[int, ...] = ()
    against: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement as it stands in one place. ``year`` is set for figures by year; ``item`` 0 is the form itself."""

    name: str
    value: StatedValue
    place: str
    item: int = 0
    year: int | None = None


@cache
def vocabulary() -> Mapping[str, Statement]:
    """Every statement by name, as shipped."""
    text = resources.files("lantau.licensing").joinpath("statements.toml").read_text(encoding="utf-8")
    found = {}
    for entry in tomllib.loads(text)["statement"]:
        given: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in entry.items()}
        statement = Statement(**given)
        assert statement.kind in KINDS and statement.name not in found, f"statements.toml: {statement.name}"
        found[statement.name] = statement
    return found


def of_the_form(application: Application) -> tuple[Stated, ...]:
    """What the form itself states, each at its line; a field left out states nothing."""
    values = _form_values(application)
    return tuple(
        Stated(name, value, application.places.get(each.form, f"{application.source} {each.form}"))
        for name, each in vocabulary().items()
        if each.form and (value := values[each.form]) is not None
    )


def _form_values(application: Application) -> Mapping[str, StatedValue | None]:
    capital, governance = application.capital, application.governance
    told_controllers = "applicant.has_corporate_controllers" in application.places
    return {
        "applicant.name": application.applicant.name,
        "applicant.incorporated_on": application.applicant.incorporated_on,
        "applicant.has_corporate_controllers": (
            application.applicant.has_corporate_controllers if told_controllers else None
        ),
        "coin.name": application.coin.name,
        "coin.reference_currencies": ",".join(application.coin.reference_currencies),
        "capital.paid_up_hkd": in_cents(capital.paid_up),
        "capital.accumulated_losses_hkd": in_cents(capital.accumulated_losses),
        "capital.accumulated_profits_hkd": in_cents(capital.accumulated_profits),
        "capital.other_reserves_debit_hkd": in_cents(capital.other_reserves_debit),
        "capital.accounts_on": capital.accounts_on,
        "governance.directors": governance.directors,
        "governance.independent_directors": governance.independent_directors,
        "governance.chief_executive_resident_in_hong_kong": governance.chief_executive_resident,
        "governance.stablecoin_manager_resident_in_hong_kong": governance.stablecoin_manager_resident,
        "plans.business_plan_years": application.business_plan_years,
        "plans.budget_years": application.budget_years,
        "plans.audited_accounts_years": application.audited_accounts_years,
    }


def in_cents(amount: Amount | None) -> int | None:
    """Hong Kong dollars as whole cents."""
    return None if amount is None else amount.units


def spoken(name: str, value: StatedValue) -> tuple[str, str]:
    """A value as a reader sees it in both languages, such as ``HKD 60,000,000.00`` or ``25 basis points``."""
    kind = vocabulary()[name].kind
    if kind == "bps":
        return f"{value} basis points", f"{value}個基點"
    if kind == "truth":
        return ("yes", "是") if value else ("no", "否")
    if kind == "hkd":
        assert isinstance(value, int)
        told = str(Amount(HKD, value))
    elif isinstance(value, date):
        told = value.isoformat()
    else:
        told = str(value).replace(",", ", ") if kind == "list" else str(value)
    return told, told


def whole_years(start: date, end: date) -> int:
    """Whole years from the first day to the last, both included."""
    anniversary = (start.month, start.day)
    day_after = date.fromordinal(end.toordinal() + 1)
    years = day_after.year - start.year
    return years if (day_after.month, day_after.day) >= anniversary else years - 1
