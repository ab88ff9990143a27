"""What became of a holder's authorisation that the contract says is used or cancelled, not by this message.

Anybody may hand in what a holder signed to pay: the coins then moved as they should, by another's transaction, which
the register books like any transfer between holders. Our message has nothing left to do. One of our own transactions
is nobody else: what it did was for the message it was signed for, and not for this one.
"""

from __future__ import annotations

from collections.abc import Callable

from lantau.chain import coin_contract
from lantau.chain.deployment import Deployment
from lantau.chain.node import Node
from lantau.chain.sending import Waiting
from lantau.refusal import Json

OVER = "AuthorizationUsedOrCanceled"
USED, CANCELLED = "AuthorizationUsed", "AuthorizationCanceled"
BY_ANOTHER = "somebody else handed in what the holder signed"
BY_US = "what the holder signed was used for another of our messages"
BY_HOLDER = "the holder cancelled what it had signed"
BLOCKS_AT_ONCE = 10_000


def what_became(
    node: Node, deployment: Deployment, each: Waiting, reason: str, is_ours: Callable[[str], bool] = lambda _: False
) -> dict[str, Json] | None:
    """How the message ends, with the transaction that used or cancelled the authorisation once that is final.

    ``is_ours`` says of a transaction's hash whether we signed it. None while the reason is another one, or nothing
    final is found. Raises what the node raises.
    """
    signed = each.message.body.get("authorization")
    if not reason.startswith(OVER) or not isinstance(signed, dict):
        return None
    interface = coin_contract.coin()
    words = {interface.topic(USED): BY_ANOTHER, interface.topic(CANCELLED): BY_HOLDER}
    holder, number = str(signed["from"]).lower(), str(signed["nonce"]).lower()
    last = node.head().number - deployment.depth
    for first in range(deployment.first_block, last + 1, BLOCKS_AT_ONCE):
        until = min(first + BLOCKS_AT_ONCE - 1, last)
        for log in node.logs([deployment.address], first, until, sorted(words)):
            if len(log.topics) == 3 and log.topics[1][-40:] == holder[-40:] and log.topics[2].lower() == number:
                found = words[log.topics[0]]
                if found == BY_ANOTHER and is_ours(log.transaction_hash):
                    found = BY_US
                carried = log.transaction_hash if found == BY_ANOTHER else ""
                return {"reason": found, "hash": log.transaction_hash, "carried_by": carried}
    return None
