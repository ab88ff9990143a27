"""Reads for gates and desks. A gate that used any of these guards the version of ``party:<id>`` in its unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lantau import events
from lantau.db import Connection
from lantau.identity import store
from lantau.identity.customer_file import file_facts, read_told
from lantau.identity.diligence import is_complete, objection, screened
from lantau.identity.identifiers import account_number
from lantau.identity.parties import Party
from lantau.identity.records import BankAccount, PartyFile, TransferParties, TransferParty, Wallet
from lantau.identity.sealing import PartyKey
from lantau.identity.wallet_proof import address
from lantau.refusal import Refusal
from lantau.rulebook import Finding, Rulebook, Value
from lantau.rulebook import queries as law


def party(connection: Connection, party_id: str) -> Party | None:
    """A party, or None; its name is ``(forgotten)`` once its personal data are destroyed."""
    return store.party(connection, party_id)


def party_file(connection: Connection, party_id: str) -> PartyFile | None:
    """Everything registered of one party, or None."""
    found = store.party(connection, party_id)
    if found is None:
        return None
    return PartyFile(
        party=found,
        relations=store.relations(connection, party_id),
        verifications=store.verifications(connection, party_id),
        screening=store.screening(connection, party_id)[1],
        bank_accounts=store.bank_accounts(connection, party_id),
        wallets=store.wallets(connection, party_id),
        freeze_orders=store.freeze_orders(connection, party_id),
    )


def parties(connection: Connection, issuer_id: str = "") -> tuple[PartyFile, ...]:
    """The files of all parties, or of an issuer's customers past and present, by id: in time order."""
    files = (party_file(connection, found) for found in store.party_ids(connection, issuer_id))
    return tuple(found for found in files if found is not None)


def customer_facts(
    connection: Connection,
    issuer_id: str,
    party_id: str,
    *,
    on: date,
    bank_account: str | None = None,
    wallet: str | None = None,
) -> Mapping[str, bool | None]:
    """The identity facts of the gates ``issue`` and ``redeem`` on a day of the law; None is unknown.

    ``bank_account`` is its id or number, ``wallet`` its id or address (Refused identity.bad_address or
    bad_identifier when it is neither); one left out stays unknown.
    """
    found = store.party(connection, party_id)
    known = found is not None and not found.forgotten
    relations = store.relations(connection, party_id)
    latest = next((each for each in store.verifications(connection, party_id) if each.issuer_id == issuer_id), None)
    account_own: bool | None = None
    if bank_account is not None:
        account_own = known and _own_bank_account(connection, issuer_id, party_id, bank_account) is not None
    wallet_own: bool | None = None
    if wallet is not None:
        held = own_wallet(connection, issuer_id, party_id, wallet)
        wallet_own = known and held is not None and held.proved_at is not None
    return {
        "order.holder_is_customer": known and any(each.is_open and each.issuer_id == issuer_id for each in relations),
        "order.cdd_complete": known and is_complete(latest, on),
        "order.bank_account_own_registered": account_own,
        "order.wallet_own_registered": wallet_own,
    }


def customer_findings(
    connection: Connection, book: Rulebook, issuer_id: str, party_id: str, *, on: date
) -> tuple[Finding, ...]:
    """What the law says of a customer's file on a day (gate ``customer_file``), from what is recorded by now.

    Rules of which nothing is known are left out (``judge_known``); the rest is met, breached or unknown.
    """
    found = store.party(connection, party_id)
    if found is None:
        return ()
    relations = store.relations(connection, party_id)
    latest = next((each for each in store.verifications(connection, party_id) if each.issuer_id == issuer_id), None)
    told: dict[str, Value] = {}
    for record in events.queries.records_of(connection, party_id, ("identity.verified",)):
        body = record["body"]
        assert isinstance(body, dict)
        if body["issuer_id"] == issuer_id:
            told = read_told(body.get("told", {}))
    facts = file_facts(found, issuer_id, relations, latest, told, on)
    return law.judge_known(book, "customer_file", facts, subject_id=party_id, on=on)


