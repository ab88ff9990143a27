"""The operation of the room: pay another party in coins, with what the travel rule asks for."""

from __future__ import annotations

from datetime import datetime

from lantau import access, ids, reserves
from lantau.access import Actor, Asked
from lantau.chain import SignedTransfer
from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.money import Amount
from lantau.payments import refusals
from lantau.payments.travel_rule import TravelData
from lantau.payments.values import Paid
from lantau.payments.writer import ACT, Terms, decide, digest_of, line, paid_from, read_case
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Rulebook


@refuses
def pay(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    coin_id: str,
    amount: Amount,
    payer_id: str,
    payer_wallet_id: str,
    payee_id: str,
    payee_wallet_id: str,
    purpose: str,
    invoice_reference: str,
    travel_data: TravelData,
    diligence_reference: str = "",
    suspected: bool = False,
    authorization: SignedTransfer | None = None,
) -> Paid:
    """Pay from one party's registered wallet to another's, with purpose, invoice and travel-rule data.

    Coins on a chain are the payer's own: ``authorization`` is the transfer as the payer signed it. It is handed in for
    the payer, and the payment is pending in the books until the register has seen it final.

    The gate ``transfer`` is asked with the value in Hong Kong dollars; a refusal is recorded with its findings.
    ``diligence_reference`` names the record of due diligence on a counterparty that is not the issuer's verified
    customer; ``suspected`` says that who handles it suspects money laundering or terrorist financing, so that the
    originator must be verified at any amount (A 6.16). Refused rulebook.refused, identity.* (frozen, a hit,
    unscreened) and licensing.* (recorded); payments.*; ledger.insufficient_balance.
    """
    pool = next(iter(reserves.pools(database, coin_id=coin_id)), None)
    if pool is None:
        raise Refused(Refusal(refusals.UNKNOWN_COIN, f"no pool backs {coin_id!r}", "coin_id"))
    access.require(actor, "payments.pay", for_=(payer_id, pool.issuer_id))
    data = travel_data.tidied()
    told = {"purpose": line(purpose, "purpose"), "invoice_reference": line(invoice_reference, "invoice_reference")}
    if payer_id == payee_id or payer_wallet_id == payee_wallet_id:
        raise Refused(Refusal(refusals.SAME_PARTY, f"{payer_id} pays itself", "payee_id"))
    if amount.asset.code != f"coin:{coin_id}" or amount.units <= 0:
        raise Refused(Refusal(refusals.BAD_AMOUNT, f"{amount} is no amount of coin {coin_id}", "amount"))
    terms = Terms(
        payment_id=ids.make("pay", occurred_at, key), issuer_id=pool.issuer_id, reference=pool.reference,
        coin_id=coin_id, coins=amount, payer_id=payer_id, payer_wallet_id=payer_wallet_id, payee_id=payee_id,
        payee_wallet_id=payee_wallet_id, diligence_reference=diligence_reference.strip(), suspected=suspected,
        travel_data=data, authorization=authorization,
        occurred_at=occurred_at, **told,
    )  # fmt: skip
    with database.read() as connection:
        request = _request(connection, terms, book)
    asked = Asked(database, clock, key, actor, None, occurred_at, pool.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return paid_from(stands.result)
    with database.read() as connection:
        case = read_case(connection, terms)
    return decide(asked, book, terms, case)


def _request(connection: Connection, terms: Terms, book: Rulebook) -> dict[str, Json]:
    """What is asked, as the key remembers it: the travel-rule data only as digests under the parties' own keys.

    Without the payment's id, which tells when it was first asked: whoever asks again does so later.
    """
    digests = {
        "originator": digest_of(connection, terms.payer_id, terms.travel_data.originator()),
        "recipient": digest_of(connection, terms.payee_id, terms.travel_data.recipient()),
    }
    return {
        "operation": ACT,
        "rulebook_id": book.id,
        **{name: value for name, value in terms.body(None, None).items() if name != "payment_id"},
        "purpose": terms.purpose,
        "invoice_reference": terms.invoice_reference,
        "diligence_reference": terms.diligence_reference,
        "suspected": terms.suspected,
        "authorization": None if terms.authorization is None else terms.authorization.as_body(),
        **digests,
    }
