"""Operations of customer due diligence: record a verification or a screening result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from lantau import access, events
from lantau.access import Actor, Asked
from lantau.dates import Clock, hk_date
from lantau.db import Database
from lantau.events import Record, Row
from lantau.identity import store
from lantau.identity.asking_operations import (
    known_party,
    recorded,
    replayed,
    require_customer,
    require_dealings,
    require_text,
)
from lantau.identity.customer_file import file_facts, plain_told, read_told, screening_facts
from lantau.identity.diligence import (
    DiligenceOutcome,
    Screening,
    Verification,
    read_measures,
    require_complete,
    require_validity,
)
from lantau.identity.records import Recorded
from lantau.identity.refusals import BAD_PARTICULARS
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Rulebook, Value
from lantau.rulebook import queries as law


@refuses
def verify_party(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None = None,
    occurred_at: datetime,
    party_id: str,
    issuer_id: str,
    outcome: str,
    measures: Sequence[str],
    sources: Sequence[str],
    valid_until: date,
    told: Mapping[str, Json] | None = None,
    book: Rulebook | None = None,
) -> Recorded | Refusal:
    """Record that the issuer's relevant due diligence on a customer is complete, or failed (A 4.3-4.7, 4.30, 5.11).

    ``sources`` names the documents or registers relied on. A complete one needs every measure and item the text names:
    Refused identity.measures_missing otherwise; also not_a_customer, bad_validity, access.four_eyes. ``told`` is what
    else the file shows (``customer_file.read_told``); with ``book`` the findings on the file stand in the same commit,
    and stop nothing.
    """
    access.require_two(actor, checker, "identity.verify", for_=(issuer_id,))
    ended = _outcome(outcome)
    done = read_measures(measures)
    named = tuple(require_text(source, "sources") for source in sources)
    shown = read_told(told or {})
    request: dict[str, Json] = {
        "operation": "identity.verify_party", "party_id": party_id, "issuer_id": issuer_id, "outcome": outcome,
        "measures": [*done], "sources": [*named], "valid_until": valid_until.isoformat(),
        **({"told": plain_told(shown)} if shown else {}),
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"party:{party_id}"])
        asked = Asked(database, clock, key, actor, checker, occurred_at, issuer_id, request, versions, of_asker=True)
        if (answer := replayed(asked, party_id)) is not None:
            return answer
        party = known_party(connection, party_id, "party_id")
        require_customer(connection, party_id, issuer_id)
        relations = store.relations(connection, party_id)
        earlier = [found for found in store.verifications(connection, party_id) if found.issuer_id == issuer_id]
    require_validity(hk_date(occurred_at), valid_until)
    if ended is DiligenceOutcome.COMPLETE:
        require_complete(party, done)
        if not named:
            raise Refused(Refusal(BAD_PARTICULARS, "no reliable and independent source is named", "sources", "A 4.6"))
    verification_id = asked.id("rec", "verification")
    made = Verification(
        party_id=party_id, issuer_id=issuer_id, revision=earlier[0].revision + 1 if earlier else 1, outcome=ended,
        measures=done, sources=named, verified_by=actor.id, checked_by=checker.id if checker is not None else "",
        verified_at=occurred_at, valid_until=valid_until,
    )  # fmt: skip
    on = hk_date(occurred_at)
    facts = file_facts(party, issuer_id, relations, made, shown, on)
    return recorded(
        asked,
        verification_id,
        party_id,
        _record_of(made, shown),
        (store.verification_row(made, verification_id, clock.now()),),
        findings=() if book is None else law.judge_known(book, "customer_file", facts, subject_id=party_id, on=on),
    )


@refuses
def record_screening(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    party_id: str,
    outcome: str,
    source: str,
    remark: str = "",
    issuer_id: str = "",
    book: Rulebook | None = None,
) -> Recorded | Refusal:
    """Record what a screening against the name lists said: clear, possible or hit; ``source`` names list and version.

    The latest result counts; a possible match is resolved by recording the result after enhanced checks (A 7.5, 7.8).
    An issuer screens whom it has or had as a customer; without ``issuer_id`` it is the system that screens.
    With ``book`` what the law says of a possible match stands in the same commit.
    """
    access.require(actor, "identity.screen", for_=(issuer_id,))
    try:
        said = Screening(outcome)
    except ValueError:
        known = ", ".join(Screening)
        raise Refused(Refusal(BAD_PARTICULARS, f"a screening ends {known}; not {outcome!r}", "outcome")) from None
    require_text(source, "source")
    request: dict[str, Json] = {
        "operation": "identity.record_screening", "party_id": party_id, "outcome": outcome, "source": source,
        "remark": remark, "issuer_id": issuer_id,
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"party:{party_id}"])
        asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request, versions, of_asker=True)
        if (answer := replayed(asked, party_id)) is not None:
            return answer
        known_party(connection, party_id, "party_id")
        require_dealings(connection, party_id, issuer_id)
        revision, before = store.screening(connection, party_id)
    screening_id = asked.id("rec", "screening")
    values: dict[str, object] = {
        "id": screening_id,
        "party_id": party_id,
        "revision": revision + 1,
        "outcome": said.value,
        "source": source,
        "remark": remark,
        "screened_by": actor.id,
        "screened_at": occurred_at,
        "recorded_at": clock.now(),
    }
    record = Record("identity.screened", party_id, {"outcome": said.value, "source": source})
    facts, on = screening_facts(before, said), hk_date(occurred_at)
    findings = () if book is None else law.judge_known(book, "screening", facts, subject_id=party_id, on=on)
    return recorded(asked, screening_id, party_id, record, (Row("identity.screening", values),), findings=findings)


def _record_of(made: Verification, shown: Mapping[str, Value]) -> Record:
    body: dict[str, Json] = {
        "issuer_id": made.issuer_id, "outcome": made.outcome.value, "valid_until": made.valid_until.isoformat(),
        "measures": [measure.value for measure in made.measures], "told": plain_told(shown),
    }  # fmt: skip
    return Record("identity.verified", made.party_id, body)


def _outcome(text: str) -> DiligenceOutcome:
    try:
        return DiligenceOutcome(text)
    except ValueError:
        known = ", ".join(DiligenceOutcome)
        raise Refused(Refusal(BAD_PARTICULARS, f"a verification ends {known}; not {text!r}", "outcome")) from None
