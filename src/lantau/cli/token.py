"""The commands of a coin's contract: where it is, who may do what, what a call would change, how it is deployed."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.chain_node import down, up
from lantau.cli.output import BREACHED, REFUSED, json_option, print_json, refuse, wanted, zh_option
from lantau.cli.refusals import BAD_AUDIT
from lantau.cli.sandbox import world_option
from lantau.cli.token_approving import approve, proposals, propose
from lantau.cli.token_keys import keys
from lantau.cli.token_work import pending, retry, undo, work
from lantau.cli.token_world import ChainWorld, at_option, chain_world, read_policy
from lantau.refusal import Json, Refusal, Refused, refuses

if TYPE_CHECKING:
    from lantau.chain import Deployment
    from lantau.issuance import token_operations

policy_option = click.option("--policy", "policy_file", type=click.Path(path_type=Path), help="The token policy.")


@click.group()
def chain() -> None:
    """A coin on a chain: its contract, who may do what with it, what waits for it; and a node of your own.

    Without LANTAU_CHAIN_URL each world's chain runs in its own process, and nothing needs to be installed.
    """


for command in (up, down, propose, approve, proposals, pending, retry, undo, work, keys):
    chain.add_command(command)


@chain.command(short_help="The node, each coin's contract, what waits.")
@world_option
@json_option
def status(world_name: str, as_json: bool) -> None:
    """Which node this world has, how far its chain is, and each coin's contract with its supply and what waits."""
    from lantau.cli import token_text

    with chain_world(world_name, as_json) as world:
        head = world.node.head()
        coins = [_coin_standing(world, each) for each in world.deployments()]
        body: dict[str, Json] = {
            "world": world.name,
            "node": _node_name(world),
            "chain_id": world.node.chain_id,
            "head": {"number": head.number, "hash": head.hash, "produced_at": head.block.produced_at.isoformat()},
            "coins": [dict(each) for each in coins],
        }
    if as_json:
        print_json(body)
        return
    click.echo(f"{body['world']}: {body['node']}, chain {body['chain_id']}")
    click.echo(f"newest block {head.number} of {token_text.seconds_text(head.timestamp)} HKT, {head.hash}")
    for coin in coins:
        click.echo("\n" + token_text.coin_text(coin))
    if not coins:
        click.echo("No coin of this world is on a chain: its coins stand in the books alone. lantau chain deploy")


def _node_name(world: ChainWorld) -> str:
    name = getattr(world.node, "name", "")
    return f"the node at {name}" if name else "the chain in this process"


def _coin_standing(world: ChainWorld, deployment: Deployment) -> dict[str, Json]:
    """A coin's contract, its supply, and how many messages for it stand where."""
    from lantau.chain import Known, addresses, message_queries

    # What the chain says now: a block made for the world's instant may be some seconds later than it.
    now = max(world.clock.now(), world.node.head().block.produced_at)
    told = world.world.chain.total_supply(deployment.coin_id, now)
    with world.database.read() as connection:
        standing = message_queries.not_done(connection, deployment.coin_id)
    counts = {each.value: sum(message.progress is each for message in standing) for each in message_queries.Progress}
    return {
        "coin_id": deployment.coin_id,
        "name": deployment.terms.name,
        "symbol": deployment.terms.symbol,
        "chain_id": deployment.chain_id,
        "address": addresses.checksummed(deployment.address),
        "deployed_at": deployment.deployed_at.isoformat(),
        "depth": deployment.depth,
        "supply_units": told.supply.units if isinstance(told, Known) else None,
        "supply_block": told.block.number if isinstance(told, Known) else None,
        "supply_unknown": "" if isinstance(told, Known) else told.reason,
        "messages": dict(counts),
    }


@chain.command(short_help="Put a coin's audited contract on the chain.")
@click.option("--coin", "coin_id", required=True, help="The coin, as the books name it.")
@click.option("--name", required=True, help="The token's name, for good.")
@click.option("--symbol", required=True, help="Its symbol, such as LQD.")
@click.option("--policy", "policy_file", type=click.Path(path_type=Path), required=True, help="The token policy.")
@click.option("--audit", "audit_file", type=click.Path(path_type=Path), required=True, help="What the audit says.")
@click.option("--by", "maker", required=True, metavar="PERSON", help="Id of the person who deploys.")
@click.option("--checked-by", "checker", required=True, metavar="PERSON", help="Id of the second person.")
@click.option("--key", required=True, help="The caller's key: the same request again is answered, not repeated.")
@at_option
@world_option
@json_option
def deploy(
    coin_id: str,
    name: str,
    symbol: str,
    policy_file: Path,
    audit_file: Path,
    maker: str,
    checker: str,
    key: str,
    instant: str,
    world_name: str,
    as_json: bool,
) -> None:
    """Put a coin on this world's chain, before any of it is issued: only code that was audited, by two (G 6.5.3-6.5.5).

    The policy's file gives the roles, attestors and limits; the audit's source_sha256 and five true or false answers.
    """
    from lantau.issuance import token_operations

    with chain_world(world_name, as_json) as world:
        world.advance(instant, as_json)
        policy = read_policy(policy_file, as_json)
        deployed = wanted(
            token_operations.deploy_token(
                world.database,
                world.clock,
                world.world.book,
                key=key,
                actor=world.person(maker, as_json),
                checker=world.person(checker, as_json),
                occurred_at=world.clock.now(),
                coin_id=coin_id,
                name=name,
                symbol=symbol,
                policy=policy,
                chain_id=world.node.chain_id,
                deployer_sent_count=world.node.nonce(policy.hands["deployer"].addresses[0]),
                first_block=world.node.head().number + 1,
                depth=world.depth,
                audit=wanted(_audit(audit_file), as_json),
            ),
            as_json,
        )
        coin = _coin_standing(world, wanted(world.deployment(deployed.coin_id, there=False), as_json))
    if as_json:
        print_json({told: coin[told] for told in ("coin_id", "address", "chain_id", "depth", "messages")})
        return
    from lantau.cli import token_text

    click.echo(token_text.deployed_text(coin, policy))


