"""Owns what the rest of Lantau may ask of a chain: a coin's total supply at a named block, or why it is unknown."""

from lantau.chain.supply import Block, Chain, ChainSupply, Known, NoChain, Unknown

__all__ = ["Block", "Chain", "ChainSupply", "Known", "NoChain", "Unknown"]
