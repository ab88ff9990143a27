"""A licence is granted when every minimum criterion is met, by two, with conditions that had their notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lantau import events, licensing
from lantau.dates import hk_date
from lantau.refusal import Refusal
from tests.licensing.conftest import Office, example

CAP = licensing.ConditionTerm(
    kind="issuance_cap",
    text="no more than HK$500 million outstanding",
    ground="a first year with an untried redemption process",
    noticed_on=date(2026, 8, 1),
    value_micros=500_000_000_000_000,
)


def licence(office: Office, party_id: str) -> object:
    with office.database.read() as connection:
        return licensing.queries.licence(connection, party_id)


def granted(office: Office, **told: object) -> str:
    party_id = office.party("Lantern Quay Limited")
    filed = office.file(example("lantern-quay"), party_id)
    answer = office.decide(filed.id, **told)
    assert not isinstance(answer, Refusal), answer
    return party_id


def test_a_grant_while_capital_is_short_is_refused_and_the_attempt_is_on_record(office: Office) -> None:
    filed = office.file(example("harbour-crossing"))
    answer = office.decide(filed.id)
    assert answer.code.name == "licensing.grant_not_possible"
    assert answer.citation == "O s.15(3); O Sch.2 s.4(2)"
    assert [gap["what"] for gap in answer.details["missing"]] == ["annex_b.10", "annex_b.21", "annex_b.23"]
    [told] = office.records("refused")
    assert told["refusal"]["code"] == "licensing.grant_not_possible"
    assert len(office.records("finding")) == 2 * len(filed.assessment.findings)
    refused = office.decide(filed.id, "refuse", reasons="HK$22 million is left of HK$30 million")
    assert (refused.outcome, refused.licence_id) == ("refuse", "")
    [decided] = office.records("licensing.decided")
    assert {found["rule_id"] for found in decided["rests_on"] if found["departs"]} == {
        "HK.application.documents",
        "HK.application.business_plan",
        "HK.application.independent_directors",
    }


def test_a_retried_refusal_is_the_same_refusal(office: Office) -> None:
    filed = office.file(example("harbour-crossing"))
    first, again = office.decide(filed.id, key="grant"), office.decide(filed.id, key="grant")
    assert (again.code.name, again.message, again.citation) == (first.code.name, first.message, first.citation)
    assert len(office.records("refused")) == 1


def test_a_missing_paper_alone_keeps_a_licence_from_being_granted(office: Office) -> None:
    filed = office.file(example("lantern-quay", **{"22": ""}))
    answer = office.decide(filed.id)
    assert (answer.code.name, answer.where) == ("licensing.grant_not_possible", "annex_b.22")
    assert answer.citation.startswith("EN 4.4.1-4.4.2; ")


def test_a_grant_with_an_issuance_cap_is_a_simulated_licence_that_gates_can_read(office: Office) -> None:
    filed = office.file(example("lantern-quay"))
    decided = office.decide(filed.id, conditions=(CAP,))
    assert decided.licence_number == "SIM-0001"
    with office.database.read() as connection:
        party_id = licensing.queries.application(connection, filed.id).party_id  # type: ignore[union-attr]
        held = licensing.queries.licence(connection, party_id)
        [condition] = licensing.queries.open_conditions(connection, party_id)
        caps = [licensing.queries.cap(connection, party_id, "lantern", day) for day in (None, date(2026, 9, 1))]
        before = licensing.queries.cap(connection, party_id, "lantern", date(2026, 8, 31))
        states = [step.to_state for step in licensing.queries.history(connection, filed.id)]
        again = licensing.queries.applications(connection, party_id)
    assert held is not None and held.is_in_force(date(2026, 9, 1)) and not held.is_in_force(date(2026, 8, 31))
    assert (condition.citation, condition.id) == ("O s.17(2)(f)", decided.condition_ids[0])
    assert (caps, before) == ([500_000_000_000_000, 500_000_000_000_000], None)
    assert (states, [each.state for each in again]) == (["filed", "granted"], ["granted"])


def test_the_bank_is_granted_the_next_number(office: Office) -> None:
    granted(office)
    filed = office.file(example("bank-of-silvermine-bay"))
    assert office.decide(filed.id, effective_on=date(2026, 10, 1)).licence_number == "SIM-0002"


def test_the_tightest_cap_of_the_coin_binds(office: Office) -> None:
    tight = replace(CAP, value_micros=7, coin_id="lantern")
    party_id = granted(office, conditions=(CAP, tight))
    with office.database.read() as connection:
        caps = [licensing.queries.cap(connection, party_id, coin) for coin in ("lantern", "other")]
    assert caps == [7, 500_000_000_000_000]


@pytest.mark.parametrize("noticed_on", [date(2026, 8, 17), date(2026, 8, 18)])
def test_a_condition_needs_fourteen_days_after_its_notice(office: Office, noticed_on: date) -> None:
    filed = office.file(example("lantern-quay"))
    answer = office.decide(filed.id, conditions=(replace(CAP, noticed_on=noticed_on),))
    if noticed_on == date(2026, 8, 17):
        assert answer.outcome == "grant"
    else:
        assert (answer.code.name, answer.citation) == ("licensing.notice_too_short", "O s.18(2)(b)")


def test_terms_that_say_too_little_are_refused(office: Office) -> None:
    filed = office.file(example("lantern-quay"))
    tomorrow = hk_date(office.clock.now()) + timedelta(days=1)
    for told, where in (
        ({"outcome": "maybe"}, "outcome"),
        ({"reasons": " "}, "reasons"),
        ({"outcome": "refuse", "conditions": (CAP,)}, "conditions"),
        ({"effective_on": tomorrow - timedelta(days=2)}, "effective_on"),
        ({"conditions": (replace(CAP, kind="wish"),)}, "conditions[0].kind"),
        ({"conditions": (replace(CAP, ground=""),)}, "conditions[0]"),
        ({"conditions": (CAP, replace(CAP, value_micros=None))}, "conditions[1].value_micros"),
        ({"conditions": (replace(CAP, value_micros=-1),)}, "conditions[0].value_micros"),
        ({"conditions": (replace(CAP, kind="cease"),)}, "conditions[0].value_micros"),
    ):
        answer = office.decide(filed.id, **told)
        assert (answer.code.name, answer.where) == ("licensing.bad_terms", where)
    assert licence(office, filed.id) is None


def test_nobody_decides_alone_or_without_the_office(office: Office) -> None:
    filed = office.file(example("lantern-quay"))
    assert office.decide(filed.id, checker=None).code.name == "access.four_eyes"
    assert office.decide(filed.id, checker=office.one).code.name == "access.four_eyes"
    assert office.decide(filed.id, actor=office.applicant("pty_any")).code.name == "access.not_permitted"


def test_what_is_decided_or_withdrawn_is_not_decided_again(office: Office) -> None:
    party_id = office.party("Lantern Quay Limited")
    filed = office.file(example("lantern-quay"), party_id)
    told = {"application_id": filed.id, "reasons": "not yet", "actor": office.applicant(party_id)}
    office.done(licensing.operations.withdraw, **told)
    assert office.decide(filed.id).code.name == "licensing.illegal_step"
    assert office.refused(licensing.operations.withdraw, **told).code.name == "licensing.illegal_step"
    assert office.decide("app_nobody").code.name == "licensing.unknown_subject"


def test_a_party_holds_one_licence_and_files_under_its_own_name_once(office: Office) -> None:
    party_id = granted(office)
    again = example("lantern-quay", reference='"LQ-2026-02"')
    filed = office.file(again, party_id)
    assert office.decide(filed.id).code.name == "licensing.already_licensed"
    told = {"party_id": party_id, "actor": office.applicant(party_id)}
    twice = office.refused(licensing.file_application, office.book, application=again, **told)
    assert (twice.code.name, twice.where.endswith("reference")) == ("licensing.bad_application", True)
    stranger = example("harbour-crossing")
    other = office.refused(licensing.file_application, office.book, application=stranger, **told)
    assert (other.code.name, other.where.endswith("applicant.name")) == ("licensing.bad_application", True)


def test_filing_twice_with_one_key_files_once(office: Office) -> None:
    party_id = office.party("Lantern Quay Limited")
    told = {"party_id": party_id, "application": example("lantern-quay"), "key": "file"}
    told |= {"actor": office.applicant(party_id)}
    first = office.done(licensing.file_application, office.book, **told)
    again = office.done(licensing.file_application, office.book, **told)
    assert (again.id, again.committed.replayed) == (first.id, True)


def test_a_cap_on_a_coin_and_a_cap_on_the_licence_are_told_apart(office: Office) -> None:
    party_id = granted(office, conditions=(CAP, replace(CAP, value_micros=7, coin_id="lantern")))
    with office.database.read() as connection:
        coins = [licensing.queries.coin_cap(connection, party_id, coin) for coin in ("lantern", "other")]
        whole = licensing.queries.licence_cap(connection, party_id)
    assert (coins, whole) == ([7, None], 500_000_000_000_000)


@pytest.mark.parametrize("power", ["O s.78(1)", "O s.79(1)(b)", "O s.80"])
def test_powers_that_do_not_reach_a_bank_are_refused_over_one(office: Office, power: str) -> None:
    filed = office.file(example("bank-of-silvermine-bay"), party_id := office.party("Bank of Silvermine Bay N.V."))
    assert filed.assessment.application.applicant.is_authorized_institution
    told = {"party_id": party_id, "stops": ("issue",), "text": "stop", "checker": office.two}
    answer = office.refused(licensing.operations.direct, citation=power, **told)
    assert (answer.code.name, answer.citation) == ("licensing.power_not_available", "O s.76")
    assert office.done(licensing.operations.direct, citation="O s.115(1)", **told)


def test_a_direction_stops_the_acts_it_names_until_two_lift_it(office: Office) -> None:
    party_id = granted(office)

    def against(act: str) -> Refusal | None:
        with office.database.read() as connection:
            return licensing.queries.direction_against(connection, party_id, act)

    told = {"party_id": party_id, "text": "issue no more", "citation": "O s.78(1)", "checker": office.two}
    given = office.done(licensing.operations.direct, stops=("issue",), **told)
    stopped = against("issue")
    assert stopped is not None
    assert (stopped.code.name, stopped.citation) == ("licensing.directed", "O s.78(1)")
    assert against("redeem") is None
    lift = {"direction_id": given.id, "reasons": "cured"}
    assert office.refused(licensing.operations.lift_direction, checker=None, **lift).code.name == "access.four_eyes"
    office.done(licensing.operations.lift_direction, checker=office.two, **lift)
    assert against("issue") is None
    again = office.refused(licensing.operations.lift_direction, checker=office.two, **lift)
    assert again.code.name == "licensing.illegal_step"
    assert office.refused(licensing.operations.direct, stops=("breathe",), **told).where == "stops"


def test_a_suspended_or_revoked_licence_and_a_condition_to_cease_stop_issuing_and_nothing_else(office: Office) -> None:
    cease = replace(CAP, kind="cease", value_micros=None, text="cease to issue")
    party_id = granted(office, conditions=(cease,))

    def stopped(act: str) -> str:
        with office.database.read() as connection:
            found = licensing.queries.direction_against(connection, party_id, act)
        return "" if found is None else found.citation

    def change(step: str) -> object:
        told = {"party_id": party_id, "step": step, "reasons": "as noticed", "checker": office.two}
        return office.ask(licensing.operations.change_licence, **told)

    assert stopped("issue") == "O s.17(2)(d)"
    with office.database.read() as connection:
        [condition] = licensing.queries.open_conditions(connection, party_id)
    told = {"condition_id": condition.id, "reasons": "no longer needed", "checker": office.two}
    office.done(licensing.operations.cancel_condition, **told)
    assert office.refused(licensing.operations.cancel_condition, **told).code.name == "licensing.illegal_step"
    assert stopped("issue") == ""
    change("suspend")
    assert (stopped("issue"), stopped("offer")) == ("O s.34(1)(a)", "O s.34(1)(a)")
    assert [stopped(act) for act in ("redeem", "pay", "reserve")] == ["", "", ""], "duties and holders' rights go on"
    change("resume")
    assert stopped("issue") == ""
    change("revoke")
    assert stopped("issue") == "O s.8(1), 30(1)"
    answer = change("resume")
    assert isinstance(answer, Refusal) and answer.code.name == "licensing.illegal_step"


def test_whatever_a_gate_reads_makes_a_decision_resting_on_it_stale(office: Office) -> None:
    party_id = granted(office)
    seen = []
    directed = {
        "party_id": party_id,
        "stops": ("issue",),
        "text": "stop",
        "citation": "O s.78(1)",
        "checker": office.two,
    }
    coin = {"coin_id": "lantern", "issuer_id": party_id, "name": "Lantern Dollar", "reference_currency": "HKD"}
    for operation, told in (
        (licensing.operations.direct, directed),
        (licensing.operations.register_coin, coin),
        (
            licensing.operations.change_licence,
            {"party_id": party_id, "step": "suspend", "reasons": "r", "checker": office.two},
        ),
    ):
        office.done(operation, **told)
        with office.database.read() as connection:
            seen.append(events.versions(connection, [f"licence:{party_id}"])[f"licence:{party_id}"])
    assert seen == sorted(set(seen))


def test_a_coin_belongs_to_a_licensee_or_participant_and_has_one_id_and_one_currency(office: Office) -> None:
    party_id = granted(office)
    told = {"coin_id": "lantern", "issuer_id": party_id, "name": "Lantern Dollar", "reference_currency": "HKD"}
    office.done(licensing.operations.register_coin, **told)
    with office.database.read() as connection:
        [coin] = licensing.queries.coins(connection, party_id)
        assert licensing.queries.coin(connection, "lantern") == coin
    assert (coin.id, coin.reference_currency) == ("lantern", "HKD")
    for changed, code in (
        ({}, "licensing.coin_taken"),
        ({"coin_id": "No Such Id"}, "licensing.coin_taken"),
        ({"coin_id": "other", "reference_currency": "BTC"}, "licensing.bad_terms"),
        ({"coin_id": "other", "reference_currency": "XXX"}, "money.unknown_asset"),
        ({"coin_id": "other", "issuer_id": office.party("Nobody Ltd")}, "licensing.unknown_subject"),
    ):
        assert office.refused(licensing.operations.register_coin, **{**told, **changed}).code.name == code


def test_the_whole_record_of_a_licence_verifies(office: Office) -> None:
    granted(office, conditions=(CAP,))
    assert not events.verify(office.database)
