"""A reform changes exactly what it says, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from lantau.refusal import Refused
from lantau.rulebook import Outcome, Rulebook, Value, load, reform_names
from lantau.rulebook.loading import parse
from lantau.rulebook.logic import FUNCTIONS
from lantau.rulebook.proving import prove_shape
from lantau.rulebook.reforms import reform_from, reformed

DAY = date(2026, 9, 1)
CHANGES = {
    "HK+five-days": set(),  # its number dates deadlines, which a case gives
    "HK+floor50": {"HK.application.paid_up_capital", "HK.capital.paid_up"},
    "HK+draft-may-2025": {
        "HK.pool.full_backing",
        "HK.pool.eligible_backing",
        "HK.issue.backed_after",
        "HK.issue.eligible_backed_after",
    },
    "HK+holder-identity-eased": {"HK.holder.identity"},
    "HK+holder-identity-tightened": {"HK.holder.identity"},
    "CN+approved-cnh": {"CN.offshore_yuan"},
}


def outcomes(book: Rulebook, base: Rulebook) -> dict[tuple[str, str], Outcome]:
    """How every case of the law as it is comes out in a book."""
    return {
        (rule.id, case.name): book.judge(rule.id, case.facts, subject_id="x", on=case.on)[0].outcome
        for rule in base.law.rules
        for case in rule.cases
    }


def test_the_reforms_tested_are_the_ones_shipped() -> None:
    assert {*reform_names("HK"), *reform_names("CN")} == set(CHANGES)


@pytest.mark.parametrize(("name", "changed"), CHANGES.items())
def test_a_reform_flips_only_the_rules_it_names(name: str, changed: set[str]) -> None:
    base, reform = load(name.partition("+")[0]), load(name)
    before, after = outcomes(base, base), outcomes(reform, base)
    assert {
        rule for rule, _ in before if any(before[key] is not after[key] for key in before if key[0] == rule)
    } == changed


def test_the_floor_of_fifty_million_catches_who_passed_at_twenty_five() -> None:
    facts: dict[str, Value | None] = {
        "applicant.is_authorized_institution": False,
        "applicant.net_debit_balance_hkd_cents": 0,
    }
    for capital, base, reform in (
        (2_499_999_999, "breached", "breached"), (2_500_000_000, "met", "breached"),
        (4_999_999_999, "met", "breached"), (5_000_000_000, "met", "met"),
    ):  # fmt: skip
        given = {**facts, "applicant.paid_up_capital_hkd_cents": capital}
        found = [
            load(name).judge("HK.application.paid_up_capital", given, subject_id="x", on=DAY)[0]
            for name in ("HK", "HK+floor50")
        ]
        assert [item.outcome.value for item in found] == [base, reform]
        assert [item.rulebook_id for item in found] == ["HK", "HK+floor50"]
        assert [item.citation for item in found] == ["O Sch.2 s.4(2)", "O Sch.2 s.4(2); floor50 supposition"]
        assert "floor50 supposition" in found[1].sentence_en and "floor50" not in found[0].sentence_en


def test_frozen_coins_need_no_backing_in_the_draft_and_do_in_the_law() -> None:
    facts: dict[str, Value | None] = {
        "pool.total_market_value_micros": 90,
        "pool.eligible_market_value_micros": 90,
        "pool.par_outstanding_micros": 100,
        "pool.frozen_par_micros": 10,
    }
    law, draft = (load(name).judge("pool", facts, subject_id="x", on=DAY) for name in ("HK", "HK+draft-may-2025"))
    assert [item.outcome for item in law] == [Outcome.BREACHED] * 2
    assert [item.outcome for item in draft] == [Outcome.MET] * 2
    assert [item.citation for item in draft] == ["O Sch.2 s.5(2); draft of May 2025", "G 2.3.1; draft of May 2025"]


def test_an_approved_offshore_yuan_coin_meets_the_mainland_notice() -> None:
    facts = {"coin.reference_currency": "CNH", "coin.mainland_approval": False}
    found = [
        load(name).judge("cn.offshore_yuan", facts, subject_id="x", on=DAY)[0] for name in ("CN", "CN+approved-cnh")
    ]
    assert [item.outcome for item in found] == [Outcome.BREACHED, Outcome.MET]
    assert found[1].inputs["coin.mainland_approval"] is True
    assert found[1].citation == "Yinfa [2026] 42; approved supposition"


def test_who_verifies_a_holder_counts_as_each_reform_says() -> None:
    words = ("nobody", "licensee", "supervised_institution", "reliable_third_party")
    found = {
        name: [
            load(name)
            .judge(
                "holder",
                {"holder.identity_verified_by": word, "holder.mitigation_accepted": False},
                subject_id="x",
                on=DAY,
            )[0]
            .outcome.value
            for word in words
        ]
        for name in ("HK+holder-identity-eased", "HK", "HK+holder-identity-tightened")
    }
    assert found == {
        "HK+holder-identity-eased": ["not_applicable"] * 4,
        "HK": ["breached", "met", "met", "met"],
        "HK+holder-identity-tightened": ["breached", "met", "breached", "breached"],
    }


def test_reforms_are_laid_one_over_the_other() -> None:
    book = load("HK+floor50+draft-may-2025")
    assert book.id == "HK+floor50+draft-may-2025"
    assert book.parameter("paid_up_capital_floor", DAY) == 5_000_000_000
    assert "pool.frozen_par_micros" in dict.fromkeys(
        name for name in book.judge("pool", {"pool.frozen_par_micros": 1}, subject_id="x", on=DAY)[0].inputs
    )


REFORM = """
[reform]
id = "HK+later"
jurisdiction = "HK"
title.en = "Later"
title.zh = "其後"

