"""`lantau assess`: a file or a folder; the gap report is written whole, or not at all, and always the same."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lantau.cli import main
from lantau.cli.gap_report import catalogue, gap_html, sheet
from tests.journeys.command import ROOT

COMPLETE, POOR = "examples/applications/complete", "examples/applications/poor"
FORM = "examples/worlds/first-coin/applications/lantern-quay.toml"
ON = ("--on", "2026-09-01")


@pytest.fixture(autouse=True)
def a_home_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder is a file: a command that wants a database fails."""
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv("LANTAU_HOME", str(blocked / "home"))
    monkeypatch.delenv("LANTAU_DATABASE_URL", raising=False)
    monkeypatch.chdir(ROOT)


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["assess", *arguments])
    assert result.exit_code == code, f"left with {result.exit_code}\n{result.output}\n{result.exception!r}"
    return result


def assessed(folder: str, code: int = 0) -> dict[str, object]:
    body: dict[str, object] = json.loads(run(folder, *ON, "--json", code=code).stdout)
    return body


def test_the_complete_folder_passes_with_nothing_to_remark() -> None:
    told = run(COMPLETE, *ON).stdout
    assert "No remarks." in told and "No minimum criterion stands in the way." in told


def test_the_poor_folder_is_told_what_is_missing_weak_and_contradictory_with_places_and_paragraphs() -> None:
    told = run(POOR, *ON, code=4).stdout
    assert "Not grantable as it stands." in told
    for words in (
        "Paid-up share capital: HKD 30,000,000.00 in one place, HKD 26,000,000.00 in the other. [O Sch.2 s.4(2)(a)",
        "application.toml:19 capital.paid_up_hkd; documents/accounts.md:7",
        "Proposed trust documents protecting the reserve assets: not filed. [EN 4.4.1; EN Annex B item 10]",
        "Board resolution supporting the application: not signed. [EN Annex B item 5]",
    ):
        assert words in told


def test_a_single_file_is_assessed_as_before_and_says_nothing_of_papers() -> None:
    told = run(FORM, *ON).stdout
    assert "No minimum criterion stands in the way." in told and "emark" not in told


def test_the_answer_speaks_chinese_when_asked() -> None:
    assert run(POOR, *ON, "--zh", code=4).stdout == run(POOR, *ON, "--language", "zh", code=4).stdout
    assert "已繳股本：一處為HKD 30,000,000.00" in run(POOR, *ON, "--zh", code=4).stdout


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_is_a_page_and_a_pdf_the_same_each_time(tmp_path: Path, language: str) -> None:
    for name in ("one", "two"):
        run(POOR, *ON, "--report", str(tmp_path / name), "--language", language, code=4)
    names = ["gap-report.html", "gap-report.pdf"]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert (tmp_path / "one" / "gap-report.pdf").read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "one", "two"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_holds_every_remark_item_criterion_and_digest_and_no_script(language: str) -> None:
    body = assessed(POOR, code=4)
    page = html.unescape(gap_html(sheet(body, language)))
    for each in body["remarks"]:  # type: ignore[attr-defined]
        assert each[language] in page and each[f"todo_{language}"] in page
        assert all(place in page for place in each["places"] if place != each["citation"])
    for each in (*body["items"], *body["criteria"]):  # type: ignore[misc]
        assert each[language] in page
    for each in body["documents"]:  # type: ignore[attr-defined]
        assert each["sha256"][:32] in page and each["sha256"][32:] in page
    assert {"en": "SIMULATED", "zh": "模擬"}[language] in page
    assert "†" in page and not re.search(r"<script|http[s]?://|src=|href=", page)


def test_what_an_applicant_wrote_stands_in_the_page_as_text() -> None:
    body = {**assessed(POOR, code=4), "applicant": "<script>alert(1)</script>"}
    assert "<script>" not in gap_html(sheet(body, "en"))


def test_the_pdf_holds_chinese_text_in_a_traditional_font(tmp_path: Path) -> None:
    run(POOR, *ON, "--report", str(tmp_path / "out"), "--zh", code=4)
    content = (tmp_path / "out" / "gap-report.pdf").read_bytes()
    assert b"MSung-Light" in content and b"UniCNS-UTF16-H" in content and b"UniGB" not in content


def test_a_row_longer_than_a_page_is_broken_and_not_lost() -> None:
    from lantau.cli.gap_pdf import gap_pdf

    body = assessed(POOR, code=4)
    short = gap_pdf(sheet(body, "en"))
    body["remarks"][0]["en"] = "very long " * 4000  # type: ignore[index]
    assert gap_pdf(sheet(body, "en")).count(b"/Type /Page\n") > short.count(b"/Type /Page\n")


def test_both_languages_have_the_same_words() -> None:
    assert set(catalogue()["en"]) == set(catalogue()["zh"])


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_a_report_never_replaces_what_is_there(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    if kind == "folder":
        out.mkdir()
    elif kind == "file":
        out.write_text("mine", encoding="utf-8")
    else:
        out.symlink_to(tmp_path / "nowhere")
    refused = run(COMPLETE, *ON, "--report", str(out), code=1)
    assert "cli.report_exists" in refused.stderr and refused.stdout == ""


def test_a_report_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "cli.cannot_write_report" in run(COMPLETE, *ON, "--report", str(tmp_path / "no" / "out"), code=1).stderr
    before = sorted(tmp_path.iterdir())

    def full(path: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert "No space left" in run(COMPLETE, *ON, "--report", str(tmp_path / "out"), code=1).stderr
    assert sorted(tmp_path.iterdir()) == before


def test_an_application_that_is_refused_writes_no_report(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(COMPLETE, tmp_path / "application"))
    text = (folder / "application.toml").read_text(encoding="utf-8")
    (folder / "application.toml").write_text(text.replace("item = 23", "item = 30"), encoding="utf-8")
    refused = run(str(folder), *ON, "--report", str(tmp_path / "out"), code=1)
    assert "no item 30" in refused.stderr and "application.toml:" in refused.stderr
    assert not (tmp_path / "out").exists()


def test_the_json_counts_what_it_lists() -> None:
    body = assessed(POOR, code=4)
    summary: dict[str, dict[str, int]] = body["summary"]  # type: ignore[assignment]
    assert sum(summary["remarks"].values()) == len(body["remarks"]) == sum(summary["gravity"].values())  # type: ignore[arg-type]
    assert sum(summary["items"].values()) == 29 and sum(summary["criteria"].values()) == 14
