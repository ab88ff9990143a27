"""Transactions handed in and not yet in a block, as a node keeps them."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator

from lantau.chain.local_transactions import Transaction
from lantau.chain.node import NodeRefused


class Pool:
    """One waiting transaction for each sender and nonce. Those above a gap wait until it is filled."""

    def __init__(self) -> None:
        self._waiting: dict[str, dict[int, tuple[int, Transaction]]] = {}
        self._arrivals = itertools.count()

    def __iter__(self) -> Iterator[Transaction]:
        """Everything that waits, in order of arrival."""
        places = [place for by_nonce in self._waiting.values() for place in by_nonce.values()]
        return iter([transaction for _, transaction in sorted(places, key=lambda place: place[0])])

    def add(self, transaction: Transaction, next_nonce: int) -> None:
        """Take a transaction in, or in the place of one that it outbids. Raises NodeRefused in the words of geth."""
        if transaction.nonce < next_nonce:
            words = f"nonce too low: next nonce {next_nonce}, tx nonce {transaction.nonce}"
            raise NodeRefused(words, nonce_used=True)
        by_nonce = self._waiting.setdefault(transaction.sender, {})
        arrival, earlier = by_nonce.get(transaction.nonce, (next(self._arrivals), None))
        if earlier is not None and earlier.hash == transaction.hash:
            raise NodeRefused("already known", known=True)
        if earlier is not None and not transaction.outbids(earlier):
            raise NodeRefused("replacement transaction underpriced", underpriced=True)
        by_nonce[transaction.nonce] = arrival, transaction

    def ready(self, next_nonce: Callable[[str], int]) -> list[Transaction]:
        """What can go into a block now: each sender's in order of nonce, and as they arrived among senders."""
        heads: list[tuple[int, str, int]] = []
        for sender, by_nonce in self._waiting.items():
            if place := by_nonce.get(next_nonce(sender)):
                heapq.heappush(heads, (place[0], sender, place[1].nonce))
        ready: list[Transaction] = []
        while heads:
            _, sender, nonce = heapq.heappop(heads)
            by_nonce = self._waiting[sender]
            ready.append(by_nonce[nonce][1])
            if following := by_nonce.get(nonce + 1):
                heapq.heappush(heads, (following[0], sender, nonce + 1))
        return ready

    def drop_used(self, sender: str, next_nonce: int) -> None:
        """Forget the sender's transactions whose nonce is used up."""
        by_nonce = self._waiting.get(sender, {})
        for nonce in [nonce for nonce in by_nonce if nonce < next_nonce]:
            del by_nonce[nonce]
        if not by_nonce:
            self._waiting.pop(sender, None)
