"""Answers of `lantau chain` as text for people: a coin's contract, roles and drifts, what a call would change."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lantau.chain import (
    Deployment,
    addresses,
    permission_matrix,
    role_drift,
    simulation,
    token_policy,
)
from lantau.cli.output import table
from lantau.dates import HONG_KONG
from lantau.refusal import Json

WIDTH = 100

SETTINGS = {
    "threshold": ("attestors' signatures needed", "所需儲備證明簽署"),
    "delay": ("a dangerous change waits", "高風險更改須等候"),
    "velocity": ("most minted in a day", "每日鑄造上限"),
    "policy": ("who may hold", "可持有者"),
    "paused": ("transfers and mints paused", "轉讓及鑄造已暫停"),
    "redemption": ("redemption closed", "贖回已關閉"),
    "pending_owner": ("ownership offered to", "擁有權擬轉移予"),
    "successor": ("successor", "後繼合約"),
}
MODES = {
    "open": ("anybody", "任何人"),
    "closed": ("verified holders only", "只限已核實持有人"),
    "by_amount": ("verified holders; others up to", "已核實持有人；其他人上限為"),
}
SEVERITIES = {"severe": ("severe", "嚴重"), "notice": ("notice", "提示")}


def instant_text(instant: datetime) -> str:
    """An instant in Hong Kong's time, to the minute; seconds where there are some."""
    local = instant.astimezone(HONG_KONG)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def seconds_text(seconds: int) -> str:
    """Seconds since 1970, as nodes and contracts count time, in Hong Kong's time."""
    return instant_text(datetime.fromtimestamp(seconds, UTC))


def utc_text(seconds: int) -> str:
    """Seconds since 1970 as data have instants."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def spelled(address: str | None, *, zh: bool = False) -> str:
    """An address in its EIP-55 spelling; nobody's and an unknown one in words."""
    if address is None:
        return "未知" if zh else "unknown"
    if address == permission_matrix.NOBODY:
        return "無" if zh else "nobody"
    return addresses.checksummed(address)


def coin_text(coin: Mapping[str, Any]) -> str:
    """Where a coin's contract stands: address, since when, supply at the block, what waits."""
    supply = (
        f"{role_drift.units_text(coin['supply_units'])} {coin['symbol']} at block {coin['supply_block']}"
        if coin["supply_units"] is not None
        else f"unknown: {coin['supply_unknown']}"
    )
    waiting = ", ".join(f"{count} {name}" for name, count in coin["messages"].items() if count) or "none"
    lines = [
        (f"{coin['coin_id']}", f"{coin['name']} ({coin['symbol']})"),
        ("contract", f"{coin['address']} on chain {coin['chain_id']}"),
        ("deployed", f"{instant_text(datetime.fromisoformat(coin['deployed_at']))} HKT"),
        ("final", f"with {coin['depth']} blocks on top" if coin["depth"] else "with the block it is in"),
        ("supply", supply),
        ("messages", waiting + (": lantau chain pending" if waiting != "none" else "")),
    ]
    return "\n".join(f"{label.ljust(10)} {value}" for label, value in lines)


def deployed_text(coin: Mapping[str, Any], policy: token_policy.TokenPolicy) -> str:
    """What a deployment has set going, and what people do next."""
    seconds = policy.limits.delay_seconds
    count = sum(coin["messages"].values())
    lines = [
        f"The contract of {coin['coin_id']} will be at {coin['address']} on chain {coin['chain_id']}.",
        f"{count} messages wait in the outbox: they create it, let the minter mint, and set its limits.",
        "From now on its coins are on the chain: the books follow what is final there.",
    ]
    if seconds and policy.limits.transfer_policy != "open":
        lines.append(
            f"Anybody may hold it until the change of who may hold has waited {seconds:,} seconds; "
            "that call stays held until then."
        )
    lines.append("Next: lantau chain work --scenario FOLDER (or --keys FOLDER) sends them; lantau chain roles checks.")
    return "\n".join(line for each in lines for line in wrapped(each, ""))


