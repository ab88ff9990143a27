"""Where a deployed contract departs from the token policy: each difference in words, with its paragraph and weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lantau.chain.addresses import checksummed
from lantau.chain.coin_contract import ContractInterface, coin
from lantau.chain.permission_matrix import NOBODY, VIEWS, Announced, PermissionMatrix, shared_hands
from lantau.chain.token_policy import HIGH_RISK, POLICY_MODES, SEGREGATION, TokenPolicy, gaps

Severity = Literal["severe", "notice"]

ROLE_SETTERS: Mapping[str, str] = {
    "transferOwnership": "owner",
    "updateMasterMinter": "master_minter",
    "updatePauser": "pauser",
    "updateBlacklister": "blacklister",
    "updateVerifier": "verifier",
    "updateEnforcer": "enforcer",
    "updateRescuer": "rescuer",
    "updateRedemptionWallet": "redemption",
}
"""The call that gives a role to somebody else."""

ROLE_NAMES: Mapping[str, tuple[str, str]] = {
    "owner": ("owner", "擁有者"),
    "master_minter": ("master minter", "總鑄造者"),
    "minter": ("minter", "鑄造者"),
    "pauser": ("pauser", "暫停者"),
    "blacklister": ("blacklister", "黑名單管理者"),
    "verifier": ("verifier", "核實者"),
    "enforcer": ("enforcer", "執行者"),
    "rescuer": ("rescuer", "取回者"),
    "redemption": ("redemption wallet", "贖回錢包"),
    "attestor": ("attestor", "儲備證明者"),
    "relayer": ("relayer", "轉遞者"),
    "deployer": ("deployer", "部署者"),
}
"""What each role is called, in English and Chinese."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference. ``severe`` is weaker than the policy or in other hands; ``notice`` is stricter, or on its way."""

    subject: str
    severity: Severity
    en: str
    zh: str
    citation: str


def drift(
    policy: TokenPolicy,
    matrix: PermissionMatrix,
    addresses_of_persons: Mapping[str, frozenset[str]] | None = None,
    *,
    interface: ContractInterface | None = None,
) -> tuple[Drift, ...]:
    """Every difference between the policy and the contract, severe ones first. None means they agree."""
    found = [
        *_holders(policy, matrix),
        *_minters(policy, matrix),
        *_attestors(policy, matrix),
        *_settings(policy, matrix),
        *_hands_apart(policy, matrix, addresses_of_persons or {}),
        *_on_its_way(policy, matrix),
        *(
            Drift(each.subject, "severe", each.words, f"政策未涵蓋或多餘：{each.subject}", each.citation)
            for each in gaps(policy, interface or coin())
        ),
    ]
    return tuple(sorted(found, key=lambda each: each.severity != "severe"))


def _holders(policy: TokenPolicy, matrix: PermissionMatrix) -> Iterator[Drift]:
    for role in VIEWS:
        en, zh = ROLE_NAMES[role]
        held = matrix.holders.get(role)
        due = policy.hands[role].addresses[0]
        if held is None:
            words = f"the contract does not say who its {en} is", f"合約沒有說明誰是{zh}"
        elif held != due:
            words = (
                f"the {en} is {_spelled(held)}; the policy says {_spelled(due)}",
                f"{zh}為 {_spelled(held)}；政策訂明為 {_spelled(due)}",
            )
        else:
            continue
        yield Drift(role, "severe", *words, SEGREGATION)


def _minters(policy: TokenPolicy, matrix: PermissionMatrix) -> Iterator[Drift]:
    due = policy.hands["minter"].addresses
    most = policy.limits.minter_allowance_units_max
    for each in matrix.minters:
        spelled = _spelled(each.address)
        if each.address not in due:
            told = f"{spelled} is a minter; the policy does not name it"
            yield Drift("minter", "severe", told, f"{spelled} 為鑄造者，政策沒有列明", SEGREGATION)
        if (allowed := max(each.allowance_units, each.cap_units)) > most:
            yield Drift(
                "minter",
                "severe",
                f"{spelled} may mint {units_text(allowed)}; the policy allows {units_text(most)}",
                f"{spelled} 可鑄造 {units_text(allowed)}；政策上限為 {units_text(most)}",
                HIGH_RISK,
            )
    for address in sorted(set(due) - {each.address for each in matrix.minters}):
        spelled = _spelled(address)
        told = f"{spelled} is no minter yet; the policy names it"
        yield Drift("minter", "notice", told, f"{spelled} 尚未是鑄造者，政策已列明", SEGREGATION)


def _attestors(policy: TokenPolicy, matrix: PermissionMatrix) -> Iterator[Drift]:
    due = policy.attestor_addresses()
    for address in sorted(set(matrix.attestors or ()) - set(due)):
        spelled = _spelled(address)
        yield Drift(
            "attestors", "severe", f"{spelled} attests the reserve; the policy does not name it",
            f"{spelled} 可證明儲備，政策沒有列明", SEGREGATION,
        )  # fmt: skip
    for address in sorted(set(due) - set(matrix.attestors or ())):
        spelled = _spelled(address)
        yield Drift(
            "attestors", "notice", f"{spelled} does not attest the reserve; the policy names it",
            f"{spelled} 未能證明儲備，政策已列明", SEGREGATION,
        )  # fmt: skip
    if matrix.threshold != policy.threshold:
        weaker = matrix.threshold is None or matrix.threshold < policy.threshold
        yield Drift(
            "attestors",
            "severe" if weaker else "notice",
            f"{matrix.threshold or 'no'} attestors are enough; the policy asks for {policy.threshold}",
            f"只需 {matrix.threshold or 0} 名儲備證明者；政策要求 {policy.threshold} 名",
            HIGH_RISK,
        )


