"""What the law asks of a payment beside the gate ``transfer``; the findings are recorded with it and stop nothing.

A payment goes from one wallet registered with the issuer to another. The issuer is the ordering institution; it is the
beneficiary institution too where it verified the payee as its own customer.
"""

from __future__ import annotations

from datetime import date

from lantau.payments.travel_rule import End, TravelData
from lantau.rulebook import Finding, Rulebook, Value
from lantau.rulebook import queries as law

UNHOSTED = "unhosted"


def findings_beside(
    book: Rulebook, data: TravelData, payer: End, payee: End, *, value_hkd_cents: int, payment_id: str, on: date
) -> tuple[Finding, ...]:
    """The findings of the gates ``outgoing_transfer``, ``unhosted_transfer`` and ``incoming_transfer`` that apply."""
    facts: dict[str, dict[str, Value]] = {"outgoing_transfer": outgoing_facts(data, payer, payee)}
    if UNHOSTED in (payer.hosting, payee.hosting):
        facts["unhosted_transfer"] = unhosted_facts(data, value_hkd_cents)
    if payee.verified:
        facts["incoming_transfer"] = incoming_facts(data, payer, payee, value_hkd_cents)
    return tuple(
        found
        for gate, known in facts.items()
        for found in law.judge_known(book, gate, known, subject_id=payment_id, on=on)
    )


def outgoing_facts(data: TravelData, payer: End, payee: End) -> dict[str, Value]:
    """The facts ``submission.*`` (A 6.8-6.14) as far as they are known when the payment is posted.

    When and how the data reached another institution is not known yet: the message stands in the outbox. What is sent
    in the place of an address is the number of a document as the register has it, and no number of our own (A 6.5(c)).
    """
    facts: dict[str, Value] = {"submission.has_institution": not payee.verified}
    if data.originator_account and data.recipient_account:
        facts["submission.reference_used"] = False
    given = data.originator_identification.casefold()
    if not given or given == payer.identification.casefold():
        facts["submission.customer_number_used"] = False
    return facts


def unhosted_facts(data: TravelData, value_hkd_cents: int) -> dict[str, Value]:
    """The facts ``unhosted.*`` (A 6.40-6.42): who registers a wallet with the issuer is its customer."""
    return {
        "unhosted.for_customer": True,
        "unhosted.value_hkd_cents": value_hkd_cents,
        "unhosted.originator_name_obtained": bool(data.originator_name),
        "unhosted.originator_place_obtained": bool(data.originator_account),
        "unhosted.recipient_name_obtained": bool(data.recipient_name),
        "unhosted.recipient_place_obtained": bool(data.recipient_account),
        "unhosted.identifying_data_obtained": bool(data.originator_address or data.originator_identification),
    }


def incoming_facts(data: TravelData, payer: End, payee: End, value_hkd_cents: int) -> dict[str, Value]:
    """The facts ``incoming.*`` (A 6.20-6.24, 7.7) on the payee's side: the data are sealed with the payment's row.

    Whether they say anything, and which measures were taken against a name that does not fit, nobody records here.
    """
    told = (data.originator_name, data.originator_account, data.recipient_name, data.recipient_account)
    facts: dict[str, Value] = {
        "incoming.value_hkd_cents": value_hkd_cents,
        "incoming.information_recorded": any(told),
        "incoming.information_missing": not all(told),
        "incoming.recipient_verified": payee.verified,
        "incoming.name_matches": data.recipient_name.casefold() == payee.name.casefold(),
        "incoming.account_matches": data.recipient_account.casefold() == payee.account.casefold(),
    }
    if payer.screened is not None and payee.screened is not None:
        facts["incoming.screened"] = payer.screened and payee.screened
    return facts
