"""The chain's side of a world: after each act what waits is sent, blocks are made, and the register follows them.

In this order in every round, so that a world that was cut off anywhere makes the same blocks and the same entries when
it goes on: the register first follows what is there, then the contract is told of holders, then messages are sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lantau import chain, register
from lantau.chain import Deployment, Node, approval_operations, lost_outbox, outbox, readying, sending
from lantau.chain import node as nodes
from lantau.dates import Clock, SimulatedClock
from lantau.db import Database
from lantau.refusal import Refusal, Refused
from lantau.register import release_operations
from lantau.worlds.keys import SimulatedHands
from lantau.worlds.refusals import NO_NODE

ROUNDS_MAX = 40
"""After as many rounds whatever still waits is left to the next act: it waits for a time or a decision."""


@dataclass(slots=True)
class Worked:
    """What the rounds of one run came to, all together. ``held`` is why messages wait, by id, as the last round found;
    ``troubles`` are for people.

    ``sent`` counts messages signed for the first time and ``replaced`` those signed again with higher fees;
    ``done`` and ``refused`` ended on the chain; ``logs`` were read by the register; ``told`` is what the contract is
    to be told of holders; ``released`` payments gave their coins back; ``concluded`` proposals ended.
    """

    rounds: int = 0
    sent: int = 0
    replaced: int = 0
    done: int = 0
    refused: int = 0
    logs: int = 0
    told: int = 0
    released: int = 0
    concluded: int = 0
    held: dict[str, str] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    def add(self, pumped: sending.Pumped) -> None:
        """Count one round of the sender."""
        self.sent += pumped.sent
        self.replaced += pumped.replaced
        self.done += pumped.final
        self.refused += pumped.refused
        self.held = dict(pumped.held)
        self.troubles += [each for each in pumped.troubles if each not in self.troubles]


def let_the_chain_work(database: Database, clock: SimulatedClock, node: Node | None, seed: str) -> None:
    """Carry out on the chain what waits for it, until nothing moves. Nothing happens in a world without contracts.

    Refused (raised) worlds.no_node when the node's blocks are not ours to make: a scenario's time is not the world's.
    """
    deployments = _deployments(database)
    if not deployments:
        return
    if node is not None:
        node.head()  # a node that is away is an outage, whatever kind it is
    if node is None or not isinstance(node, nodes.Paced):
        raise Refused(Refusal(NO_NODE, "a scenario's coins need a chain whose blocks it makes itself", "chain"))
    work_with(SimulatedHands(seed), database, clock, node, deployments)


def work_with(
    keyring: readying.Keyring, database: Database, clock: Clock, node: Node, deployments: tuple[Deployment, ...]
) -> Worked:
    """The same with these keys and for these coins, telling what it came to. Blocks are made where they are ours."""
    sender = outbox.Sender(database, clock, node, keyring)
    _fund(node, deployments)
    paced = node if isinstance(node, nodes.Paced) else None
    depth = max(each.depth for each in deployments)
    worked = Worked()
    if paced:
        worked.add(_restored(database, clock, node, paced))
    while worked.rounds < ROUNDS_MAX:
        worked.rounds += 1
        moved, short_of = _follow(database, clock, node, deployments, worked)
        told = sum(register.admit_holders(database, clock, each.coin_id, clock.now()) for each in deployments)
        if paced and sender.waits() and node.head().timestamp < int(clock.now().timestamp()):
            # A call is tried at the time of the newest block: let the chain's time be the world's.
            paced.produce(clock.now())
            # Read by itself and at once, as a run does that goes on after being cut off here.
            _follow(database, clock, node, deployments, worked)
        done = sender.pump()
        if paced and done.wants_blocks:
            paced.produce(clock.now(), blocks=1 + depth)
        elif paced and (missing := short_of + depth - node.head().number) > 0:
            # It came back shorter than the register had read: at its old length the register sees what is another.
            paced.produce(clock.now(), blocks=missing)
            moved = True
        released = release_operations.release_failed(database, clock)
        concluded = approval_operations.conclude_ended(database, clock)
        worked.add(done)
        worked.told += told
        worked.released += released
        worked.concluded += concluded
        if not (moved or told or released or concluded or done.moved or (paced and done.wants_blocks)):
            break
    return worked


def _restored(database: Database, clock: Clock, node: Node, paced: nodes.Paced) -> sending.Pumped:
    """Make a chain that lost blocks whole, block by block at the time of old: what was attested or signed for that
    time counted then, and would not count now."""
    done, restored = sending.Pumped(), 0
    while (lost := lost_outbox.hand_in_lost(database, clock, node, done)) and lost[0].block_number > restored:
        restored = lost[0].block_number
        paced.produce(max(each.signed_at for each in lost))
    return done


def _follow(
    database: Database, clock: Clock, node: Node, deployments: tuple[Deployment, ...], worked: Worked
) -> tuple[bool, int]:
    """Let the register read what is final; whether there was anything, and the block read before that the chain is
    short of, or 0."""
    moved, short_of = False, 0
    for each in deployments:
        found = register.follow(database, clock, node, each.coin_id)
        if isinstance(found, Refusal):
            raise Refused(found)
        moved = moved or found.outcome in ("posted", "undone")
        short_of = max(short_of, found.place.number if found.outcome == "behind" else 0)
        worked.logs += found.logs
        if found.reason and found.reason not in worked.troubles:
            worked.troubles.append(found.reason)
    return moved, short_of


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