def party_objection(connection: Connection, party_id: str, wallet_id: str = "") -> Refusal | None:
    """Why nothing may be done for the party or with its wallet: frozen, a screening hit, or unscreened (A 7.5)."""
    _, latest = store.screening(connection, party_id)
    return objection(store.freeze_orders(connection, party_id), latest, wallet_id)


def own_wallet(connection: Connection, issuer_id: str, party_id: str, wallet: str) -> Wallet | None:
    """The party's own wallet registered with the issuer, by id or address, proved or not."""
    found = (
        store.wallet(connection, wallet)
        if wallet.startswith("wal_")
        else store.wallet_at(connection, issuer_id, address(wallet))
    )
    return found if found is not None and (found.issuer_id, found.party_id) == (issuer_id, party_id) else None


def wallet_at(connection: Connection, issuer_id: str, wallet_address: str) -> Wallet | None:
    """Whose wallet this address is among the issuer's customers. Refused identity.bad_address when it is none."""
    return store.wallet_at(connection, issuer_id, address(wallet_address))


def bank_account_of(connection: Connection, issuer_id: str, number: str) -> BankAccount | None:
    """Whose registered account paid or is to be paid, found by digest. Refused identity.bad_identifier."""
    normal = account_number(number)
    for row in store.bank_account_digests(connection, issuer_id):
        key = PartyKey(bytes(row["key"]), bytes(row["salt"]))
        if key.digest("bank_account", normal) == row["digest"]:
            accounts = store.bank_accounts(connection, row["party_id"])
            return next((each for each in accounts if each.id == row["id"] and each.number == normal), None)
    return None


def transfer_parties(
    connection: Connection,
    issuer_id: str,
    *,
    originator_id: str,
    originator_wallet: str,
    recipient_id: str,
    recipient_wallet: str,
    on: date,
) -> TransferParties:
    """The registered data of both ends of a coin transfer (A 6.5-6.6). A wallet that is not the end's own is blank."""
    return TransferParties(
        _transfer_party(connection, issuer_id, originator_id, originator_wallet, on),
        _transfer_party(connection, issuer_id, recipient_id, recipient_wallet, on),
    )


def _transfer_party(connection: Connection, issuer_id: str, party_id: str, wallet: str, on: date) -> TransferParty:
    file = party_file(connection, party_id)
    if file is None or file.party.forgotten:
        return TransferParty(party_id, "", "", "", "", verified=False, screened=None)
    held = own_wallet(connection, issuer_id, party_id, wallet)
    numbers = file.party.identifiers
    return TransferParty(
        party_id=party_id,
        name=file.party.name,
        account=held.address if held is not None and held.proved_at is not None else "",
        address=file.party.address,
        identification=f"{numbers[0].kind.value}:{numbers[0].number}" if numbers else "",
        verified=file.is_verified_for(issuer_id, on),
        screened=screened(file.screening),
        hosting=held.hosting if held is not None else "",
    )


def _own_bank_account(connection: Connection, issuer_id: str, party_id: str, account: str) -> BankAccount | None:
    number = "" if account.startswith("bac_") else account_number(account)
    for found in store.bank_accounts(connection, party_id):
        if found.issuer_id == issuer_id and account_matches(found, account, number):
            return found
    return None


def account_matches(found: BankAccount, account_id: str, number: str) -> bool:
    """Whether a registered account is the one meant, by its id or by its number."""
    return found.id == account_id or (number != "" and found.number == number)


def seal_under(connection: Connection, party_id: str, place: str, content: Mapping[str, str]) -> str | None:
    """Seal another room's text under a party's key for one place (``table:row id``); None when the key is gone.

    Destroying the key destroys this text as well.
    """
    key = store.key_of(connection, party_id)
    return None if key is None else key.seal(place, content)


def open_under(connection: Connection, party_id: str, place: str, sealed: str) -> dict[str, str] | None:
    """Open what ``seal_under`` sealed for the place; None once the party's key is destroyed."""
    key = store.key_of(connection, party_id)
    return None if key is None else key.open(place, sealed)


def digest_under(connection: Connection, party_id: str, *parts: str) -> str | None:
    """A digest that only the holder of the party's salt can recompute; None once the key is destroyed."""
    key = store.key_of(connection, party_id)
    return None if key is None else key.digest(*parts)
