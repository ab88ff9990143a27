"""Operations on what is the customer's own: register a bank account or a wallet, and prove the wallet (G 6.5.9)."""

from __future__ import annotations

from datetime import datetime

from lantau import access, events, money
from lantau.access import Actor, Asked
from lantau.dates import Clock, hk_date
from lantau.db import Connection, Database
from lantau.events import Record, Row
from lantau.identity import store
from lantau.identity.asking_operations import known_party, recorded, replayed, require_customer, require_text
from lantau.identity.customer_file import wallet_facts
from lantau.identity.identifiers import account_number, bank_code, same_name
from lantau.identity.queries import bank_account_of
from lantau.identity.records import Recorded, Wallet
from lantau.identity.refusals import BAD_PARTICULARS, NOT_OWN_NAME, PROOF_FAILED, TAKEN, UNKNOWN_SUBJECT
from lantau.identity.wallet_proof import CITATION, ProofMethod, address, require_signed, wallet_test
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Finding, Rulebook, Value
from lantau.rulebook import queries as law


@refuses
def register_bank_account(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    party_id: str,
    issuer_id: str,
    holder_name: str,
    number: str,
    bank_bic: str,
    currency: str,
    book: Rulebook | None = None,
) -> Recorded | Refusal:
    """Register a bank account in the customer's own name, before any funds come from or go to it (G 6.5.9).

    With ``book`` what the law says of the registration stands in the same commit. Refused identity.not_own_name, taken,
    not_a_customer, bad_identifier; money.unknown_asset.
    """
    access.require(actor, "identity.register", for_=(issuer_id,))
    normal, bank = account_number(number, "number"), bank_code(bank_bic, "bank_bic")
    money.asset(currency)
    with database.read() as connection:
        party = known_party(connection, party_id, "party_id")
        secret = store.key_of(connection, party_id)
        assert secret is not None, f"{party_id} is not forgotten and has no key"
        digest = secret.digest("bank_account", normal)
        request: dict[str, Json] = {
            "operation": "identity.register_bank_account", "party_id": party_id, "issuer_id": issuer_id,
            "account": digest, "holder": secret.digest("holder", holder_name), "bank_bic": bank, "currency": currency,
        }  # fmt: skip
        subjects = [f"party:{party_id}", f"bank_accounts:{issuer_id}"]
        versions = events.versions(connection, subjects)
        asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request, versions, of_asker=True)
        if (answer := replayed(asked, party_id)) is not None:
            return answer
        require_customer(connection, party_id, issuer_id)
        if not same_name(party.name, holder_name):
            message = "the account's holder is not the customer by name"
            raise Refused(Refusal(NOT_OWN_NAME, message, "holder_name", "G 6.5.9"))
        taken = bank_account_of(connection, issuer_id, normal)
    if taken is not None:
        whose = "this customer" if taken.party_id == party_id else "another customer"
        raise Refused(Refusal(TAKEN, f"the account is registered for {whose} as {taken.id}", "number", "G 6.5.9"))
    account_id = asked.id("bac")
    values: dict[str, object] = {
        "id": account_id,
        "party_id": party_id,
        "issuer_id": issuer_id,
        "bank_bic": bank,
        "currency": currency,
        "sealed": secret.seal(f"identity.bank_account:{account_id}", {"number": normal, "holder_name": holder_name}),
        "digest": digest,
        "registered_at": occurred_at,
        "recorded_at": clock.now(),
    }
    body: dict[str, Json] = {"bank_account_id": account_id, "account_digest": digest, "issuer_id": issuer_id}
    record = Record("identity.bank_account_registered", party_id, body)
    row = Row("identity.bank_account", values)
    found = _registration_findings(book, account_id, occurred_at)
    return recorded(asked, account_id, party_id, record, (row,), (f"bank_accounts:{issuer_id}",), found)


@refuses
def register_wallet(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    party_id: str,
    issuer_id: str,
    wallet_address: str,
    custodian: str = "",
) -> Recorded | Refusal:
    """Register a customer's wallet: its own (unhosted), or held for it by ``custodian``. It must then be proved.

    The registration holds the test the customer is asked to pass: a message to sign and a micropayment to make.
    Refused identity.bad_address, taken, not_a_customer.
    """
    access.require(actor, "identity.register", for_=(issuer_id,))
    normal = address(wallet_address, "wallet_address")
    held_by = custodian.strip()
    request: dict[str, Json] = {
        "operation": "identity.register_wallet", "party_id": party_id, "issuer_id": issuer_id, "address": normal,
        "custodian": held_by,
    }  # fmt: skip
    with database.read() as connection:
        subjects = [f"party:{party_id}", f"wallet_at:{issuer_id}:{normal}"]
        versions = events.versions(connection, subjects)
        asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request, versions, of_asker=True)
        if (answer := replayed(asked, party_id)) is not None:
            return answer
        known_party(connection, party_id, "party_id")
        require_customer(connection, party_id, issuer_id)
        taken = store.wallet_at(connection, issuer_id, normal)
    if taken is not None:
        whose = "this customer" if taken.party_id == party_id else "another customer"
        raise Refused(Refusal(TAKEN, f"the wallet is registered for {whose} as {taken.id}", "wallet_address"))
    wallet_id = asked.id("wal")
    test = wallet_test(
        wallet_id=wallet_id, wallet_address=normal, issuer_id=issuer_id, issued_at=occurred_at.isoformat()
    )
    values: dict[str, object] = {
        "id": wallet_id,
        "party_id": party_id,
        "issuer_id": issuer_id,
        "address": normal,
        "hosting": "custodial" if held_by else "unhosted",
        "custodian": held_by,
        "test_message": test.message,
        "micropayment_units": test.micropayment_units,
        "registered_at": occurred_at,
        "recorded_at": clock.now(),
    }
    body: dict[str, Json] = {"wallet_id": wallet_id, "address": normal, "issuer_id": issuer_id}
    record = Record("identity.wallet_registered", party_id, body)
    row = Row("identity.wallet", values)
    return recorded(asked, wallet_id, party_id, record, (row,), bumps=(f"wallet_at:{issuer_id}:{normal}",))


