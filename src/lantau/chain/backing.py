"""Which node a world has: the one in this process by default, another by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lantau.chain.json_rpc import JsonRpc
from lantau.chain.local_blocks_store import RecordedBlocks
from lantau.chain.local_node import LocalNode
from lantau.chain.node import NodeAway, NodeRefused
from lantau.chain.queries import NodeChain
from lantau.chain.rpc_node import PacedRpcNode, RpcNode

if TYPE_CHECKING:
    from lantau.db import Database

FOREIGN_DEPTH = 12
"""How many blocks on top make an event of somebody else's chain final, unless a coin's deployment says otherwise."""

DEVELOPMENT_NODES = ("anvil", "hardhat")
"""Nodes whose blocks are ours to make, by the beginning of what they call themselves."""


def chain_of(database: Database, url: str = "") -> NodeChain:
    """The chain of a world: the node at ``url``, else one in this process whose blocks the world's database keeps."""
    if not url:
        return NodeChain(database, LocalNode(RecordedBlocks(database)))
    if _is_development_node(url):
        return NodeChain(database, PacedRpcNode(url))
    return NodeChain(database, RpcNode(url), depth=FOREIGN_DEPTH)


def _is_development_node(url: str) -> bool:
    """Whether its blocks are ours to make; a node that is away is nobody's, and is asked again by whoever uses it."""
    try:
        return str(JsonRpc(url).ask("web3_clientVersion")).lower().startswith(DEVELOPMENT_NODES)
    except (NodeAway, NodeRefused):
        return False
