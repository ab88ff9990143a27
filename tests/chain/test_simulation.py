"""What is told before a call is what then happens, in both languages; whatever departs from the policy is warned of."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import lantau.chain
from lantau.chain.addresses import checksummed
from lantau.chain.coin_contract import coin
from lantau.chain.foreseeing import TELLERS
from lantau.chain.role_drift import ROLE_SETTERS, units_text
from lantau.chain.simulation import Preview, approval_text, operation_digest, preview
from lantau.chain.token_policy_file import read_token_policy
from lantau.refusal import Refused
from tests.chain.deployed_coin import DeployedCoin, key

POLICY = read_token_policy(Path(__file__).resolve().parents[2] / "examples" / "policies" / "token-policy.toml")
WALLET, OTHER, STRANGER = key("wallet").address, key("other").address, key("stranger").address


@pytest.fixture(scope="module")
def deployed() -> DeployedCoin:
    """A coin set by the example policy with 5,000.00 in one wallet and 6,100.00 attested."""
    made = DeployedCoin()
    made.as_the_example_policy()
    made.ready_to_mint()
    made.do("minter", "mint", WALLET, 5_000_000_000)
    return made


def told(deployed: DeployedCoin, label: str, function: str, *arguments: Any, policy: Any = POLICY) -> Preview:
    return preview(deployed.node, deployed.address, key(label).address, function, arguments, policy=policy)


def lines(seen: Preview) -> list[str]:
    return [each.en for each in seen.lines]


def warnings(seen: Preview) -> list[str]:
    return [each.key for each in seen.warnings]


def test_a_mint_is_told_with_supply_allowance_and_reserve(deployed: DeployedCoin) -> None:
    seen = told(deployed, "minter", "mint", WALLET, 1_000_000_000)
    until = deployed.read("reserve")[2]
    assert seen.passes and warnings(seen) == []
    assert lines(seen) == [
        f"mint 1,000.00 LQD to {checksummed(WALLET)}",
        "supply 5,000.00 LQD → 6,000.00 LQD",
        f"balance of {checksummed(WALLET)} 5,000.00 LQD → 6,000.00 LQD",
        "minter's allowance left 94,000.00 LQD",
        "left to mint in this window 494,000.00 LQD",
        f"attested reserve 6,100.00 LQD until {seen.lines[5].values['until'][0]}",
    ]
    assert "HKT" in seen.lines[5].en and until > deployed.node.head().timestamp
    assert seen.lines[0].zh == f"向 {checksummed(WALLET)} 鑄造 1,000.00 LQD"


def test_a_mint_that_cannot_be_is_told_why(deployed: DeployedCoin) -> None:
    above = told(deployed, "minter", "mint", WALLET, 1_100_000_001)
    assert not above.passes and above.refusal == "ReserveExceeded()"
    assert set(warnings(above)) == {"refused", "reserve_short"}
    stranger = told(deployed, "minter", "mint", STRANGER, 1)
    assert "NotMintRecipient" in stranger.refusal
    assert set(warnings(stranger)) == {"refused", "not_recipient", "not_verified"}
    nobody = told(deployed, "other", "mint", WALLET, 1)
    assert nobody.refusal == "NotMinter()" and "wrong_hand" in warnings(nobody)


CALLS: tuple[tuple[str, str, tuple[Any, ...], tuple[str, ...]], ...] = (
    ("minter", "mint", (WALLET, 1_000_000_000), ("totalSupply", "balanceOf")),
    ("minter", "mintAttested", (WALLET, 5_000_000_000, "attestation"), ("totalSupply", "reserve")),
    ("relayer", "attestReserve", ("attestation",), ("reserve",)),
    ("master_minter", "configureMinter", (STRANGER, 7_000_000), ("minterAllowance", "isMinter")),
    ("master_minter", "setMinterRefill", (key("minter").address, 9_000_000, 10), ()),
    ("master_minter", "removeMinter", (STRANGER,), ("isMinter",)),
    ("owner", "setMintVelocity", (400_000_000_000,), ("mintVelocity",)),
    ("pauser", "pause", (), ("paused",)),
    ("pauser", "unpause", (), ("paused",)),
    ("owner", "closeRedemption", (True,), ("redemptionClosed",)),
    ("owner", "closeRedemption", (False,), ("redemptionClosed",)),
    ("blacklister", "blacklist", (STRANGER,), ("isBlacklisted",)),
    ("blacklister", "unBlacklist", (STRANGER,), ("isBlacklisted",)),
    ("blacklister", "setFrozenTokens", (WALLET, 1_000_000), ("getFrozenTokens",)),
    ("verifier", "setVerified", (OTHER, True), ("isVerified",)),
    ("verifier", "setVerifiedMany", ((OTHER, STRANGER), True), ("isVerified",)),
    ("verifier", "setMintRecipient", (OTHER, True), ("isMintRecipient",)),
    ("enforcer", "forcedTransfer", (WALLET, OTHER, 2_000_000), ("balanceOf",)),
    ("wallet", "transfer", (key("redemption").address, 3_000_000), ("balanceOf",)),
    ("redemption", "burn", (1_000_000,), ("totalSupply",)),
)


def _arguments(deployed: DeployedCoin, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    if "attestation" not in arguments:
        return arguments
    at = arguments.index("attestation")
    units = 20_000_000_000 + at  # the two attestations differ
    return (*arguments[:at], *deployed.attested(units), *arguments[at + 1 :])


def _values(deployed: DeployedCoin, views: tuple[str, ...]) -> dict[str, str]:
    """What the views say, spelled as a preview spells it, for every account in play."""
    amounts = {"totalSupply", "balanceOf", "minterAllowance", "getFrozenTokens"}
    found = {}
    for view in views:
        accounts = (WALLET, OTHER, STRANGER, key("redemption").address)
        for account in accounts if coin().functions[view][0].inputs else ("",):
            value = deployed.read(view, *([account] if account else []))
            value = value[0] if isinstance(value, tuple) else value
            coins = view in amounts or view in ("reserve", "mintVelocity")
            found[f"{view} {account}"] = f"{units_text(value)} LQD" if coins else str(value)
    return found


def test_each_call_comes_out_as_it_was_told() -> None:
    deployed = DeployedCoin()
    deployed.as_the_example_policy()
    deployed.ready_to_mint(reserve=12_000_000_000)
    deployed.do("minter", "mint", WALLET, 5_000_000_000)
    for label, function, given, views in CALLS:
        arguments = _arguments(deployed, given)
        before = _values(deployed, views)
        seen = told(deployed, label, function, *arguments)
        assert seen.passes, (function, seen.refusal)
        assert seen.lines and all(each.en and each.zh and each.en != each.zh for each in seen.lines)
        assert "unforeseen" not in warnings(seen)
        deployed.do(label, function, *arguments)
        after = _values(deployed, views)
        text = " ".join(lines(seen))
        for name in after:
            if before[name] != after[name] and "LQD" in after[name]:
                assert f"{after[name]}" in text, (function, name, after[name], text)
        assert before != after or not views, f"{function} changed nothing"


def test_every_privileged_function_is_told() -> None:
    told_of = TELLERS.keys() | ROLE_SETTERS.keys()
    assert set(coin().privileged) <= told_of
    assert told_of <= coin().functions.keys()


def test_a_change_of_roles_is_told_with_its_delay_and_then_its_hour(deployed: DeployedCoin) -> None:
    new = key("pauser two").address
    seen = told(deployed, "owner", "updatePauser", new)
    assert lines(seen) == [f"pauser {checksummed(key('pauser').address)} → {checksummed(new)}"]
    assert seen.lines[0].zh.startswith("暫停者 ")
    assert warnings(seen) == ["refused", "not_in_policy", "delayed"]
    assert "172800 seconds" in seen.warnings[-1].en

    data = coin().encode("updatePauser", key("pauser").address)
    announced = told(deployed, "owner", "schedule", data)
    assert announced.passes and lines(announced)[0].startswith("announced, to pass from 2026-")
    assert lines(announced)[1].startswith("pauser ") and warnings(announced) == []
    deployed.do("owner", "schedule", data)
    waiting = told(deployed, "owner", "updatePauser", key("pauser").address)
    assert warnings(waiting) == ["refused", "ready"] and waiting.refusal == "DelayNotOver()"
    back = told(deployed, "owner", "cancel", bytes.fromhex("00" * 32))
    assert "NotScheduled" in back.refusal


def test_one_person_in_two_hands_is_warned_of_before_it_is_signed(deployed: DeployedCoin) -> None:
    personal = key("person ho").address
    seen = told(deployed, "owner", "updateMasterMinter", personal)
    same = [each for each in seen.warnings if each.key == "same_person"]
    assert [each.en for each in same] == ["this would leave master minter to the same person as owner: ho"]
    assert same[0].zh == "總鑄造者 與 擁有者 將由同一人掌管：ho"
    inside = told(deployed, "owner", "schedule", coin().encode("updateMasterMinter", personal))
    assert "same_person" in warnings(inside) and "not_in_policy" in warnings(inside)


def test_a_minter_who_becomes_master_minter_or_attestor_is_told_to_mint_no_more(deployed: DeployedCoin) -> None:
    minter = key("minter").address
    no_more = "minter_removed"
    assert no_more in [each.key for each in told(deployed, "owner", "updateMasterMinter", minter).lines]
    assert no_more in [each.key for each in told(deployed, "owner", "setAttestors", [minter], 1).lines]
    assert no_more not in [each.key for each in told(deployed, "owner", "updateMasterMinter", STRANGER).lines]


def test_what_nobody_can_read_is_warned_of(deployed: DeployedCoin) -> None:
    assert "unreadable" in warnings(told(deployed, "owner", "schedule", b"\1\2\3\4"))
    assert "unforeseen" in warnings(told(deployed, "wallet", "approve", OTHER, 1, policy=None))
    with pytest.raises(Refused):
        told(deployed, "owner", "fly")


def test_what_changes_nothing_and_what_leaves_the_limits_is_warned_of(deployed: DeployedCoin) -> None:
    assert "nothing_changes" in warnings(told(deployed, "verifier", "setVerified", WALLET, True))
    assert "more_than_balance" in warnings(told(deployed, "blacklister", "setFrozenTokens", STRANGER, 5))
    high = told(deployed, "master_minter", "configureMinter", key("minter").address, 100_000_000_001)
    assert warnings(high) == ["not_in_policy"]
    assert "not_in_policy" in warnings(told(deployed, "owner", "setMintVelocity", 0))


def test_the_operation_digest_binds_the_whole_content(deployed: DeployedCoin) -> None:
    seen = told(deployed, "minter", "mint", WALLET, 5)
    same = told(deployed, "minter", "mint", checksummed(WALLET), 5)
    assert seen.operation_digest == same.operation_digest
    given = (seen.chain_id, seen.contract, seen.sender, "mint", (WALLET, 5))
    assert seen.operation_digest == operation_digest(*given)
    for at, other in ((0, 1), (1, STRANGER), (2, STRANGER), (3, "mints"), (4, (WALLET, 6)), (4, (OTHER, 5))):
        changed = [*given]
        changed[at] = other  # type: ignore[call-overload]
        assert operation_digest(*changed) != seen.operation_digest  # type: ignore[arg-type]


def test_the_material_digest_is_deaf_to_supply_and_hears_warnings() -> None:
    deployed = DeployedCoin()
    deployed.as_the_example_policy()
    deployed.ready_to_mint()
    first = told(deployed, "minter", "mint", WALLET, 5_000_000)
    deployed.do("minter", "mint", WALLET, 1_000_000)
    second = told(deployed, "minter", "mint", WALLET, 5_000_000)
    assert lines(first) != lines(second) and first.material_digest == second.material_digest
    deployed.do("verifier", "setVerified", WALLET, False)
    third = told(deployed, "minter", "mint", WALLET, 5_000_000)
    assert third.material_digest != first.material_digest and third.operation_digest == first.operation_digest


def test_the_text_to_approve_holds_what_was_shown_and_both_digests(deployed: DeployedCoin) -> None:
    seen = told(deployed, "minter", "mint", STRANGER, 5)
    text = approval_text(seen)
    assert all(each.en in text for each in seen.said)
    assert seen.operation_digest in text and seen.material_digest in text
    assert seen.as_body()["lines"] and seen.as_body()["warnings"]


def test_every_sentence_has_both_languages_with_the_same_blanks() -> None:
    words = tomllib.loads((Path(lantau.chain.__file__).parent / "preview_words.toml").read_text(encoding="utf-8"))
    for kind in words.values():
        for key_of, pair in kind.items():
            blanks = [sorted(part.split("}")[0] for part in pair[each].split("{")[1:]) for each in ("en", "zh")]
            assert blanks[0] == blanks[1], key_of