[[source]]
id = "later"
title.en = "Later"
title.zh = "其後"
citation = "supposed"
dated = 2026-01-01
language = "en"
status = "proposal"

[[value]]
parameter = "paid_up_capital_floor"
value = 3_000_000_000
since = 2026-04-01
covered_until = 2026-06-30
citation = "later supposition"

[[exchange]]
rule = "HK.pool.full_backing"
function = "reserve.full_backing_without_frozen"
since = 2026-04-01
citation = "later supposition"
title.en = "Backing"
title.zh = "支持"
text.en = "Backing."
text.zh = "支持。"
"""


def test_a_reform_takes_hold_on_its_day_and_lets_go_after_its_last() -> None:
    law = reformed(load("HK").law, reform_from(parse(REFORM, "later.toml")))
    book = prove_shape("HK+later", law, FUNCTIONS)
    floors = [book.parameter("paid_up_capital_floor", date(2026, month, 30)) for month in (3, 4, 6, 7)]
    assert floors == [2_500_000_000, 3_000_000_000, 3_000_000_000, 2_500_000_000]
    functions = [
        book.rules_for("pool", date(2026, 3, 31))[0].function,
        book.rules_for("pool", date(2026, 4, 1))[0].function,
    ]
    assert functions == ["reserve.full_backing", "reserve.full_backing_without_frozen"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('jurisdiction = "HK"', 'jurisdiction = "CN"'),
        ('parameter = "paid_up_capital_floor"', 'parameter = "tea"'),
        ('rule = "HK.pool.full_backing"', 'rule = "HK.tea"'),
        ("reserve.full_backing_without_frozen", "reserve.tea"),
        ('citation = "later supposition"', 'citation = "nobody"'),
        ('title.zh = "其後"', ""),
        ("since = 2026-04-01", ""),
        ('id = "HK+later"', 'id = "=HYPERLINK(1)"'),
        ('id = "HK+later"', 'id = "../later"'),
        ('id = "HK+later"', f'id = "{"later" * 20}"'),
    ],
)
def test_a_reform_with_a_hole_is_refused(old: str, new: str) -> None:
    assert old in REFORM
    with pytest.raises(Refused, match=r"rulebook\.hole"):
        prove_shape(
            "x", reformed(load("HK").law, reform_from(parse(REFORM.replace(old, new, 1), "later.toml"))), FUNCTIONS
        )
