"""Technology and accounts of customers: assets, changes, environments, networks, logging in, regular duties."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.counts import covering
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every
from lantau.rulebook.reading import Reader

REGULAR = (
    "key_recovery_drill",
    "key_record_inspection",
    "security_baseline_review",
    "access_recertification",
    "secure_area_review",
    "problem_trend_review",
    "network_review",
    "cyber_risk_assessment",
    "cyber_awareness",
    "cyber_test",
    "operational_risk_assessment",
    "third_party_risk_assessment",
    "third_party_quality_review",
    "third_party_contract_review",
    "third_party_contingency_test",
)
"""The duties that the text asks for regularly without a number."""


def regular(kind: str) -> Logic:
    """The logic of one regular duty: not overdue by the interval that the licensee set."""

    def in_interval(read: Reader) -> Node:
        return Must(
            read.fact("regular_duty.as_of"),
            "<=",
            read.fact("regular_duty.next_due_on"),
            when=Must(read.fact("regular_duty.kind"), "==", read.word("regular_duty.kind", kind)),
        )

    return in_interval


def unique_log_ins(read: Reader) -> Node:
    """Each log-in belongs to one person."""
    return covering(read, "it_access.personal_accounts_count", "it_access.accounts_count")


def strong_authentication(read: Reader) -> Node:
    """Each high-risk function asks for several factors."""
    return covering(read, "it_access.strongly_authenticated_count", "it_access.high_risk_functions_count")


def encryption(read: Reader) -> Node:
    """Sensitive information is encrypted at rest and on its way."""
    sensitive = Must(read.fact("information.sensitive"))
    return every(read, "information.encrypted_in_store", "information.encrypted_end_to_end", when=sensitive)


def asset_list(read: Reader) -> Node:
    """Everything in use is listed."""
    return covering(read, "it_assets.listed_count", "it_assets.in_use_count")


def go_live(read: Reader) -> Node:
    """Tested and approved."""
    return every(read, "system_release.tested", "system_release.approved")


def major_project(read: Reader) -> Node:
    """A major project is reviewed and attacked by an independent third party, and its source is read."""
    return every(
        read,
        "system_release.independent_review",
        "system_release.penetration_tested",
        "system_release.source_reviewed",
        when=Must(read.fact("system_release.major_project")),
    )


def environments_apart(read: Reader) -> Node:
    """Apart, reached by the authorised only, vendors watched."""
    return Every(
        Must(read.fact("it_environments.apart"), limb="apart"),
        Must(read.fact("it_environments.access_authorised"), limb="access"),
        Must(
            read.fact("it_environments.vendor_watched"),
            when=Must(read.fact("it_environments.vendor_has_access")),
            limb="vendor",
        ),
    )


def test_data(read: Reader) -> Node:
    """Production data are used in tests only without what is sensitive and with the owner's approval."""
    return every(
        read, "test_data.desensitised", "test_data.owner_approved", when=Must(read.fact("test_data.from_production"))
    )


def change(read: Reader) -> Node:
    """Approved, or consented to in an emergency; effect known, reversible, recorded."""
    return Every(
        Either(
            Must(read.fact("system_change.approved"), limb="approval"),
            every(read, "system_change.emergency", "system_change.emergency_consent"),
        ),
        Must(read.fact("system_change.effect_known"), limb="effect"),
        Must(read.fact("system_change.reversible"), limb="way_back"),
        Must(read.fact("system_change.recorded"), limb="record"),
    )


def network_paths(read: Reader) -> Node:
    """Each critical link has another path."""
    return covering(read, "network.links_with_fallback_count", "network.critical_links_count")


def ledger_loss_records(read: Reader) -> Node:
    """Backup records cover every coin, and a procedure is ready."""
    recorded, outstanding = (
        read.fact("backup_records.par_recorded_micros"),
        read.fact("backup_records.par_in_circulation_micros"),
    )
    return Every(
        Must(recorded, ">=", outstanding, limb="records"),
        Must(read.fact("backup_records.procedure_ready"), limb="procedure"),
    )


def opening_identity(read: Reader) -> Node:
    """The prospective customer is authenticated."""
    return Must(read.fact("account_opening.identity_authenticated"))


def secure_channel(read: Reader) -> Node:
    """A secure channel, of which the customer is told, and a warning against others."""
    return Every(
        Must(
            read.fact("account_opening.secure_channels_count"),
            ">=",
            read.parameter("secure_channels_min"),
            limb="channel",
        ),
        Must(read.fact("account_opening.channels_told"), limb="told"),
        Must(read.fact("account_opening.warned"), limb="warned"),
    )


def registration(read: Reader) -> Node:
    """Only the customer's own is registered."""
    return Must(read.fact("account_registration.customers_own"))


