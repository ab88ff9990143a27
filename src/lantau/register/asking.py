"""Ask a node what a contract states of its supply and its holders, at a block that was read. Writes nothing."""

from __future__ import annotations

from lantau.chain import node as evm
from lantau.register.holdings import Holding, Holdings, Step
from lantau.register.reading import TOTAL_SUPPLY, Place, Reader, Unreadable
from lantau.register.reconciliation import Asked

BALANCE, FROZEN, BLOCKED, VERIFIED = (bytes.fromhex(each) for each in ("70a08231", "158b1a57", "fe575a87", "b9209e33"))
"""balanceOf, getFrozenTokens, isBlacklisted, isVerified."""
TRIES = 3


def ask(reader: Reader, place: Place, logs: Holdings, most: int) -> Asked:
    """What the contract states at ``place``, or at the newest block with the logs above it, of its supply and of the
    ``most`` addresses with most coins. Raises NodeAway.
    """
    if reader.stands_on(place) is not True:
        return Asked(reason=f"the node's chain does not hold block {place.number} as it was read")
    try:
        return _at(reader, place.number, logs, most)
    except (evm.NodeRefused, evm.Reverted) as no:
        refused = str(no)
    try:
        return _newest(reader, place, logs, most) or Asked(reason=f"the node does not say: {refused}")
    except Unreadable as broken:
        return Asked(reason=str(broken))


def _newest(reader: Reader, place: Place, logs: Holdings, most: int) -> Asked | None:
    """What a node says that keeps its newest state only; None when it does not say that either."""
    for _ in range(TRIES):
        head = reader.node.head().number
        expected = logs.copy()
        step = Step()
        step.add(reader.entries(place.number + 1, head))
        if objection := expected.objection(step):
            return Asked(reason=objection)
        expected.take(step)
        try:
            return _at(reader, head, expected, most)
        except (evm.NodeRefused, evm.Reverted):
            continue
    return None


def _at(reader: Reader, block: int, expected: Holdings, most: int) -> Asked:
    supply = _number(reader, TOTAL_SUPPLY, block)
    marked = sorted(expected.marked(), key=lambda each: (-each.units, each.address))[:most]
    held = tuple(_holding(reader, each.address, block) for each in marked)
    return Asked(supply, expected, held, len(expected.units))


def _holding(reader: Reader, address: str, block: int) -> Holding:
    of = bytes(12) + bytes.fromhex(address[2:])
    units, frozen, blocked, verified = (
        _number(reader, selector + of, block) for selector in (BALANCE, FROZEN, BLOCKED, VERIFIED)
    )
    return Holding(address, units, frozen, bool(verified), bool(blocked))


def _number(reader: Reader, data: bytes, block: int) -> int:
    answer = reader.node.call(reader.address, data, block=block)
    if len(answer) < 32:
        raise evm.NodeRefused("the contract answers nothing")
    return int.from_bytes(answer[:32], "big")
