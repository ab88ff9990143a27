"""What invented people sign for a coin on a chain: holders their payments and redemptions, attestors its reserve."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from lantau import chain, identity
from lantau.chain import Deployment, SignedTransfer, signing, typed_data
from lantau.money import Amount
from lantau.refusal import Refusal, Refused
from lantau.worlds.keys import SimulatedHands, SimulatedWallet
from lantau.worlds.play import Cue
from lantau.worlds.refusals import NO_NODE

PAYMENT_LIFE = timedelta(days=1)
REDEMPTION_LIFE = timedelta(days=30)
"""How long what a holder signed may be handed in; a redemption waits for its clock, its holidays and its storms."""

NOBODY = "0x" + "00" * 20


def signed_to_pay(cue: Cue, coin_id: str, amount: Amount, *, by: str) -> SignedTransfer | None:
    """The payment as the wallet of this label signs it; None when the act names none, or the coin is on no chain."""
    deployment = _deployment(cue, coin_id)
    if deployment is None or not by:
        return None
    return _signed(cue, deployment, by, _payee(cue, deployment), amount, PAYMENT_LIFE)


def signed_for_milestone(
    cue: Cue, coin_id: str, amount: Amount, number: int, expires_at: datetime, *, by: str
) -> SignedTransfer:
    """A part of a purchase's price as the wallet of this label signs it, until its milestone expires.

    Refused (raised) worlds.no_node for a coin on no chain: nothing there is signed.
    """
    deployment = _deployment(cue, coin_id)
    if deployment is None:
        raise Refused(Refusal(NO_NODE, f"{coin_id} is on no chain, so nobody signs for it", "coin"))
    life = expires_at - cue.occurred_at
    return _signed(cue, deployment, by, _payee(cue, deployment), amount, life, part=f"/milestone-{number}")


def signed_to_redeem(cue: Cue, coin_id: str, amount: Amount, *, by: str) -> SignedTransfer | None:
    """The return of the coins as the wallet of this label signs it; None as for a payment."""
    deployment = _deployment(cue, coin_id)
    if deployment is None or not by:
        return None
    return _signed(cue, deployment, by, deployment.redemption_wallet, amount, REDEMPTION_LIFE, receive=True)


def token_attestors(cue: Cue, coin_id: str) -> tuple[signing.LocalSigner, ...]:
    """Who attests the coin's reserve to its contract; nobody for a coin on no chain."""
    deployment = _deployment(cue, coin_id)
    number = 0 if deployment is None else len(deployment.terms.attestors)
    return SimulatedHands(cue.stage.scenario.seed).attestors(coin_id, number)


def _signed(
    cue: Cue,
    deployment: Deployment,
    by: str,
    recipient: str,
    amount: Amount,
    life: timedelta,
    *,
    receive: bool = False,
    part: str = "",
) -> SignedTransfer:
    signer = SimulatedWallet(cue.stage.scenario.seed, by).signer
    statement = typed_data.TransferAuthorization(
        sender=signer.address,
        recipient=recipient,
        value_units=amount.units,
        valid_after=int(cue.occurred_at.timestamp()) - 1,
        valid_before=int((cue.occurred_at + life).timestamp()),
        nonce=hashlib.sha256(f"{cue.key}{part}".encode()).digest(),
        receive=receive,
    )
    words = f"{amount} to {recipient}"
    signature = signer.sign_statement(deployment.domain, statement, purpose=signing.Purpose.TRANSFER, words=words)
    return SignedTransfer(statement, signature)


def _payee(cue: Cue, deployment: Deployment) -> str:
    """The address of the act's payee; nobody's for a wallet that is not its own, which the operation then refuses."""
    payee_id, wallet_id = cue.arguments.text("payee"), cue.arguments.text("payee_wallet")
    with cue.stage.database.read() as connection:
        payee = identity.queries.own_wallet(connection, deployment.issuer_id, payee_id, wallet_id)
    return NOBODY if payee is None else payee.address.lower()


def _deployment(cue: Cue, coin_id: str) -> Deployment | None:
    with cue.stage.database.read() as connection:
        return chain.queries.deployment(connection, coin_id)