def _settings(policy: TokenPolicy, matrix: PermissionMatrix) -> Iterator[Drift]:
    limits = policy.limits
    if matrix.delay_seconds != limits.delay_seconds:
        delay = matrix.delay_seconds
        weaker = delay is None or delay < limits.delay_seconds or delay > limits.delay_seconds_max
        yield Drift(
            "delay",
            "severe" if weaker else "notice",
            f"dangerous changes wait {delay or 0} seconds; the policy says {limits.delay_seconds}",
            f"高風險更改須等候 {delay or 0} 秒；政策訂明 {limits.delay_seconds} 秒",
            HIGH_RISK,
        )
    velocity, due = matrix.mint_velocity_units, limits.mint_velocity_units
    if velocity != due:
        weaker = not velocity or (due != 0 and velocity > due)
        told = units_text(velocity) if velocity else "no limit"
        yield Drift(
            "mint_velocity",
            "severe" if weaker else "notice",
            f"a day's mint is held to {told}; the policy says {units_text(due) if due else 'no limit'}",
            f"每日鑄造上限：{units_text(velocity) if velocity else '無'}；政策：{units_text(due) if due else '無'}",
            HIGH_RISK,
        )
    yield from _transfer_policy(policy, matrix)
    if matrix.redemption_closed:
        told = "redemption is closed: a direction must be in the books"
        yield Drift("redemption", "notice", told, "贖回已關閉：記錄中須有相應指示", HIGH_RISK)
    if matrix.successor not in (None, NOBODY):
        spelled = _spelled(str(matrix.successor))
        yield Drift("successor", "notice", f"the coin's successor is {spelled}", f"後繼合約為 {spelled}", HIGH_RISK)


def _transfer_policy(policy: TokenPolicy, matrix: PermissionMatrix) -> Iterator[Drift]:
    limits = policy.limits
    here = (matrix.policy_mode, matrix.policy_threshold_units)
    due = (limits.policy_mode, limits.transfer_threshold_units)
    if here == due or (here[0] == due[0] != POLICY_MODES["by_amount"]):
        return
    names = {number: name.replace("_", " ") for name, number in POLICY_MODES.items()}
    stricter = here[0] == POLICY_MODES["closed"] or (here[0] == due[0] and (here[1] or 0) < due[1])
    yield Drift(
        "transfer_policy",
        "notice" if stricter else "severe",
        f"transfers are {names.get(here[0] or 0, 'unknown') if here[0] is not None else 'unknown'}"
        f" (threshold {units_text(here[1] or 0)}); the policy says {names[due[0]]} ({units_text(due[1])})",
        f"轉讓限制與政策不符：鏈上為 {here[0]}，政策為 {due[0]}",
        HIGH_RISK,
    )


def _hands_apart(
    policy: TokenPolicy, matrix: PermissionMatrix, behind: Mapping[str, frozenset[str]]
) -> Iterator[Drift]:
    for pair, both in zip(policy.apart, shared_hands(policy, matrix, behind), strict=True):
        if both:
            who = ", ".join(both)
            yield Drift(
                f"{pair.first}/{pair.second}",
                "severe",
                f"{who} holds both {pair.first} and {pair.second}, which the policy keeps apart",
                f"{who} 同時掌管 {pair.first} 及 {pair.second}，政策要求分隔",
                SEGREGATION,
            )


def _on_its_way(policy: TokenPolicy, matrix: PermissionMatrix) -> Iterator[Drift]:
    if matrix.pending_owner not in (None, NOBODY, *policy.hands["owner"].addresses):
        spelled = _spelled(str(matrix.pending_owner))
        yield Drift(
            "owner", "severe", f"the ownership is offered to {spelled}; the policy does not name it",
            f"擁有權正轉移予 {spelled}，政策沒有列明", SEGREGATION,
        )  # fmt: skip
    for each in matrix.announced:
        outside = is_outside(policy, each)
        rest = ", which the policy does not foresee" if outside else ""
        yield Drift(
            "announced",
            "severe" if outside else "notice",
            f"announced: {each}, ready at {each.ready_at}{rest}",
            f"已預告：{each}，可於 {each.ready_at} 執行{'，與政策不符' if outside else ''}",
            SEGREGATION,
        )


def is_outside(policy: TokenPolicy, announced: Announced) -> bool:
    """Whether an announced call would leave the policy: a role to a stranger, a weaker limit, or nobody can read it."""
    call = announced.call
    if call is None:
        return True
    values = list(call.arguments.values())
    if (role := ROLE_SETTERS.get(call.function)) is not None:
        return values[0] not in policy.hands[role].addresses
    if call.function == "setAttestors":
        return set(values[0]) - set(policy.attestor_addresses()) != set() or values[1] < policy.threshold
    if call.function == "setDelay":
        return not policy.limits.delay_seconds <= values[0] <= policy.limits.delay_seconds_max
    if call.function == "setMintVelocity":
        due = policy.limits.mint_velocity_units
        return due != 0 and not 0 < values[0] <= due
    if call.function == "setTransferPolicy":
        return tuple(values) != (policy.limits.policy_mode, policy.limits.transfer_threshold_units)
    return False


def units_text(units: int) -> str:
    """Base units of a coin for people: thousands apart, at least two decimals, no digit lost."""
    whole, part = divmod(units, 1_000_000)
    digits = f"{part:06d}".rstrip("0").ljust(2, "0")
    return f"{whole:,}.{digits}"


def _spelled(address: str) -> str:
    return checksummed(address)