@refuses
def _audit(file: Path) -> token_operations.Audit:
    """What an audit says, from a TOML file. Refused cli.bad_audit."""
    from lantau.issuance import token_operations

    known = token_operations.Audit.__annotations__
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as broken:
        raise Refused(Refusal(BAD_AUDIT, f"cannot be read: {broken}", str(file), "G 6.5.5")) from None
    for name, value in told.items():
        if name not in known:
            message = f"{name} is no answer of an audit; known are {', '.join(known)}"
            raise Refused(Refusal(BAD_AUDIT, message, f"{file}: {name}", "G 6.5.5"))
        if not isinstance(value, str if name == "source_sha256" else bool):
            kind = "a text" if name == "source_sha256" else "true or false"
            raise Refused(Refusal(BAD_AUDIT, f"{name} must be {kind}", f"{file}: {name}", "G 6.5.5"))
    if "source_sha256" not in told:
        raise Refused(Refusal(BAD_AUDIT, "source_sha256 is missing", f"{file}: source_sha256", "G 6.5.5"))
    return token_operations.Audit(**told)


@chain.command(short_help="Who may do what, and drifts from the policy.")
@click.option("--coin", "coin_id", default="", help="Default: the only coin on the chain.")
@policy_option
@zh_option
@world_option
@json_option
def roles(coin_id: str, policy_file: Path | None, zh: bool, world_name: str, as_json: bool) -> None:
    """Who may do what on the contract, read back from the chain; with a policy each drift from it (G 6.5.3-6.5.4).

    Leaves with 4 when there is any drift.
    """
    from lantau.chain import permission_matrix, role_drift
    from lantau.cli import token_text

    policy = None if policy_file is None else read_policy(policy_file, as_json)
    with chain_world(world_name, as_json) as world:
        deployment = wanted(world.deployment(coin_id), as_json)
        matrix = permission_matrix.read_matrix(world.node, deployment.address, first_block=deployment.first_block)
    drifts = () if policy is None else role_drift.drift(policy, matrix)
    if as_json:
        found = [
            {
                "subject": each.subject,
                "severity": each.severity,
                "en": each.en,
                "zh": each.zh,
                "citation": each.citation,
            }
            for each in drifts
        ]
        body = token_text.matrix_body(deployment, matrix)
        print_json(body if policy is None else {**body, "policy_digest": policy.digest, "drifts": found})
    else:
        click.echo(token_text.roles_text(deployment, matrix, zh=zh))
        if policy is not None:
            click.echo("\n" + token_text.drifts_text(drifts, zh=zh))
    if drifts:
        sys.exit(BREACHED)


@chain.command(short_help="What a call would change, before it is signed.")
@click.option("--coin", "coin_id", default="", help="Default: the only coin on the chain.")
@click.option("--as", "role", required=True, metavar="ROLE", help="The role that would call, or an address.")
@policy_option
@zh_option
@world_option
@json_option
@click.argument("function")
@click.argument("arguments", nargs=-1)
def simulate(
    coin_id: str,
    role: str,
    policy_file: Path | None,
    zh: bool,
    world_name: str,
    as_json: bool,
    function: str,
    arguments: tuple[str, ...],
) -> None:
    """What a call of FUNCTION with ARGUMENTS would change, told before anybody signs it (G 6.5.7(7)).

    Arguments: whole base units or an amount such as 1000.00LQD, addresses, true or false, 0x bytes, JSON lists.
    Leaves with 1 and the contract's reason when it would be refused.
    """
    from lantau.chain import contract_reasons, refusals
    from lantau.cli import token_arguments, token_text

    policy = None if policy_file is None else read_policy(policy_file, as_json)
    with chain_world(world_name, as_json) as world:
        deployment = wanted(world.deployment(coin_id), as_json)
        seen = wanted(token_arguments.preview_of(world.node, deployment, role, function, arguments, policy), as_json)
    why = contract_reasons.in_words(seen.refusal)
    refusal = Refusal(refusals.WOULD_REVERT, f"the contract would refuse it: {why}", function)
    if as_json:
        body: dict[str, Json] = {"preview": seen.as_body()}
        print_json(body if seen.passes else {**body, "refusal": refusal.as_json()})
        sys.exit(0 if seen.passes else REFUSED)
    click.echo(token_text.preview_text(seen, coin_id=deployment.coin_id, role=role, zh=zh))
    if not seen.passes:
        refuse(refusal)
