"""A customer is taken on, verified and screened before anything is done for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lantau import identity
from lantau.access import SYSTEM
from lantau.identity.records import Recorded
from lantau.refusal import Refusal
from tests.identity.conftest import LEGAL, MEASURES, NATURAL, Desk, person


def test_a_party_is_read_back_as_it_was_told(desk: Desk) -> None:
    party = desk.file().party
    assert (party.name, dict(party.particulars)) == ("Pearl Parts Ltd", LEGAL)
    assert [(number.kind, number.number) for number in party.identifiers] == [("hk_ubi", "12345678")]
    with desk.database.read() as connection:
        names = [file.party.name for file in identity.parties(connection)]
        customers = [file.party.name for file in identity.parties(connection, desk.issuer_id)]
    assert (sorted(names), customers) == (["Lantern Quay Limited", "Pearl Parts Ltd"], ["Pearl Parts Ltd"])


def test_nothing_told_about_a_party_stands_in_the_database_in_plain_text(desk: Desk) -> None:
    desk.take_on(kind="natural", particulars=NATURAL, identifiers=[("hkid", "A123456(3)")])
    with desk.database.read() as connection:
        tables = connection.execute(
            "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('identity', 'events')"
        ).fetchall()
        for table in tables:
            rows = connection.execute(f"SELECT t::text AS text FROM {table['name']} t").fetchall()
            for row in rows:
                assert "Chan Tai Man" not in row["text"] and "A123456" not in row["text"], table["name"]


BAD_INPUT: list[tuple[dict[str, Any], str, str]] = [
    ({"kind": "ghost"}, "identity.bad_particulars", "kind"),
    ({"particulars": {}}, "identity.bad_particulars", "particulars"),
    ({"particulars": {**LEGAL, "shoe_size": "9"}}, "identity.bad_particulars", "particulars.shoe_size"),
    ({"particulars": {**LEGAL, "full_name": "  "}}, "identity.bad_particulars", "particulars.full_name"),
    ({"particulars": {**LEGAL, "incorporated_on": "3.2.2015"}}, "dates.not_a_day", "particulars.incorporated_on"),
    ({"identifiers": [("hk_ubi", "1")]}, "identity.bad_identifier", "identifiers.hk_ubi"),
    ({"identifiers": [("hkid", "A123456(3)")]}, "identity.bad_particulars", "identifiers.hkid"),
    (
        {"issuer_id": "pty_nobody", "actor": person("o", "issuer_operator", of="pty_nobody")},
        "identity.unknown_party",
        "issuer_id",
    ),
]


def test_bad_input_is_refused_with_its_place_and_leaves_nothing(desk: Desk) -> None:
    for told, code, where in BAD_INPUT:
        given = {"kind": "legal", "particulars": LEGAL, "issuer_id": desk.issuer_id, **told}
        answer = desk.refused(identity.take_on, **given)
        assert (answer.code.name, answer.where) == (code, where)
    with desk.database.read() as connection:
        assert len(identity.parties(connection)) == 2


def test_asking_twice_with_one_key_takes_on_one_party_and_other_words_are_refused(desk: Desk) -> None:
    told = {"kind": "natural", "particulars": NATURAL, "issuer_id": desk.issuer_id, "key": "once"}
    first, again = desk.done(identity.take_on, **told), desk.done(identity.take_on, **told)
    assert (first.id, again.committed.replayed) == (again.id, True)
    other = desk.refused(identity.take_on, **{**told, "particulars": {**NATURAL, "full_name": "Chan Siu Man"}})
    assert other.code.name == "events.key_reused"


def test_only_those_whose_office_it_is_take_on_and_verify(desk: Desk) -> None:
    holder = person("holder", "holder", of=desk.issuer_id)
    told = {"kind": "legal", "particulars": LEGAL, "issuer_id": desk.issuer_id}
    assert desk.refused(identity.take_on, holder, **told).code.name == "access.not_permitted"
    assert desk.verify(actor=desk.operator).code.name == "access.not_permitted"


def test_due_diligence_is_complete_from_its_record_until_its_last_day(desk: Desk) -> None:
    assert desk.facts()["order.cdd_complete"] is False
    assert isinstance(desk.verify(valid_until=date(2026, 9, 30)), Recorded)
    assert desk.facts(on=date(2026, 9, 30))["order.cdd_complete"] is True
    assert desk.facts(on=date(2026, 10, 1))["order.cdd_complete"] is False


def test_a_later_failed_verification_ends_an_earlier_complete_one(desk: Desk) -> None:
    desk.verify()
    assert isinstance(desk.verify(outcome="failed", measures=()), Recorded)
    assert desk.facts()["order.cdd_complete"] is False
    desk.verify()
    assert desk.facts()["order.cdd_complete"] is True


def test_due_diligence_is_not_complete_without_each_measure(desk: Desk) -> None:
    for left_out in MEASURES:
        answer = desk.verify(measures=[measure for measure in MEASURES if measure != left_out])
        assert isinstance(answer, Refusal)
        assert (answer.code.name, answer.where, answer.citation) == ("identity.measures_missing", left_out, "A 4.3")


def test_due_diligence_is_not_complete_without_each_item_of_information(desk: Desk) -> None:
    needed = (
        ("date_of_birth", "A 4.7(a)(ii)"),
        ("nationality", "A 4.7(a)(iii)"),
        ("residential_address", "A 4.7(a)(iv)"),
    )
    for left_out, citation in needed:
        told = {name: value for name, value in NATURAL.items() if name != left_out}
        party_id = desk.take_on(kind="natural", particulars=told, identifiers=[("hkid", "A123456(3)")])
        measures = ("identity_verified", "purpose_obtained")
        answer = desk.verify(party_id=party_id, measures=measures)
        assert isinstance(answer, Refusal)
        assert (answer.where, answer.citation) == (left_out, citation)
        told_now = {"party_id": party_id, "particulars": {left_out: NATURAL[left_out]}, "issuer_id": desk.issuer_id}
        desk.done(identity.operations.revise_particulars, **told_now)
        assert isinstance(desk.verify(party_id=party_id, measures=measures), Recorded)


def test_due_diligence_needs_an_identification_number_a_source_and_a_day_to_come(desk: Desk) -> None:
    bare = desk.take_on(identifiers=[])
    assert desk.verify(party_id=bare).citation == "A 4.7(b)(iv)"
    assert desk.verify(sources=()).citation == "A 4.6"
    yesterday = (desk.clock.now() - timedelta(days=1)).date()
    assert desk.verify(valid_until=yesterday).code.name == "identity.bad_validity"
    assert desk.verify(measures=("smiled",)).where == "measures"


def test_a_customer_of_one_issuer_is_nobody_to_another(desk: Desk) -> None:
    other = desk.done(identity.take_on, SYSTEM, kind="legal", particulars={"full_name": "Other"}).id
    desk.verify()
    told = {"party_id": desk.customer_id, "issuer_id": other, "actor": person("o", "compliance_officer", of=other)}
    assert desk.verify(**told).code.name == "identity.not_a_customer"
    desk.done(identity.operations.open_relation, **told)
    assert desk.refused(identity.operations.open_relation, **told).code.name == "identity.already_related"
    with desk.database.read() as connection:
        facts = identity.customer_facts(connection, other, desk.customer_id, on=date(2026, 9, 1))
    assert facts["order.holder_is_customer"] is True
    assert facts["order.cdd_complete"] is False


def test_who_left_is_a_customer_no_more(desk: Desk) -> None:
    assert desk.facts()["order.holder_is_customer"] is True
    told = {"party_id": desk.customer_id, "issuer_id": desk.issuer_id, "reason": "closed its account"}
    desk.done(identity.operations.end_relation, **told)
    assert desk.facts()["order.holder_is_customer"] is False
    assert desk.refused(identity.operations.end_relation, **told).code.name == "identity.not_a_customer"


def test_an_unscreened_party_is_unknown_and_unknown_never_passes(desk: Desk) -> None:
    assert desk.objection() == "identity.unscreened A 7.5"
    desk.screen()
    assert desk.objection() == ""


def test_a_hit_stops_until_a_later_screening_is_clear(desk: Desk) -> None:
    for outcome in ("possible", "hit"):
        desk.screen()
        desk.screen(outcome)
        assert desk.objection() == "identity.screening_hit A 7.5; A 7.8"
        desk.screen()
        assert desk.objection() == ""
    told = {"party_id": desk.customer_id, "issuer_id": desk.issuer_id, "outcome": "maybe", "source": "UN"}
    assert desk.refused(identity.record_screening, **told).code.name == "identity.bad_particulars"
