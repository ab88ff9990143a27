"""What is on file under one rule is of that rule alone: no comparison of regimes takes it for another's."""

from __future__ import annotations

from lantau import supervision
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.disclosure import operations
from lantau.disclosure.operations import Filed
from lantau.refusal import Refusal
from lantau.rulebook import load
from tests.disclosure.test_close import closed
from tests.reserves.pools import CHECKER, ISSUER, OFFICER, Bench


def test_a_document_found_adequate_for_one_rule_is_no_fact_of_the_issuer(
    database: Database, clock: SimulatedClock
) -> None:
    bench = Bench(database, clock, load("HK"))
    bench.open()
    bench.contribute("8000000.00")
    act = {"occurred_at": bench.now}
    filed = operations.file_evidence(
        database, clock, bench.book, key="file", actor=OFFICER, **act, issuer_id=ISSUER, rule_id="HK.complaints.policy",
        title="Complaints policy", digest="ab" * 32,
    )  # fmt: skip
    assert isinstance(filed, Filed), filed
    read = operations.review_evidence(
        database, clock, key="read", actor=CHECKER, **act, evidence_id=filed.id, adequate=True, reasons="All is there."
    )
    assert isinstance(read, Filed), read
    closed(bench)
    told = supervision.issuer_facts(database, bench.book, ISSUER, as_of=bench.now)
    assert not isinstance(told, Refusal), told
    kinds = {part.kind for part in told.parts}
    assert "pool" in kinds, "what the close found of the pool is told"
    assert not {"document", "judgement"} & kinds
    assert not [name for name in told.facts if name.startswith(("document.", "judgement."))]
