"""A world with its node, as the commands of a coin's contract need it, and which coin of it is meant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.output import outage, wanted
from lantau.cli.refusals import NO_CONTRACT
from lantau.cli.sandbox import live_world
from lantau.dates import parse_instant
from lantau.refusal import Refusal, Refused, refuses

if TYPE_CHECKING:
    from lantau.access import Actor
    from lantau.chain import Deployment, Node, token_policy
    from lantau.dates import SimulatedClock
    from lantau.db import Database
    from lantau.wiring import LiveWorld

ASK_AGAIN = "see that the node of LANTAU_CHAIN_URL answers, then ask again: asking twice is asking once"

at_option = click.option(
    "--at", "instant", default="", metavar="INSTANT", help="The world's time; default: where its clock stands."
)


@dataclass(frozen=True, slots=True)
class ChainWorld:
    """An existing world with the node of its chain. ``depth`` is for coins deployed from now on."""

    world: LiveWorld
    node: Node
    depth: int

    @property
    def name(self) -> str:
        """The world's name."""
        return self.world.name

    @property
    def database(self) -> Database:
        """The world's database."""
        return self.world.database

    @property
    def clock(self) -> SimulatedClock:
        """The world's clock."""
        return self.world.clock

    def deployments(self) -> tuple[Deployment, ...]:
        """Every coin's contract, on this chain or another."""
        from lantau.chain import queries

        with self.database.read() as connection:
            return queries.deployments(connection)

    @refuses
    def deployment(self, coin_id: str, *, there: bool = True) -> Deployment:
        """The contract of a coin, or of the only coin on the chain. Refused cli.no_contract.

        With ``there`` its code must be on the node's chain already.
        """
        known = self.deployments()
        found = [each for each in known if not coin_id or each.coin_id == coin_id]
        if len(found) != 1:
            names = ", ".join(each.coin_id for each in known)
            here = f"on a chain are {names}: name one" if names else "no coin of this world is on a chain"
            message = f"{coin_id!r} is on no chain; {here}" if coin_id else here
            raise Refused(Refusal(NO_CONTRACT, message, "--coin"))
        only = found[0]
        if only.chain_id != self.node.chain_id:
            message = f"{only.coin_id} is on chain {only.chain_id}; this node is of chain {self.node.chain_id}"
            raise Refused(Refusal(NO_CONTRACT, message, "LANTAU_CHAIN_URL"))
        if there and not self.node.code(only.address):
            message = f"the contract of {only.coin_id} is not on the chain yet: lantau chain work sends it"
            raise Refused(Refusal(NO_CONTRACT, message, "--coin"))
        return only

    def on_this_chain(self) -> tuple[Deployment, ...]:
        """The contracts on the node's chain. Refused (raised) cli.no_contract when there is none."""
        known = self.deployments()
        mine = tuple(each for each in known if each.chain_id == self.node.chain_id)
        if not mine:
            elsewhere = "; ".join(f"{each.coin_id} is on chain {each.chain_id}" for each in known)
            message = f"no coin of this world is on chain {self.node.chain_id}" + (f": {elsewhere}" if known else "")
            raise Refused(Refusal(NO_CONTRACT, message, "LANTAU_CHAIN_URL" if known else ""))
        return mine

    def advance(self, instant: str, as_json: bool) -> None:
        """Let the world's clock go on to ``--at``, if it was given."""
        if instant:
            at = wanted(refuses(parse_instant)(instant, where="--at"), as_json)
            wanted(refuses(self.clock.advance_to)(at), as_json)

    def person(self, person_id: str, as_json: bool) -> Actor:
        """A person by id."""
        from lantau import access

        return wanted(access.person(self.database, person_id), as_json)


def read_policy(file: Path, as_json: bool) -> token_policy.TokenPolicy:
    """The token policy in a file."""
    from lantau.chain import token_policy_file

    return wanted(refuses(token_policy_file.read_token_policy)(file), as_json)


@contextmanager
def chain_world(name: str, as_json: bool = False) -> Iterator[ChainWorld]:
    """An existing world with its node; a node or signer that does not answer ends the command with exit code 3."""
    from lantau.chain import node, queries, socket_signer

    with live_world(name, as_json) as world:
        assert isinstance(world.chain, queries.NodeChain), "a sandbox gives each world a node"
        try:
            yield ChainWorld(world, world.chain.node, world.chain.depth)
        except (node.NodeAway, node.NodeRefused, socket_signer.SignerAway, socket_signer.SignerRefused) as away:
            outage(str(away), ASK_AGAIN, as_json)
