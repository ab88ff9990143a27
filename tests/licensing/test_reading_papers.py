"""What a paper states is found in its text by any usual spelling, and what it does not state is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.licensing.annex_b import annex_b
from lantau.licensing.application import StatedValue
from lantau.licensing.criteria import annex_items, criteria, sections
from lantau.licensing.reading_papers import MONTHS, holds_heading, line_stating
from lantau.licensing.statements import vocabulary, whole_years
from lantau.money import HKD, Amount
from lantau.rulebook import queries

AMOUNTS = st.integers(0, 10**14)


def line(text: str, name: str, value: StatedValue) -> int | None:
    return line_stating(text, vocabulary()[name], value)


@given(AMOUNTS, AMOUNTS)
def test_an_amount_is_found_as_it_is_written_and_no_other(cents: int, other: int) -> None:
    text = f"Balance sheet.\n\nPaid-up share capital\nof {Amount(HKD, cents)} in all."
    assert line(text, "paid_up_hkd", cents) == 4
    assert (line(text, "paid_up_hkd", other) is None) is (other != cents)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_is_found_in_each_of_its_spellings(day: date) -> None:
    month = MONTHS[day.month - 1].capitalize()
    for told in (day.isoformat(), f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}"):
        assert line(f"Accounts to {told}.", "accounts_on", day) == 1
    assert line(f"截至{day.year}年{day.month}月{day.day}日", "accounts_on", day) == 1


@pytest.mark.parametrize(
    ("text", "name", "value", "found"),
    [
        ("Paid-up capital: HK$60 million", "paid_up_hkd", 60_000_000_00, 1),
        ("Paid-up capital: HKD 5.25 million", "paid_up_hkd", 5_250_000_00, 1),
        ("Paid-up capital: HKD 60 million", "paid_up_hkd", 6_000_000_00, None),
        ("Paid-up capital: HKD 160,000,000", "paid_up_hkd", 60_000_000_00, None),
        ("Paid-up capital: HKD 60,000,000,000", "paid_up_hkd", 60_000_000_00, None),
        ("Total: HKD 60,000,000.00", "paid_up_hkd", 60_000_000_00, None),
        ("Other reserves: nil", "other_reserves_debit_hkd", 0, 1),
        ("The board has six directors.", "directors", 6, 1),
        ("The board has sixteen directors.", "directors", 6, None),
        ("The board has 16 directors.", "directors", 6, None),
        ("There is no least amount.", "redemption_minimum_hkd", 0, 1),
        ("within one business day", "redemption_business_days", 1, 1),
        ("within 1.5 business days", "redemption_business_days", 1, None),
        ("Referenced to HKD and USD", "reference_currencies", "HKD,USD", 1),
        ("Referenced to HKD alone", "reference_currencies", "HKD,USD", None),
        ("kept by the Bank\nof the Ninth Pier", "custodian", "Bank of the Ninth Pier", 1),
    ],
)
def test_a_statement_is_found_where_its_paragraph_speaks_of_it(
    text: str, name: str, value: StatedValue, found: int | None
) -> None:
    assert line(text, name, value) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("## 4 Reputation risk", True), ("4. Reputation risk and more", True), ("**Reputation  risk**", True),
     ("On reputation risk", False), ("", False)],
)  # fmt: skip
def test_a_heading_is_a_line_that_begins_with_it(text: str, found: bool) -> None:
    assert holds_heading(f"# Policies\n\n{text}\n", "Reputation risk") is found


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [(date(2023, 1, 1), date(2025, 12, 31), 3), (date(2023, 1, 1), date(2025, 12, 30), 2),
     (date(2024, 2, 29), date(2025, 2, 27), 0), (date(2024, 2, 29), date(2025, 2, 28), 1),
     (date(2024, 4, 1), date(2027, 3, 31), 3), (date(2026, 1, 1), date(2026, 1, 1), 0)],
)  # fmt: skip
def test_whole_years_are_counted_with_both_days(start: date, end: date, years: int) -> None:
    assert whole_years(start, end) == years


def test_a_citation_tells_its_criteria_and_its_items() -> None:
    assert sections("G 2.3.1; O Sch.2 s.5(2), (5)") == {5}
    assert sections("O Sch.2 s.4(2)(a), s.1(2); O s.14(2)(b)") == {4, 1}
    assert annex_items("EN 4.4.1; EN Annex B items 1-3, 17(5)") == (1, 2, 3, 17)
    assert annex_items("EN Annex B item 4(6)") == (4,)
    assert annex_items("O s.14") == ()


def test_statements_criteria_and_items_name_what_there_is() -> None:
    known = {str(each["name"]) for each in queries.facts()}
    numbers = {item.number for item in annex_b().items}
    for statement in vocabulary().values():
        assert set(statement.facts) <= known and set(statement.items) <= numbers
    assert [each.section for each in criteria()] == list(range(3, 17))
    assert all(set(each.items) <= numbers for each in criteria())
    assert [each.section for each in criteria() if each.exempt] == [4, 12]
