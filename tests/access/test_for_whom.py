"""No operation forgets to say for whom it is done: the modules are read as syntax, not run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import lantau
from lantau.access import OPERATIONS, ROLES

ROOT = Path(lantau.__file__).parent
CHECKS = {"require", "require_two"}
OFFICE = {"supervisor", "system"}
"""Roles that act for no issuer and no holder."""


@dataclass(frozen=True)
class Check:
    """One call of require or require_two: the operations it may name (none if its caller does), and for whom it is."""

    place: str
    names: frozenset[str]
    for_: ast.expr | None


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        if path.parent.name != "access" or path.name == "operations.py":
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def checks(place: str, module: ast.Module) -> Iterator[Check]:
    constants = {
        target.id: statement.value
        for statement in module.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and called(call) in CHECKS:
            named = call.args[-1]
            named = constants.get(named.id, named) if isinstance(named, ast.Name) else named
            names = {node.value for node in ast.walk(named) if isinstance(node, ast.Constant)}
            for_ = next((keyword.value for keyword in call.keywords if keyword.arg == "for_"), None)
            yield Check(f"{place}:{call.lineno}", frozenset(name for name in names if isinstance(name, str)), for_)


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def faults(place: str, module: ast.Module) -> list[str]:
    """Calls that say nothing of whom, or name the supervisor alone for what an issuer's or holder's role may do."""
    found = []
    for check in checks(place, module):
        makers = {role for name in check.names for role in OPERATIONS[name].roles} or set(ROLES)
        whose = check.for_.elts if isinstance(check.for_, ast.Tuple) else [check.for_]
        for_parties = [each for each in whose if each is not None and "SUPERVISOR" not in ast.unparse(each)]
        if check.for_ is None or not whose:
            found.append(f"{check.place} says not for whom")
        elif makers - OFFICE and not for_parties:
            found.append(f"{check.place} is done by {sorted(makers - OFFICE)} and names no organisation of theirs")
        elif not makers - OFFICE and for_parties:
            found.append(f"{check.place} is done by {sorted(makers)} alone and names another organisation")
    return found


def test_every_check_names_the_organisation_it_is_done_for() -> None:
    assert [fault for place, module in modules() for fault in faults(place, module)] == []


def test_every_operation_of_the_policy_is_checked_somewhere() -> None:
    checked = {name for place, module in modules() for check in checks(place, module) for name in check.names}
    passed_on = {"access.enlist", "access.appoint", "access.revoke"}
    assert set(OPERATIONS) - checked == passed_on, "those three are named by the caller of one check in access"


def test_every_operation_that_takes_an_actor_checks_them() -> None:
    for place, module in modules():
        if not place.endswith("operations.py"):
            continue
        functions = {each.name: each for each in module.body if isinstance(each, ast.FunctionDef)}
        for function in functions.values():
            if not any(ast.unparse(each) == "refuses" for each in function.decorator_list):
                continue
            if any(each.arg == "actor" for each in function.args.kwonlyargs):
                assert reaches_a_check(function, functions), f"{place}: {function.name} checks nobody"


def reaches_a_check(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> bool:
    """Whether the function, or one of its module that it calls, makes a check."""
    names = {called(call) for call in ast.walk(function) if isinstance(call, ast.Call)}
    return bool(names & CHECKS) or any(
        reaches_a_check(functions[name], functions) for name in names & functions.keys() - {function.name}
    )


@pytest.mark.parametrize(
    ("source", "is_fault"),
    [
        ("access.require(actor, 'payments.pay')", True),
        ("access.require(actor, 'payments.pay', for_=())", True),
        ("access.require(actor, 'payments.pay', for_=(access.SUPERVISOR,))", True),
        ("access.require(actor, 'payments.pay', for_=(payer_id, issuer_id))", False),
        ("ACT = 'issuance.issue'\nrequire_two(actor, checker, ACT)", True),
        ("ACT = 'issuance.issue'\nrequire_two(actor, checker, ACT, for_=(issuer_id,))", False),
        ("access.require(actor, 'supervision.note', for_=(party_id,))", True),
        ("access.require(actor, 'supervision.note', for_=(access.SUPERVISOR,))", False),
    ],
)
def test_the_reading_finds_what_it_looks_for(source: str, is_fault: bool) -> None:
    assert bool(faults("example.py", ast.parse(source))) is is_fault
