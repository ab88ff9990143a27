"""What a customer's file says, as the facts of the gates ``customer_file``, ``screening`` and ``wallet``.

Only what is recorded is given. What nobody recorded is left out, and a rule that waits for it is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from lantau.identity.diligence import RELEVANT_MEASURES, DiligenceOutcome, Measure, Screening, Verification, is_complete
from lantau.identity.identifiers import IdentifierKind
from lantau.identity.parties import Party, PartyKind
from lantau.identity.records import Relation, Wallet
from lantau.identity.refusals import BAD_PARTICULARS
from lantau.refusal import Json, Refusal, Refused
from lantau.rulebook import Value
from lantau.rulebook import queries as law

SUBJECT = "customer"
_KINDS = {PartyKind.NATURAL: "natural_person", PartyKind.LEGAL: "legal_person"}


def file_facts(
    party: Party,
    issuer_id: str,
    relations: Sequence[Relation],
    latest: Verification | None,
    told: Mapping[str, Value],
    on: date,
) -> dict[str, Value]:
    """The facts ``customer.*`` on a day: what the register holds, what the latest verification did, what it told.

    What the register shows by itself outranks what was told. A forgotten party has no facts.
    """
    if party.forgotten:
        return {}
    return {**told, **_particulars(party), **_dealings(issuer_id, relations), **_diligence(party, latest, on)}


def _particulars(party: Party) -> dict[str, Value]:
    given = party.particulars
    facts: dict[str, Value] = {
        "customer.kind": _KINDS[party.kind],
        "customer.full_name_obtained": bool(given.get("full_name")),
    }
    numbers = {number.kind for number in party.identifiers}
    if numbers != {IdentifierKind.LEI}:  # of every other number the kind names the document it stands in
        facts["customer.identification_number_obtained"] = bool(numbers)
    if party.kind is PartyKind.NATURAL:
        names = ("date_of_birth", "nationality", "residential_address")
        return facts | {f"customer.{name}_obtained": name in given for name in names}
    facts["customer.incorporation_date_obtained"] = "incorporated_on" in given
    facts["customer.incorporation_place_obtained"] = {"place_of_incorporation", "registered_office"} <= given.keys()
    elsewhere = given.get("principal_place_of_business")
    if elsewhere:
        facts["customer.principal_place_obtained"] = True
        facts["customer.principal_place_differs"] = (
            elsewhere.casefold() != given.get("registered_office", "").casefold()
        )
    return facts


def _dealings(issuer_id: str, relations: Sequence[Relation]) -> dict[str, Value]:
    ours = [relation for relation in relations if relation.issuer_id == issuer_id]
    is_open = any(relation.is_open for relation in ours)
    facts: dict[str, Value] = {"customer.relationship_established": is_open}
    if ours and not is_open:
        facts["customer.relationship_being_ended"] = True
    return facts


def _diligence(party: Party, latest: Verification | None, on: date) -> dict[str, Value]:
    """Nothing while nobody has verified; a measure not named in the verification was not shown, and is left out."""
    if latest is None:
        return {}
    done = latest.measures
    complete = is_complete(latest, on) and all(measure in done for measure in RELEVANT_MEASURES[party.kind])
    facts: dict[str, Value] = {
        "customer.due_diligence_complete": complete,
        "customer.due_diligence_impossible": latest.outcome is DiligenceOutcome.FAILED,
    }
    if Measure.IDENTITY_VERIFIED in done:
        facts["customer.name_verified"] = True
    if Measure.PURPOSE_OBTAINED in done:
        facts["customer.purpose_understood"] = True
    return facts


def read_told(given: Mapping[str, Json], where: str = "told") -> dict[str, Value]:
    """What an officer tells of a file: facts ``customer.*`` by name without the prefix, such as ``risk = "low"``.

    They are yes or no, numbers, days and words, never personal data. Refused identity.bad_particulars for a name that
    is no such fact, or a value of the wrong kind.
    """
    found = law.told(SUBJECT, given)
    for name in given:
        if f"{SUBJECT}.{name}" not in found:
            message = f"{name} = {given[name]!r} is no fact of a customer's file"
            raise Refused(Refusal(BAD_PARTICULARS, message, f"{where}.{name}"))
    return found


def plain_told(told: Mapping[str, Value]) -> dict[str, Json]:
    """What was told as plain data, days as ISO text; ``read_told`` is the inverse."""
    return {
        name.removeprefix(f"{SUBJECT}."): value.isoformat() if isinstance(value, date) else value
        for name, value in sorted(told.items())
    }


def wallet_facts(wallet: Wallet, method: str) -> dict[str, Value]:
    """The facts ``wallet.*`` at the instant a proof passes: nothing can have put it in doubt since (A 4.36).

    Due diligence on a custodian (A 4.37) and screening of the address (A 4.39) are not recorded here, and left out.
    """
    return {
        "wallet.address_identified": bool(wallet.address),
        "wallet.control_proof": method,
        "wallet.control_doubted": False,
        "wallet.hosting": wallet.hosting,
    }


def screening_facts(before: Screening | None, said: Screening) -> dict[str, Value]:
    """The facts of a possible match (A 7.8): the result recorded after one is that of the enhanced checks."""
    facts: dict[str, Value] = {"screening.documented": True}
    if said is Screening.POSSIBLE:
        return {**facts, "screening.possible_match": True}
    if before is Screening.POSSIBLE:
        return {**facts, "screening.possible_match": True, "screening.enhanced_checks_done": True}
    return {**facts, "screening.possible_match": False} if said is Screening.CLEAR else facts