def matrix_body(deployment: Deployment, matrix: permission_matrix.PermissionMatrix) -> dict[str, Json]:
    """A contract's roles and settings as plain data; addresses in their EIP-55 spelling, amounts in base units."""
    return {
        "coin_id": deployment.coin_id,
        "contract": spelled(matrix.contract),
        "chain_id": deployment.chain_id,
        "block": matrix.header.number,
        "block_hash": matrix.header.hash,
        "roles": {role: _or_none(address) for role, address in matrix.holders.items()},
        "pending_owner": _or_none(matrix.pending_owner),
        "minters": [
            {
                "address": spelled(each.address),
                "allowance_units": each.allowance_units,
                "cap_units": each.cap_units,
                "units_per_second": each.units_per_second,
            }
            for each in matrix.minters
        ],
        "attestors": None if matrix.attestors is None else [spelled(each) for each in matrix.attestors],
        "threshold": matrix.threshold,
        "delay_seconds": matrix.delay_seconds,
        "mint_velocity_units": matrix.mint_velocity_units,
        "transfer_policy": matrix.policy_mode,
        "transfer_threshold_units": matrix.policy_threshold_units,
        "paused": matrix.paused,
        "redemption_closed": matrix.redemption_closed,
        "successor": _or_none(matrix.successor),
        "announced": [
            {
                "operation": each.operation,
                "call": str(each),
                "ready_at": utc_text(each.ready_at),
            }
            for each in matrix.announced
        ],
    }


def _or_none(address: str | None) -> str | None:
    """An address in its EIP-55 spelling; None where nobody has the role or it is not known."""
    return None if address in (None, permission_matrix.NOBODY) else spelled(address)


def roles_text(deployment: Deployment, matrix: permission_matrix.PermissionMatrix, *, zh: bool) -> str:
    """Who holds what on the contract, its settings, and what was announced."""
    language = int(zh)
    heading = (
        f"{deployment.coin_id}，合約 {spelled(matrix.contract)}\n"
        f"鏈 {deployment.chain_id}，區塊 {matrix.header.number}（{seconds_text(matrix.header.timestamp)} 香港時間）"
        if zh
        else f"{deployment.coin_id}, contract {spelled(matrix.contract)}\n"
        f"chain {deployment.chain_id}, block {matrix.header.number} of {seconds_text(matrix.header.timestamp)} HKT"
    )
    roles = [
        (role_drift.ROLE_NAMES[role][language], spelled(matrix.holders.get(role), zh=zh), "")
        for role in permission_matrix.VIEWS
    ]
    for minter in matrix.minters:
        roles.append((role_drift.ROLE_NAMES["minter"][language], spelled(minter.address), _allowance(minter, zh=zh)))
    for attestor in matrix.attestors or ():
        roles.append((role_drift.ROLE_NAMES["attestor"][language], spelled(attestor), ""))
    settings = [(SETTINGS[name][language], value) for name, value in _settings(matrix, zh=zh)]
    parts = [
        heading,
        table(("角色", "地址", "可鑄造") if zh else ("role", "address", "may mint"), roles),
        table(("設定", "鏈上數值") if zh else ("setting", "on the chain"), settings),
    ]
    if matrix.announced:
        parts.append("\n".join(["已預告：" if zh else "Announced, and may pass from then on:", *_announced(matrix)]))
    return "\n\n".join(parts)


def _allowance(minter: permission_matrix.MinterStanding, *, zh: bool) -> str:
    left = role_drift.units_text(minter.allowance_units)
    if not minter.units_per_second:
        return left
    rate, cap = role_drift.units_text(minter.units_per_second), role_drift.units_text(minter.cap_units)
    return f"{left}，每秒回復 {rate}，上限 {cap}" if zh else f"{left}; +{rate} a second up to {cap}"


