"""The firm's own limits: the same engine, another jurisdiction, a resolution for a citation."""

from __future__ import annotations

from datetime import date

import pytest

from lantau.refusal import Refused
from lantau.rulebook import Level, Outcome, load_firm, refusal_from

DAY = date(2026, 9, 1)
FIRM = """
[jurisdiction]
id = "firm"
title.en = "Own limits"
title.zh = "內部限額"
covered_since = 2026-01-01
covered_until = 2026-12-31
coverage_citation = "R 2026/3"

[[source]]
id = "R"
title.en = "Board resolutions"
title.zh = "董事局決議"
citation = "Resolutions of the board"
dated = 2026-01-01
language = "en"
status = "resolution"

[[limit]]
id = "firm.coverage_target"
gates = ["pool"]
fact = "pool.eligible_market_value_micros"
of = "pool.par_outstanding_micros"
bound = "at-least"
value = 10_050
denominator = 10_000
since = 2026-01-01
covered_until = 2026-12-31
citation = "R 2026/3"
title.en = "Coverage target"
title.zh = "覆蓋目標"
text.en = "Eligible assets exceed par by half a percent."
text.zh = "合資格資產超出面值百分之零點五。"

[[limit.case]]
name = "at the target"
on = 2026-09-01
outcome = "met"
facts.pool.eligible_market_value_micros = 60_300_000_000_000_000
facts.pool.par_outstanding_micros = 60_000_000_000_000_000

[[limit.case]]
name = "a unit below"
on = 2026-09-01
outcome = "breached"
facts.pool.eligible_market_value_micros = 60_299_999_999_999_999
facts.pool.par_outstanding_micros = 60_000_000_000_000_000

[[limit]]
id = "firm.largest_order"
gates = ["issue"]
fact = "order.par_after_micros"
bound = "less-than"
value = 1_000_000
since = 2026-01-01
covered_until = 2026-12-31
citation = "R 2026/4"
title.en = "Largest issue"
title.zh = "最大發行"
text.en = "Less than one."
text.zh = "少於一。"

[[limit.case]]
name = "below"
on = 2026-09-01
outcome = "met"
facts = { "order.par_after_micros" = 999_999 }

[[limit.case]]
name = "at"
on = 2026-09-01
outcome = "breached"
facts = { "order.par_after_micros" = 1_000_000 }
"""


def test_the_firm_refuses_itself_with_its_resolution() -> None:
    par = 60_000_000_000 * 10**6
    facts = {"pool.eligible_market_value_micros": par, "pool.par_outstanding_micros": par}
    (finding,) = load_firm(FIRM).judge("pool", facts, subject_id="pol_1", on=DAY)
    assert (finding.outcome, finding.level, finding.citation) == (Outcome.BREACHED, Level.FIRM, "R 2026/3")
    assert "10050/10000 of par value outstanding" in finding.sentence_en
    assert "short by 300,000,000.00" in finding.sentence_en
    refusal = refusal_from([finding])
    assert refusal is not None and refusal.citation == "R 2026/3"


def test_the_firms_limits_are_exact_for_a_register_too() -> None:
    par = 60_000_000_000 * 10**6
    columns = {
        "pool.eligible_market_value_micros": [par * 201 // 200, par * 201 // 200 - 1],
        "pool.par_outstanding_micros": [par, par],
    }
    column = load_firm(FIRM).evaluate(columns, on=DAY, gate="pool")["firm.coverage_target"]
    assert column.codes.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('id = "firm"', 'id = "HK"', "rulebook.hole"),
        ('citation = "R 2026/3"', 'citation = "because"', "rulebook.hole"),
        ('title.zh = "覆蓋目標"', "", "rulebook.hole"),
        ("denominator = 10_000", "", "rulebook.hole"),
        ("denominator = 10_000", "denominator = 0", "rulebook.hole"),
        ("value = 1_000_000", "value = 1_000_000\ndenominator = 2", "rulebook.hole"),
        ('bound = "less-than"', 'bound = "at-most"', "rulebook.hole"),
        ('fact = "order.par_after_micros"', 'fact = "order.has_cap"', "rulebook.hole"),
        ('of = "pool.par_outstanding_micros"', 'of = "applicant.board_count"', "rulebook.hole"),
        ('of = "pool.par_outstanding_micros"', 'of = "pool.colour"', "rulebook.unknown_fact"),
        ('id = "firm.largest_order"', 'id = "firm.coverage_target"', "rulebook.hole"),
        ("covered_until = 2026-12-31\ncitation", "citation", "rulebook.hole"),
    ],
)
def test_a_hole_in_the_firms_limits_is_refused(old: str, new: str, code: str) -> None:
    assert old in FIRM
    with pytest.raises(Refused) as caught:
        load_firm(FIRM.replace(old, new, 1))
    assert caught.value.refusal.code.name == code
