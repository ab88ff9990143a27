"""Which roles may make and check each operation, and where the Guideline asks that nobody acts alone.

``G`` is the Monetary Authority's Guideline on Supervision of Licensed Stablecoin Issuers, read in Chinese:
2.1.1 and 3.1.1 ask for policies with enough segregation of duties (足夠職能分離) and strict authorisation, for the
reserve and for issue and redemption; 6.5.3 that no person can carry out a high-risk operation alone
(任何人無法單方面執行), among operations such as minting, burning, freezing and unfreezing; 6.5.4 that operations are
given to different authorised people and that nobody has full control over roles; 6.2.4 and 7.1.8 that compliance
and internal audit are independent of the front line, and 7.1.9 of each other.

A role is held in an organisation and reaches no further: whoever makes an operation says ``for_`` which organisations
it is done, by their party ids, and the actor must belong to one of them. The supervisor's own operations are done for
``SUPERVISOR``. There is no default, so no operation can leave it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lantau.access.refusals import FOUR_EYES, INCOMPATIBLE_ROLES, NOT_OWN_ORGANISATION, NOT_PERMITTED
from lantau.access.values import ROLES, SYSTEM, Actor
from lantau.refusal import Refusal, Refused

RESERVE = "G 2.1.1"
COINS = "G 3.1.1, 6.5.3, 6.5.4"
FREEZE = "G 6.5.3, 6.5.4"
PEOPLE = "G 2.1.1, 3.1.1, 6.5.4"
HOUSE = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """Who may make an operation; with ``four_eyes``, who may check it, and the paragraph that asks for it."""

    roles: frozenset[str]
    four_eyes: bool = False
    checker_roles: frozenset[str] = frozenset()
    citation: str = ""

    def __post_init__(self) -> None:
        assert self.roles and self.roles | self.checker_roles <= ROLES.keys(), "an operation names known roles"
        assert self.four_eyes == bool(self.checker_roles), "four eyes and checking roles go together"


def _by(*roles: str) -> Operation:
    return Operation(frozenset(roles))


def _two(made_by: tuple[str, ...], checked_by: tuple[str, ...], citation: str) -> Operation:
    return Operation(frozenset(made_by), True, frozenset(checked_by), citation)


OPERATIONS: dict[str, Operation] = {
    "access.enlist": _two(("compliance_officer",), ("compliance_officer", "issuer_checker"), PEOPLE),
    "access.appoint": _two(("compliance_officer",), ("compliance_officer", "issuer_checker"), PEOPLE),
    "access.revoke": _two(("compliance_officer",), ("compliance_officer", "issuer_checker"), PEOPLE),
    "pilot.admit": _two(("supervisor",), ("supervisor",), HOUSE),
    "pilot.stage": _two(("supervisor",), ("supervisor",), HOUSE),
    "pilot.observe": _by("supervisor", "applicant", "issuer_operator", "compliance_officer"),
    "pilot.evidence": _by("applicant", "issuer_operator", "compliance_officer"),
    "pilot.act": _by("applicant", "issuer_operator"),
    "coin.register": _by("supervisor", "applicant"),
    "application.file": _by("applicant"),
    "application.decide": _two(("supervisor",), ("supervisor",), HOUSE),
    "licence.direct": _two(("supervisor",), ("supervisor",), HOUSE),
    "identity.take_on": _by("issuer_operator", "compliance_officer"),
    "identity.enrol": _by("applicant", "supervisor", "system"),
    "identity.end": _by("compliance_officer", "mlro"),
    "identity.screen": _by("compliance_officer", "mlro", "system"),
    "identity.forget": _two(("compliance_officer",), ("compliance_officer", "mlro", "issuer_checker"), HOUSE),
    "identity.verify": _by("compliance_officer"),
    "identity.register": _by("issuer_operator", "compliance_officer"),
    "identity.prove": _by("issuer_operator", "compliance_officer", "system"),
    "identity.freeze": _two(("compliance_officer", "mlro"), ("compliance_officer", "mlro", "issuer_checker"), FREEZE),
    "identity.unfreeze": _two(("compliance_officer", "mlro"), ("compliance_officer", "mlro", "issuer_checker"), FREEZE),
    "reserves.open_pool": _two(("treasury",), ("issuer_checker",), RESERVE),
    "reserves.contribute": _two(("treasury",), ("issuer_checker",), RESERVE),
    "reserves.mature": _two(("treasury",), ("issuer_checker",), RESERVE),
    "reserves.place": _two(("treasury",), ("issuer_checker",), RESERVE),
    "reserves.buy": _two(("treasury",), ("issuer_checker",), RESERVE),
    "reserves.attest": _two(("treasury", "compliance_officer"), ("issuer_checker", "compliance_officer"), RESERVE),
    "issuance.register_pool_account": _two(("issuer_operator", "treasury"), ("issuer_checker",), RESERVE),
    "issuance.return_funds": _two(("issuer_operator", "treasury"), ("issuer_checker",), COINS),
    "issuance.receive_bank_message": _by("issuer_operator", "system"),
    "issuance.request": _by("issuer_operator", "holder"),
    "issuance.issue": _two(("issuer_operator",), ("issuer_checker",), COINS),
    "chain.propose": _by("issuer_operator", "issuer_checker", "treasury", "compliance_officer", "mlro"),
    "chain.approve": _two(
        ("issuer_operator", "issuer_checker", "treasury", "compliance_officer", "mlro"),
        ("issuer_operator", "issuer_checker", "treasury", "compliance_officer", "mlro"),
        COINS,
    ),
    "chain.conclude": _by("system", "compliance_officer"),
    "chain.retry": _two(("issuer_operator",), ("issuer_checker",), COINS),
    "issuance.deploy_token": _two(("issuer_operator",), ("issuer_checker",), COINS),
    "issuance.redeem.request": _by("issuer_operator", "holder"),
    "issuance.redeem.validate": _by("issuer_operator", "compliance_officer"),
    "issuance.undo_settlement": _two(("issuer_operator",), ("issuer_checker",), COINS),
    "issuance.redeem.settle": _two(("issuer_operator", "treasury"), ("issuer_checker",), COINS),
    "payments.pay": _by("issuer_operator", "holder"),
    "payments.agree": _by("holder"),
    "payments.present": _by("holder"),
    "payments.examine": _two(("examiner",), ("examiner",), HOUSE),
    "payments.withdraw": _by("holder"),
    "payments.lapse": _by("holder", "system"),
    "treasury.produce": _by("treasury", "system"),
    "treasury.sell": _two(("treasury",), ("treasury",), HOUSE),
    "disclosure.close": _by("compliance_officer", "issuer_operator", "system"),
    "disclosure.discharge": _by("compliance_officer", "auditor"),
    "disclosure.note": _by("issuer_operator", "compliance_officer"),
    "disclosure.file": _by("issuer_operator", "treasury", "compliance_officer", "mlro"),
    "disclosure.review": _by("issuer_checker", "compliance_officer", "auditor", "supervisor"),
    "disclosure.judge": _by("compliance_officer", "supervisor"),
    "disclosure.seal": _by("auditor", "supervisor"),
    "disclosure.draw": _by("auditor", "supervisor"),
    "disclosure.return": _by("compliance_officer"),
    "supervision.note": _by("supervisor"),
    "observations.observe": _by("issuer_operator", "treasury", "compliance_officer", "supervisor", "system"),
}
"""Every operation with its policy. A citation is given where the Guideline asks for four eyes; an empty one is a rule
of the house: the supervisor's own decisions are taken by two as well, though no text binds the supervisor to it."""

