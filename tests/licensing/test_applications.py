"""An application is read with its places, turned into facts, and judged; what is missing is named with its citation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lantau import licensing
from lantau.licensing.annex_b import annex_b
from lantau.licensing.application import Application, Capital
from lantau.licensing.application_file import read_application_text
from lantau.licensing.assessment import Assessment, assess, facts_of
from lantau.money import HKD, Amount
from lantau.refusal import Refusal, Refused
from lantau.rulebook import Outcome, load
from tests.licensing.conftest import DAY, EXAMPLES, example

BOOK = load("HK")


def outcomes(assessment: Assessment) -> dict[str, Outcome]:
    return {found.rule_id: found.outcome for found in assessment.findings}


def test_the_company_with_thirty_million_and_eight_of_losses_fails_three_million_short() -> None:
    assessment = assess(BOOK, example("harbour-crossing"), DAY)
    [obstacle] = assessment.obstacles
    assert (obstacle.rule_id, obstacle.citation) == ("HK.application.paid_up_capital", "O Sch.2 s.4(2)")
    assert obstacle.margin == -3_000_000_00
    assert [gap.what for gap in assessment.missing] == ["annex_b.10", "annex_b.21", "annex_b.23"]
    assert all(gap.citation.startswith("Licensing Note 4.4.1, Annex B item") for gap in assessment.missing)
    assert not assessment.is_grantable


def test_the_company_with_capital_to_spare_can_be_granted() -> None:
    assessment = assess(BOOK, example("lantern-quay"), DAY)
    assert assessment.is_grantable and not assessment.departures
    assert set(outcomes(assessment).values()) == {Outcome.MET, Outcome.NOT_APPLICABLE}


def test_the_bank_is_exempt_from_capital_and_files_fewer_papers() -> None:
    assessment = assess(BOOK, example("bank-of-silvermine-bay"), DAY)
    assert assessment.is_grantable
    found = outcomes(assessment)
    assert found["HK.application.paid_up_capital"] is Outcome.NOT_APPLICABLE
    assert found["HK.application.chief_executive"] is Outcome.NOT_APPLICABLE
    assert found["HK.application.stablecoin_manager"] is Outcome.MET
    assert assessment.facts["applicant.annex_b_items_required_count"] == 20


@pytest.mark.parametrize(
    ("losses", "grantable"), [("35000000.00", True), ("35000000.01", False), ("34999999.99", True)]
)
def test_one_cent_below_the_floor_is_below_it(losses: str, grantable: bool) -> None:
    assessment = assess(BOOK, example("lantern-quay", accumulated_losses_hkd=f'"{losses}"'), DAY)
    assert assessment.is_grantable is grantable


def hkd(text: str) -> Amount:
    return Amount.parse(text, HKD)


@pytest.mark.parametrize(
    ("losses", "profits", "reserves", "balance"),
    [("8.00", "0.00", "0.00", "8.00"), ("8.00", "3.00", "0.00", "5.00"), ("3.00", "8.00", "0.00", "0.00"),
     ("8.00", "0.00", "1.00", "9.00"), ("3.00", "8.00", "1.00", "1.00")],
)  # fmt: skip
def test_the_net_debit_balance_is_the_excess_of_losses_and_the_other_debit_reserves(
    losses: str, profits: str, reserves: str, balance: str
) -> None:
    capital = Capital(hkd("100.00"), DAY, hkd(losses), hkd(profits), hkd(reserves), None)
    assert capital.net_debit_balance == hkd(balance)


@pytest.mark.parametrize("field", ["accumulated_losses_hkd", "accumulated_profits_hkd", "other_reserves_debit_hkd"])
def test_a_figure_left_out_leaves_the_capital_unknown_and_unknown_never_passes(field: str) -> None:
    assessment = assess(BOOK, example("lantern-quay", **{field: ""}), DAY)
    assert outcomes(assessment)["HK.application.paid_up_capital"] is Outcome.UNKNOWN
    assert "applicant.net_debit_balance_hkd_cents" in {gap.what for gap in assessment.missing}
    assert not assessment.is_grantable


@pytest.mark.parametrize("field", ["principal_place_of_business", "postal_address", "email"])
def test_an_address_left_out_is_missing_with_its_section(field: str) -> None:
    [gap] = assess(BOOK, example("lantern-quay", **{field: ""}), DAY).missing
    assert (gap.what, gap.citation) == (f"applicant.{field}", "O s.14(2)(b)")


@pytest.mark.parametrize("item", annex_b().required({"has_corporate_controllers"}), ids=lambda item: str(item.number))
def test_each_paper_left_out_is_missing_by_its_number(item: object) -> None:
    number = item.number  # type: ignore[attr-defined]
    [gap] = assess(BOOK, example("lantern-quay", **{str(number): ""}), DAY).missing
    assert gap.what == f"annex_b.{number}"


def test_a_coin_that_refers_to_bitcoin_is_no_official_currency_coin_whatever_the_file_says() -> None:
    for references, official in (('["HKD"]', True), ('["HKD", "BTC"]', False), ('["coin:other"]', False)):
        facts = facts_of(example("lantern-quay", reference_currencies=references))
        assert facts["coin.references_official_currency_only"] is official


def test_annex_b_asks_each_kind_of_applicant_for_its_own_papers() -> None:
    def required(*traits: str) -> set[int]:
        return {item.number for item in annex_b().required(traits)}

    everything = set(range(1, 24))
    assert required("has_corporate_controllers") == everything
    assert required() == everything - {9}
    assert required("authorized_institution") == everything - {8, 9}
    assert required("authorized_institution", "overseas_authorized_institution") == everything - {4, 8, 9}
    assert required("has_corporate_controllers", "asked_for") == set(range(1, 30))


def test_a_day_outside_the_coverage_is_refused() -> None:
    with pytest.raises(Refused, match=r"rulebook\.not_covered"):
        assess(BOOK, example("lantern-quay"), date(2027, 1, 1))


def test_every_example_is_read_and_says_who_it_is() -> None:
    read = [licensing.read_application(path) for path in sorted(EXAMPLES.glob("*.toml"))]
    assert len(read) == 4
    assert all(isinstance(application, Application) for application in read)


def refused(old: str, new: str) -> Refusal:
    text = (EXAMPLES / "lantern-quay.toml").read_text(encoding="utf-8")
    assert old in text
    answer = read_application_text(text.replace(old, new, 1), "file.toml")
    assert isinstance(answer, Refusal)
    return answer


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ('format = "lantau-application-1"', 'format = "2"', "bad_application", "file.toml:7 format"),
        ('kind = "hk_company"', 'kind = "club"', "bad_application", "file.toml:12 applicant.kind"),
        ("directors = 6", "directors = -6", "bad_application", "governance.directors"),
        ("directors = 6", "directors = true", "bad_application", "governance.directors"),
        ("directors = 6", 'directors = "six"', "bad_application", "governance.directors"),
        ("directors = 6", "directorz = 6", "bad_application", "governance.directorz"),
        ("[governance]", "[government]", "bad_application", "government"),
        ('reference_currencies = ["HKD"]', "reference_currencies = []", "bad_application", "coin.reference_currencies"),
        ("accounts_on = 2025-12-31", 'accounts_on = "2025-12-31"', "bad_application", "capital.accounts_on"),
        ('paid_up_hkd = "60000000.00"', "paid_up_hkd = 60000000", "bad_application", "capital.paid_up_hkd"),
        ('paid_up_hkd = "60000000.00"', 'paid_up_hkd = "-1.00"', "bad_application", "capital.paid_up_hkd"),
        ('23 = "aml', '99 = "aml', "bad_application", "documents.99"),
        ('23 = "aml-risk-assessment.pdf"', '23 = " "', "bad_application", "documents.23"),
        ('name = "Lantern Dollar"', "", "bad_application", "coin.name"),
        ("[capital]", "[capital", "unreadable_application", "file.toml:22"),
    ],
)
def test_a_bad_field_is_refused_with_its_line(old: str, new: str, code: str, where: str) -> None:
    answer = refused(old, new)
    assert answer.code.name == f"licensing.{code}"
    assert answer.where.startswith("file.toml") and answer.where.endswith(where)


def test_an_amount_that_is_none_is_refused_where_it_stands() -> None:
    answer = refused('"60000000.00"', '"sixty million"')
    assert (answer.code.name, answer.where) == ("money.not_an_amount", "file.toml:23 capital.paid_up_hkd")


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    answer = licensing.read_application(tmp_path / "nothing.toml")
    assert isinstance(answer, Refusal) and answer.code.name == "licensing.unreadable_application"
    (tmp_path / "picture.toml").write_bytes(b"\xff\xfe\x00")
    assert isinstance(licensing.read_application(tmp_path / "picture.toml"), Refusal)


def test_the_facts_are_those_of_the_vocabulary_and_the_assessment_is_plain_data() -> None:
    assert facts_of(example("harbour-crossing"))["applicant.paid_up_capital_hkd_cents"] == 3_000_000_000
    body = assess(BOOK, example("harbour-crossing"), DAY).as_json()
    assert (body["is_grantable"], body["rulebook_id"]) == (False, "HK")
