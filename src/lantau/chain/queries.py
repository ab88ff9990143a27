"""Reads of what was deployed and sent, and a coin's total supply as a node tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lantau.chain import coin_contract, store
from lantau.chain.deployment import Cause, Deployment
from lantau.chain.node import Header, Node, NodeAway, NodeRefused, Reverted
from lantau.chain.sending import Waiting
from lantau.chain.supply import ChainSupply, Known, Unknown
from lantau.db import Connection, Database
from lantau.money import Amount, asset

NOT_DEPLOYED = "the coin's contract is not deployed"


def deployments(connection: Connection) -> tuple[Deployment, ...]:
    """Every coin's contract."""
    return store.deployments(connection)


def deployment(connection: Connection, coin_id: str) -> Deployment | None:
    """The contract of a coin; None while its coins stand in the books alone."""
    return next(iter(store.deployments(connection, coin_id)), None)


def caused_by(connection: Connection, transaction_hashes: Sequence[str]) -> Mapping[str, Cause]:
    """What asked for each of these transactions; those that are not ours are left out."""
    return store.causes(connection, transaction_hashes)


def carried_by_others(connection: Connection, subject_ids: Sequence[str]) -> frozenset[str]:
    """Payments that somebody else handed in as their payers had signed them: done, though not by us."""
    return frozenset(store.carried_by_others(connection, subject_ids))


def pending_messages(connection: Connection, chain_id: int, *, limit: int = 1000) -> tuple[Waiting, ...]:
    """Messages for the chain that have not ended, those with a nonce first."""
    under_way = store.reserved(connection, chain_id, limit=limit)
    return (*(each.waiting for each in under_way), *store.waiting(connection, chain_id, limit=limit))


def authorised_addresses(connection: Connection, deployment: Deployment) -> frozenset[str]:
    """Addresses that our own decisions gave a hand of the contract to: the deployment's terms, and what was changed
    since by messages of ours that the chain carried out. In lower case."""
    named = {*deployment.terms.roles.values(), *deployment.terms.attestors}
    named |= store.addresses_named_in_operations(connection, deployment.address)
    return frozenset(each.lower() for each in named)


@dataclass(frozen=True, slots=True)
class NodeChain:
    """What a world's node says of its coins. A node that does not answer makes a supply unknown, never an old one.

    ``depth`` is how many blocks on top of an event make it final for coins deployed from now on.
    """

    database: Database
    node: Node
    depth: int = 0

    def total_supply(self, coin_id: str, at: datetime) -> ChainSupply:
        """The coin's total supply at the newest block, which must not be later than ``at``; else why it is unknown."""
        with self.database.read() as connection:
            found = deployment(connection, coin_id)
        if found is None:
            return Unknown(NOT_DEPLOYED)
        if found.chain_id != self.node.chain_id:
            return Unknown(f"the coin is on chain {found.chain_id}; this node is of chain {self.node.chain_id}")
        try:
            header = self.node.head()
            if header.timestamp > at.timestamp():
                return Unknown(f"block {header.number} is later than the instant asked for")
            return self._supply(found, header)
        except (NodeAway, NodeRefused, Reverted) as away:
            return Unknown(f"the node does not say: {away}")

    def _supply(self, found: Deployment, header: Header) -> ChainSupply:
        if not self.node.code(found.address):
            return Unknown("the contract is not on the chain yet")
        units = coin_contract.coin().read(self.node, found.address, "totalSupply", block=header.number)
        after = self.node.header(header.number)
        if after is None or after.hash != header.hash:
            return Unknown(f"block {header.number} left the chain while it was read")
        return Known(Amount(asset(f"coin:{found.coin_id}"), units), header.block)
