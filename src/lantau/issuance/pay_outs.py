"""Payment instructions to our bank (pain.001): redemptions paid out and funds returned to their sender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from xsdata.models.datatype import XmlDate, XmlDateTime

from lantau.issuance.bank_documents import PAY_OUT, classes, write_document
from lantau.money import Amount


@dataclass(frozen=True, slots=True)
class BankParty:
    """Who holds an account where; ``agent_bic`` may be empty when only the account number is known."""

    name: str
    account: str
    agent_bic: str = ""


@dataclass(frozen=True, slots=True)
class PayOut:
    """One credit transfer; ``end_to_end_id`` is our own key and comes back in the bank's debit entry."""

    end_to_end_id: str
    amount: Amount
    creditor: BankParty
    remittance: str


def write_pay_outs(
    pay_outs: Sequence[PayOut], *, message_id: str, created_at: datetime, execution_day: date, debtor: BankParty
) -> bytes:
    """A schema-valid pain.001.001.09 that moves every pay-out from ``debtor``; the same arguments, the same bytes.

    Refused (raised): anything the schema does not allow, such as a name longer than 140 characters.
    """
    assert pay_outs, "an instruction pays somebody"
    assert len({pay_out.amount.asset for pay_out in pay_outs}) == 1, "one account has one currency"
    pain = classes(PAY_OUT)
    total = sum((Decimal(pay_out.amount.decimal_text()) for pay_out in pay_outs), Decimal(0))
    instruction = pain.PaymentInstruction30(
        pmt_inf_id=message_id,
        pmt_mtd=pain.PaymentMethod3Code.TRF,
        nb_of_txs=str(len(pay_outs)),
        ctrl_sum=total,
        reqd_exctn_dt=pain.DateAndDateTime2Choice(dt=XmlDate.from_date(execution_day)),
        dbtr=_party(pain, debtor),
        dbtr_acct=_account(pain, debtor),
        dbtr_agt=_agent(pain, debtor),
        chrg_br=pain.ChargeBearerType1Code.DEBT,  # charges to us: reserve accounts pay par, not par less charges
        cdt_trf_tx_inf=[_transfer(pain, pay_out) for pay_out in pay_outs],
    )
    header = pain.GroupHeader85(
        msg_id=message_id,
        cre_dt_tm=XmlDateTime.from_datetime(created_at.astimezone(UTC).replace(microsecond=0)),
        nb_of_txs=str(len(pay_outs)),
        ctrl_sum=total,
        initg_pty=_party(pain, debtor),
    )
    initiation = pain.CustomerCreditTransferInitiationV09(grp_hdr=header, pmt_inf=[instruction])
    return write_document(PAY_OUT, pain.Document(cstmr_cdt_trf_initn=initiation))


def _transfer(pain: Any, pay_out: PayOut) -> Any:
    currency = pay_out.amount.asset.code
    # ISO 4217 has no code for offshore yuan; banks in Hong Kong instruct it as CNY.
    value = pain.ActiveOrHistoricCurrencyAndAmount(
        value=Decimal(pay_out.amount.decimal_text()), ccy="CNY" if currency == "CNH" else currency
    )
    return pain.CreditTransferTransaction34(
        pmt_id=pain.PaymentIdentification6(instr_id=pay_out.end_to_end_id, end_to_end_id=pay_out.end_to_end_id),
        amt=pain.AmountType4Choice(instd_amt=value),
        cdtr_agt=_agent(pain, pay_out.creditor),
        cdtr=_party(pain, pay_out.creditor),
        cdtr_acct=_account(pain, pay_out.creditor),
        rmt_inf=pain.RemittanceInformation16(ustrd=[pay_out.remittance]) if pay_out.remittance else None,
    )


def _party(pain: Any, party: BankParty) -> Any:
    return pain.PartyIdentification135(nm=party.name)


def _account(pain: Any, party: BankParty) -> Any:
    other = pain.GenericAccountIdentification1(id=party.account)
    return pain.CashAccount38(id=pain.AccountIdentification4Choice(othr=other))


def _agent(pain: Any, party: BankParty) -> Any:
    if party.agent_bic:
        identification = pain.FinancialInstitutionIdentification18(bicfi=party.agent_bic)
    else:
        unknown = pain.GenericFinancialIdentification1(id="NOTPROVIDED")
        identification = pain.FinancialInstitutionIdentification18(othr=unknown)
    return pain.BranchAndFinancialInstitutionIdentification6(fin_instn_id=identification)
