"""Proposals of calls of a coin's contract: made from what a simulation told, approved by others, listed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.output import json_option, print_json, wanted
from lantau.cli.refusals import BAD_ARGUMENT
from lantau.cli.sandbox import world_option
from lantau.cli.token_world import ChainWorld, at_option, chain_world, read_policy
from lantau.dates import parse_instant
from lantau.refusal import Json, Refusal, Refused, refuses

if TYPE_CHECKING:
    from lantau.chain import approval_operations, approvals, simulation

policy_option = click.option(
    "--policy", "policy_file", type=click.Path(path_type=Path), required=True, help="The token policy: who may."
)
by_option = click.option("--by", "maker", required=True, metavar="PERSON", help="Id of the person who does it.")
key_option = click.option(
    "--key", required=True, help="The caller's key: the same request again is answered, not repeated."
)


@click.command(short_help="Propose a call, for others to approve.")
@click.option("--coin", "coin_id", default="", help="Default: the only coin on the chain.")
@click.option("--as", "role", default="", metavar="ROLE", help="Who would call; default: the role the policy says.")
@policy_option
@click.option("--reasons", required=True, help="Why it is to be done.")
@click.option("--expires", required=True, metavar="INSTANT", help="Until when it may be approved.")
@by_option
@key_option
@at_option
@world_option
@json_option
@click.argument("function")
@click.argument("arguments", nargs=-1)
def propose(
    coin_id: str,
    role: str,
    policy_file: Path,
    reasons: str,
    expires: str,
    maker: str,
    key: str,
    instant: str,
    world_name: str,
    as_json: bool,
    function: str,
    arguments: tuple[str, ...],
) -> None:
    """Propose a call of FUNCTION with ARGUMENTS as the policy allows; its simulation is what others approve (G 6.5.3).

    The policy says who proposes, who approves and how many; the one who proposes never counts among the approvals.
    """
    from lantau.chain import approval_operations
    from lantau.cli import token_arguments

    policy = read_policy(policy_file, as_json)
    operation = policy.operation_for(function)
    caller = role or (operation.role if operation is not None else "owner")
    with chain_world(world_name, as_json) as world:
        world.advance(instant, as_json)
        deployment = wanted(world.deployment(coin_id), as_json)
        seen = wanted(token_arguments.preview_of(world.node, deployment, caller, function, arguments, policy), as_json)
        proposed = approval_operations.propose(
            world.database,
            world.clock,
            policy,
            key=key,
            actor=world.person(maker, as_json),
            occurred_at=world.clock.now(),
            coin_id=deployment.coin_id,
            preview=seen,
            reasons=reasons,
            expires_at=wanted(refuses(parse_instant)(expires, where="--expires"), as_json),
        )
        _answer(world, wanted(proposed, as_json), seen, as_json)


@click.command(short_help="Approve a proposal; the last one sends it.")
@click.argument("proposal")
@policy_option
@click.option("--signature", default="", metavar="0x…", help="The approver's signature over the approval's text.")
@by_option
@key_option
@at_option
@world_option
@json_option
def approve(
    proposal: str,
    policy_file: Path,
    signature: str,
    maker: str,
    key: str,
    instant: str,
    world_name: str,
    as_json: bool,
) -> None:
    """Approve PROPOSAL, simulated again: what is approved is what is signed. The approval that completes it queues it.

    Refused where what it would change is not what was proposed any more (G 6.5.7).
    """
    from lantau.chain import approval_operations, simulation

    policy = read_policy(policy_file, as_json)
    signed = wanted(_signature(signature), as_json)
    with chain_world(world_name, as_json) as world:
        world.advance(instant, as_json)
        found = wanted(_proposal(world, proposal), as_json)
        wanted(world.deployment(found.coin_id), as_json)
        seen = simulation.preview(
            world.node, found.contract, found.sender, found.function, found.arguments, policy=policy
        )
        approved = approval_operations.approve(
            world.database,
            world.clock,
            policy,
            key=key,
            actor=world.person(maker, as_json),
            occurred_at=world.clock.now(),
            proposal_id=proposal,
            preview=seen,
            signature=signed,
        )
        _answer(world, wanted(approved, as_json), seen, as_json)


@click.command(short_help="Proposals: who approved, what is missing.")
@click.option("--coin", "coin_id", default=None, help="Default: every coin.")
@click.option("--open", "open_only", is_flag=True, help="Only those that have not ended.")
@world_option
@json_option
def proposals(coin_id: str | None, open_only: bool, world_name: str, as_json: bool) -> None:
    """Calls that were proposed, the newest first: who approved, how many are missing, where each stands."""
    from lantau import access
    from lantau.chain import approval_queries
    from lantau.cli import token_message_text

    with chain_world(world_name, as_json) as world:
        with world.database.read() as connection:
            found = approval_queries.proposals(connection, coin_id, open_only=open_only)
        names = {each.id: each.name for each in access.people(world.database)}
        now = world.clock.now()
    if as_json:
        print_json([{**_body(each), "state": each.state_at(now).value} for each in found])
    else:
        click.echo(token_message_text.proposals_text(found, names, now))


@refuses
def _proposal(world: ChainWorld, proposal_id: str) -> approvals.Proposal:
    from lantau.chain import approval_queries

    with world.database.read() as connection:
        return approval_queries.proposal(connection, proposal_id)


@refuses
def _signature(text: str) -> bytes:
    try:
        return bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        raise Refused(Refusal(BAD_ARGUMENT, "a signature is 0x and hexadecimal digits", "--signature")) from None


def _answer(world: ChainWorld, answer: approval_operations.Proposed, seen: simulation.Preview, as_json: bool) -> None:
    """What was seen, where the proposal stands, and what comes next; for signing, the text that an approval signs."""
    from lantau.chain import simulation
    from lantau.cli import token_message_text

    standing = wanted(_proposal(world, answer.id), as_json)
    if as_json:
        print_json({**_body(standing), "replayed": answer.committed.replayed})
    else:
        click.echo(simulation.approval_text(seen))
        click.echo("\n" + token_message_text.proposed_text(standing))


def _body(proposal: approvals.Proposal) -> dict[str, Json]:
    """A proposal as plain data."""
    return {
        "id": proposal.id,
        "coin_id": proposal.coin_id,
        "state": proposal.state.value,
        "operation": proposal.operation,
        "role": proposal.role,
        "sender": proposal.sender,
        "function": proposal.function,
        "arguments": list(proposal.arguments),
        "reasons": proposal.reasons,
        "proposed_by": proposal.proposed_by,
        "approved_by": [each.person_id for each in proposal.approvals],
        "approvals_required": proposal.approvals_required,
        "missing": proposal.missing,
        "expires_at": proposal.expires_at.isoformat(),
        "operation_digest": proposal.operation_digest,
        "material_digest": proposal.material_digest,
    }