def _settings(matrix: permission_matrix.PermissionMatrix, *, zh: bool) -> Iterator[tuple[str, str]]:
    unknown = "未知" if zh else "unknown"

    def truth(value: bool | None) -> str:
        return unknown if value is None else (("是" if zh else "yes") if value else ("否" if zh else "no"))

    number = unknown if matrix.attestors is None else str(len(matrix.attestors))
    needed = unknown if matrix.threshold is None else str(matrix.threshold)
    yield "threshold", f"{needed} / {number}" if zh else f"{needed} of {number}"
    delay = matrix.delay_seconds
    yield "delay", unknown if delay is None else (f"{delay:,} 秒" if zh else f"{delay:,} seconds")
    velocity = matrix.mint_velocity_units
    yield "velocity", unknown if velocity is None else role_drift.units_text(velocity) if velocity else _none(zh)
    modes = {number: name for name, number in token_policy.POLICY_MODES.items()}
    mode = None if matrix.policy_mode is None else modes.get(matrix.policy_mode)
    words = unknown if mode is None else MODES[mode][int(zh)]
    if mode == "by_amount":
        words += f" {role_drift.units_text(matrix.policy_threshold_units or 0)}"
    yield "policy", words
    yield "paused", truth(matrix.paused)
    yield "redemption", truth(matrix.redemption_closed)
    yield "pending_owner", spelled(matrix.pending_owner, zh=zh)
    yield "successor", spelled(matrix.successor, zh=zh)


def _none(zh: bool) -> str:
    return "無上限" if zh else "no limit"


def _announced(matrix: permission_matrix.PermissionMatrix) -> list[str]:
    found = []
    for each in matrix.announced:
        found += wrapped(str(each), f"  {seconds_text(each.ready_at)} HKT  ")
    return found


def drifts_text(found: Sequence[role_drift.Drift], *, zh: bool) -> str:
    """Each difference between policy and chain, with its weight and paragraph."""
    if not found:
        return "與代幣政策相符。" if zh else "As the token policy says."
    severe = sum(each.severity == "severe" for each in found)
    notices = len(found) - severe
    lines = [
        f"與代幣政策不符：{severe}項嚴重，{notices}項提示"
        if zh
        else f"Not as the token policy says: {severe} severe, {notices} to notice"
    ]
    for each in found:
        told = each.zh if zh else each.en
        lines.append(f"  {SEVERITIES[each.severity][int(zh)]}  [{each.citation}]  {each.subject}")
        lines += wrapped(told, "    ")
    return "\n".join(lines)


def preview_text(seen: simulation.Preview, *, coin_id: str, role: str, zh: bool) -> str:
    """What a call would change, what to beware of, and the digests that an approval binds."""
    block = seen.header.number
    named = role_drift.ROLE_NAMES.get(role.replace("-", "_"))
    by = (named[1] if zh else f"the {named[0]}") if named else spelled(seen.sender)
    if zh:
        verdict = "會獲接受" if seen.passes else "會被拒絕"
        lines = [f"{coin_id}：由{by}呼叫 {seen.function}，於鏈 {seen.chain_id} 區塊 {block} 試行：{verdict}。"]
    else:
        verdict = "it would pass" if seen.passes else "it would be refused"
        lines = [f"{seen.function} of {coin_id} by {by}, tried at block {block} of chain {seen.chain_id}: {verdict}."]
    for each in seen.lines:
        lines += wrapped(each.zh if zh else each.en, "  ")
    if seen.warnings:
        lines.append("注意：" if zh else "Beware:")
        for each in seen.warnings:
            lines += wrapped(each.zh if zh else each.en, "  ! ")
    labels = ("合約", "發出者", "操作摘要", "決定摘要") if zh else ("contract", "sender", "operation", "decision")
    values = (spelled(seen.contract), spelled(seen.sender), seen.operation_digest, seen.material_digest)
    lines.append("")
    pad = 4 if zh else 9
    lines += [f"{label.ljust(pad, '　' if zh else ' ')}  {value}" for label, value in zip(labels, values, strict=True)]
    lines.append(
        "核准的是操作摘要；決定摘要若有改變，便是另一項決定。"
        if zh
        else "The operation's digest is what is approved; where the decision's changes, it is another decision."
    )
    return "\n".join(lines)


def wrapped(text: str, lead: str) -> list[str]:
    """A sentence within the width, its further lines as far in as its first; nothing is cut inside an address."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [lead.rstrip()]
