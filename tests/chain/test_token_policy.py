"""A token policy covers every function, or says what is missing; one that contradicts itself is refused by its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from lantau.chain.coin_contract import coin
from lantau.chain.token_policy import DELAYED_FUNCTIONS, KINDS, TokenPolicy, gaps, privileged_functions
from lantau.chain.token_policy_file import read_token_policy, read_token_policy_text
from lantau.refusal import Refused
from tests.chain.deployed_coin import key

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "policies" / "token-policy.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")


def policy(*changes: tuple[str, str]) -> TokenPolicy:
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return read_token_policy_text(text, "p.toml")


def refused(*changes: tuple[str, str]) -> tuple[str, str]:
    """Where and by which paragraph."""
    with pytest.raises(Refused) as caught:
        policy(*changes)
    assert caught.value.refusal.code.name == "chain.bad_policy"
    return caught.value.refusal.where, caught.value.refusal.citation


def test_the_example_covers_every_privileged_function_and_every_kind_the_guideline_names() -> None:
    read = read_token_policy(EXAMPLE)
    assert gaps(read, coin()) == ()
    assert {each.kind for each in read.operations} == set(KINDS)
    assert all(read.operation_for(name) is not None for name in privileged_functions(coin()))
    assert coin().functions.keys() >= DELAYED_FUNCTIONS
    assert all((each := read.operation_for(name)) is not None and each.high_risk for name in DELAYED_FUNCTIONS)


def test_no_high_risk_operation_can_be_done_by_one_and_roles_take_three() -> None:
    read = policy()
    assert all(each.fewest_persons >= 3 for each in read.operations if each.high_risk)
    assert read.fewest_for_roles == 3


def test_what_the_policy_leaves_out_or_names_for_nothing_is_a_gap() -> None:
    read = policy(('functions = ["pause"]', 'functions = ["holdEverything"]'))
    assert {(each.subject, each.citation) for each in gaps(read, coin())} == {
        ("pause", "G 6.5.3"),
        ("holdEverything", "G 6.5.3"),
    }
    without_kind = policy(('kind = "resume"', 'kind = "configure"'))
    assert [each.subject for each in gaps(without_kind, coin())] == ["resume"]


def test_the_strictest_operation_counts_for_a_function_of_two() -> None:
    read = policy()
    frozen, minted = read.operation_for("setFrozenTokens"), read.operation_for("mint")
    assert frozen is not None and (frozen.name, frozen.approvals) == ("unfreeze", 2)
    assert minted is not None and minted.name == "mint_by_hand"
    assert read.operation_for("transferFrom") is None


def test_who_is_behind_an_address_is_told_from_hands_and_persons() -> None:
    read = policy()
    assert read.persons_behind(key("owner").address) == {"ho", "lam", "ng"}
    assert read.persons_behind(key("attestor 0").address) == {"au"}
    assert read.persons_behind("") == read.persons_behind("0x" + "77" * 20) == frozenset()
    assert read.attestor_addresses() == tuple(sorted(key(f"attestor {each}").address for each in range(3)))


def test_a_persons_id_in_the_books_may_be_another_than_the_label() -> None:
    read = policy(("[person.ho]\nname", '[person.ho]\nid = "per_01"\nname'))
    found = read.person_of("per_01")
    assert found is not None and found.label == "ho"
    assert read.person_of("ho") is None


@pytest.mark.parametrize(
    ("old", "new", "where", "citation"),
    [
        ('format = "lantau-token-policy-1"', 'format = "2"', "format", ""),
        ('coin = "LQD"', "", "coin", ""),
        ('coin = "LQD"', 'coin = "LQD"\ncolour = "red"', "colour", ""),
        ('coin = "LQD"', 'coin = ""', "coin", ""),
        ('coin = "LQD"', "coin = 5", "coin", ""),
        ("vetted = true", 'vetted = "yes"', "person.ho.vetted", ""),
        ("vetted = true", "", "person.ho.vetted", ""),
        ("vetted = true", "vetted = false", "operation.deploy.approvers", "G 6.5.4"),
        ('name = "Ho Wai-lan"', 'name = "Ho Wai-lan"\nage = 40', "person.ho.age", ""),
        (f'address = "{key("person ho").address}"', 'address = "0x12"', "person.ho.address", ""),
        (f'address = "{key("person ho").address}"', f'address = "0x{"00" * 20}"', "person.ho.address", ""),
        (f'"{key("person ho").address}"', f'"{key("person lam").address}"', "person.lam.address", ""),
        ("[role.rescuer]", "[role.king]", "role.king", ""),
        (f'addresses = ["{key("owner").address}"]', "addresses = []", "role.owner.addresses", ""),
        (
            f'addresses = ["{key("owner").address}"]',
            f'addresses = ["{key("owner").address}", "{key("x").address}"]',
            "role.owner.addresses",
            "",
        ),
        (
            f'addresses = ["{key("owner").address}"]',
            f'addresses = ["{key("enforcer").address}"]',
            "role.enforcer.addresses",
            "G 6.5.4",
        ),
        ('persons = ["ho", "lam", "ng"]', 'persons = ["ho", "lam", "nobody"]', "role.owner.persons", ""),
        ('persons = ["ho", "lam", "ng"]', 'persons = ["ho", "lam", "ho"]', "role.owner.persons", ""),
        ('persons = ["ho", "lam", "ng"]', 'persons = ["ho", "lam", "chan"]', "role.master_minter.persons", "G 6.5.4"),
        ('persons = ["ma", "yip", "tse"]', 'persons = ["ma", "yip", "au"]', "attestors.persons", "G 6.5.4"),
        ("threshold = 2", "threshold = 4", "attestors.threshold", ""),
        ("threshold = 2", "threshold = 0", "attestors.threshold", ""),
        ('kind = "deploy"', 'kind = "launch"', "operation.deploy.kind", ""),
        ('role = "deployer"', 'role = "boss"', "operation.deploy.role", ""),
        ("approvals = 2", "approvals = 1", "operation.deploy.approvals", "G 6.5.3"),
        ("approvals = 2", "approvals = 3", "operation.deploy.approvers", ""),
        ("approvals = 2", "approvals = true", "operation.deploy.approvals", ""),
        ('risk = "high"', 'risk = "low"', "operation.deploy.risk", ""),
        (
            'trigger = "The board resolved to put',
            'triggers = "The board resolved to put',
            "operation.deploy.triggers",
            "",
        ),
        ('functions = ["deploy"]', "functions = []", "operation.deploy.functions", ""),
        ('functions = ["deploy"]', 'functions = "deploy"', "operation.deploy.functions", ""),
        ("delay_seconds = 172800", "delay_seconds = 9999999", "limits.delay_seconds", ""),
        ("delay_seconds = 172800", "delay_seconds = 1.5", "limits.delay_seconds", ""),
        ('transfer_policy = "closed"', 'transfer_policy = "maybe"', "limits.transfer_policy", ""),
        ("mint_to_whitelist = true", "", "limits.mint_to_whitelist", ""),
        ('operations = ["mint_by_hand", "configure"]', 'operations = ["mint_by_hand"]', "apart[1].operations", ""),
        (
            'operations = ["mint_by_hand", "configure"]',
            'operations = ["mint_by_hand", "burn_on_redemption"]',
            "apart[1].operations",
            "G 6.5.4",
        ),
        ("[limits]", "[limit]", "limit", ""),
    ],
)
def test_what_is_wrong_is_refused_at_its_key(old: str, new: str, where: str, citation: str) -> None:
    assert refused((old, new)) == (f"p.toml: {where}", citation)


def test_a_risk_called_ordinary_does_not_make_a_change_of_roles_one() -> None:
    start = TEXT.index("[operation.roles]")
    roles = TEXT[start : TEXT.index("[operation.terms]")]
    weak = roles.replace('risk = "high"\napprovals = 2', 'risk = "ordinary"\napprovals = 1')
    assert weak != roles
    assert refused((roles, weak)) == ("p.toml: operation.roles.approvals", "G 6.5.3")


def test_a_text_that_is_no_toml_is_refused_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read_token_policy_text("format = 1\nx y", "p.toml")
    assert caught.value.refusal.where == "p.toml:2"
    with pytest.raises(Refused):
        read_token_policy(tmp_path / "nowhere.toml")


def test_the_digest_changes_with_the_text() -> None:
    assert policy().digest != policy(('coin = "LQD"', 'coin = "LQX"')).digest
