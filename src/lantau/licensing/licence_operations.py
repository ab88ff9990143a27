"""Operations on licensees: register a coin, suspend, resume or revoke, cancel a condition, direct and lift."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from lantau import access, events, money
from lantau.access import Actor, Asked
from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import Record, Row
from lantau.licensing import store
from lantau.licensing.application_file import read_application_text
from lantau.licensing.asking_operations import committed, known_licence_id, known_party, require_text, step_row
from lantau.licensing.licences import STOPPABLE, Recorded
from lantau.licensing.refusals import BAD_TERMS, COIN_TAKEN, ILLEGAL_STEP, POWER_NOT_AVAILABLE, UNKNOWN_SUBJECT
from lantau.refusal import Json, Refusal, Refused, refuses

_DIVISION_4 = re.compile(r"\bs\.\s*(78|79|80)\b")
_COIN_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,30}")


@refuses
def register_coin(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    coin_id: str,
    issuer_id: str,
    name: str,
    reference_currency: str,
) -> Recorded | Refusal:
    """Name a coin of an issuer that holds a licence or takes part in the pilot. Its asset is ``coin:<coin_id>``.

    Refused licensing.coin_taken, unknown_subject (neither licence nor pilot), bad_terms; money.unknown_asset.
    """
    access.require(actor, "coin.register", for_=(issuer_id, access.SUPERVISOR))
    told = require_text(name, "name")
    if not _COIN_ID.fullmatch(coin_id):
        raise Refused(Refusal(COIN_TAKEN, f"{coin_id!r} is no id for a coin", "coin_id"))
    if not money.asset(reference_currency, where="reference_currency").is_currency:
        raise Refused(Refusal(BAD_TERMS, f"{reference_currency} is no currency", "reference_currency", "O s.4(1)"))
    request: dict[str, Json] = {
        "operation": "licensing.register_coin", "coin_id": coin_id, "party_id": issuer_id, "name": told,
        "reference_currency": reference_currency,
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"licence:{issuer_id}", f"coin:{coin_id}"])
        asked = Asked(database, clock, key, actor, None, occurred_at, "", request, versions, of_asker=True)
        if (earlier := asked.replayed()) is not None:
            return Recorded(coin_id, earlier)
        known_party(connection, issuer_id)
        licence, pilot = store.licence(connection, issuer_id), store.pilot(connection, issuer_id)
        if licence is None and pilot is None:
            message = f"{issuer_id} holds no licence and takes part in no pilot"
            raise Refused(Refusal(UNKNOWN_SUBJECT, message, "issuer_id"))
        if store.coin(connection, coin_id) is not None:
            raise Refused(Refusal(COIN_TAKEN, f"there is a coin {coin_id} already", "coin_id"))
        if licence is None and pilot is not None and pilot.reference_currency != reference_currency:
            message = f"the pilot was admitted for {pilot.reference_currency}"
            raise Refused(Refusal(BAD_TERMS, message, "reference_currency"))
    values: dict[str, object] = {
        "id": coin_id,
        "issuer_id": issuer_id,
        "name": told,
        "reference_currency": reference_currency,
        "registered_at": occurred_at,
        "recorded_at": clock.now(),
    }
    record = Record("licensing.coin_registered", coin_id, {**request, "issuer_id": issuer_id})
    bumps = (f"licence:{issuer_id}", f"coin:{coin_id}")
    return Recorded(coin_id, committed(asked, (record,), (Row("licensing.coin", values),), bumps, {"id": coin_id}))


@refuses
def change_licence(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    party_id: str,
    step: str,
    reasons: str,
) -> Recorded | Refusal:
    """Suspend, resume or revoke a licence (O s.28, 32-33). Refused licensing.illegal_step, unknown_subject.

    The notices those sections ask for, and the day a suspension lapses, are not modelled: a step holds until the next.
    """
    access.require_two(actor, checker, "licence.direct", for_=(access.SUPERVISOR,))
    told = require_text(reasons, "reasons")
    request: dict[str, Json] = {
        "operation": "licensing.change_licence", "party_id": party_id, "step": step, "reasons": told,
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"licence:{party_id}"])
        asked = Asked(database, clock, key, actor, checker, occurred_at, "", request, versions, of_asker=True)
        earlier = asked.replayed()
        licence_id = known_licence_id(connection, party_id)
        standing = store.standing(connection, "licence", licence_id)
    if earlier is None:
        row = step_row(asked, standing, step, told)
        body: dict[str, Json] = {"licence_id": licence_id, "step": step, "reasons": told}
        record = Record("licensing.licence_changed", party_id, body)
        earlier = committed(asked, (record,), (row,), (f"licence:{party_id}",), {"id": licence_id})
    return Recorded(licence_id, earlier)


@refuses
def cancel_condition(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    condition_id: str,
    reasons: str,
) -> Recorded | Refusal:
    """Cancel a condition by notice (O s.20). Refused licensing.unknown_subject, illegal_step (cancelled before)."""
    access.require_two(actor, checker, "licence.direct", for_=(access.SUPERVISOR,))
    told = require_text(reasons, "reasons")
    request: dict[str, Json] = {
        "operation": "licensing.cancel_condition", "condition_id": condition_id, "reasons": told,
    }  # fmt: skip
    with database.read() as connection:
        party_id = store.condition_owner(connection, condition_id)
        if party_id is None:
            raise Refused(Refusal(UNKNOWN_SUBJECT, f"no condition {condition_id!r}", "condition_id"))
        versions = events.versions(connection, [f"licence:{party_id}"])
        asked = Asked(database, clock, key, actor, checker, occurred_at, "", request, versions, of_asker=True)
        if (earlier := asked.replayed()) is not None:
            return Recorded(condition_id, earlier)
        if condition_id not in {each.id for each in store.open_conditions(connection, party_id)}:
            raise Refused(Refusal(ILLEGAL_STEP, f"{condition_id} was cancelled before", "condition_id"))
    values: dict[str, object] = {"condition_id": condition_id, "reasons": told, "cancelled_at": occurred_at}
    record = Record("licensing.condition_cancelled", party_id, {"condition_id": condition_id, "reasons": told})
    row = Row("licensing.condition_cancelled", values)
    return Recorded(condition_id, committed(asked, (record,), (row,), (f"licence:{party_id}",), {"id": condition_id}))


@refuses
def direct(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    party_id: str,
    stops: Sequence[str],
    text: str,
    citation: str,
) -> Recorded | Refusal:
    """Give a party a direction; ``stops`` names the acts it stops at once: issue, redeem, pay, reserve, offer.

    ``citation`` is the power it rests on: ``O s.115(1)``, which serves to bring any licensee into compliance, or
    ``O s.78(1)``, whose Division does not apply to an authorized institution (O s.76). That one of the circumstances
    of s.77 exists and that the Financial Secretary was consulted is for the two who decide.
    Refused licensing.bad_terms, unknown_subject, power_not_available.
    """
    access.require_two(actor, checker, "licence.direct", for_=(access.SUPERVISOR,))
    told, power = require_text(text, "text"), require_text(citation, "citation")
    unknown = sorted(set(stops) - set(STOPPABLE))
    if unknown:
        message = f"{', '.join(unknown)}: a direction stops {', '.join(STOPPABLE)}"
        raise Refused(Refusal(BAD_TERMS, message, "stops"))
    request: dict[str, Json] = {
        "operation": "licensing.direct", "party_id": party_id, "stops": [*sorted(set(stops))], "text": told,
        "citation": power,
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"licence:{party_id}"])
        asked = Asked(database, clock, key, actor, checker, occurred_at, "", request, versions, of_asker=True)
        direction_id = asked.id("dir")
        if (earlier := asked.replayed()) is not None:
            return Recorded(direction_id, earlier)
        known_party(connection, party_id)
        if rests_on_division_4(power) and _is_authorized_institution(connection, party_id):
            message = f"{party_id} is an authorized institution"
            raise Refused(Refusal(POWER_NOT_AVAILABLE, message, "citation", "O s.76"))
    values: dict[str, object] = {
        "id": direction_id,
        "party_id": party_id,
        "stops": sorted(set(stops)),
        "text": told,
        "citation": power,
        "given_by": actor.id,
        "given_at": occurred_at,
        "recorded_at": clock.now(),
    }
    record = Record("licensing.directed", party_id, {**request, "direction_id": direction_id})
    row = Row("licensing.direction", values)
    return Recorded(direction_id, committed(asked, (record,), (row,), (f"licence:{party_id}",), {"id": direction_id}))


@refuses
def lift_direction(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    direction_id: str,
    reasons: str,
) -> Recorded | Refusal:
    """Lift a direction. Refused licensing.unknown_subject, illegal_step (lifted before).

    The Ordinance has words for it only where the direction rested on s.79 or 80 (O s.82(1)).
    """
    access.require_two(actor, checker, "licence.direct", for_=(access.SUPERVISOR,))
    told = require_text(reasons, "reasons")
    request: dict[str, Json] = {
        "operation": "licensing.lift_direction", "direction_id": direction_id, "reasons": told,
    }  # fmt: skip
    with database.read() as connection:
        direction = store.direction(connection, direction_id)
        if direction is None:
            raise Refused(Refusal(UNKNOWN_SUBJECT, f"no direction {direction_id!r}", "direction_id"))
        versions = events.versions(connection, [f"licence:{direction.party_id}"])
        asked = Asked(database, clock, key, actor, checker, occurred_at, "", request, versions, of_asker=True)
        if (earlier := asked.replayed()) is not None:
            return Recorded(direction_id, earlier)
    if not direction.is_open:
        raise Refused(Refusal(ILLEGAL_STEP, f"{direction_id} was lifted before", "direction_id"))
    values: dict[str, object] = {"direction_id": direction_id, "reasons": told, "lifted_at": occurred_at}
    record = Record("licensing.direction_lifted", direction.party_id, {"direction_id": direction_id, "reasons": told})
    row = Row("licensing.direction_lift", values)
    bumps = (f"licence:{direction.party_id}",)
    return Recorded(direction_id, committed(asked, (record,), (row,), bumps, {"id": direction_id}))


def rests_on_division_4(citation: str) -> bool:
    """Whether a power is one of O s.78-80, which do not apply to authorized institutions (O s.76)."""
    return _DIVISION_4.search(citation) is not None


def _is_authorized_institution(connection: Connection, party_id: str) -> bool:
    """What the party's last application says of it; a party without one is none that the register knows."""
    filed = store.applications(connection, party_id)
    if not filed:
        return False
    read = read_application_text(filed[-1].form, filed[-1].source)
    return not isinstance(read, Refusal) and read.applicant.is_authorized_institution
