"""The answers of `lantau chain` as text for people: roles and drifts, what a call would change, what waits."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from lantau.chain import Deployment, addresses, coin_contract, message_queries, permission_matrix, role_drift, simulation, token_policy
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


def spelled(address: str | None, *, zh: bool = False) -> str:
    """An address in its EIP-55 spelling; nobody's and an unknown one in words."""
    if address is None:
        return "未知" if zh else "unknown"
    if address == permission_matrix.NOBODY:
        return "無" if zh else "nobody"
    return addresses.checksummed(address)


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
    return [f"  {seconds_text(each.ready_at)} HKT  {each}" for each in matrix.announced]


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
    if zh:
        verdict = "會獲接受" if seen.passes else "會被拒絕"
        lines = [f"{coin_id}：由{role}呼叫 {seen.function}，於鏈 {seen.chain_id} 區塊 {block} 試行：{verdict}。"]
    else:
        verdict = "it would pass" if seen.passes else "it would be refused"
        lines = [f"{seen.function} of {coin_id} by {role}, tried at block {block} of chain {seen.chain_id}: {verdict}."]
    for each in seen.lines:
        lines += wrapped(each.zh if zh else each.en, "  ")
    if seen.warnings:
        lines.append("注意：" if zh else "Beware:")
        for each in seen.warnings:
            lines += wrapped(each.zh if zh else each.en, "  ! ")
    labels = ("合約", "發出者", "操作摘要", "決定摘要") if zh else ("contract", "sender", "operation", "decision")
    values = (spelled(seen.contract), spelled(seen.sender), seen.operation_digest, seen.material_digest)
    lines.append("")
    lines += [f"{label.ljust(10)} {value}" for label, value in zip(labels, values, strict=True)]
    lines.append(
        "核准即核准此操作摘要；決定摘要改變，即須重新決定。"
        if zh
        else "An approval is of the operation's digest; where the decision's changes, it is another decision."
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


def messages_text(standing: Sequence[message_queries.MessageStanding]) -> str:
    """The messages by how far they got, each with what it asks for."""
    parts = []
    for progress in message_queries.Progress:
        mine = [each for each in standing if each.progress is progress]
        if mine:
            lines = [f"{HEADINGS[progress]} ({len(mine)})"]
            for each in mine:
                lines += _message_lines(each)
            parts.append("\n".join(lines))
    return "\n\n".join(parts) or "Nothing waits for the chain."


HEADINGS = {
    message_queries.Progress.WAITING: "Waiting to be sent",
    message_queries.Progress.HELD: "Held: the contract would refuse it now",
    message_queries.Progress.UNDER_WAY: "Under way: signed, and not final yet",
    message_queries.Progress.ABANDONED: "Abandoned: refused for good",
}


def _message_lines(each: message_queries.MessageStanding) -> Iterator[str]:
    yield f"  {each.id}  {each.coin_id}, asked {instant_text(each.asked_at)} HKT"
    yield from wrapped(asked_for(each.topic, each.body), "    ")
    if each.reason:
        yield from wrapped(f"because: {each.reason}", "    ")
    if each.progress is message_queries.Progress.UNDER_WAY and each.since is not None:
        yield f"    nonce {each.nonce} of {spelled(each.sender)} since {instant_text(each.since)} HKT"
        yield from (f"    signed {signed}" for signed in each.hashes)
        if not each.hashes:
            yield "    not signed yet"
    if each.progress is message_queries.Progress.ABANDONED:
        yield f"    {_afterwards(each)}"


def _afterwards(each: message_queries.MessageStanding) -> str:
    if each.retried_by:
        return f"asked for again by {each.retried_by}"
    if each.topic == "chain.transfer":
        return "its coins went back to the payer, who pays anew"
    return f"waits for two people: lantau chain retry {each.id}"


def asked_for(topic: str, body: dict[str, Json] | object) -> str:
    """What a message asks of its contract, in words."""
    told = body if isinstance(body, dict) else {}
    kind = topic.removeprefix("chain.")
    signed = told.get("authorization")
    authorization = signed if isinstance(signed, dict) else {}
    address = spelled(str(told.get("address", permission_matrix.NOBODY)).lower())
    if kind == "mint":
        return f"mint {_units(told.get('units'))} to {address}"
    if kind == "burn":
        return f"burn {_units(authorization.get('value'))} of {_address(authorization, 'from')}"
    if kind == "transfer":
        sent = _units(authorization.get("value"))
        return f"{sent} from {_address(authorization, 'from')} to {_address(authorization, 'to')}"
    if kind == "operation" and told.get("function") == "schedule":
        return f"announce {_announcement(told)} by the {told.get('role')}"
    if kind == "operation":
        shown = ", ".join(_argument(each) for each in _list(told.get("arguments")))
        return f"{told.get('function')}({shown}) by the {str(told.get('role')).replace('_', ' ')}"
    on = told.get("on") is True
    return {
        "deploy": "create the contract",
        "attest": "bring the reserve's attestation",
        "verify": f"{address} becomes {'a verified' if on else 'no verified'} holder",
        "recipient": f"coins {'may' if on else 'may not'} be minted to {address}",
        "block": f"{address} is {'blocked' if on else 'no more blocked'}",
        "freeze": f"{_units(told.get('units'))} of {address} are frozen",
    }.get(kind, topic)


def _announcement(body: dict[str, Json]) -> str:
    data = _list(body.get("arguments"))
    call = coin_contract.coin().decode_call(bytes.fromhex(str(data[0]).removeprefix("0x"))) if data else None
    return "a call nobody can read" if call is None else str(call)


def _units(value: object) -> str:
    return role_drift.units_text(value) if isinstance(value, int) else "an amount"


def _address(body: dict[str, Json], name: str) -> str:
    return spelled(str(body.get(name, permission_matrix.NOBODY)).lower())


def _list(value: object) -> list[Json]:
    return value if isinstance(value, list) else []


def _argument(value: Json) -> str:
    if isinstance(value, str) and len(value) > 42:
        return f"{value[:10]}…{value[-8:]}"
    if isinstance(value, str) and len(value) == 42:
        return spelled(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
