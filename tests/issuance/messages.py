"""Bank messages as a bank would write them, with one thing changed at a time."""

from __future__ import annotations

POOL_ACCOUNT = "012-345-00678901"


def entry(
    *,
    amount: str = "500000.00",
    currency: str = "HKD",
    direction: str = "CRDT",
    status: str = "BOOK",
    reference: str = "BK20260901-0001",
    end_to_end_id: str = "INV-7",
    remittance: str = "ISSUE-1",
    debtor: str = "Pearl River Trading Limited",
    debtor_account: str = "024-123-456789-001",
) -> str:
    side = "Dbtr" if direction == "CRDT" else "Cdtr"
    account = f"<{side}Acct><Id><Othr><Id>{debtor_account}</Id></Othr></Id></{side}Acct>" if debtor_account else ""
    return f"""      <Ntry>
        <Amt Ccy="{currency}">{amount}</Amt>
        <CdtDbtInd>{direction}</CdtDbtInd>
        <Sts><Cd>{status}</Cd></Sts>
        <BookgDt><Dt>2026-09-01</Dt></BookgDt>
        <ValDt><Dt>2026-09-01</Dt></ValDt>
        <AcctSvcrRef>{reference}</AcctSvcrRef>
        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>
        <NtryDtls><TxDtls>
          <Refs><EndToEndId>{end_to_end_id}</EndToEndId></Refs>
          <RltdPties><{side}><Pty><Nm>{debtor}</Nm></Pty></{side}>{account}</RltdPties>
          <RmtInf><Ustrd>{remittance}</Ustrd></RmtInf>
        </TxDtls></NtryDtls>
      </Ntry>
"""


def credit_notice(*entries: str, message_id: str = "NTF-1", account: str = POOL_ACCOUNT) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">
  <BkToCstmrDbtCdtNtfctn>
    <GrpHdr><MsgId>{message_id}</MsgId><CreDtTm>2026-09-01T09:30:00+08:00</CreDtTm></GrpHdr>
    <Ntfctn>
      <Id>{message_id}-1</Id>
      <Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>HKD</Ccy></Acct>
{"".join(entries or (entry(),))}    </Ntfctn>
  </BkToCstmrDbtCdtNtfctn>
</Document>
""".encode()


def balance(code: str, amount: str, currency: str = "HKD") -> str:
    return f"""      <Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-01</Dt></Dt></Bal>
"""


def statement(
    *entries: str, opening: str, closing: str, message_id: str = "STM-1", account: str = POOL_ACCOUNT
) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>{message_id}</MsgId><CreDtTm>2026-09-01T20:00:00+08:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>{message_id}-1</Id>
      <Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>HKD</Ccy></Acct>
{balance("OPBD", opening)}{balance("CLBD", closing)}{"".join(entries)}    </Stmt>
  </BkToCstmrStmt>
</Document>
""".encode()
