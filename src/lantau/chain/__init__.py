"""Owns one EVM chain seen from Python: nodes, keys and signatures, a coin's contract, and what is sent to it.

Further in, by ``from lantau.chain import …``: ``queries`` (what was deployed and sent), ``typed_data`` and ``signing``
(what is signed, and by whom), ``coin_contract`` (its interface), ``outbox`` (sending), ``local_node``, ``rpc_node``
and ``anvil`` (nodes), ``token_policy``, ``permission_matrix``, ``simulation`` and ``approval_operations`` (who may).
"""

from lantau.chain import queries
from lantau.chain.calls import Attested
from lantau.chain.deployment import Cause, Deployment, Terms
from lantau.chain.holder_authority import SignedTransfer
from lantau.chain.node import Node, NodeAway
from lantau.chain.signing import Signer
from lantau.chain.supply import Block, Chain, ChainSupply, Known, NoChain, Unknown

__all__ = [
    "Attested",
    "Block",
    "Cause",
    "Chain",
    "ChainSupply",
    "Deployment",
    "Known",
    "NoChain",
    "Node",
    "NodeAway",
    "SignedTransfer",
    "Signer",
    "Terms",
    "Unknown",
    "queries",
]
