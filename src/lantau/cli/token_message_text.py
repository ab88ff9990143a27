"""What messages for the chain ask for, how far they got, and what a run came to, as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from lantau.chain import (
    approvals,
    coin_contract,
    contract_reasons,
    message_queries,
    node,
    permission_matrix,
    role_drift,
)
from lantau.cli.token_text import instant_text, seconds_text, spelled, wrapped
from lantau.refusal import Json
from lantau.worlds import chain_work


def messages_text(
    standing: Sequence[message_queries.MessageStanding], objections: Mapping[str, message_queries.Objection]
) -> str:
    """The messages by how far they got, each with what it asks for; ``objections`` by id say why one is held now."""
    parts = []
    for progress in message_queries.Progress:
        mine = [each for each in standing if each.progress is progress]
        if mine:
            lines = [f"{HEADINGS[progress]} ({len(mine)})"]
            for each in mine:
                lines += _message_lines(each, objections.get(each.id))
            parts.append("\n".join(lines))
    return "\n\n".join(parts) or "Nothing waits for the chain."


def worked_text(worked: chain_work.Worked, head: node.Header) -> str:
    """What a run of rounds came to."""
    counts = {
        "sent": worked.sent,
        "sent again with higher fees": worked.replaced,
        "done": worked.done,
        "refused for good": worked.refused,
        "events read": worked.logs,
        "things to tell the contract of holders": worked.told,
        "payments given back": worked.released,
        "proposals ended": worked.concluded,
    }
    moved = ", ".join(f"{count} {words}" for words, count in counts.items() if count) or "nothing moved"
    moved = moved[0].upper() + moved[1:]
    lines = wrapped(f"{moved}. Newest block {head.number} of {seconds_text(head.timestamp)} HKT.", "")
    if worked.held:
        lines.append("Held, for the contract would refuse it:")
        for message_id, reason in worked.held.items():
            lines += wrapped(f"{message_id}  {contract_reasons.in_words(reason)}", "  ")
        lines.append("lantau chain pending tells what each asks for; --at lets the world's time go on.")
    for each in worked.troubles:
        lines += wrapped(f"For people: {each}", "")
    return "\n".join(lines)


HEADINGS = {
    message_queries.Progress.WAITING: "Waiting to be sent",
    message_queries.Progress.HELD: "Held: not sent, for the contract would refuse it",
    message_queries.Progress.UNDER_WAY: "Under way: signed, and not final yet",
    message_queries.Progress.ABANDONED: "Abandoned: refused for good",
}


def _message_lines(each: message_queries.MessageStanding, objection: message_queries.Objection | None) -> Iterator[str]:
    yield f"  {each.id}  {each.coin_id}, asked {instant_text(each.asked_at)} HKT"
    yield from wrapped(asked_for(each.topic, each.body), "    ")
    if objection is not None:
        yield from wrapped(_held(objection), "    ")
    elif each.reason:
        yield from wrapped(f"because: {contract_reasons.in_words(each.reason)}", "    ")
    if each.progress is message_queries.Progress.UNDER_WAY and each.since is not None:
        yield f"    nonce {each.nonce} of {spelled(each.sender)} since {instant_text(each.since)} HKT"
        yield from (f"    signed {signed}" for signed in each.hashes)
        if not each.hashes:
            yield "    not signed yet"
    if each.progress is message_queries.Progress.ABANDONED:
        yield f"    {_afterwards(each)}"


def _held(objection: message_queries.Objection) -> str:
    if not objection.reason:
        return "it would pass now: lantau chain work sends it"
    later = f"; it passes from {seconds_text(objection.passes_from)} HKT on" if objection.passes_from else ""
    return f"because: {contract_reasons.in_words(objection.reason)}{later}"


def _afterwards(each: message_queries.MessageStanding) -> str:
    if each.retried_by:
        return f"asked for again by {each.retried_by}"
    if each.topic == "chain.transfer":
        return "its coins went back to the payer, who pays anew"
    if each.body.get("proposal_id"):
        return "was approved for once: it is proposed anew with lantau chain propose"
    again = f"waits for two people: lantau chain retry {each.id}"
    return f"{again}, or lantau chain undo {each.subject_id}" if each.topic == "chain.burn" else again


def proposed_text(proposal: approvals.Proposal) -> str:
    """Where a proposal stands after somebody's step, and what comes next."""
    head = f"Proposal {proposal.id} ({proposal.operation}): {proposal.state.value}, "
    until = f"until {instant_text(proposal.expires_at)} HKT"
    if proposal.state is approvals.State.PROPOSED:
        return f"{head}{_approvals(proposal.missing)} missing {until}.\nNext: lantau chain approve {proposal.id}"
    if proposal.state is approvals.State.QUEUED:
        return f"{head}it waits for the chain.\nNext: lantau chain work"
    return f"{head}nothing is missing."


def proposals_text(found: Sequence[approvals.Proposal], names: Mapping[str, str], now: datetime) -> str:
    """Each proposal with who approved it and where it stands at an instant."""
    lines = []
    for each in found:
        state = each.state_at(now)
        missing = f", {_approvals(each.missing)} missing" if state is approvals.State.PROPOSED else ""
        lines.append(f"{each.id}  {each.coin_id}, {each.operation}: {state.value}{missing}")
        body: dict[str, Json] = {"function": each.function, "arguments": list(each.arguments), "role": each.role}
        lines += wrapped(asked_for("chain.operation", body), "  ")
        who = ", ".join(names.get(approval.person_id, approval.person_id) for approval in each.approvals) or "nobody"
        maker = names.get(each.proposed_by, each.proposed_by)
        lines += wrapped(f"proposed by {maker} on {instant_text(each.occurred_at)} HKT: {each.reasons}", "  ")
        lines += wrapped(f"approved by {who}; until {instant_text(each.expires_at)} HKT", "  ")
    return "\n".join(lines) or "Nothing was proposed."


def _approvals(count: int) -> str:
    return f"{count} approval" + ("" if count == 1 else "s")


def asked_for(topic: str, told: Mapping[str, Json]) -> str:
    """What a message asks of its contract, in words."""
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


def _announcement(body: Mapping[str, Json]) -> str:
    data = _list(body.get("arguments"))
    call = coin_contract.coin().decode_call(bytes.fromhex(str(data[0]).removeprefix("0x"))) if data else None
    return "a call nobody can read" if call is None else str(call)


def _units(value: object) -> str:
    return role_drift.units_text(value) if isinstance(value, int) else "an amount"


def _address(body: Mapping[str, Json], name: str) -> str:
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