@refuses
def prove_wallet(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    wallet_id: str,
    method: str,
    evidence: str,
    amount_units: int = 0,
    book: Rulebook | None = None,
) -> Recorded | Refusal:
    """Show that the customer owns or controls a registered wallet (A 4.36), by one of three methods.

    ``message_signing``: ``evidence`` is the wallet's hexadecimal signature over the registered message, verified here.
    ``micropayment``: ``evidence`` names the chain_transaction seen and ``amount_units`` is what came from the wallet.
    ``custodian_statement``: ``evidence`` names the statement; only for a wallet registered as held by a custodian.
    With ``book`` what the law says of the wallet stands in the same commit. Refused identity.unknown_subject,
    proof_failed.
    """
    with database.read() as connection:
        wallet = _known_wallet(connection, wallet_id)
    access.require(actor, "identity.prove", for_=(wallet.issuer_id,))
    try:
        way = ProofMethod(method)
    except ValueError:
        known = ", ".join(ProofMethod)
        raise Refused(Refusal(BAD_PARTICULARS, f"proofs are {known}; not {method!r}", "method", CITATION)) from None
    told = require_text(evidence, "evidence")
    with database.read() as connection:
        request: dict[str, Json] = {
            "operation": "identity.prove_wallet", "wallet_id": wallet_id, "method": method, "evidence": told,
            "amount_units": amount_units,
        }  # fmt: skip
        versions = events.versions(connection, [f"party:{wallet.party_id}"])
        asked = Asked(
            database, clock, key, actor, None, occurred_at, wallet.issuer_id, request, versions, of_asker=True
        )
        if (answer := replayed(asked, wallet.party_id)) is not None:
            return answer
        known_party(connection, wallet.party_id, "wallet_id")
    require_proof(wallet, way, told, amount_units)
    proof_id = asked.id("rec", "proof")
    values: dict[str, object] = {
        "id": proof_id,
        "wallet_id": wallet_id,
        "method": way.value,
        "evidence": told,
        "proved_by": actor.id,
        "proved_at": occurred_at,
        "recorded_at": clock.now(),
    }
    record = Record("identity.wallet_proved", wallet.party_id, {"wallet_id": wallet_id, "method": way.value})
    found = _registration_findings(book, wallet_id, occurred_at)
    if book is not None:
        facts = wallet_facts(wallet, way.value)
        found += law.judge_known(book, "wallet", facts, subject_id=wallet_id, on=hk_date(occurred_at))
    return recorded(asked, wallet_id, wallet.party_id, record, (Row("identity.wallet_proof", values),), findings=found)


def require_proof(wallet: Wallet, method: ProofMethod, evidence: str, amount_units: int) -> None:
    """Refused identity.proof_failed unless the evidence passes the wallet's own test by this method."""
    if method is ProofMethod.MESSAGE_SIGNING:
        require_signed(wallet.test.message, evidence, wallet.address, "evidence")
    elif method is ProofMethod.MICROPAYMENT:
        if amount_units != wallet.test.micropayment_units:
            message = f"{wallet.test.micropayment_units} base units were asked for, {amount_units} came"
            raise Refused(Refusal(PROOF_FAILED, message, "amount_units", CITATION))
    elif wallet.hosting != "custodial":
        message = "a custodian's statement proves nothing for a wallet that no custodian holds"
        raise Refused(Refusal(PROOF_FAILED, message, "method", CITATION))


def _registration_findings(book: Rulebook | None, subject_id: str, at: datetime) -> tuple[Finding, ...]:
    """G 6.5.9 of an account in the customer's own name or a wallet it proved: any other was refused before."""
    if book is None:
        return ()
    facts: dict[str, Value] = {"account_registration.customers_own": True}
    return law.judge_known(book, "account_registration", facts, subject_id=subject_id, on=hk_date(at))


def _known_wallet(connection: Connection, wallet_id: str) -> Wallet:
    found = store.wallet(connection, wallet_id)
    if found is None:
        raise Refused(Refusal(UNKNOWN_SUBJECT, f"no wallet {wallet_id!r}", "wallet_id"))
    return found
