"""What travels with a payment (A 6.5-6.6), held against the register, as the facts of the gate ``transfer``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from lantau.payments.refusals import BAD_TEXT
from lantau.refusal import Refusal, Refused
from lantau.rulebook import Value

TEXT_LENGTH_MAX = 140
"""The length of a name and of a line of remittance in ISO 20022, so that the data fit into any bank's message."""


@dataclass(frozen=True, slots=True)
class TravelData:
    """What the ordering institution obtained and sends along, with the transfer or before; blank is not obtained.

    ``originator_account`` and ``recipient_account`` are wallet addresses (A 6.7). ``originator_address`` is where the
    originator lives or has its office (A fn 40); ``originator_identification`` is a document or customer number.
    """

    originator_name: str = ""
    originator_account: str = ""
    originator_address: str = ""
    originator_identification: str = ""
    recipient_name: str = ""
    recipient_account: str = ""

    def tidied(self) -> TravelData:
        """The data with spaces trimmed; Refused payments.bad_text for a field that is too long."""
        tidy = {name: " ".join(str(value).split()) for name, value in asdict(self).items()}
        for name, value in tidy.items():
            if len(value) > TEXT_LENGTH_MAX:
                raise Refused(Refusal(BAD_TEXT, f"{len(value)} characters", f"travel_data.{name}", "A 6.5-6.6"))
        return TravelData(**tidy)

    def originator(self) -> dict[str, str]:
        """The part about the originator, to be sealed under the payer's key."""
        return {name: value for name, value in asdict(self).items() if name.startswith("originator_")}

    def recipient(self) -> dict[str, str]:
        """The part about the recipient, to be sealed under the payee's key."""
        return {name: value for name, value in asdict(self).items() if name.startswith("recipient_")}


@dataclass(frozen=True, slots=True)
class End:
    """One end of the payment as the issuer's own register has it. ``screened`` None is not screened.

    ``hosting`` is who keeps the wallet, unhosted or custodial; blank is not known.
    """

    name: str
    account: str
    address: str
    identification: str
    verified: bool
    screened: bool | None
    hosting: str = ""


def transfer_facts(
    data: TravelData,
    originator: End,
    recipient: End,
    *,
    value_hkd_cents: int | None,
    linked_hkd_cents: int | None,
    diligence_reference: str,
    suspected: bool,
) -> dict[str, Value | None]:
    """The facts of the gate ``transfer`` for data that was obtained, held against what was verified.

    An account that is not the wallet used does not count as the account (A 6.7). The originator counts as verified
    only when what travels is what was verified (A 6.15 fn 46): a wrong name or address is not accurate information.
    A recipient whom the issuer verified as its own customer stands behind no other institution (A 6.32(a)); for all
    others ``diligence_reference`` names the record of the due diligence on theirs (A 6.28-6.30).
    """
    return {
        "transfer.value_hkd_cents": value_hkd_cents,
        "transfer.linked_value_hkd_cents": linked_hkd_cents,
        "transfer.originator_name_present": bool(data.originator_name),
        "transfer.originator_account_present": _same(data.originator_account, originator.account),
        "transfer.originator_address_or_id_present": bool(data.originator_address or data.originator_identification),
        "transfer.originator_verified": originator.verified and accurate(data, originator),
        "transfer.recipient_name_present": bool(data.recipient_name),
        "transfer.recipient_account_present": _same(data.recipient_account, recipient.account),
        "transfer.suspicion_of_ml_tf": suspected,
        "transfer.has_counterparty_institution": not recipient.verified,
        "transfer.counterparty_due_diligence_done": bool(diligence_reference),
        "transfer.screened": _both(originator.screened, recipient.screened),
    }


def accurate(data: TravelData, originator: End) -> bool:
    """Whether everything that travels about the originator is what the register verified."""
    return (
        _same(data.originator_name, originator.name)
        and (not data.originator_address or _same(data.originator_address, originator.address))
        and (not data.originator_identification or _same(data.originator_identification, originator.identification))
    )


def registered(originator: End, recipient: End) -> TravelData:
    """The data as the register has it: a customer need not be asked again for every transfer (A 6.5 fn 39)."""
    return TravelData(
        originator_name=originator.name,
        originator_account=originator.account,
        originator_address=originator.address,
        originator_identification=originator.identification,
        recipient_name=recipient.name,
        recipient_account=recipient.account,
    )


def travel_data(given: Mapping[str, str]) -> TravelData:
    """Read the data from a table of texts; Refused payments.bad_text for a field that does not exist."""
    known = {field.name for field in fields(TravelData)}
    for name in given:
        if name not in known:
            raise Refused(Refusal(BAD_TEXT, f"no such field; known: {', '.join(sorted(known))}", f"travel_data.{name}"))
    return TravelData(**given).tidied()


def _same(one: str, other: str) -> bool:
    """Equal texts, neither blank, in any case."""
    return bool(one) and one.casefold() == other.casefold()


def _both(one: bool | None, other: bool | None) -> bool | None:
    """Both screened clear; one hit is enough for no, one unknown for unknown."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True