def authenticated(read: Reader) -> Node:
    """Authenticated for this operation."""
    return Must(read.fact("account_operation.authenticated"))


def two_factors(read: Reader) -> Node:
    """Two kinds of factor where the licensee decided on them."""
    return Must(
        read.fact("account_operation.factor_kinds_count"),
        ">=",
        read.parameter("two_factor_kinds"),
        when=Must(read.fact("account_operation.two_factor_applies")),
    )


def factors_protected(read: Reader) -> Node:
    """What is sent, one-time passwords and bound devices: each protected where it is used."""
    used = (
        ("code_sent_securely", "code_sent"),
        ("one_time_secret_protected", "one_time_password_used"),
        ("device_safeguarded", "bound_device_used"),
    )
    return Every(
        *(
            Must(
                read.fact(f"account_operation.{safeguard}"),
                when=Must(read.fact(f"account_operation.{use}")),
                limb=safeguard,
            )
            for safeguard, use in used
        )
    )


def notice(read: Reader) -> Node:
    """The customer is told."""
    return Must(read.fact("account_operation.notice_sent"))


def login_controls(read: Reader) -> Node:
    """The controls that the text lists as the least."""
    expiry = Must(
        read.fact("account_system.one_time_passwords_expire"),
        when=Must(read.fact("account_system.one_time_passwords")),
        limb="one_time_passwords_expire",
    )
    listed = ("password_strength", "password_reminder", "attempts_limited", "sessions_time_out", "authentication_timed")
    return Every(*(Must(read.fact(f"account_system.{name}"), limb=name) for name in listed), expiry)


def audit_trail(read: Reader) -> Node:
    """Every act recorded, access controlled, mechanism secure."""
    return Every(
        covering(read, "account_log.recorded_count", "account_log.acts_count", limb="complete"),
        Must(read.fact("account_log.access_controlled"), limb="access"),
        Must(read.fact("account_log.secure"), limb="secure"),
    )


def history_viewable(read: Reader) -> Node:
    """Customers see their history."""
    return Must(read.fact("account_system.history_viewable"))


def access_watched(read: Reader) -> Node:
    """Fraud is watched for and stopped."""
    return Must(read.fact("account_system.access_watched"))


def own_limits_offered(read: Reader) -> Node:
    """Customers can set limits."""
    return Must(read.fact("account_system.own_limits_offered"))


def security_advice_given(read: Reader) -> Node:
    """Customers get advice."""
    return Must(read.fact("account_system.security_advice_given"))


def flagged_reviewed(read: Reader) -> Node:
    """What is suspicious or high-risk is reviewed."""
    return Must(read.fact("account_operation.specifically_reviewed"), when=Must(read.fact("account_operation.flagged")))


def own_limit(read: Reader) -> Node:
    """Within the limit that the customer set, where it set one."""
    return Must(
        read.fact("account_operation.amount_micros"),
        "<=",
        read.fact("account_operation.own_limit_micros"),
        when=Must(read.fact("account_operation.has_own_limit")),
    )


def program_access(read: Reader) -> Node:
    """Access by program is secured and documented where it is offered."""
    return every(
        read,
        "account_system.api_authenticated",
        "account_system.api_integrity",
        "account_system.api_confidential",
        "account_system.api_authorised",
        "account_system.api_documented",
        when=Must(read.fact("account_system.api_offered")),
    )


FUNCTIONS: Mapping[str, Logic] = {
    "technology.unique_log_ins": unique_log_ins,
    "technology.strong_authentication": strong_authentication,
    "technology.encryption": encryption,
    "technology.asset_list": asset_list,
    "technology.go_live": go_live,
    "technology.major_project": major_project,
    "technology.environments_apart": environments_apart,
    "technology.test_data": test_data,
    "technology.change": change,
    "technology.network_paths": network_paths,
    "technology.ledger_loss_records": ledger_loss_records,
    "technology.opening_identity": opening_identity,
    "technology.secure_channel": secure_channel,
    "technology.registration": registration,
    "technology.authenticated": authenticated,
    "technology.two_factors": two_factors,
    "technology.factors_protected": factors_protected,
    "technology.notice": notice,
    "technology.login_controls": login_controls,
    "technology.audit_trail": audit_trail,
    "technology.history_viewable": history_viewable,
    "technology.access_watched": access_watched,
    "technology.own_limits_offered": own_limits_offered,
    "technology.security_advice_given": security_advice_given,
    "technology.flagged_reviewed": flagged_reviewed,
    "technology.own_limit": own_limit,
    "technology.program_access": program_access,
    **{f"technology.regular_{kind}": regular(kind) for kind in REGULAR},
}
