"""Who may do what: every operation, its makers and checkers, and the paragraph that wants two people."""

from __future__ import annotations

import pytest

from lantau.access import OPERATIONS, ROLES, SYSTEM, Actor, require, require_two
from lantau.access.policy import INCOMPATIBLE, require_compatible
from lantau.refusal import Refused

CITED = {
    "issuance.issue": "G 3.1.1, 6.5.3, 6.5.4",
    "issuance.redeem.settle": "G 3.1.1, 6.5.3, 6.5.4",
    "reserves.open_pool": "G 2.1.1",
    "reserves.place": "G 2.1.1",
    "reserves.buy": "G 2.1.1",
    "reserves.attest": "G 2.1.1",
    "identity.freeze": "G 6.5.3, 6.5.4",
    "identity.unfreeze": "G 6.5.3, 6.5.4",
    "access.enlist": "G 2.1.1, 3.1.1, 6.5.4",
    "access.appoint": "G 2.1.1, 3.1.1, 6.5.4",
    "access.revoke": "G 2.1.1, 3.1.1, 6.5.4",
}
"""Operations that the Guideline wants no single person to carry out."""


ISSUER = "pty-issuer"
OWN = (ISSUER,)


def actor(person_id: str, *roles: str, organisation_id: str = ISSUER) -> Actor:
    return Actor(person_id, person_id.title(), frozenset(roles), organisation_id)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusal.code.name


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_make_exactly_the_operations_that_name_it(name: str, role: str) -> None:
    if role in OPERATIONS[name].roles:
        require(actor("ann", role), name, for_=OWN)
        return
    with pytest.raises(Refused) as refused:
        require(actor("ann", role), name, for_=OWN)
    assert code(refused) == "access.not_permitted"
    assert all(allowed in refused.value.refusal.message for allowed in OPERATIONS[name].roles)


@pytest.mark.parametrize("name", [name for name, policy in OPERATIONS.items() if policy.four_eyes])
def test_four_eyes_take_two_people_who_may(name: str) -> None:
    policy = OPERATIONS[name]
    makes, checks = min(policy.roles), min(policy.checker_roles)
    ann, ben = actor("ann", makes, checks), actor("ben", checks)
    require_two(ann, ben, name, for_=OWN)
    outsider = actor("eve", checks, organisation_id="pty-other")
    for checker in (None, ann, actor("dan", "holder"), actor("joe"), outsider):
        with pytest.raises(Refused) as refused:
            require_two(ann, checker, name, for_=OWN)
        assert code(refused) == "access.four_eyes"
        assert refused.value.refusal.citation == policy.citation
    with pytest.raises(Refused) as refused:
        require_two(actor("joe"), ben, name, for_=OWN)
    assert code(refused) == "access.not_permitted"


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_role_reaches_no_further_than_the_organisation_it_is_held_in(name: str) -> None:
    policy = OPERATIONS[name]
    ann, ben = actor("ann", min(policy.roles)), actor("ben", *policy.checker_roles)
    checker = ben if policy.four_eyes else None
    require_two(ann, checker, name, for_=("pty-other", ISSUER))
    for others in (("pty-other",), ("pty-other", "supervisor"), ("",), ()):
        with pytest.raises(Refused) as refused:
            require_two(ann, checker, name, for_=others)
        assert code(refused) == "access.not_own_organisation"
        assert refused.value.refusal.citation == policy.citation
        assert all(other in refused.value.refusal.message for other in others)


def test_who_belongs_to_no_organisation_acts_for_none() -> None:
    with pytest.raises(Refused) as refused:
        require(actor("ann", "holder", organisation_id=""), "payments.pay", for_=("",))
    assert code(refused) == "access.not_own_organisation"


def test_the_system_acts_for_everybody_where_its_role_may_act_at_all() -> None:
    require(SYSTEM, "disclosure.close", for_=("pty-other",))
    with pytest.raises(Refused) as refused:
        require(SYSTEM, "issuance.request", for_=("pty-other",))
    assert code(refused) == "access.not_permitted"
    with pytest.raises(Refused) as refused:
        require(actor("ann", "system", organisation_id=""), "disclosure.close", for_=("pty-other",))
    assert code(refused) == "access.not_own_organisation", "the role alone is not the system"


def test_the_guideline_is_cited_where_it_asks_for_two_people() -> None:
    assert all(OPERATIONS[name].four_eyes and OPERATIONS[name].citation == cited for name, cited in CITED.items())
    assert OPERATIONS["application.decide"].four_eyes


def test_one_person_may_make_what_asks_for_no_second() -> None:
    require_two(actor("ann", "issuer_operator"), None, "payments.pay", for_=OWN)
    with pytest.raises(Refused) as refused:
        require_two(actor("ann", "issuer_operator"), actor("ann", "issuer_checker"), "payments.pay", for_=OWN)
    assert code(refused) == "access.four_eyes"


def test_an_auditor_is_nobody_s_second_pair_of_eyes() -> None:
    assert not any(
        policy.four_eyes and "auditor" in policy.roles | policy.checker_roles for policy in OPERATIONS.values()
    )


def test_an_operation_that_is_not_listed_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        require(actor("ann", "issuer_operator"), "issuance.give_away", for_=OWN)


@pytest.mark.parametrize(("control", "apart", "citation"), INCOMPATIBLE)
def test_control_functions_stay_apart_from_the_front_line(control: str, apart: frozenset[str], citation: str) -> None:
    require_compatible(frozenset({control}), "ann")
    for role in apart:
        with pytest.raises(Refused) as refused:
            require_compatible(frozenset({control, role}), "ann")
        assert code(refused) == "access.incompatible_roles"


def test_an_issuer_s_operator_may_check_and_a_compliance_officer_may_report() -> None:
    require_compatible(frozenset({"issuer_operator", "treasury"}), "ann")
    require_compatible(frozenset({"compliance_officer", "mlro"}), "ben")


def test_an_unknown_role_makes_no_actor() -> None:
    with pytest.raises(AssertionError):
        actor("ann", "king")
