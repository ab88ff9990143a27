"""Payments of the payments room as lines of the console."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lantau import payments
from lantau.web.views.findings import FindingLine
from lantau.web.views.orders import PaymentLine
from lantau.web.views.words import Said


def paid_line(made: payments.Payment, names: Mapping[str, str]) -> PaymentLine:
    """A payment that was made."""
    return PaymentLine(
        id=made.id,
        coin_id=made.coin_id,
        payer_id=made.payer_id,
        payer_name=names.get(made.payer_id, made.payer_id),
        payee_id=made.payee_id,
        payee_name=names.get(made.payee_id, made.payee_id),
        amount=made.coins,
        value_hkd=made.value_hkd,
        linked_hkd=made.linked_hkd,
        tier=made.tier,
        state="posted",
        code="",
        chain=made.chain_status,
        purpose=made.purpose,
        invoice=made.invoice_reference,
        citation="",
        message=Said(""),
        occurred_at=made.occurred_at,
    )


def refused_line(
    refused: payments.RefusedPayment, names: Mapping[str, str], findings: Iterable[FindingLine]
) -> PaymentLine:
    """A payment that a gate refused, in the words of the findings it was refused for, or of the refusal itself."""
    blocking = [line for line in findings if line.outcome in ("breached", "unknown")]
    said = Said(" ".join(line.sentence.en for line in blocking), "".join(line.sentence.zh for line in blocking))
    return PaymentLine(
        id=refused.id,
        coin_id=refused.coin_id,
        payer_id=refused.payer_id,
        payer_name=names.get(refused.payer_id, refused.payer_id),
        payee_id=refused.payee_id,
        payee_name=names.get(refused.payee_id, refused.payee_id),
        amount=refused.coins,
        value_hkd=refused.value_hkd,
        linked_hkd=None,
        tier="",
        state="refused",
        code=refused.code,
        chain="",
        purpose="",
        invoice="",
        citation=refused.citation,
        message=said if blocking else Said(refused.message),
        occurred_at=refused.occurred_at,
        rule_id=blocking[0].rule_id if blocking else "",
    )
