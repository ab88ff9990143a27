"""A deployed contract's roles are read back and held against the policy; what departs is a drift and a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lantau.chain.addresses import checksummed
from lantau.chain.coin_contract import coin
from lantau.chain.node import Header, Log, NodeAway
from lantau.chain.permission_matrix import NOBODY, PermissionMatrix, read_matrix, role_facts
from lantau.chain.role_drift import Drift, drift, units_text
from lantau.chain.token_policy import TokenPolicy
from lantau.chain.token_policy_file import read_token_policy
from lantau.rulebook import load
from tests.chain.deployed_coin import DeployedCoin, key

POLICY = read_token_policy(Path(__file__).resolve().parents[2] / "examples" / "policies" / "token-policy.toml")
STRANGER = key("stranger").address


@pytest.fixture(scope="module")
def settled() -> PermissionMatrix:
    deployed = DeployedCoin()
    deployed.as_the_example_policy()
    return read_matrix(deployed.node, deployed.address)


def drifts(matrix: PermissionMatrix, policy: TokenPolicy = POLICY) -> list[tuple[str, str, str]]:
    return [(each.subject, each.severity, each.citation) for each in drift(policy, matrix)]


def outcomes(matrix: PermissionMatrix, policy: TokenPolicy = POLICY) -> dict[str, str]:
    facts = role_facts(policy, matrix, coin())
    found = load("HK").judge("token", facts, subject_id="coin:lqd", on=date(2026, 9, 1))
    wanted = ("segregation", "role_management", "roles_in_authorised_hands", "operations_identified")
    return {each.rule_id.removeprefix("HK.token."): each.outcome.value for each in found if each.rule_id[9:] in wanted}


def test_a_contract_set_as_the_policy_says_agrees_with_it(settled: PermissionMatrix) -> None:
    assert settled.holders["owner"] == key("owner").address
    assert settled.holders["redemption"] == key("redemption").address
    assert [each.address for each in settled.minters] == [key("minter").address]
    assert (settled.delay_seconds, settled.threshold, settled.policy_mode, settled.paused) == (172_800, 2, 1, False)
    assert drift(POLICY, settled) == ()
    assert len(settled.grants()) == 8 + 1 + 3


def test_an_agreeing_contract_meets_the_rules_of_the_gate(settled: PermissionMatrix) -> None:
    assert outcomes(settled) == {
        "operations_identified": "met",
        "segregation": "met",
        "role_management": "met",
        "roles_in_authorised_hands": "met",
    }


def test_a_contract_fresh_from_deployment_lacks_what_the_policy_asks() -> None:
    deployed = DeployedCoin(delay_seconds=3600)
    found = drifts(read_matrix(deployed.node, deployed.address))
    assert found == [
        ("delay", "severe", "G 6.5.3"),
        ("mint_velocity", "severe", "G 6.5.3"),
        ("transfer_policy", "severe", "G 6.5.3"),
        ("minter", "notice", "G 6.5.4"),
    ]


def test_a_role_in_other_hands_is_a_drift_and_a_breach() -> None:
    deployed = DeployedCoin(delay_seconds=0)
    deployed.as_the_example_policy()
    deployed.do("owner", "updatePauser", STRANGER)
    matrix = read_matrix(deployed.node, deployed.address)
    found = [each for each in drift(POLICY, matrix) if each.subject == "pauser"]
    assert [each.severity for each in found] == ["severe"]
    assert checksummed(STRANGER) in found[0].en and checksummed(STRANGER) in found[0].zh
    assert outcomes(matrix)["roles_in_authorised_hands"] == "breached"


def test_a_minter_and_an_attestor_nobody_named_and_an_allowance_too_high_are_drifts() -> None:
    deployed = DeployedCoin(delay_seconds=0)
    deployed.as_the_example_policy()
    deployed.do("master_minter", "configureMinter", key("minter").address, 100_000_000_001)
    deployed.do("master_minter", "configureMinter", STRANGER, 1)
    attestors = sorted([key("attestor 0").address, key("attestor 1").address, key("new").address])
    deployed.do("owner", "setAttestors", attestors, 1)
    matrix = read_matrix(deployed.node, deployed.address)
    severe = [each.en for each in drift(POLICY, matrix) if each.severity == "severe"]
    assert len([each for each in severe if "is a minter" in each]) == 1
    assert any("100,000.000001" in each for each in severe)
    assert any("1 attestors are enough; the policy asks for 2" in each for each in severe)
    assert any(checksummed(key("new").address) in each and "attests" in each for each in severe)


def test_a_minter_that_was_removed_is_none() -> None:
    deployed = DeployedCoin(delay_seconds=0)
    deployed.as_the_example_policy()
    deployed.do("master_minter", "configureMinter", STRANGER, 1)
    deployed.do("master_minter", "removeMinter", STRANGER)
    assert [each.address for each in read_matrix(deployed.node, deployed.address).minters] == [key("minter").address]


def test_what_was_announced_shows_before_it_happens() -> None:
    deployed = DeployedCoin()
    deployed.as_the_example_policy()
    deployed.do("owner", "schedule", coin().encode("updateVerifier", STRANGER))
    deployed.do("owner", "schedule", coin().encode("setSuccessor", STRANGER))
    deployed.do("owner", "schedule", b"\1\2\3\4")
    matrix = read_matrix(deployed.node, deployed.address)
    found = {each.en: each.severity for each in drift(POLICY, matrix) if each.subject == "announced"}
    by_words = {words.split("(")[0]: weight for words, weight in found.items()}
    assert by_words == {
        "announced: updateVerifier": "severe",
        "announced: setSuccessor": "notice",
        "announced: a call nobody can read ": "severe",
    }
    deployed.do("owner", "cancel", bytes.fromhex(matrix.announced[0].operation[2:]))
    assert len(read_matrix(deployed.node, deployed.address).announced) == 2


def test_one_person_behind_two_hands_is_seen_through_the_keys(settled: PermissionMatrix) -> None:
    keys = {key("minter").address: frozenset({"zoe"}), key("owner").address: frozenset({"zoe"})}
    found: Sequence[Drift] = drift(POLICY, settled, keys)
    assert [(each.subject, each.severity, each.citation) for each in found] == [
        ("mint_by_hand/roles", "severe", "G 6.5.4")
    ]
    facts = role_facts(POLICY, settled, coin(), keys)
    assert facts["token_roles.pairs_apart_count"] == len(POLICY.apart) - 1


def test_an_owner_under_no_quorum_is_one_person_or_unknown(settled: PermissionMatrix) -> None:
    alone = replace(settled, holders={**settled.holders, "owner": key("person ho").address})
    assert outcomes(alone)["role_management"] == "breached"
    unknown = replace(settled, holders={**settled.holders, "owner": STRANGER})
    assert outcomes(unknown)["role_management"] == "unknown"


def test_each_setting_that_is_weaker_is_severe_and_stricter_a_notice(settled: PermissionMatrix) -> None:
    for changes, subject, severity in (
        ({"delay_seconds": 0}, "delay", "severe"),
        ({"delay_seconds": 172_801}, "delay", "notice"),
        ({"delay_seconds": 1_209_601}, "delay", "severe"),
        ({"mint_velocity_units": 0}, "mint_velocity", "severe"),
        ({"mint_velocity_units": 500_000_000_001}, "mint_velocity", "severe"),
        ({"mint_velocity_units": 499_999_999_999}, "mint_velocity", "notice"),
        ({"policy_mode": 0}, "transfer_policy", "severe"),
        ({"policy_mode": 2, "policy_threshold_units": 5}, "transfer_policy", "severe"),
        ({"threshold": 3}, "attestors", "notice"),
        ({"threshold": None}, "attestors", "severe"),
        ({"redemption_closed": True}, "redemption", "notice"),
        ({"successor": STRANGER}, "successor", "notice"),
        ({"pending_owner": STRANGER}, "owner", "severe"),
        ({"minters": ()}, "minter", "notice"),
    ):
        found = drifts(replace(settled, **changes))  # type: ignore[arg-type]
        assert [(each[0], each[1]) for each in found] == [(subject, severity)], changes
    assert drifts(replace(settled, policy_threshold_units=9)) == [], "a threshold means nothing unless by amount"


def test_a_contract_that_does_not_say_is_not_met() -> None:
    class Silent:
        """A node whose contract answers nothing."""

        chain_id = 1

        def head(self) -> Header:
            return Header(1, "0x1", "0x0", 1)

        def call(self, *told: object, **named: object) -> bytes:
            return b""

        def logs(self, *told: object) -> list[Log]:
            return []

    matrix = read_matrix(Silent(), STRANGER)  # type: ignore[arg-type]
    assert matrix.holders == {} and matrix.paused is None and matrix.grants() == ()
    assert ("owner", "severe", "G 6.5.4") in drifts(matrix)
    assert outcomes(matrix)["role_management"] == "unknown"


def test_a_chain_that_moves_under_the_reading_is_read_again_or_is_an_outage() -> None:
    deployed = DeployedCoin(delay_seconds=0)
    real, moves = deployed.node.head, iter([True, False, False])

    def moving() -> Header:
        if next(moves, False):
            deployed.later(12)
        return real()

    deployed.node.head = moving  # type: ignore[method-assign]
    assert read_matrix(deployed.node, deployed.address).holders["owner"] == key("owner").address

    def racing() -> Header:
        deployed.later(12)
        return real()

    deployed.node.head = racing  # type: ignore[method-assign]
    with pytest.raises(NodeAway):
        read_matrix(deployed.node, deployed.address)


def test_events_may_be_given_instead_of_asked_for() -> None:
    deployed = DeployedCoin(delay_seconds=0)
    deployed.as_the_example_policy()
    logs = deployed.node.logs([deployed.address], 0, deployed.node.head().number)
    events = [event for event in map(coin().decode_event, logs) if event is not None]
    given = read_matrix(deployed.node, deployed.address, events=events)
    assert given == read_matrix(deployed.node, deployed.address)
    assert read_matrix(deployed.node, deployed.address, events=()).minters == ()


def test_units_lose_no_digit() -> None:
    assert [units_text(each) for each in (0, 1, 1_000_000, 1_234_567_890_100)] == [
        "0.00", "0.000001", "1.00", "1,234,567.8901",
    ]  # fmt: skip
    assert NOBODY.endswith("00")
