"""A scenario of a few acts, written as plain files, for tests that bend one of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lantau.chain import NoChain
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.refusal import Refusal
from lantau.rulebook import load
from lantau.worlds import Played, Progress, Scenario, play, read_scenario

WORLD = """
name = "small"
title = "A small world"
title_zh = "一個小世界"
words = "A firm takes on a customer and tries an act outside its pilot."
words_zh = "一間公司接納客戶，並嘗試試點範圍以外的行為。"
seed = "small"
starts_at = 2026-09-01T09:00:00+08:00

[organisations.firm]
party = "parties/firm.toml"

[organisations.office]
supervisor = true

[people.mei]
name = "Mei Cheung"
organisation = "firm"
roles = ["issuer_operator", "applicant"]

[people.officer]
name = "Case officer"
organisation = "office"
roles = ["supervisor"]

[people.head]
name = "Division head"
organisation = "office"
roles = ["supervisor"]
"""

FIRM = """
kind = "legal"

[particulars]
full_name = "Small Quay Limited"
incorporated_on = "2024-06-05"
place_of_incorporation = "Hong Kong"
registered_office = "1 Sample Street, Hong Kong"
principal_place_of_business = "1 Sample Street, Hong Kong"

[identifiers]
hk_ubi = "70000011"
"""

CUSTOMER = FIRM.replace("Small Quay", "Small Pearl").replace("70000011", "70000022")

TAKE_ON = """
[[act]]
name = "pearl"
at = 2026-09-01T10:00:00+08:00
do = "identity.take_on"
by = "mei"
with = { party = "parties/pearl.toml", issuer = "$firm" }
words = "Small Pearl becomes a customer."
words_zh = "成為客戶。"
"""

ADMIT = """
[[act]]
name = "pilot"
at = 2026-09-02T10:00:00+08:00
do = "pilot.admit"
by = "officer"
checked_by = "head"
words = "It is admitted to the pilot."
words_zh = "獲准參加試點。"

[act.with]
party = "$firm"
plan = "Try a coin."
use_case = "Pay on delivery."
currency = "HKD"
acts = ["issue"]
cap_total = "1000.00"
cap_act = "100.00"
counterparties = ["$pearl"]
ends_on = 2026-10-31
test_cases = ["one: it works"]
reasons = "A concrete plan."
"""

BEGIN = """
[[act]]
name = "begins"
at = 2026-09-03T10:00:00+08:00
do = "pilot.stage"
by = "officer"
checked_by = "head"
with = { party = "$firm", step = "begin", reasons = "All is set up." }
words = "The trial begins."
words_zh = "試點開始。"
"""

TOO_MUCH = """
[[act]]
name = "too-much"
at = 2026-09-04T10:00:00+08:00
do = "pilot.act"
by = "mei"
with = { party = "$firm", act = "issue", counterparty = "$pearl", value = "100.01", currency = "HKD" }
expect = { refused = "licensing.out_of_scope", cites = "P scope" }
words = "One cent more than an act may be."
words_zh = "超出上限一仙。"
"""

ENOUGH = """
[[act]]
name = "enough"
at = 2026-09-05T10:00:00+08:00
do = "pilot.act"
by = "mei"
with = { party = "$firm", act = "issue", counterparty = "$pearl", value = "100.00", currency = "HKD" }
words = "As much as an act may be."
words_zh = "剛好在上限。"
"""

GALE = """
[[act]]
name = "gale"
at = 2026-09-06T10:00:00+08:00
do = "observations.observe"
by = "officer"
with = { kind = "warning.gale", subject = "S", value = { starts_at = "2026-09-06T10:00:00+08:00" }, source = "X" }
words = "A gale warning."
words_zh = "八號風球。"
"""

ACTS = TAKE_ON + ADMIT + BEGIN + TOO_MUCH + ENOUGH + GALE


def write(folder: Path, *, world: str = WORLD, acts: str = ACTS, party: str = CUSTOMER) -> Path:
    """Write the scenario's files, some of them bent."""
    (folder / "parties").mkdir(parents=True, exist_ok=True)
    (folder / "world.toml").write_text(world, encoding="utf-8")
    (folder / "acts.toml").write_text(acts, encoding="utf-8")
    (folder / "parties" / "firm.toml").write_text(FIRM, encoding="utf-8")
    (folder / "parties" / "pearl.toml").write_text(party, encoding="utf-8")
    return folder


def read(folder: Path, **bent: str) -> Scenario:
    scenario = read_scenario(write(folder, **bent))
    assert isinstance(scenario, Scenario), scenario
    return scenario


def refused(folder: Path, **bent: str) -> Refusal:
    """The refusal to read a scenario with a bent file."""
    refusal = read_scenario(write(folder, **bent))
    assert isinstance(refusal, Refusal), refusal
    return refusal


def played(database: Database, scenario: Scenario, progress: Progress = lambda *_: None) -> Played | Refusal:
    books: Mapping[str, object] = {name.partition("+")[0]: load(name) for name in scenario.rulebooks}
    return play(database, SimulatedClock(scenario.starts_at), books, NoChain(), scenario, progress)  # type: ignore[arg-type]
