"""Bank messages are read exactly or refused with a code and a place; nothing in between."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lantau.issuance import read_bank_message
from lantau.issuance.bank_documents import MESSAGE_BYTES_MAX, PAY_OUT, read_document
from lantau.issuance.bank_messages import BankMessage
from lantau.issuance.pay_outs import BankParty, PayOut, write_pay_outs
from lantau.money import HKD, Amount
from lantau.refusal import Refusal, Refused
from tests.issuance.messages import POOL_ACCOUNT, credit_notice, entry, statement


def read(xml: bytes) -> BankMessage:
    message = read_bank_message(xml, source="notice.xml")
    assert isinstance(message, BankMessage), message
    return message


def refused(xml: bytes) -> Refusal:
    answer = read_bank_message(xml, source="notice.xml")
    assert isinstance(answer, Refusal), answer
    assert answer.where.startswith("notice.xml"), answer
    return answer


def test_a_credit_notice_is_read_to_the_cent() -> None:
    message = read(credit_notice())
    (only,) = message.entries
    assert (message.kind, message.message_id) == ("camt.054.001.08", "NTF-1")
    assert message.created_at == datetime(2026, 9, 1, 1, 30, tzinfo=UTC)
    assert only.amount == Amount(HKD, 50_000_000)
    assert (only.account, only.bank_reference, only.direction) == (POOL_ACCOUNT, "BK20260901-0001", "credit")
    assert (only.booked_on, only.end_to_end_id, only.remittance) == (date(2026, 9, 1), "INV-7", "ISSUE-1")
    assert (only.counterparty_name, only.counterparty_account) == ("Pearl River Trading Limited", "024-123-456789-001")
    assert only.place.endswith(" /Document/BkToCstmrDbtCdtNtfctn/Ntfctn[1]/Ntry[1]/NtryDtls[1]/TxDtls[1]")


def test_the_place_of_a_refusal_is_the_line_and_the_path_of_the_element() -> None:
    xml = credit_notice(entry(), entry(reference="BK2", amount="0.00"))
    answer = refused(xml)
    line = next(n for n, text in enumerate(xml.decode().splitlines(), 1) if ">0.00<" in text)
    assert answer.where == f"notice.xml:{line} /Document/BkToCstmrDbtCdtNtfctn/Ntfctn[1]/Ntry[2]/Amt"


def test_a_statement_that_adds_up_is_read_and_one_that_does_not_is_refused() -> None:
    entries = (entry(), entry(reference="BK2", direction="DBIT", amount="20000.00", end_to_end_id="ord_1"))
    good = read(statement(*entries, opening="100.00", closing="480100.00"))
    assert [item.direction for item in good.entries] == ["credit", "debit"]
    assert good.entries[1].end_to_end_id == "ord_1"
    answer = refused(statement(*entries, opening="100.00", closing="480100.01"))
    assert answer.code.name == "issuance.statement_balance"
    assert "off by 1 base units" in answer.message


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": "-1.00"}, "issuance.wrong_amount"),
        ({"amount": "0.00"}, "issuance.wrong_amount"),
        ({"amount": "1.001"}, "issuance.wrong_amount"),
        ({"amount": "1.000001"}, "issuance.wrong_amount"),
        ({"amount": "1e3"}, "issuance.wrong_amount"),
        ({"amount": "NaN"}, "issuance.wrong_amount"),
        ({"amount": ""}, "issuance.wrong_amount"),
        ({"currency": "XXX"}, "issuance.wrong_currency"),
        ({"currency": "HK"}, "issuance.wrong_currency"),
        ({"direction": "DBIT"}, "issuance.not_a_credit"),
        ({"direction": "BOTH"}, "issuance.not_schema_valid"),
        ({"status": "PDNG"}, "issuance.not_booked"),
        ({"reference": "X" * 36}, "issuance.not_schema_valid"),
        ({"debtor": "N" * 141}, "issuance.not_schema_valid"),
    ],
    ids=str,
)
def test_an_entry_with_one_thing_wrong_is_refused_and_the_same_entry_without_it_is_read(
    change: dict[str, str], code: str
) -> None:
    assert read(credit_notice(entry()))
    assert refused(credit_notice(entry(**change))).code.name == code


def test_an_amount_with_one_decimal_is_exact_and_is_read() -> None:
    assert read(credit_notice(entry(amount="8000.5"))).entries[0].amount == Amount(HKD, 800_050)


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "issuance.not_xml"),
        (b"   ", "issuance.not_xml"),
        (credit_notice()[:700], "issuance.not_xml"),
        (credit_notice().decode().encode("utf-16"), "issuance.not_xml"),
        (credit_notice().replace(b"NTF-1", b"\xff"), "issuance.not_xml"),
        (credit_notice().replace(b"NTF-1", b"&unknown;"), "issuance.not_xml"),
        (b" " * (MESSAGE_BYTES_MAX + 1), "issuance.message_too_large"),
        (credit_notice().replace(b"camt.054.001.08", b"camt.054.001.02"), "issuance.unknown_message"),
        (credit_notice().replace(b"camt.054.001.08", b"pain.001.001.09"), "issuance.unknown_message"),
        (credit_notice().replace(b"urn:iso:std:iso:20022:tech:xsd:", b"urn:other:"), "issuance.unknown_message"),
        (b"<html/>", "issuance.unknown_message"),
        (credit_notice().replace(b"<Id>NTF-1-1</Id>", b""), "issuance.not_schema_valid"),
        (credit_notice().replace(b"<Othr>", b"<Othr extra='1'>", 1), "issuance.not_schema_valid"),
        (credit_notice().replace(b"<GrpHdr>", b"<GrpHdr><Surprise/>"), "issuance.not_schema_valid"),
    ],
)
def test_a_document_that_is_not_the_message_is_refused(xml: bytes, code: str) -> None:
    assert refused(xml).code.name == code


def test_a_message_without_an_account_is_refused() -> None:
    xml = credit_notice().decode()
    start, end = xml.index("<Acct>"), xml.index("</Acct>") + len("</Acct>")
    assert refused((xml[:start] + xml[end:]).encode()).code.name == "issuance.not_schema_valid"


def test_entities_are_never_defined_here() -> None:
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for declaration in (
        f'<!DOCTYPE d [<!ENTITY l0 "ha">{bomb}]>',
        '<!DOCTYPE d SYSTEM "file:///etc/hostname">',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>',
    ):
        xml = credit_notice().replace(b"<Document", declaration.encode() + b"<Document").replace(b"INV-7", b"&l9;")
        answer = refused(xml)
        assert (answer.code.name, answer.where) == ("issuance.doctype_forbidden", "notice.xml:2")


def test_a_bank_reference_stands_once_in_a_message() -> None:
    assert len(read(credit_notice(entry(), entry(reference="BK2"))).entries) == 2
    assert refused(credit_notice(entry(), entry())).code.name == "issuance.duplicate_in_message"


def test_a_batch_is_read_transaction_by_transaction_and_must_add_up() -> None:
    item = "<TxDtls><Refs><AcctSvcrRef>B-{0}</AcctSvcrRef></Refs><Amt Ccy='HKD'>{1}</Amt></TxDtls>"
    whole = entry(amount="30.00").split("<NtryDtls>")[0]
    batch = whole + "<NtryDtls>" + item.format(1, "10.00") + item.format(2, "20.00") + "</NtryDtls></Ntry>"
    assert [e.amount.units for e in read(credit_notice(batch)).entries] == [1_000, 2_000]
    assert refused(credit_notice(batch.replace("20.00", "20.01"))).code.name == "issuance.wrong_amount"
    assert (
        refused(credit_notice(batch.replace("<AcctSvcrRef>B-2</AcctSvcrRef>", ""))).code.name
        == "issuance.missing_reference"
    )


def test_the_same_movement_has_one_digest_wherever_it_is_told() -> None:
    noticed = read(credit_notice(entry())).entries[0]
    stated = read(statement(entry(reference="BK0"), entry(), opening="0.00", closing="1000000.00")).entries[1]
    assert noticed.digest() == stated.digest()
    assert read(credit_notice(entry(amount="500000.01"))).entries[0].digest() != noticed.digest()


ISSUER = BankParty("First Harbour Coin Limited - reserve", POOL_ACCOUNT, "HASEHKHH")
PAY = PayOut("ord_01", Amount(HKD, 12_345_67), BankParty("黃埔貿易有限公司", "024-9", "HSBCHKHHHKH"), "REDEEM ord_01")


def written(**change: object) -> bytes:
    arguments: dict[str, object] = {
        "message_id": "MSG-1",
        "created_at": datetime(2026, 9, 4, 3, 0, 0, 123456, tzinfo=UTC),
        "execution_day": date(2026, 9, 4),
        "debtor": ISSUER,
    }
    pay_outs = change.pop("pay_outs", [PAY])
    return write_pay_outs(pay_outs, **{**arguments, **change})  # type: ignore[arg-type]


def test_a_pay_out_is_written_valid_exact_and_always_the_same() -> None:
    xml = written()
    assert xml == written()
    initiation = read_document(xml, expected={PAY_OUT}, source="out").bound.cstmr_cdt_trf_initn
    assert str(initiation.grp_hdr.cre_dt_tm) == "2026-09-04T03:00:00Z"
    (instruction,) = initiation.pmt_inf
    (transfer,) = instruction.cdt_trf_tx_inf
    assert (str(transfer.amt.instd_amt.value), transfer.amt.instd_amt.ccy) == ("12345.67", "HKD")
    assert (transfer.pmt_id.end_to_end_id, transfer.cdtr.nm) == ("ord_01", "黃埔貿易有限公司")
    assert instruction.dbtr_acct.id.othr.id == POOL_ACCOUNT


def test_a_pay_out_that_the_schema_does_not_allow_is_not_written() -> None:
    with pytest.raises(Refused) as caught:
        written(debtor=BankParty("N" * 141, POOL_ACCOUNT))
    assert caught.value.refusal.code.name == "issuance.not_schema_valid"


MUTATIONS = st.lists(
    st.tuples(st.integers(0, 5_000), st.integers(0, 12), st.binary(max_size=12)), min_size=1, max_size=4
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MUTATIONS)
def test_a_mutilated_message_is_read_or_refused_and_never_anything_else(
    mutations: list[tuple[int, int, bytes]],
) -> None:
    xml = credit_notice(entry(), entry(reference="BK2"))
    for place, cut, put in mutations:
        at = place % (len(xml) + 1)
        xml = xml[:at] + put + xml[at + cut :]
    answer = read_bank_message(xml, source="fuzz")
    assert isinstance(answer, BankMessage | Refusal)
    if isinstance(answer, BankMessage):
        assert answer.digest == hashlib.sha256(xml).hexdigest()
        assert all(item.amount.units > 0 and item.direction == "credit" for item in answer.entries)


TOKENS = [b"<Amt", b"</Amt>", b"CRDT", b"DBIT", b"BOOK", b"HKD", b"<Dt>", b"2026-09-01", b"500000.00", b"Othr", b"Nm"]
REPLACEMENTS = [b"", b"<x/>", b"-1", b"9" * 30, b"\x00", b"<![CDATA[1]]>", b"&#x41;", b"&#0;", b"24:00:00", b"+14:00"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TOKENS), st.sampled_from([*REPLACEMENTS, *TOKENS]), st.integers(1, 3))
def test_swapped_words_are_read_or_refused_and_never_anything_else(old: bytes, new: bytes, times: int) -> None:
    answer = read_bank_message(credit_notice().replace(old, new, times), source="fuzz")
    assert isinstance(answer, BankMessage | Refusal)
