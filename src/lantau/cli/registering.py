"""Commands on who holds what: mirror somebody else's coin, list holders, hold chain and books against each other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.asking import answer_day, answer_law, law_option
from lantau.cli.output import BREACHED, json_option, outage, print_json, table, wanted, write_whole
from lantau.cli.sandbox import live_world, sandbox, world_option
from lantau.dates import SystemClock, hk_date
from lantau.money import Amount, asset
from lantau.refusal import Json, Refusal, Refused, refuses

if TYPE_CHECKING:
    from lantau.chain import Node
    from lantau.db import Database
    from lantau.register import Judged, foreign, reconciliation
    from lantau.reserves import pool_file
    from lantau.wiring import LiveWorld

MIRROR_DATABASE = "mirror"
"""The database of coins of others: beside the worlds, for it belongs to none, and so that following goes on."""

coin_option = click.option("--coin", "coin_id", default="", help="Default: the only coin of the world on a chain.")


@click.group()
def register() -> None:
    """Who holds what: holders, reconciliation, redemption register; coins of others, read only."""


@register.command("follow")
@click.argument("address")
@click.option("--rpc", required=True, metavar="URL", help="A node (http://…), or file: and a recording.")
@click.option("--from-block", "first_block", default=0, show_default=True, help="Where to begin: the first time only.")
@click.option("--depth", default=12, show_default=True, help="Blocks on top that make a block final.")
@click.option("--top", default=10, show_default=True, help="How many holders to list.")
@click.option("--memory", is_flag=True, help="Keep nothing: read everything each time.")
@click.option(
    "--reserve-file", type=click.Path(path_type=Path), help="Its published reserve, as `reserve check` reads it."
)
@click.option("--currency", default="", help="What one coin is worth one of; default: what the contract says, or HKD.")
@click.option("--on", "on", default="", metavar="DAY", help="The day of the law; default: the block's.")
@law_option
@json_option
def follow(
    address: str,
    rpc: str,
    first_block: int,
    depth: int,
    top: int,
    memory: bool,
    reserve_file: Path | None,
    currency: str,
    on: str,
    law: str,
    as_json: bool,
) -> None:
    """Mirror the ERC-20 at ADDRESS: supply, holders, roles, and what does not add up. Nothing is booked.

    It goes on where it stopped, from a database of its own. Exit code 4 when something differs or cannot be told, or
    the reserve does not cover the supply.

    Example: lantau register follow 0x5fbdb2315678afecb367f032d93f642f64180aa3
    --rpc file:examples/recorded-chain/harbour-dollar.json --memory
    """
    with _node(rpc, as_json) as node, _kept(memory, as_json) as database:
        picture = _followed(node, database, address, first_block, depth, as_json)
    check = None
    if reserve_file is not None:
        book = wanted(answer_law(law), as_json)
        day = wanted(answer_day(on), as_json) if on else hk_date(picture.produced_at)
        par = wanted(_par(picture, currency), as_json)
        from lantau.reserves import check_pool_file

        check = wanted(check_pool_file(book, reserve_file, day, par), as_json)
    if as_json:
        print_json({**picture.as_body(top), "reserve": None if check is None else check.as_body()})
    else:
        _print_picture(picture, top)
        if check is not None:
            _print_reserve(check)
    if picture.differences or picture.unknown or (check is not None and check.blocks):
        sys.exit(BREACHED)


@contextmanager
def _node(rpc: str, as_json: bool) -> Iterator[Node]:
    from lantau.chain import NodeAway, rpc_node
    from lantau.register import told_again

    try:
        if not rpc.startswith("file:"):
            yield rpc_node.RpcNode(rpc)
            return
        try:
            with told_again(Path(rpc.removeprefix("file:"))) as url:
                yield rpc_node.RpcNode(url)
        except Refused as refused:
            wanted(refused.refusal, as_json)
    except NodeAway as away:
        outage(str(away), "See that the node answers at this address, and try again: it goes on where it was.", as_json)


@contextmanager
def _kept(memory: bool, as_json: bool) -> Iterator[Database | None]:
    """The database of coins of others, None to keep nothing."""
    if memory:
        yield None
        return
    from lantau.db import world_database

    with sandbox(as_json) as opened:
        yield world_database(opened.server, MIRROR_DATABASE)


def _followed(
    node: Node, database: Database | None, address: str, first_block: int, depth: int, as_json: bool
) -> foreign.Picture:
    from lantau.chain import node as evm
    from lantau.register import follow_foreign

    def tell(block: int, logs: int) -> None:
        if sys.stderr.isatty() and not as_json:
            click.echo(f"\rblock {block:,}  {logs:,} logs", nl=False, err=True)

    try:
        found = follow_foreign(
            database, SystemClock(), node, address, first_block=first_block, depth=depth, progress=tell
        )
    except evm.NodeRefused as refused:
        outage(f"the node refuses: {refused}", "Ask another node, or for fewer blocks.", as_json)
    return wanted(found, as_json)


@refuses
def _par(picture: foreign.Picture, currency: str) -> Amount:
    return picture.contract.par(asset(currency or picture.contract.currency or "HKD", where="--currency"))


def _print_picture(picture: foreign.Picture, top: int) -> None:
    contract = picture.contract
    click.echo(f"{contract.name or '(no name)'} ({contract.symbol or '?'}), {contract.decimals} decimals")
    click.echo(f"chain {contract.chain_id}, contract {contract.address}")
    click.echo(f"block {picture.place_number} of {picture.produced_at:%Y-%m-%d %H:%M:%S} UTC, {picture.place_hash}\n")
    click.echo(f"supply   {contract.spelled(contract.supply_units)}")
    told = {None: "the contract does not tell", True: "yes", False: "no"}[contract.paused]
    click.echo(f"paused   {told}")
    for role, holder in contract.roles.items():
        click.echo(f"{role:<13}{holder}")
    for minter, units in sorted(picture.logs.minters.items()):
        click.echo(f"{'minter':<13}{minter}  was allowed {contract.spelled(units)}")
    held = picture.top
    click.echo(f"\n{len(held)} holders")
    rows = [
        (each.address, contract.spelled(each.units), _percent(picture, each.units), "blocked" if each.blocked else "")
        for each in held[:top]
    ]
    click.echo(table(("holder", "coins", "share", ""), rows, right=(1, 2)))
    for count in (1, 10, 100):
        share = picture.share_bps(count)
        if share is not None and count <= len(held):
            click.echo(f"the greatest {count}: {share // 100}.{share % 100:02d} % of what all have")
    click.echo()
    for difference in picture.differences:
        click.echo(f"does not add up: {difference}")
    for unknown in picture.unknown:
        click.echo(f"unknown: {unknown}")
    if not picture.differences and not picture.unknown:
        asked = len(picture.asked)
        click.echo(
            f"The logs leave the supply that the contract states; {asked} balances asked for are as the logs say."
        )


def _percent(picture: foreign.Picture, units: int) -> str:
    summed = sum(each.units for each in picture.top)
    bps = units * 10_000 // summed
    return f"{bps // 100}.{bps % 100:02d} %"


def _print_reserve(check: pool_file.PoolCheck) -> None:
    from lantau.cli.law import print_findings
    from lantau.rulebook import Outcome

    findings = [*check.valuation.findings, *check.findings]
    click.echo("\nIts published reserve, held against the law:")
    print_findings(findings, quiet=(Outcome.NOT_APPLICABLE, Outcome.MET), with_subject=True)
    click.echo(f"{sum(each.outcome is Outcome.MET for each in findings)} findings are met.")
    assert check.par is not None, "the supply is the par"
    covered = check.valuation.coverage_bps(check.par.micros())
    click.echo(f"par {check.par}; coverage {covered} basis points of par")


@register.command("holders")
@coin_option
@click.option("--on", "on", default="", metavar="DAY", help="The day of the law; default: the last block's.")
@click.option("--top", default=20, show_default=True, help="How many holders to list.")
@click.option(
    "--redemption", type=click.Path(path_type=Path), help="Write the redemption register (G 6.8.7): .csv or .json."
)
@click.option("--names", is_flag=True, help="With names and bank accounts in that file: for whoever pays.")
@world_option
@json_option
def holders(
    coin_id: str, on: str, top: int, redemption: Path | None, names: bool, world_name: str, as_json: bool
) -> None:
    """Everybody who holds the coin, how each would be paid, and whom the law speaks about. Asks no node.

    Exit code 4 when a holder is unverified, listed or frozen, or the holders' sum is not par in issue.

    Example: lantau register holders --redemption register.csv
    """
    from lantau import register as room

    if redemption is not None and redemption.suffix not in (".csv", ".json"):
        raise click.UsageError("--redemption writes a file that ends in .csv or .json")
    if names and redemption is None:
        raise click.UsageError("--names goes with --redemption")
    with live_world(world_name, as_json) as world:
        coin = wanted(_only_coin(world, coin_id), as_json)
        day = wanted(answer_day(on), as_json) if on else _day(world, coin, as_json)
        judged = wanted(room.judged(world.database, world.book, coin, on=day), as_json)
        kept = wanted(room.redemption_register(world.database, coin, on=day, names=names), as_json)
    if redemption is not None:
        text = kept.as_csv() if redemption.suffix == ".csv" else kept.as_json()
        wanted(write_whole(redemption, text.encode(), where="--redemption"), as_json)
    if as_json:
        body: dict[str, Json] = {
            **kept.as_body(),
            "holders": [each.as_body() for each in judged.holders],
            "findings": [each.as_body() for each in judged.findings],
            "remarks": [each.as_body() for each in judged.remarks],
            "unreadable": judged.position.unreadable,
        }
        print_json(body)
    else:
        _print_holders(judged, coin, top)
        verb = "is" if kept.is_whole else "IS NOT"
        click.echo(
            f"\nThe sum of all holders {verb} par in issue: {kept.total_units} and {kept.issued_units} base units."
        )
        if redemption is not None:
            click.echo(f"{redemption}: {len(kept.holders)} holders, digest {kept.digest}")
    if judged.findings or judged.remarks or judged.position.unreadable or not kept.is_whole:
        sys.exit(BREACHED)


def _print_holders(judged: Judged, coin_id: str, top: int) -> None:
    from lantau.register import holders as each_holder

    coin, batch = asset(f"coin:{coin_id}"), judged.position.batch
    click.echo(
        f"{coin_id} at block {batch.last_block} of {batch.produced_at:%Y-%m-%d %H:%M:%S} UTC, {batch.last_hash}\n"
    )
    rows = [
        (
            each.address,
            Amount(coin, each.holding.units).decimal_text(),
            each.known.party_id or each.role,
            each_holder.WAYS[each.way],
        )
        for each in judged.holders[:top]
    ]
    click.echo(table(("holder", "coins", "party", "if the chain were gone"), rows, right=(1,)))
    if len(judged.holders) > top:
        click.echo(f"and {len(judged.holders) - top} more")
    for finding in judged.findings[:top]:
        units = Amount(coin, finding.units).decimal_text()
        click.echo(
            f"\n{finding.finding.outcome.value:>9}  {finding.address} with {units}: {finding.finding.sentence_en}"
        )
    for remark in judged.remarks[:top]:
        units = Amount(coin, remark.units).decimal_text()
        click.echo(f"{'remark':>9}  {remark.address} with {units}: {remark.words} [{remark.citation}]")
    if judged.position.unreadable:
        click.echo(f"\nNothing more is posted: {judged.position.unreadable}")


@register.command("reconcile")
@coin_option
@click.option("--ask", "asked_most", default=500, show_default=True, help="About how many holders to ask the node.")
@world_option
@json_option
def reconcile(coin_id: str, asked_most: int, world_name: str, as_json: bool) -> None:
    """Hold chain, logs, ledger and own records against each other at the newest final block, to the base unit.

    What the chain has new is posted first. Exit code 4 when anything differs, or the node could not be asked.
    """
    from lantau import register as room
    from lantau.chain import NodeAway

    with live_world(world_name, as_json) as world:
        coin = wanted(_only_coin(world, coin_id), as_json)
        node, why = world_node(world), ""
        if node is not None:
            try:
                wanted(room.follow(world.database, world.clock, node, coin), as_json)
            except NodeAway as away:
                node, why = None, f"the node does not answer: {away}"
        done = room.reconcile(world.database, node, coin, asked_most=asked_most, why_away=why)
        found = wanted(done, as_json)
    if as_json:
        print_json(found.as_body())
    else:
        _print_reconciled(found)
    if not found.clean:
        sys.exit(BREACHED)


def world_node(world: LiveWorld) -> Node | None:
    """The node of a world; None for a world that has no chain."""
    node: Node | None = getattr(world, "node", None) or getattr(world.chain, "node", None)
    return node


def _print_reconciled(found: reconciliation.Reconciliation) -> None:
    click.echo(f"{found.coin_id} at block {found.block_number} of {found.produced_at:%Y-%m-%d %H:%M:%S} UTC")
    click.echo(f"{found.block_hash}\n")
    rows = [
        ("total supply, as the contract states it", "unknown" if found.chain_units is None else found.chain_units),
        ("minted less burned, by its logs", found.logs_units),
        ("in issue, by the ledger", found.issued_units),
        (f"{found.holder_count} holders, by the ledger", found.holders_units),
    ]
    click.echo(table(("base units", ""), rows, right=(1,)))
    click.echo(f"\n{found.asked_count} addresses were asked of the node.")
    for each in found.pending:
        click.echo(f"pending: {each.units} from {each.debit_code} to {each.credit_code} ({each.kind}, {each.hold_id})")
    for address in found.waiting:
        click.echo(f"on its way to the chain: the marks of {address}")
    for difference in found.differences:
        click.echo(f"differs: {difference}")
    for reason in found.unknown:
        click.echo(f"unknown: {reason}")
    for each_told in found.told:
        click.echo(f"to look at: {each_told}")
    if found.clean:
        click.echo("Everything agrees.")


@refuses
def _only_coin(world: LiveWorld, coin_id: str) -> str:
    """The coin named, else the only one of the world that is on a chain. Refused register.not_followed."""
    from lantau.chain import queries

    if coin_id:
        return coin_id
    with world.database.read() as connection:
        found = [each.coin_id for each in queries.deployments(connection)]
    if len(found) != 1:
        from lantau.register import refusals

        known = ", ".join(found) or "none"
        raise Refused(Refusal(refusals.NOT_FOLLOWED, f"coins of {world.name} on a chain: {known}", "--coin"))
    return found[0]


def _day(world: LiveWorld, coin: str, as_json: bool) -> date:
    from lantau import register as room

    return hk_date(wanted(room.position(world.database, coin), as_json).batch.produced_at)
