"""What waits for the chain: shown, asked for again, and carried out."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lantau.cli.output import json_option, print_json, refuse, wanted
from lantau.cli.refusals import NO_CONTRACT
from lantau.cli.sandbox import world_option
from lantau.cli.token_keys import PASSWORD, KeyFolder, keys_folder, require_deployers
from lantau.cli.token_world import ChainWorld, at_option, chain_world
from lantau.refusal import Json, Refusal, refuses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lantau.chain import message_queries, readying
    from lantau.worlds import chain_work


@click.command(short_help="Messages that are not done, and why.")
@click.option("--coin", "coin_id", default=None, help="Default: every coin.")
@world_option
@json_option
def pending(coin_id: str | None, world_name: str, as_json: bool) -> None:
    """The messages for the chain that are not done: waiting, held and why, under way, or abandoned and why."""
    from lantau.chain import message_queries
    from lantau.cli import token_message_text

    with chain_world(world_name, as_json) as world:
        known = [each.coin_id for each in world.deployments()]
        if coin_id is not None and coin_id not in known:
            message = f"{coin_id!r} is on no chain; on one are {', '.join(known) or 'none'}"
            refuse(Refusal(NO_CONTRACT, message, "--coin"), as_json)
        with world.database.read() as connection:
            standing = message_queries.not_done(connection, coin_id)
        objections = _objections(world, standing)
    if as_json:
        print_json([{**each.as_body(), **_now(objections.get(each.id))} for each in standing])
    else:
        click.echo(token_message_text.messages_text(standing, objections))


def _objections(
    world: ChainWorld, standing: Sequence[message_queries.MessageStanding]
) -> dict[str, message_queries.Objection]:
    """Why each held message is held now: what was recorded is why it was held first, and all that is told when the node
    does not answer."""
    from lantau.chain import NodeAway, message_queries

    held = [each for each in standing if each.progress is message_queries.Progress.HELD]
    try:
        mine = {each.coin_id: each for each in world.deployments() if held and each.chain_id == world.node.chain_id}
        return {
            each.id: message_queries.objection(world.node, mine[each.coin_id], each)
            for each in held
            if each.coin_id in mine
        }
    except NodeAway as away:
        click.echo(f"The node does not say why messages are held now: {away}", err=True)
        return {}


def _now(objection: message_queries.Objection | None) -> dict[str, Json]:
    """The present reason of a held message as plain data; nothing for the others."""
    if objection is None:
        return {}
    from lantau.cli.token_text import utc_text

    passes_from = None if objection.passes_from is None else utc_text(objection.passes_from)
    return {"reason_now": objection.reason, "passes_from": passes_from}


def decided_by_two(command: Callable[..., None]) -> Callable[..., None]:
    """The options of what two people decide about what the chain refused."""
    for option in reversed(
        (
            click.option("--reasons", required=True, help="Why it is decided."),
            click.option("--by", "maker", required=True, metavar="PERSON", help="Id of the person who decides."),
            click.option("--checked-by", "checker", required=True, metavar="PERSON", help="Id of the second person."),
            click.option("--key", required=True, help="The caller's key: the same again is answered, not repeated."),
            at_option,
            world_option,
            json_option,
        )
    ):
        command = option(command)
    return command


def _decided(operation: Callable[..., Any], subject: Mapping[str, str], asked: Mapping[str, Any]) -> Any:
    """The answer of an operation that two people decide in the world that was named; a refusal ends the command."""
    as_json = asked["as_json"]
    with chain_world(asked["world_name"], as_json) as world:
        world.advance(asked["instant"], as_json)
        return wanted(
            operation(
                world.database,
                world.clock,
                key=asked["key"],
                actor=world.person(asked["maker"], as_json),
                checker=world.person(asked["checker"], as_json),
                occurred_at=world.clock.now(),
                reasons=asked["reasons"],
                **subject,
            ),
            as_json,
        )


@click.command(short_help="Ask again for an abandoned message.")
@click.argument("message")
@decided_by_two
def retry(message: str, **asked: Any) -> None:
    """Ask once more for what MESSAGE asked for, after it was abandoned: decided by two, for money has moved beside it.

    A payment that failed has given its coins back, and is made anew instead.
    """
    from lantau.chain import retry_operations

    again = _decided(retry_operations.retry, {"message_id": message}, asked)
    if asked["as_json"]:
        print_json({"message": again, "asked_again": True})
    else:
        click.echo(f"{again} is asked for again by a new message. Next: lantau chain work")


@click.command(short_help="End a redemption that the chain refused.")
@click.argument("order")
@decided_by_two
def undo(order: str, **asked: Any) -> None:
    """End the redemption ORDER unpaid: its burn was abandoned, or what the holder signed is over. Decided by two.

    The coins are the holder's again and the cash is the reserve's; the holder asks anew. Its clock stops unpaid.
    """
    from lantau.issuance import undo_operations

    undone = _decided(undo_operations.undo_settlement, {"order_id": order}, asked)
    if asked["as_json"]:
        print_json({"order": undone.order_id, "pay_out": undone.pay_out_id, "undone": True})
    else:
        click.echo(f"{undone.order_id} is ended unpaid: its holds are free, and the holder asks anew.")


@click.command(short_help="Send and follow until nothing moves.")
@click.option(
    "--scenario", type=click.Path(path_type=Path), help="The folder this world plays: its invented keys sign."
)
@click.option("--keys", "keys_given", type=click.Path(path_type=Path), help="A folder of keys; default: LANTAU_KEYS.")
@at_option
@world_option
@json_option
def work(scenario: Path | None, keys_given: Path | None, instant: str, world_name: str, as_json: bool) -> None:
    """Carry out what waits for the chain until nothing moves: send, follow, tell the contract of holders.

    Keys are those of the world's scenario, or encrypted ones named by coin and role, such as lqd-master-minter, with
    their password in LANTAU_KEY_PASSWORD. What was sent before is not sent again.
    """
    from lantau.cli import token_message_text

    if scenario is not None and keys_given is not None:
        raise click.UsageError("say --scenario or --keys")
    keyring = _keyring(scenario, keys_given, as_json)
    with chain_world(world_name, as_json) as world:
        world.advance(instant, as_json)
        worked = wanted(_worked(world, keyring), as_json)
        head = world.node.head()
    if as_json:
        print_json({**asdict(worked), "head": {"number": head.number, "hash": head.hash}})
    else:
        click.echo(token_message_text.worked_text(worked, head))


def _keyring(scenario: Path | None, keys_given: Path | None, as_json: bool) -> readying.Keyring:
    """Whose keys sign."""
    from lantau import worlds
    from lantau.worlds import keys as simulated

    if scenario is not None:
        return simulated.SimulatedHands(wanted(refuses(worlds.read_scenario)(scenario), as_json).seed)
    return KeyFolder(keys_given or keys_folder(as_json), os.environ.get(PASSWORD, ""))


@refuses
def _worked(world: ChainWorld, keyring: readying.Keyring) -> chain_work.Worked:
    """One run. Refused cli.no_contract, cli.wrong_keys, and as keys are that do not open."""
    from lantau.worlds import chain_work

    mine = world.on_this_chain()
    require_deployers(keyring, [each for each in mine if not world.node.code(each.address)])
    return chain_work.work_with(keyring, world.database, world.clock, world.node, mine)
