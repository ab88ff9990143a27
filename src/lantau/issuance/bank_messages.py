"""What a bank told us: credit notices (camt.054) and statements (camt.053) as entries with exact amounts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from lantau.issuance import refusals
from lantau.issuance.bank_documents import CREDIT_NOTICE, STATEMENT, BankDocument, read_document
from lantau.money import Amount, Asset, asset
from lantau.refusal import Code, Refusal, Refused, refuses

Direction = Literal["credit", "debit"]


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One booked movement on one account, as its account servicer reported it.

    ``bank_reference`` is the account servicer's own reference, which is the identity of the movement across messages.
    ``counterparty_*`` is the debtor of a credit and the creditor of a debit; empty when the bank did not say.
    """

    account: str
    bank_reference: str
    direction: Direction
    amount: Amount
    booked_on: date
    end_to_end_id: str
    remittance: str
    counterparty_name: str
    counterparty_account: str
    place: str

    def digest(self) -> str:
        """Digest of what the entry says (not of where it stood): one movement told twice has one digest."""
        body = [
            self.account,
            self.bank_reference,
            self.direction,
            self.amount.asset.code,
            self.amount.units,
            self.booked_on.isoformat(),
            self.end_to_end_id,
            self.remittance,
            self.counterparty_name,
            self.counterparty_account,
        ]
        return hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BankMessage:
    """A whole message: ``digest`` is of its bytes, ``created_at`` is the bank's clock.

    ``accounts`` are the accounts it reports on, also those without an entry.
    """

    kind: str
    message_id: str
    created_at: datetime
    digest: str
    accounts: tuple[str, ...]
    entries: tuple[BankEntry, ...]

    @property
    def is_statement(self) -> bool:
        """Whether debits belong in it."""
        return self.kind == STATEMENT


@refuses
def read_bank_message(xml: bytes, *, source: str = "message") -> BankMessage:
    """Read a camt.054.001.08 or camt.053.001.08; ``source`` names the file in refusals.

    Refused with code and place: everything that is not schema-valid, a debit or an unbooked entry in a credit notice,
    an amount that is not positive and exact in its currency, a batch or a statement that does not add up.
    """
    document = read_document(xml, expected={CREDIT_NOTICE, STATEMENT}, source=source)
    if document.kind == CREDIT_NOTICE:
        body, reports, path = document.bound.bk_to_cstmr_dbt_cdt_ntfctn, "ntfctn", "BkToCstmrDbtCdtNtfctn/Ntfctn"
    else:
        body, reports, path = document.bound.bk_to_cstmr_stmt, "stmt", "BkToCstmrStmt/Stmt"
    entries: list[BankEntry] = []
    for number, report in enumerate(getattr(body, reports), start=1):
        entries.extend(_report_entries(document, report, f"{path}[{number}]"))
    _no_reference_twice(entries)
    created_at = body.grp_hdr.cre_dt_tm.to_datetime()
    return BankMessage(
        kind=document.kind,
        message_id=body.grp_hdr.msg_id,
        created_at=created_at.astimezone(UTC) if created_at.tzinfo else created_at.replace(tzinfo=UTC),
        digest=document.digest,
        accounts=tuple(dict.fromkeys(_account_number(report.acct.id) for report in getattr(body, reports))),
        entries=tuple(entries),
    )


def _refuse(code: Code, message: str, where: str) -> Refused:
    return Refused(Refusal(code, message, where))


def _report_entries(document: BankDocument, report: Any, path: str) -> list[BankEntry]:
    account = _account_number(report.acct.id)
    entries: list[BankEntry] = []
    for number, entry in enumerate(report.ntry, start=1):
        here = f"{path}/Ntry[{number}]"
        if entry.sts.cd != "BOOK":
            if document.kind == STATEMENT:
                continue  # a statement also announces what is pending; its booked balance does not count it
            raise _refuse(
                refusals.NOT_BOOKED, f"status {entry.sts.cd or entry.sts.prtry}", document.place(here + "/Sts")
            )
        entries.extend(_entry(document, account, entry, here))
    if document.kind == STATEMENT:
        _adds_up(document, report, entries, path)
    return entries


def _entry(document: BankDocument, account: str, entry: Any, path: str) -> list[BankEntry]:
    """The movements of one entry: itself, or each transaction of a batch when the bank itemises it."""
    total = _amount(document, entry.amt, path)
    direction = _direction(document, entry, path)
    booked = entry.bookg_dt or entry.val_dt
    if booked is None:
        raise _refuse(refusals.MISSING_REFERENCE, "no booking date", document.place(path + "/BookgDt"))
    booked_on = (booked.dt or booked.dt_tm).to_datetime().date() if booked.dt_tm else booked.dt.to_date()
    items = [
        (item, f"{path}/NtryDtls[{outer}]/TxDtls[{inner}]")
        for outer, details in enumerate(entry.ntry_dtls, start=1)
        for inner, item in enumerate(details.tx_dtls, start=1)
    ] or [(None, path)]
    movements: list[BankEntry] = []
    for item, here in items:
        amount = total if item is None or item.amt is None else _amount(document, item.amt, here)
        _agrees(document, item, entry, here)
        reference = _bank_reference(item, entry, alone=len(items) == 1)
        if not reference:
            raise _refuse(refusals.MISSING_REFERENCE, "no AcctSvcrRef", document.place(here + "/AcctSvcrRef"))
        name, counter_account = _counterparty(item, direction)
        movements.append(
            BankEntry(
                account=account,
                bank_reference=reference,
                direction=direction,
                amount=amount,
                booked_on=booked_on,
                end_to_end_id=_end_to_end_id(item),
                remittance=_remittance(item),
                counterparty_name=name,
                counterparty_account=counter_account,
                place=document.place(here),
            )
        )
    if any(movement.amount.asset != total.asset for movement in movements):
        raise _refuse(refusals.WRONG_CURRENCY, "a transaction differs from its entry", document.place(path))
    if sum(movement.amount.units for movement in movements) != total.units:
        message = f"transactions of the entry do not add up to {total}"
        raise _refuse(refusals.WRONG_AMOUNT, message, document.place(path + "/Amt"))
    return movements


