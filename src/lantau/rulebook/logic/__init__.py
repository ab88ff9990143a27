"""The logic of the rules, one typed function each, by topic; ``FUNCTIONS`` lists every one that law may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lantau.rulebook.comparisons import Node
from lantau.rulebook.logic import application, mainland, obligations, orders, perimeter, redemption, reserve, transfer
from lantau.rulebook.reading import Reader

Logic = Callable[[Reader], Node]
"""A rule's logic: reads facts and parameters, answers with the comparison."""

FUNCTIONS: Mapping[str, Logic] = {
    "application.eligible_entity": application.eligible_entity,
    "application.principal_place": application.principal_place,
    "application.paid_up_capital": application.paid_up_capital,
    "application.documents": application.documents,
    "application.business_plan": application.business_plan,
    "application.budget": application.budget,
    "application.audited_accounts": application.audited_accounts,
    "application.independent_directors": application.independent_directors,
    "application.chief_executive": application.chief_executive,
    "application.stablecoin_manager": application.stablecoin_manager,
    "perimeter.licence": perimeter.licence,
    "perimeter.pilot_scope": perimeter.pilot_scope,
    "orders.customer": orders.customer,
    "orders.due_diligence": orders.due_diligence,
    "orders.bank_account": orders.bank_account,
    "orders.wallet": orders.wallet,
    "orders.funds_received": orders.funds_received,
    "orders.funds_currency": orders.funds_currency,
    "orders.backed_after": orders.backed_after,
    "orders.backed_after_without_frozen": orders.backed_after_without_frozen,
    "orders.eligible_backed_after": orders.eligible_backed_after,
    "orders.eligible_backed_after_without_frozen": orders.eligible_backed_after_without_frozen,
    "orders.cap": orders.cap,
    "orders.licence_cap": orders.licence_cap,
    "redemption.valid_request": redemption.valid_request,
    "redemption.fee": redemption.fee,
    "redemption.no_interest": redemption.no_interest,
    "redemption.clock": redemption.clock,
    "transfer.names_and_accounts": transfer.names_and_accounts,
    "transfer.identifying_data": transfer.identifying_data,
    "transfer.originator_verified": transfer.originator_verified,
    "transfer.counterparty": transfer.counterparty,
    "transfer.screening": transfer.screening,
    "reserve.full_backing": reserve.full_backing,
    "reserve.full_backing_without_frozen": reserve.full_backing_without_frozen,
    "reserve.eligible_backing": reserve.eligible_backing,
    "reserve.eligible_backing_without_frozen": reserve.eligible_backing_without_frozen,
    "reserve.eligible": reserve.eligible,
    "reserve.tokenised": reserve.tokenised,
    "reserve.currency": reserve.currency,
    "reserve.custodian": reserve.custodian,
    "reserve.unencumbered": reserve.unencumbered,
    "obligations.daily_statement": obligations.daily_statement,
    "obligations.weekly_report": obligations.weekly_report,
    "obligations.weekly_publication": obligations.weekly_publication,
    "obligations.attestation_report": obligations.attestation_report,
    "obligations.stress_test": obligations.stress_test,
    "obligations.reserve_policy_review": obligations.reserve_policy_review,
    "obligations.issuance_policy_review": obligations.issuance_policy_review,
    "obligations.risk_framework_review": obligations.risk_framework_review,
    "obligations.contract_audit": obligations.contract_audit,
    "obligations.exit_plan_review": obligations.exit_plan_review,
    "obligations.exit_plan_drill": obligations.exit_plan_drill,
    "obligations.audited_accounts": obligations.audited_accounts,
    "obligations.reserve_breach_report": obligations.reserve_breach_report,
    "obligations.issuance_breach_report": obligations.issuance_breach_report,
    "mainland.offshore_yuan": mainland.offshore_yuan,
}
