"""What became of the messages under way, as far as a node bears it out. Asks a node, writes nothing.

A receipt counts when its block is on the chain as it is now and deep enough, and the node tells the events of that
block too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lantau.chain import coin_contract
from lantau.chain.calls import CONSTRUCTOR, Call, call_from
from lantau.chain.deployment import Deployment
from lantau.chain.node import Node, Receipt, Reverted
from lantau.chain.readying import Point, Readying, calldata
from lantau.chain.sending import ABANDONED, DONE, Pumped, Reserved
from lantau.refusal import Json

RESCUE = "rescueERC20"
BLOCKS_BETWEEN = 16
NO_MORE = "it was refused when it was executed, and would not be now"
NOT_CREATED = "the contract could not be created"


@dataclass(slots=True)
class Seen:
    """Messages that end with where they stood, and those that stand in no block."""

    ends: list[Point] = field(default_factory=list)
    placed: list[tuple[str, int, Receipt]] = field(default_factory=list)
    missing: list[Reserved] = field(default_factory=list)


@dataclass(slots=True)
class Watching:
    """One look at what is under way; each block is asked for once."""

    node: Node
    readying: Readying
    deployments: Mapping[str, Deployment]
    _headers: dict[int, str] = field(default_factory=dict)

    def look(self, under_way: Sequence[Reserved], done: Pumped) -> Seen:
        """What ends, and what is in no block. Raises what the node raises."""
        seen = Seen()
        hashes = [signed.hash for each in under_way for signed in each.signed]
        receipts = dict(zip(hashes, self.node.receipts(hashes), strict=True)) if hashes else {}
        head = self.node.head()
        self._headers = {head.number: head.hash}
        borne_out = self._borne_out(under_way, receipts)
        for each in under_way:
            found = [receipts.get(signed.hash) for signed in each.signed]
            standing = [receipt for receipt in found if receipt is not None and self._is_canonical(receipt)]
            if len(standing) != 1:
                # None is in a block; two of one nonce would be a node that contradicts itself.
                seen.missing.append(each)
                continue
            (receipt,) = standing
            if receipt.succeeded and receipt.transaction_hash not in borne_out:
                done.troubles.append(f"{each.waiting.message.id}: no event bears out {receipt.transaction_hash}")
            elif head.number - receipt.block_number < self.deployments[each.waiting.contract].depth:
                done.mined += 1
            else:
                seen.ends.append(self._end(each, receipt, done))
                seen.placed.append((each.waiting.message.id, 1, receipt))
        return seen

    def _is_canonical(self, receipt: Receipt) -> bool:
        """Whether the receipt's block is on the chain as it is now: a receipt may outlive its block, or be a lie."""
        if receipt.block_number not in self._headers:
            header = self.node.header(receipt.block_number)
            self._headers[receipt.block_number] = "" if header is None else header.hash
        return self._headers[receipt.block_number] == receipt.block_hash

    def _borne_out(self, under_way: Sequence[Reserved], receipts: Mapping[str, Receipt | None]) -> set[str]:
        """Transactions whose events the node tells when asked for the blocks' events; every call of ours has one."""
        addresses = {*self.deployments, *_rescued(under_way)}
        blocks = sorted({each.block_number for each in receipts.values() if each is not None and each.succeeded})
        found: set[str] = set()
        for first, last in _runs(blocks):
            found |= {log.transaction_hash for log in self.node.logs(sorted(addresses), first, last)}
        return found

    def _end(self, each: Reserved, receipt: Receipt, done: Pumped) -> Point:
        detail: dict[str, Json] = {
            "hash": receipt.transaction_hash,
            "block": receipt.block_number,
            "block_hash": receipt.block_hash,
            "gas_used": receipt.gas_used,
        }
        if receipt.succeeded:
            done.final += 1
            return each.waiting.message, DONE, detail
        done.refused += 1
        detail["reason"] = self._why(call_from(each.call), each.sender)
        deployment = self.deployments[each.waiting.contract]
        became = self.readying.became(deployment, each.waiting, str(detail["reason"]))
        if became is not None:
            detail |= {"reason": became["reason"], "carried_by": became["carried_by"]}
        return each.waiting.message, ABANDONED, detail

    def _why(self, call: Call, sender: str) -> str:
        """Why the contract refused it, as far as it would still refuse it now."""
        if call.function == CONSTRUCTOR:
            return NOT_CREATED
        try:
            self.node.call(call.contract, calldata(call), sender=sender)
        except Reverted as reverted:
            return coin_contract.coin().revert_words(reverted)
        return NO_MORE


def _rescued(under_way: Sequence[Reserved]) -> set[str]:
    """Other tokens that calls under way return: they tell the event, the coin tells none."""
    calls = (call_from(each.call) for each in under_way)
    return {str(call.arguments[0]).lower() for call in calls if call.function == RESCUE and call.arguments}


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in order as runs from first to last with no great gap."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number - runs[-1][1] <= BLOCKS_BETWEEN:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
