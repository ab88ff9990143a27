"""A folder that is filed leaves its digests and remarks on record, and a decision rests on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lantau import licensing
from lantau.refusal import Refusal
from tests.licensing.conftest import Office
from tests.licensing.folders import COMPLETE, POOR, change, copied, read


def test_the_complete_folder_is_filed_with_its_digests_and_can_be_granted(office: Office) -> None:
    filed = office.file(read(COMPLETE))
    [body] = office.records("licensing.application_filed")
    assert len(body["documents"]) == 29 and body["remarks"] == []
    assert all(len(each["sha256"]) == 64 for each in body["documents"])
    decided = office.decide(filed.id)
    assert not isinstance(decided, Refusal) and decided.outcome == "grant"


def test_what_was_remarked_at_filing_stands_in_the_way_of_a_grant(office: Office, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "documents/20-holder-terms.md", "within one business day", "within two business days")
    filed = office.file(read(folder))
    refused = office.decide(filed.id)
    assert isinstance(refused, Refusal)
    assert refused.code.name == "licensing.grant_not_possible" and refused.citation.startswith(
        "EN 4.4.2; O Sch.2 s.6(2)"
    )


def test_a_contradiction_found_in_the_papers_is_still_there_when_only_the_form_is_read_again(
    office: Office, tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    change(folder, "documents/13-board.csv", "Independent non-executive director 2,yes", "Director,no")
    filed = office.file(read(folder))
    refused = office.decide(filed.id)
    assert isinstance(refused, Refusal)
    listed: Any = refused.details["remarks"]
    assert [each["code"] for each in listed] == ["disagree"]


def test_the_poor_folder_is_filed_with_its_gaps_and_refused_with_reasons(office: Office) -> None:
    filed = office.file(read(POOR))
    [body] = office.records("licensing.application_filed")
    assert {each["kind"] for each in body["remarks"]} == {"missing", "weak", "contradictory"}
    assert 21 not in {each["item"] for each in body["documents"]}
    assert isinstance(office.decide(filed.id), Refusal)
    assert office.decide(filed.id, "refuse").outcome == "refuse"


def test_the_same_key_with_another_paper_is_another_request(office: Office, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    application = read(folder)
    party_id = office.party(application.applicant.name)
    told = {"party_id": party_id, "actor": office.applicant(party_id), "key": "one", "occurred_at": office.clock.now()}
    first = office.done(licensing.file_application, office.book, application=application, **told)
    again = office.done(licensing.file_application, office.book, application=read(folder), **told)
    assert first.id == again.id
    change(folder, "documents/18-governance.md", "remuneration", "pay")
    office.refused(licensing.file_application, office.book, application=read(folder), **told)


def test_a_form_alone_is_recorded_as_it_always_was(office: Office) -> None:
    from tests.licensing.conftest import example

    office.file(example("lantern-quay"))
    [body] = office.records("licensing.application_filed")
    assert set(body) == {"party_id", "reference", "missing"}
