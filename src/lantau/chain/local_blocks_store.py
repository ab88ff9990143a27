"""A local chain's blocks on a table of the world's database. It plays a foreign chain: no commit, no event."""

from __future__ import annotations

from lantau.chain.local_blocks import KeptBlock
from lantau.chain.node import Header, NodeAway
from lantau.db import Database, Outage

BLOCKS_AT_ONCE = 500

_AFTER = """
SELECT number, hash, parent_hash, timestamp,
       CASE WHEN number = %(number)s THEN '{}'::bytea[] ELSE transactions END AS transactions
FROM chain.local_block WHERE number >= %(number)s ORDER BY number LIMIT %(limit)s
"""
_APPEND = """
INSERT INTO chain.local_block (number, hash, parent_hash, timestamp, transactions)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


class RecordedBlocks:
    """The blocks of a world's own chain. Every process of the world sees the same ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, block: KeptBlock) -> bool:
        """Add a block on top; False when another process wrote a block of that number first. Raises NodeAway."""
        header = block.header
        row = (header.number, header.hash, header.parent_hash, header.timestamp, list(block.transactions))
        try:
            with self._database.transaction() as connection:
                return connection.execute(_APPEND, row).rowcount == 1
        except Outage as away:
            raise NodeAway(f"the local chain's blocks cannot be reached: {away}") from away

    def after(self, number: int, block_hash: str) -> list[KeptBlock] | None:
        """The next blocks above this one, BLOCKS_AT_ONCE at most; None when it is not kept. Raises NodeAway."""
        try:
            with self._database.transaction() as connection:
                rows = connection.execute(_AFTER, {"number": number, "limit": BLOCKS_AT_ONCE + 1}).fetchall()
        except Outage as away:
            raise NodeAway(f"the local chain's blocks cannot be reached: {away}") from away
        blocks = [
            KeptBlock(
                Header(row["number"], row["hash"], row["parent_hash"], row["timestamp"]),
                tuple(bytes(raw) for raw in row["transactions"]),
            )
            for row in rows
        ]
        if number == 0:
            return blocks
        if not blocks or blocks[0].header.number != number or blocks[0].header.hash != block_hash:
            return None
        return blocks[1:]
