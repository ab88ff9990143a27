"""Who may be licensed, with what capital, people and papers."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.measures import Measure
from lantau.rulebook.reading import Reader


def eligible_entity(read: Reader) -> Node:
    """A Hong Kong company or an authorized institution."""
    return Either(Must(read.fact("applicant.is_hk_company")), Must(_is_bank(read)))


def principal_place(read: Reader) -> Node:
    """The address of the principal place of business in Hong Kong is given."""
    return Must(read.fact("applicant.hk_principal_place_of_business"))


def paid_up_capital(read: Reader) -> Node:
    """Paid-up capital less net debit balance, or other approved resources; authorized institutions are out."""
    floor = read.parameter("paid_up_capital_floor")
    own = read.fact("applicant.paid_up_capital_hkd_cents") - read.fact("applicant.net_debit_balance_hkd_cents")
    other = read.fact("applicant.other_approved_resources_hkd_cents")
    return Either(
        Must(own, ">=", floor, limb="capital"),
        Must(other, ">=", floor, when=Must(other.recorded), limb="other_resources"),
        when=_not_bank(read),
    )


def documents(read: Reader) -> Node:
    """Every item that Annex B asks of this applicant."""
    filed, required = (
        read.fact("applicant.annex_b_items_filed_count"),
        read.fact("applicant.annex_b_items_required_count"),
    )
    return Must(filed, ">=", required)


def business_plan(read: Reader) -> Node:
    """A business plan of enough years."""
    return Must(read.fact("applicant.business_plan_years"), ">=", read.parameter("business_plan_years"))


def budget(read: Reader) -> Node:
    """A budget of enough years."""
    return Must(read.fact("applicant.budget_years"), ">=", read.parameter("budget_years"))


def audited_accounts(read: Reader) -> Node:
    """Audited accounts of enough years."""
    return Must(read.fact("applicant.audited_accounts_years"), ">=", read.parameter("audited_accounts_years"))


def independent_directors(read: Reader) -> Node:
    """A share of the board is independent; compared by cross-multiplying."""
    share = read.fact("applicant.board_count").share(read.parameter("independent_director_share"))
    return Must(read.fact("applicant.independent_director_count"), ">=", share, when=_not_bank(read))


def chief_executive(read: Reader) -> Node:
    """The chief executive of a licensee that is no bank, and each alternate, live in Hong Kong."""
    return Must(read.fact("applicant.chief_executive_resident_hk"), when=_not_bank(read))


def stablecoin_manager(read: Reader) -> Node:
    """The stablecoin manager of a bank lives in Hong Kong."""
    return Must(read.fact("applicant.stablecoin_manager_resident_hk"), when=Must(_is_bank(read)))


def _is_bank(read: Reader) -> Measure:
    return read.fact("applicant.is_authorized_institution")


def _not_bank(read: Reader) -> Node:
    return Must(_is_bank(read), "==", read.no())


FUNCTIONS: Mapping[str, Logic] = {
    "application.eligible_entity": eligible_entity,
    "application.principal_place": principal_place,
    "application.paid_up_capital": paid_up_capital,
    "application.documents": documents,
    "application.business_plan": business_plan,
    "application.budget": budget,
    "application.audited_accounts": audited_accounts,
    "application.independent_directors": independent_directors,
    "application.chief_executive": chief_executive,
    "application.stablecoin_manager": stablecoin_manager,
}