INCOMPATIBLE: tuple[tuple[str, frozenset[str], str], ...] = (
    (
        "auditor",
        frozenset({"issuer_operator", "issuer_checker", "treasury", "compliance_officer", "mlro"}),
        "G 7.1.8-7.1.9",
    ),
    ("compliance_officer", frozenset({"issuer_operator", "issuer_checker", "treasury"}), "G 6.2.4, 7.1.8"),
    ("supervisor", frozenset(ROLES) - {"supervisor"}, ""),
)
"""A control function, the roles that one person may not hold beside it, and the paragraph that keeps them apart."""


def operation(name: str) -> Operation:
    """The policy of an operation; a name that is not listed is a bug."""
    assert name in OPERATIONS, f"{name} is not in access.OPERATIONS"
    return OPERATIONS[name]


def require(actor: Actor, name: str, *, for_: Iterable[str]) -> None:
    """Refused unless one of the actor's roles in force may make the operation for one of these organisations.

    ``for_`` holds the party ids of those it may be done for, or ``SUPERVISOR``; an empty one stands for nobody. Refused
    ``access.not_permitted`` by role, then ``access.not_own_organisation``, which does not bind the system.
    """
    policy = operation(name)
    if not actor.roles & policy.roles:
        allowed = ", ".join(sorted(policy.roles))
        raise Refused(
            Refusal(NOT_PERMITTED, f"{actor.id} may not do {name}; it takes {allowed}", "actor", policy.citation)
        )
    _require_own(actor, name, for_)


def _require_own(actor: Actor, name: str, for_: Iterable[str]) -> None:
    if actor == SYSTEM:
        return
    own = sorted(filter(None, for_))
    if actor.organisation_id not in own:
        done_for = " or ".join(own) or "the system alone"
        message = f"{name} is done for {done_for}; {actor.id} belongs to {actor.organisation_id or 'nobody'}"
        raise Refused(Refusal(NOT_OWN_ORGANISATION, message, "actor", operation(name).citation))


def require_two(maker: Actor, checker: Actor | None, name: str, *, for_: Iterable[str]) -> None:
    """As ``require``, and Refused ``access.four_eyes`` unless two distinct people make and check the operation.

    Both belong to one organisation and hold roles for their part. An operation that asks for no second person only
    has its maker required, but a checker who is named must still be another person.
    """
    require(maker, name, for_=for_)
    policy = operation(name)
    if checker is None:
        if policy.four_eyes:
            _refuse(policy, f"{name} has a maker, {maker.id}, and no checker")
        return
    if checker.id == maker.id:
        _refuse(policy, f"{maker.id} cannot check their own {name}")
    if policy.four_eyes and not checker.roles & policy.checker_roles:
        allowed = ", ".join(sorted(policy.checker_roles))
        _refuse(policy, f"{checker.id} may not check {name}; it takes {allowed}")
    if checker.organisation_id != maker.organisation_id:
        _refuse(policy, f"{checker.id} and {maker.id} belong to different organisations")


def require_compatible(roles: frozenset[str], person_id: str) -> None:
    """Refused ``access.incompatible_roles`` if one person would hold a control function and what it controls."""
    for control, apart, citation in INCOMPATIBLE:
        clash = roles & apart
        if control in roles and clash:
            message = f"{person_id} would be {control} and {', '.join(sorted(clash))}"
            raise Refused(Refusal(INCOMPATIBLE_ROLES, message, "roles", citation))


def _refuse(policy: Operation, message: str) -> None:
    raise Refused(Refusal(FOUR_EYES, message, "checker", policy.citation))
