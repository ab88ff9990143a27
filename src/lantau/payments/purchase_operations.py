"""Buy goods against documents: the price is kept part by part, and each part is paid when its document is in order.

The buyer signs one transfer for each part (EIP-3009) and the books set its coins aside. What was signed is sealed until
two people of an examiner, who is neither buyer nor maker, find the document in order: then it is handed in, once. What
is never released never moves; nobody holds anybody else's coins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lantau import access, reserves
from lantau.access import Actor, Asked
from lantau.dates import Clock
from lantau.db import Database
from lantau.events import Committed, Record
from lantau.money import Amount
from lantau.payments import purchase_queries, purchase_store, refusals
from lantau.payments.purchase_writer import (
    commit_agreed,
    commit_end,
    commit_steps,
    guarded,
    kept_signature,
    signature_digest,
    subject,
    terms_of,
)
from lantau.payments.purchases import (
    Milestone,
    MilestoneTerms,
    Purchase,
    State,
    Stepped,
    require_amounts,
    require_times,
)
from lantau.payments.writer import Beside, decide, line, read_case
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Rulebook

_DIGEST = re.compile(r"[0-9a-f]{64}")


@refuses
def agree_purchase(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    coin_id: str,
    payer_id: str,
    payer_wallet_id: str,
    payee_id: str,
    payee_wallet_id: str,
    examiner_id: str,
    goods: str,
    contract_reference: str,
    milestones: Sequence[MilestoneTerms],
) -> Purchase:
    """Agree to buy goods and set the whole price aside, part by part, each with what the buyer signed for it.

    Each part is kept until its ``expires_at``, at which its signature ends too. Refused access.*,
    payments.unknown_coin, same_party, examiner_not_apart, bad_text, bad_milestones, bad_amount, unknown_wallet,
    not_on_chain, not_signed_for; identity.* and licensing.*; ledger.insufficient_balance.
    """
    pool = next(iter(reserves.pools(database, coin_id=coin_id)), None)
    if pool is None:
        raise Refused(Refusal(refusals.UNKNOWN_COIN, f"no pool backs {coin_id!r}", "coin_id"))
    access.require(actor, "payments.agree", for_=(payer_id,))
    if payer_id == payee_id or payer_wallet_id == payee_wallet_id:
        raise Refused(Refusal(refusals.SAME_PARTY, f"{payer_id} pays itself", "payee_id"))
    require_amounts(milestones, coin_id)
    agreed = Purchase(
        id="", issuer_id=pool.issuer_id, coin_id=coin_id, payer_id=payer_id, payer_wallet_id=payer_wallet_id,
        payee_id=payee_id, payee_wallet_id=payee_wallet_id, examiner_id=examiner_id, goods=line(goods, "goods"),
        contract_reference=line(contract_reference, "contract_reference"), occurred_at=occurred_at,
        milestones=tuple(
            Milestone(number, line(each.document, "milestones.document"), each.amount, each.expires_at, "", "")
            for number, each in enumerate(milestones, 1)
        ),
    )  # fmt: skip
    with database.read() as connection:
        digests = tuple(signature_digest(connection, payer_id, each.authorization) for each in milestones)
    asked = Asked(database, clock, key, actor, None, occurred_at, pool.issuer_id, _request(agreed, digests))
    if (stands := asked.replayed()) is not None:
        return _as_agreed(database, stands)
    require_times(milestones, occurred_at)
    agreed = replace(
        agreed,
        id=asked.id("pur"),
        milestones=tuple(
            replace(
                each,
                hold_id=asked.id("hld", f"milestone-{each.number}"),
                payment_id=asked.id("pay", f"milestone-{each.number}"),
            )
            for each in agreed.milestones
        ),
    )
    return _as_agreed(database, commit_agreed(asked, agreed, pool.reference, milestones, digests))


@refuses
def present_document(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    purchase_id: str,
    milestone: int,
    title: str,
    digest: str,
) -> Stepped:
    """The maker files the document of a milestone, by the SHA-256 of its bytes; it waits for the examiner.

    Refused access.*, payments.unknown_purchase, unknown_milestone, milestone_state, out_of_turn, milestone_over,
    bad_text.
    """
    bought = _known(database, purchase_id)
    access.require(actor, "payments.present", for_=(bought.payee_id,))
    told, sha256 = line(title, "title"), _sha256(digest)
    asked = _asked(
        database, clock, key, actor, None, occurred_at, bought,
        {"operation": "payments.present", "milestone": milestone, "title": told, "digest": sha256},
    )  # fmt: skip
    answer = Stepped(bought.id, (milestone,), "presented")
    if asked.replayed() is None:
        bought, guard = guarded(database, purchase_id)
        found = _stepping(asked, bought, milestone, "presented")
        commit_steps(asked, bought, (found,), answer, guard, title=told, digest=sha256)
    return answer


@refuses
def reject_document(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    purchase_id: str,
    milestone: int,
    reasons: str,
) -> Stepped:
    """Two people of the examiner find the document wanting; another may be presented in time.

    Refused access.*, payments.unknown_purchase, unknown_milestone, milestone_state, out_of_turn, milestone_over,
    bad_text.
    """
    bought = _known(database, purchase_id)
    access.require_two(actor, checker, "payments.examine", for_=(bought.examiner_id,))
    told = line(reasons, "reasons")
    asked = _asked(
        database, clock, key, actor, checker, occurred_at, bought,
        {"operation": "payments.reject", "milestone": milestone, "reasons": told},
    )  # fmt: skip
    answer = Stepped(bought.id, (milestone,), "rejected")
    if asked.replayed() is None:
        bought, guard = guarded(database, purchase_id)
        found = _stepping(asked, bought, milestone, "rejected")
        commit_steps(asked, bought, (found,), answer, guard, reasons=told)
    return answer


@refuses
def release_milestone(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    purchase_id: str,
    milestone: int,
    digest: str,
    amount: Amount,
) -> Stepped:
    """Two people of the examiner find the document presented in order: its part of the price is paid.

    What the buyer signed is handed in, with the travel-rule data that the issuer's register has of both ends, and the
    gate ``transfer`` is asked as for any payment. One commit holds the step and the payment. Refused access.*,
    payments.unknown_purchase, unknown_milestone, milestone_state, out_of_turn, milestone_over, other_document,
    other_amount, not_signed_for; and as ``pay`` (recorded), which leaves the document waiting.
    """
    bought = _known(database, purchase_id)
    access.require_two(actor, checker, "payments.examine", for_=(bought.examiner_id,))
    asked = _asked(
        database, clock, key, actor, checker, occurred_at, bought,
        {
            "operation": "payments.release", "milestone": milestone, "digest": _sha256(digest), "amount": str(amount),
            "rulebook_id": book.id,
        },
    )  # fmt: skip
    if (stands := asked.replayed()) is not None:
        return _released(bought.id, milestone, stands)
    bought, guard = guarded(database, purchase_id)
    try:
        found = bought.stepping(milestone, "released", occurred_at)
    except Refused as refused:
        return _released(bought.id, milestone, asked.unless_answered(refused.refusal))
    presented = found.presented
    assert presented is not None, "only a milestone whose document waits may be released"
    if digest != presented.digest:
        told = f"{presented.title!r} was presented as {presented.digest}"
        raise Refused(Refusal(refusals.OTHER_DOCUMENT, told, "digest"))
    if amount != found.amount:
        raise Refused(Refusal(refusals.OTHER_AMOUNT, f"milestone {milestone} is {found.amount}", "amount"))
    pool = reserves.pools(database, coin_id=bought.coin_id)[0]
    with database.read() as connection:
        signed = kept_signature(connection, bought, milestone)
        terms = terms_of(connection, bought, found, pool.reference, occurred_at, signed)
        case = read_case(connection, terms)
    row = purchase_store.step_row(
        bought.id, found, "released", actor.id, occurred_at, clock.now(), title=presented.title, digest=digest
    )
    body: dict[str, Json] = {**dict(asked.request), "purchase_id": bought.id, "payment_id": found.payment_id}
    beside = Beside(
        found.hold_id, (Record("purchase.released", bought.id, body),), (row,), (guard,), (subject(bought.id),)
    )
    paid = decide(asked, book, terms, case, beside)
    return Stepped(bought.id, (milestone,), "released", paid.payment_id)


@refuses
def withdraw_purchase(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    purchase_id: str,
    reasons: str,
) -> Stepped:
    """The maker gives up what is still kept for it; those coins are the buyer's to use again.

    Only the maker can: to keep is to promise. Refused access.*, payments.unknown_purchase, milestone_state, bad_text.
    """
    bought = _known(database, purchase_id)
    access.require(actor, "payments.withdraw", for_=(bought.payee_id,))
    told = line(reasons, "reasons")
    asked = _asked(
        database, clock, key, actor, None, occurred_at, bought, {"operation": "payments.withdraw", "reasons": told}
    )
    return commit_end(asked, purchase_id, "withdrawn", told)


@refuses
def lapse_purchase(
    database: Database, clock: Clock, *, key: str, actor: Actor, occurred_at: datetime, purchase_id: str
) -> Stepped:
    """End what is left of a purchase when the time of a milestone is over, or a payment failed on the chain.

    What comes after it could never be released. Refused access.*, payments.unknown_purchase, milestone_state, not_over.
    """
    bought = _known(database, purchase_id)
    access.require(actor, "payments.lapse", for_=(bought.payer_id,))
    asked = _asked(database, clock, key, actor, None, occurred_at, bought, {"operation": "payments.lapse"})
    return commit_end(asked, purchase_id, "lapsed", "")


def _asked(
    database: Database,
    clock: Clock,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    bought: Purchase,
    request: dict[str, Json],
) -> Asked:
    told: dict[str, Json] = {**request, "purchase_id": bought.id}
    return Asked(database, clock, key, actor, checker, occurred_at, bought.issuer_id, told)


def _as_agreed(database: Database, stands: Committed) -> Purchase:
    """The purchase as its agreement made it, whatever became of it since: a retry gets the answer of the first."""
    with database.read() as connection:
        (bought,) = purchase_store.purchases(connection, purchase_id=str(stands.result["purchase_id"]))
    return replace(bought, milestones=tuple(replace(each, history=()) for each in bought.milestones))


def _stepping(asked: Asked, bought: Purchase, milestone: int, to: State) -> Milestone:
    """The milestone that steps. One that a twin of this request has moved is answered by the commit."""
    try:
        return bought.stepping(milestone, to, asked.occurred_at)
    except Refused as refused:
        asked.unless_answered(refused.refusal)
        return bought.milestone(milestone)


def _released(purchase_id: str, milestone: int, stands: Committed) -> Stepped:
    return Stepped(purchase_id, (milestone,), "released", str(stands.result["payment_id"]))


def _known(database: Database, purchase_id: str) -> Purchase:
    with database.read() as connection:
        return purchase_queries.purchase(connection, purchase_id)


def _request(agreed: Purchase, digests: Sequence[str]) -> dict[str, Json]:
    milestones: list[Json] = [
        {
            "document": each.document,
            "coin_units": each.amount.units,
            "expires_at": each.expires_at.isoformat(),
            "authorization_digest": digest,
        }
        for each, digest in zip(agreed.milestones, digests, strict=True)
    ]
    return {
        "operation": "payments.agree",
        "coin_id": agreed.coin_id,
        "payer_id": agreed.payer_id,
        "payer_wallet_id": agreed.payer_wallet_id,
        "payee_id": agreed.payee_id,
        "payee_wallet_id": agreed.payee_wallet_id,
        "examiner_id": agreed.examiner_id,
        "goods": agreed.goods,
        "contract_reference": agreed.contract_reference,
        "milestones": milestones,
    }


def _sha256(text: str) -> str:
    """A digest in hexadecimal. Refused payments.bad_text."""
    if _DIGEST.fullmatch(text) is None:
        raise Refused(Refusal(refusals.BAD_TEXT, f"{text[:80]!r} is no SHA-256 in hexadecimal", "digest"))
    return text
