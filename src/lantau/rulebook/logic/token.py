"""Operations of a token: who may do them, with how many hands, on which audited code, on which ledger."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.counts import covering
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every
from lantau.rulebook.reading import Reader


def operations_identified(read: Reader) -> Node:
    """Each function that only a role may call has a written operation."""
    return covering(read, "contract.functions_with_level_count", "contract.privileged_functions_count")


def authorisation_level(read: Reader) -> Node:
    """A level is set, its approvals are given and its conditions are met."""
    return Every(
        Must(read.fact("operation.level_set"), limb="level"),
        Must(
            read.fact("operation.approved_by_count"),
            ">=",
            read.fact("operation.approvals_required_count"),
            limb="approvals",
        ),
        Must(read.fact("operation.conditions_met"), limb="conditions"),
    )


def no_single_person(read: Reader) -> Node:
    """A high-risk operation or a change of roles takes more than one person, by design and in fact."""
    kind = read.fact("operation.kind")
    return Every(
        Must(read.fact("operation.fewest_persons_count"), ">", read.parameter("unilateral_persons"), limb="design"),
        Must(read.fact("operation.approved_by_another"), limb="act"),
        when=Either(
            Must(read.fact("operation.high_risk")),
            Must(kind, "==", read.word("operation.kind", "role_change")),
        ),
    )


def velocity_limit(read: Reader) -> Node:
    """What moved in the window stays within the limit, where the licensee adopted one."""
    return Must(
        read.fact("operation.moved_in_window_micros"),
        "<=",
        read.fact("operation.velocity_limit_micros"),
        when=Must(read.fact("operation.has_velocity_limit")),
    )


def mint_whitelist(read: Reader) -> Node:
    """A mint goes to a whitelisted wallet, where the licensee adopted the list."""
    mint = Must(read.fact("operation.kind"), "==", read.word("operation.kind", "mint"))
    return Must(
        read.fact("operation.destination_whitelisted"),
        when=Every(mint, Must(read.fact("operation.whitelist_applies"))),
    )


def time_lock(read: Reader) -> Node:
    """Executed once the delay is over, where the licensee adopted one."""
    return Must(
        read.fact("operation.executed_at"),
        ">=",
        read.fact("operation.delay_ends_at"),
        when=Must(read.fact("operation.has_delay")),
    )


def before_sending(read: Reader) -> Node:
    """Signed in advance, simulated, examined: each where the licensee adopted it for the operation."""
    adopted = (
        ("pre_signed", "pre_signing_applies"),
        ("simulated", "simulation_applies"),
        ("signed_transaction_examined", "signed_check_applies"),
    )
    return Every(
        *(
            Must(read.fact(f"operation.{done}"), when=Must(read.fact(f"operation.{applies}")), limb=done)
            for done, applies in adopted
        )
    )


def authorised_staff(read: Reader) -> Node:
    """Everybody who took part is authorised, vetted and trained."""
    persons = read.fact("operation.persons_count")
    return Every(
        *(
            Must(read.fact(f"operation.{quality}_persons_count"), ">=", persons, limb=quality)
            for quality in ("authorised", "vetted", "trained")
        )
    )


def segregation(read: Reader) -> Node:
    """No one person holds both operations of a pair that is kept apart."""
    return covering(read, "token_roles.pairs_apart_count", "token_roles.incompatible_pairs_count")


def role_management(read: Reader) -> Node:
    """Changing the roles takes more than one person."""
    return Must(read.fact("token_roles.fewest_persons_count"), ">", read.parameter("unilateral_persons"))


def roles_in_authorised_hands(read: Reader) -> Node:
    """Every role in force is held by somebody authorised for it today."""
    return covering(read, "token_roles.authorised_grants_count", "token_roles.active_grants_count")


def audited_source(read: Reader) -> Node:
    """The code deployed is the code that a qualified third party audited."""
    return every(
        read, "contract.audited_source_is_deployed", "contract.auditor_is_third_party", "contract.auditor_qualified"
    )


def audit_outcome(read: Reader) -> Node:
    """The audit assures execution, function and the absence of weaknesses."""
    return every(
        read,
        "contract.audit_confirms_execution",
        "contract.audit_confirms_function",
        "contract.audit_confirms_no_weakness",
    )


def ledger_watch(read: Reader) -> Node:
    """Availability, capacity, performance and expected updates are watched."""
    return every(
        read,
        "distributed_ledger.availability_watched",
        "distributed_ledger.capacity_watched",
        "distributed_ledger.performance_watched",
        "distributed_ledger.updates_watched",
    )


def ledger_anomalies(read: Reader) -> Node:
    """Every anomaly seen is reported."""
    return covering(read, "distributed_ledger.anomalies_reported_count", "distributed_ledger.anomalies_count")


FUNCTIONS: Mapping[str, Logic] = {
    "token.operations_identified": operations_identified,
    "token.authorisation_level": authorisation_level,
    "token.no_single_person": no_single_person,
    "token.velocity_limit": velocity_limit,
    "token.mint_whitelist": mint_whitelist,
    "token.time_lock": time_lock,
    "token.before_sending": before_sending,
    "token.authorised_staff": authorised_staff,
    "token.segregation": segregation,
    "token.role_management": role_management,
    "token.roles_in_authorised_hands": roles_in_authorised_hands,
    "token.audited_source": audited_source,
    "token.audit_outcome": audit_outcome,
    "token.ledger_watch": ledger_watch,
    "token.ledger_anomalies": ledger_anomalies,
}
