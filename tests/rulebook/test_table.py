"""A CSV of facts, held against the law without a database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lantau.refusal import Refusal
from lantau.rulebook import Finding, Outcome, evaluate_csv, load

DAY = date(2026, 9, 1)
POOLS = """subject_id,pool.eligible_market_value_micros,pool.par_outstanding_micros
pol_1,60000000000000000,60000000000000000
pol_2,59999999999990000,60000000000000000

pol_3,,60000000000000000
"""


def answered(text: str | Path, **arguments: object) -> tuple[Finding, ...]:
    answer = evaluate_csv(load("HK"), text, on=DAY, **arguments)  # type: ignore[arg-type]
    assert not isinstance(answer, Refusal), str(answer)
    return answer


def refused(text: str | Path, **arguments: object) -> Refusal:
    answer = evaluate_csv(load("HK"), text, on=DAY, **arguments)  # type: ignore[arg-type]
    assert isinstance(answer, Refusal)
    return answer


def test_each_line_is_judged_by_the_rules_that_read_its_columns() -> None:
    findings = answered(POOLS)
    assert [(item.subject_id, item.outcome) for item in findings if item.rule_id == "HK.pool.eligible_backing"] == [
        ("pol_1", Outcome.MET),
        ("pol_2", Outcome.BREACHED),
        ("pol_3", Outcome.UNKNOWN),
    ]
    others = {(item.rule_id, item.outcome) for item in findings if item.rule_id != "HK.pool.eligible_backing"}
    par_too = {"HK.pool.full_backing", "HK.reserve.over_collateral", "HK.reserve.stressed_backing",
               "HK.market_risk.price_buffer"}  # fmt: skip
    assert others == {(name, Outcome.UNKNOWN) for name in par_too}, (
        "they read par, and what they hold it to is not told"
    )


def test_a_gate_asks_for_all_of_its_rules(tmp_path: Path) -> None:
    path = tmp_path / "assets.csv"
    path.write_text("\ufeffsubject_id,asset.class,asset.encumbered\npos_1,cash,FALSE\n", encoding="utf-8")
    findings = answered(path, gate="asset")
    assert len(findings) == 5
    assert {item.rule_id for item in findings if item.outcome is Outcome.MET} == {
        "HK.asset.eligible",
        "HK.asset.unencumbered",
    }


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("subject_id,order.has_cap\nord_1,perhaps\n", "rulebook.wrong_type", "facts.csv:2 column 2 (order.has_cap)"),
        ("order.cap_micros,subject_id\n1e3,ord_1\n", "rulebook.wrong_type", "facts.csv:2 column 1 (order.cap_micros)"),
        (
            'subject_id,order.cap_micros\nord_1,"1,000"\n',
            "rulebook.wrong_type",
            "facts.csv:2 column 2 (order.cap_micros)",
        ),
        ("subject_id,order.cap_micros\nord_1,1.5\n", "rulebook.wrong_type", "facts.csv:2 column 2 (order.cap_micros)"),
        (
            "subject_id,order.cap_micros\nord_1,9223372036854775808\n",
            "rulebook.overflow",
            "facts.csv:2 column 2 (order.cap_micros)",
        ),
        ("subject_id,asset.class\npos_1,tulips\n", "rulebook.wrong_type", "facts.csv:2 column 2 (asset.class)"),
        (
            "subject_id,asset.matures_on\npos_1,2026-02-30\n",
            "rulebook.wrong_type",
            "facts.csv:2 column 2 (asset.matures_on)",
        ),
        (
            "subject_id,asset.matures_on\npos_1,20260201\n",
            "rulebook.wrong_type",
            "facts.csv:2 column 2 (asset.matures_on)",
        ),
        ("subject_id,order.colour\nord_1,red\n", "rulebook.unknown_fact", "facts.csv:1 column 2 (order.colour)"),
        ("order.has_cap\ntrue\n", "rulebook.bad_table", "facts.csv:1"),
        (
            "subject_id,order.has_cap,order.has_cap\nx,true,true\n",
            "rulebook.bad_table",
            "facts.csv:1 column 2 (order.has_cap)",
        ),
        ("subject_id,order.has_cap\nord_1\n", "rulebook.bad_table", "facts.csv:2"),
        ("subject_id,order.has_cap\n,true\n", "rulebook.bad_table", "facts.csv:2 column 1 (subject_id)"),
        ('subject_id,order.has_cap\n"ord_1,true\n', "rulebook.bad_table", "facts.csv:2"),
        ("\n", "rulebook.bad_table", "facts.csv:1"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line_and_column(text: str, code: str, where: str) -> None:
    refusal = refused(text)
    assert (refusal.code.name, refusal.where) == (code, where)


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv").code.name == "rulebook.bad_table"
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"subject_id,\xff\xfe\n")
    assert refused(binary).code.name == "rulebook.bad_table"


def test_a_gate_that_does_not_exist_and_a_day_not_covered_are_refused() -> None:
    assert refused(POOLS, gate="tea").code.name == "rulebook.unknown_rule"
    answer = evaluate_csv(load("HK"), POOLS, on=date(2030, 1, 1))
    assert isinstance(answer, Refusal) and answer.code.name == "rulebook.not_covered"
    held = evaluate_csv(load("HK"), POOLS, on=date(2030, 1, 1), hold_last=True)
    assert not isinstance(held, Refusal) and all(item.held_last for item in held)


def test_columns_that_no_rule_reads_are_refused() -> None:
    assert refused("subject_id,coin.reference_currency\nlqd,HKD\n").code.name == "rulebook.unknown_rule"
