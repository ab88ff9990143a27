"""Instructing the pool's bank: the pain.001 of a pay-out, sealed in its row, announced in the outbox by its digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from lantau import identity
from lantau.access import Asked
from lantau.dates import hk_date
from lantau.db import Connection
from lantau.events import Message, Row
from lantau.issuance import store
from lantau.issuance.pay_outs import BankParty, PayOut, write_pay_outs
from lantau.issuance.receipt_operations import FEE_SUFFIX
from lantau.issuance.store import PoolAccount
from lantau.money import Amount


@dataclass(frozen=True, slots=True)
class Instruction:
    """A pay-out ready to be committed: its row, and the outbox message that makes it leave.

    ``amount`` goes to the payee and ``fee`` to the issuer's own account; both leave the pool.
    """

    pay_out_id: str
    amount: Amount
    fee: Amount
    row: Row
    message: Message


def instruct(
    connection: Connection,
    asked: Asked,
    account: PoolAccount,
    *,
    amount: Amount,
    creditor: BankParty,
    remittance: str,
    fee: Amount | None = None,
    order_id: str | None = None,
    receipt_id: str | None = None,
) -> Instruction:
    """Write the pain.001 that pays ``creditor`` from the pool's account, and the ``fee``, if any, to the issuer's own.

    The text names the payee, so the row seals it under the issuer's key and the outbox carries only its digest.
    Refused (raised) issuance.not_schema_valid when a name or number does not fit the message.
    """
    pay_out_id = asked.id("pay", "pay_out")
    fee = Amount.zero(amount.asset) if fee is None else fee
    transfers = [PayOut(pay_out_id, amount, creditor, remittance)]
    if fee.units:
        assert account.operating is not None, "an order with a fee was taken down with an operating account"
        transfers.append(PayOut(pay_out_id + FEE_SUFFIX, fee, account.operating, f"FEE {remittance}"))
    xml = write_pay_outs(
        transfers,
        message_id=pay_out_id,
        created_at=asked.clock.now(),
        execution_day=hk_date(asked.occurred_at),
        debtor=account.bank,
    )
    place = f"issuance.pay_out:{pay_out_id}"
    sealed = identity.queries.seal_under(connection, account.issuer_id, place, {"xml": xml.decode()})
    assert sealed is not None, f"the issuer {account.issuer_id} has no key to keep its payment instructions under"
    digest = hashlib.sha256(xml).hexdigest()
    row = store.pay_out_row(
        pay_out_id,
        account.pool_id,
        amount,
        fee,
        order_id=order_id,
        receipt_id=receipt_id,
        digest=digest,
        sealed=sealed,
        stamp=asked.stamp,
    )
    body = {"pay_out_id": pay_out_id, "pool_id": account.pool_id, "kind": "pain.001.001.09", "digest": digest}
    return Instruction(pay_out_id, amount, fee, row, Message("bank.pay", pay_out_id, dict(body)))
