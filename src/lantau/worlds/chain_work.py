"""The chain's side of a world: after each act what waits is sent, blocks are made, and the register follows them.

In this order in every round, so that a world that was cut off anywhere makes the same blocks and the same entries when
it goes on: the register first follows what is there, then the contract is told of holders, then messages are sent.
"""

from __future__ import annotations

from lantau import chain, register
from lantau.chain import Deployment, Node, approval_operations, outbox
from lantau.chain import node as nodes
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.refusal import Refusal, Refused
from lantau.register import release_operations
from lantau.worlds.keys import SimulatedHands
from lantau.worlds.refusals import NO_NODE

ROUNDS_MAX = 40
"""After as many rounds whatever still waits is left to the next act: it waits for a time or a decision."""


def let_the_chain_work(database: Database, clock: SimulatedClock, node: Node | None, seed: str) -> None:
    """Carry out on the chain what waits for it, until nothing moves. Nothing happens in a world without contracts.

    Refused (raised) worlds.no_node when the node's blocks are not ours to make: a scenario's time is not the world's.
    """
    deployments = _deployments(database)
    if not deployments:
        return
    if node is None or not isinstance(node, nodes.Paced):
        raise Refused(Refusal(NO_NODE, "a scenario's coins need a chain whose blocks it makes itself", "chain"))
    sender = outbox.Sender(database, clock, node, SimulatedHands(seed))
    _fund(node, deployments)
    depth = max(each.depth for each in deployments)
    for _ in range(ROUNDS_MAX):
        moved = _follow(database, clock, node, deployments)
        told = sum(register.admit_holders(database, clock, each.coin_id, clock.now()) for each in deployments)
        if sender.waits() and node.head().timestamp < int(clock.now().timestamp()):
            # A call is tried at the time of the newest block: let the chain's time be the world's.
            node.produce(clock.now())
        done = sender.pump()
        if done.wants_blocks:
            node.produce(clock.now(), blocks=1 + depth)
        released = release_operations.release_failed(database, clock)
        concluded = approval_operations.conclude_ended(database, clock)
        if not (moved or told or released or concluded or done.moved or done.wants_blocks):
            return


def _follow(database: Database, clock: SimulatedClock, node: Node, deployments: tuple[Deployment, ...]) -> bool:
    """Let the register read what is final; whether there was anything."""
    moved = False
    for each in deployments:
        found = register.follow(database, clock, node, each.coin_id)
        if isinstance(found, Refusal):
            raise Refused(found)
        moved = moved or found.outcome in ("posted", "undone")
    return moved


def _fund(node: Node, deployments: tuple[Deployment, ...]) -> None:
    """The hands of a coin that is not there yet get what they pay gas with, where gas costs something."""
    if not isinstance(node, nodes.Funded):
        return
    for each in deployments:
        if not node.code(each.address):
            for address in sorted(set(each.terms.roles.values())):
                node.fund(address)


def _deployments(database: Database) -> tuple[Deployment, ...]:
    with database.read() as connection:
        return chain.queries.deployments(connection)
