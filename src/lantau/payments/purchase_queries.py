"""Reads of purchases: where each milestone stands, what the chain made of it, and whether what is kept is there."""

from __future__ import annotations

from dataclasses import replace

from lantau import ledger
from lantau.db import Connection
from lantau.money import Amount
from lantau.payments import purchase_store, queries, refusals
from lantau.payments.purchases import Purchase
from lantau.refusal import Refusal, Refused


def purchases(connection: Connection, *, party_id: str | None = None) -> tuple[Purchase, ...]:
    """Purchases that a party buys, sells or examines, or all; oldest first, each with what the chain made of it."""
    return tuple(_told(connection, each) for each in purchase_store.purchases(connection, party_id=party_id))


def purchase(connection: Connection, purchase_id: str) -> Purchase:
    """One purchase. Refused payments.unknown_purchase."""
    found = purchase_store.purchases(connection, purchase_id=purchase_id)
    if not found:
        raise Refused(Refusal(refusals.UNKNOWN_PURCHASE, f"no purchase {purchase_id!r}", "purchase_id"))
    return _told(connection, found[0])


def shortfall(connection: Connection, bought: Purchase) -> Amount:
    """What of all that is set aside in the buyer's wallet is not there any more, as the register last read the chain.

    Coins are their holder's own: a buyer may move them past the books. The maker sees it here, at the next block.
    """
    code = f"wallet:{bought.payer_wallet_id}:{bought.coin_id}"
    nothing = Amount.zero(bought.price.asset)
    wallet, ahead = (ledger.account_by_code(connection, each) for each in (code, f"{code}:ahead"))
    if isinstance(wallet, Refusal):
        return bought.kept
    found = ledger.queries.balances(connection, [each.id for each in (wallet, ahead) if not isinstance(each, Refusal)])
    there = sum((each.posted for each in found.values()), start=nothing)
    return max(found[wallet.id].held - there, nothing)


def _told(connection: Connection, bought: Purchase) -> Purchase:
    made = {each.id: each.chain_status for each in queries.payments(connection, party_id=bought.payer_id)}
    milestones = tuple(replace(each, chain_status=made.get(each.payment_id, "")) for each in bought.milestones)
    return replace(bought, milestones=milestones)
