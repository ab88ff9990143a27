"""A pool file is judged and valued as it stands, or refused with line and column."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lantau.money import HKD, USD, Amount
from lantau.refusal import Refusal
from lantau.reserves import check_pool_file
from lantau.reserves.pool_file import PoolCheck
from lantau.rulebook import Outcome, Rulebook, load

POOLS = Path(__file__).parents[2] / "examples" / "pools"
ON = date(2026, 9, 30)
HEAD = (
    "position,class,currency,nominal,bid,placed_on,matures_on,issuer_kind,risk_weight_bps,issuer_domestic_currency,"
    "highly_liquid,financial_institution_liability,tokenised,mismatch_approved,custodian_is_licensed_bank,"
    "custodian_hkma_accepted,encumbered,hkma_accepted\n"
)
BACKING = ["HK.pool.full_backing", "HK.pool.eligible_backing"]
SAFE = "false,false,true,false,false,"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load("HK")


def checked(book: Rulebook, text: str, par: str | None = "100.00") -> PoolCheck:
    answer = check_pool_file(book, text, ON, None if par is None else Amount.parse(par, HKD))
    assert isinstance(answer, PoolCheck), answer
    return answer


def refused(book: Rulebook, text: str) -> Refusal:
    answer = check_pool_file(book, text, ON, Amount.parse("100.00", HKD))
    assert isinstance(answer, Refusal)
    return answer


def cash(nominal: str, rest: str = SAFE) -> str:
    return HEAD + f"c,cash,HKD,{nominal},,,,,,,,,{rest}\n"


def debt(bid: str, matures: str = "2027-09-30", issuer: str = "government", weight: str = "0") -> str:
    return HEAD + f"d,debt,HKD,100.00,{bid},,{matures},{issuer},{weight},,true,false,{SAFE}\n"


def test_the_good_example_is_covered_and_wholly_eligible(book: Rulebook) -> None:
    check = check_pool_file(book, POOLS / "good.csv", ON, Amount.parse("8000000.00", HKD))
    assert isinstance(check, PoolCheck)
    assert not check.blocks
    assert check.valuation.eligible_micros == check.valuation.total_micros == 8_490_400_000_000


def test_a_four_month_deposit_gives_two_findings_the_asset_and_the_backing(book: Rulebook) -> None:
    check = check_pool_file(book, POOLS / "four-month-deposit.csv", ON, Amount.parse("8000000.00", HKD))
    assert isinstance(check, PoolCheck)
    assert [item.rule_id for item in check.breached] == ["HK.asset.eligible", "HK.pool.eligible_backing"]
    assert "2.3.1" in check.breached[0].citation
    assert check.valuation.total_micros == 8_490_400_000_000
    assert check.valuation.eligible_micros == 5_490_400_000_000


def test_the_backing_holds_at_par_and_above_and_breaks_one_cent_below(book: Rulebook) -> None:
    sixty_billion = "60000000000.00"
    assert not checked(book, cash("60000000000.01"), sixty_billion).blocks
    assert not checked(book, cash("60000000000.00"), sixty_billion).blocks
    short = checked(book, cash("59999999999.99"), sixty_billion)
    assert [(item.rule_id, item.margin) for item in short.breached] == [(rule, -10_000) for rule in BACKING]


@pytest.mark.parametrize(("matures", "eligible"), [("2026-12-01", True), ("2026-11-30", True), ("2026-12-02", False)])
def test_a_deposit_of_three_months_is_eligible_and_a_day_more_is_not(
    book: Rulebook, matures: str, eligible: bool
) -> None:
    text = HEAD + f"p,deposit,HKD,100.00,,2026-09-01,{matures},,,,,,{SAFE}\n"
    assert checked(book, text).valuation.positions[0].eligible is eligible


@pytest.mark.parametrize(("matures", "eligible"), [("2027-09-30", True), ("2027-10-01", False)])
def test_a_debt_of_one_year_left_is_eligible_and_a_day_more_is_not(
    book: Rulebook, matures: str, eligible: bool
) -> None:
    assert checked(book, debt("1000000", matures)).valuation.positions[0].eligible is eligible


def test_a_debt_without_a_bid_is_unknown_and_so_is_the_backing(book: Rulebook) -> None:
    check = checked(book, debt(""))
    assert check.valuation.unvalued == ("d",)
    assert check.valuation.eligible_micros == 0
    assert [item.outcome for item in check.findings] == [Outcome.UNKNOWN] * 2


def test_a_debt_below_par_does_not_cover_par(book: Rulebook) -> None:
    assert not checked(book, debt("1000000")).blocks
    assert [item.rule_id for item in checked(book, debt("999900")).breached] == BACKING


def test_a_missing_fact_is_not_eligible_but_no_breach_either(book: Rulebook) -> None:
    check = checked(book, cash("100.00", "false,false,,,false,"))
    assert check.valuation.eligible_micros == 0
    assert not check.breached
    assert check.blocks
    assert [item.outcome for item in check.findings] == [Outcome.MET, Outcome.UNKNOWN]


def test_a_pool_that_even_its_unknown_assets_could_not_cover_is_breached(book: Rulebook) -> None:
    check = checked(book, cash("100.00", "false,false,,,false,"), "100.01")
    assert [item.rule_id for item in check.breached] == BACKING


def test_known_assets_that_cover_par_alone_settle_the_backing(book: Rulebook) -> None:
    text = cash("100.00") + debt("").removeprefix(HEAD)
    assert {item.outcome for item in checked(book, text).findings} == {Outcome.MET}


def test_bitcoin_is_valued_and_refused_as_eligible_with_its_paragraph(book: Rulebook) -> None:
    check = checked(book, HEAD + f"b,bitcoin,BTC,1.00000000,500000,,,,,,,,{SAFE}false\n")
    assert check.valuation.total_micros == 500_000_000_000
    assert check.valuation.eligible_micros == 0
    assert "2.3.1" in check.breached[0].citation


def test_another_currency_needs_written_approval(book: Rulebook) -> None:
    other = HEAD + "u,cash,USD,100.00,7800000,,,,,,,,false,{},true,false,false,\n"
    assert checked(book, other.format("false")).breached[0].rule_id == "HK.asset.currency"
    approved = checked(book, other.format("true"))
    assert approved.valuation.eligible_micros == 780_000_000


def test_without_par_only_the_assets_are_judged(book: Rulebook) -> None:
    assert not checked(book, cash("100.00"), par=None).blocks


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        (HEAD + f"x,gold,HKD,1.00,,,,,,,,,{SAFE}\n", "reserves.unknown_asset_class", "pool.csv:2:class"),
        (HEAD + f"x,cash,XAU,1.00,,,,,,,,,{SAFE}\n", "reserves.bad_cell", "pool.csv:2:currency"),
        (HEAD + f"x,cash,HKD,-1.00,,,,,,,,,{SAFE}\n", "reserves.bad_cell", "pool.csv:2:nominal"),
        (HEAD + f"x,cash,HKD,1.001,,,,,,,,,{SAFE}\n", "reserves.bad_cell", "pool.csv:2:nominal"),
        (HEAD + f"x,cash,HKD,NaN,,,,,,,,,{SAFE}\n", "reserves.bad_cell", "pool.csv:2:nominal"),
        (HEAD + f"x,cash,HKD,,,,,,,,,,{SAFE}\n", "reserves.bad_cell", "pool.csv:2:nominal"),
        (HEAD + f"x,debt,HKD,1.00,1e6,,,,,,,,{SAFE}\n", "reserves.bad_cell", "pool.csv:2:bid"),
        (HEAD + f"x,debt,HKD,1.00,,,2026-13-01,,,,,,{SAFE}\n", "reserves.bad_cell", "pool.csv:2:matures_on"),
        (HEAD + "x,cash,HKD,1.00,,,,,,,,,perhaps,,,,,\n", "reserves.bad_cell", "pool.csv:2:tokenised"),
        (HEAD + f"x,cash,HKD,1.00,,,2026-12-01,,,,,,{SAFE}\n", "reserves.bad_cell", "pool.csv:2:matures_on"),
        (HEAD + "x,cash,HKD\n", "reserves.bad_cell", "pool.csv:2"),
        (cash("1.00") + "c,cash,HKD,1.00,,,,,,,,,,,,,,\n", "reserves.bad_cell", "pool.csv:3:position"),
        ("position,class,currency,nominal,coupon\n", "reserves.bad_column", "pool.csv:1:5"),
        ("position,class,currency,position\n", "reserves.bad_column", "pool.csv:1:4"),
        ("position,class,currency\n", "reserves.bad_column", "pool.csv:1"),
        ('position,class,currency,nominal\n"x,cash\n', "reserves.bad_file", "pool.csv:2"),
        ("\n", "reserves.bad_file", "pool.csv"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_refused_at_its_place(book: Rulebook, text: str, code: str, where: str) -> None:
    answer = refused(book, text)
    assert (answer.code.name, answer.where) == (code, where)


def test_two_bids_for_one_instrument_are_refused(book: Rulebook) -> None:
    head = "position,class,name,currency,nominal,bid\n"
    answer = refused(book, head + "a,debt,BILL,HKD,1.00,999000\nb,debt,BILL,HKD,1.00,998000\n")
    assert answer.where == "pool.csv:3:bid"


def test_a_file_that_is_not_there_or_not_text_is_refused(book: Rulebook, tmp_path: Path) -> None:
    missing = check_pool_file(book, tmp_path / "none.csv", ON)
    assert isinstance(missing, Refusal) and missing.code.name == "reserves.bad_file"
    (tmp_path / "latin.csv").write_bytes(b"position\xff\n")
    latin = check_pool_file(book, tmp_path / "latin.csv", ON)
    assert isinstance(latin, Refusal) and "not UTF-8" in latin.message


def test_a_day_outside_the_law_is_refused(book: Rulebook) -> None:
    answer = check_pool_file(book, cash("1.00"), date(2027, 1, 1))
    assert isinstance(answer, Refusal)
    assert answer.code.name == "rulebook.not_covered"


def test_the_reference_currency_is_that_of_par(book: Rulebook) -> None:
    answer = check_pool_file(book, cash("100.00").replace("HKD", "USD"), ON, Amount.parse("100.00", USD))
    assert isinstance(answer, PoolCheck) and not answer.blocks