def _amount(document: BankDocument, element: Any, path: str) -> Amount:
    where = document.place(path + "/Amt")
    amount = _exact(element, where)
    if amount.units <= 0:
        raise _refuse(refusals.WRONG_AMOUNT, f"{amount} is not a positive amount", where)
    return amount


def _exact(element: Any, where: str) -> Amount:
    currency = _currency(element.ccy, where)
    try:
        return Amount.parse(format(element.value, "f"), currency)
    except Refused as refused:
        raise _refuse(refusals.WRONG_AMOUNT, refused.refusal.message, where) from None


def _currency(code: str, where: str) -> Asset:
    try:
        return asset(code)
    except Refused:
        raise _refuse(refusals.WRONG_CURRENCY, f"{code} is not a currency kept here", where) from None


def _direction(document: BankDocument, entry: Any, path: str) -> Direction:
    direction: Direction = "credit" if entry.cdt_dbt_ind.value == "CRDT" else "debit"
    if entry.rvsl_ind and document.kind == CREDIT_NOTICE:
        raise _refuse(refusals.NOT_A_CREDIT, "a reversal", document.place(path + "/RvslInd"))
    if direction == "debit" and document.kind == CREDIT_NOTICE:
        raise _refuse(refusals.NOT_A_CREDIT, "a debit in a credit notice", document.place(path + "/CdtDbtInd"))
    return direction


def _agrees(document: BankDocument, item: Any, entry: Any, path: str) -> None:
    if item is not None and item.cdt_dbt_ind is not None and item.cdt_dbt_ind != entry.cdt_dbt_ind:
        message = f"{item.cdt_dbt_ind.value} inside a {entry.cdt_dbt_ind.value} entry"
        raise _refuse(refusals.NOT_A_CREDIT, message, document.place(path + "/CdtDbtInd"))


def _bank_reference(item: Any, entry: Any, *, alone: bool) -> str:
    """A batch's transactions each need their own reference; a single one may use its entry's."""
    own = item.refs.acct_svcr_ref if item is not None and item.refs is not None else None
    return own or (entry.acct_svcr_ref if alone else None) or ""


def _end_to_end_id(item: Any) -> str:
    reference = item.refs.end_to_end_id if item is not None and item.refs is not None else None
    return "" if reference in {None, "NOTPROVIDED"} else str(reference)


def _remittance(item: Any) -> str:
    """The payer's words, or the creditor reference when the remittance is structured."""
    information = item.rmt_inf if item is not None else None
    if information is None:
        return ""
    references = [part.cdtr_ref_inf.ref for part in information.strd if part.cdtr_ref_inf and part.cdtr_ref_inf.ref]
    return " ".join([*references, *information.ustrd])


def _counterparty(item: Any, direction: Direction) -> tuple[str, str]:
    parties = item.rltd_pties if item is not None else None
    if parties is None:
        return "", ""
    party, account = (parties.dbtr, parties.dbtr_acct) if direction == "credit" else (parties.cdtr, parties.cdtr_acct)
    name = party.pty.nm if party is not None and party.pty is not None else None
    return name or "", _account_number(account.id) if account is not None else ""


def _account_number(identification: Any) -> str:
    return str(identification.iban or identification.othr.id)


def _no_reference_twice(entries: list[BankEntry]) -> None:
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        identity = (entry.account, entry.bank_reference)
        if identity in seen:
            raise _refuse(refusals.DUPLICATE_IN_MESSAGE, f"{entry.bank_reference} twice", entry.place)
        seen.add(identity)


def _adds_up(document: BankDocument, report: Any, entries: list[BankEntry], path: str) -> None:
    """Opening booked + credits - debits = closing booked, when the statement carries both balances."""
    balances: dict[str, int] = {}
    currencies = {entry.amount.asset for entry in entries}
    for number, balance in enumerate(report.bal, start=1):
        code = balance.tp.cd_or_prtry.cd
        if code in {"OPBD", "CLBD"}:
            amount = _exact(balance.amt, document.place(f"{path}/Bal[{number}]/Amt"))
            currencies.add(amount.asset)
            balances[code] = amount.units if balance.cdt_dbt_ind.value == "CRDT" else -amount.units
    if len(currencies) > 1:
        raise _refuse(refusals.WRONG_CURRENCY, "one statement, several currencies", document.place(path))
    moved = sum(entry.amount.units if entry.direction == "credit" else -entry.amount.units for entry in entries)
    if len(balances) == 2 and balances["OPBD"] + moved != balances["CLBD"]:
        message = f"off by {balances['CLBD'] - balances['OPBD'] - moved} base units"
        raise _refuse(refusals.STATEMENT_BALANCE, message, document.place(path + "/Bal"))
