"""A folder is read with every file its list names, and nothing outside it; what is bad is refused where it stands."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from lantau import licensing
from lantau.licensing.application import Application
from lantau.licensing.application_folder import DOCUMENT_BYTES_MOST, FORM_BYTES_MOST
from lantau.refusal import Refusal
from tests.licensing.folders import COMPLETE, change, copied, read, refused

FORM = "application.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


def test_a_folder_is_read_with_the_digest_of_each_file() -> None:
    application = read(COMPLETE)
    assert application.folder is not None and application.folder.unlisted == ()
    assert sorted(application.documents) == list(range(1, 24))
    name = "documents/15-reserve-policy.md"
    content = (COMPLETE / name).read_bytes()
    found = application.folder.attachments[name]
    assert (found.sha256, found.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))


def test_the_form_of_a_folder_may_be_named_itself() -> None:
    assert read(COMPLETE / FORM) == read(COMPLETE)


def test_a_form_without_a_list_of_documents_is_read_alone(tmp_path: Path) -> None:
    text = (COMPLETE / FORM).read_text(encoding="utf-8").partition("\n[[document]]")[0]
    (tmp_path / "alone.toml").write_text(text + '[documents]\n1 = "form.pdf"\n', encoding="utf-8")
    application = read(tmp_path / "alone.toml")
    assert application.folder is None and application.documents == {1: "form.pdf"}


def test_a_file_that_is_not_text_is_taken_by_its_digest_alone(folder: Path) -> None:
    (folder / "documents" / "06-articles.pdf").write_bytes(b"%PDF-1.7\xff\xfe")
    change(folder, FORM, "06-articles.md", "06-articles.pdf")
    (folder / "documents" / "06-articles.md").unlink()
    application = read(folder)
    assert application.folder is not None
    assert application.folder.attachments["documents/06-articles.pdf"].text is None
    assert 6 in application.documents


@pytest.mark.parametrize("name", ["../secret.md", "documents/../../secret.md", "/etc/hostname", "a\\\\b.md", "."])
def test_a_path_out_of_the_folder_is_refused_whether_it_is_there_or_not(folder: Path, name: str) -> None:
    (folder.parent / "secret.md").write_text("secret", encoding="utf-8")
    change(folder, FORM, "documents/06-articles.md", name)
    answer = refused(folder)
    assert answer.code.name == "licensing.bad_application"
    assert answer.where.startswith("application.toml:") and answer.where.endswith("document.file")
    assert "outside" in answer.message


def test_a_link_is_refused_wherever_it_leads(folder: Path) -> None:
    path = folder / "documents" / "06-articles.md"
    path.rename(folder / "documents" / "real.md")
    path.symlink_to("real.md")
    answer = refused(folder)
    assert answer.code.name == "licensing.unreadable_document" and "link" in answer.message
    assert answer.where.endswith("document.file")


def test_a_linked_folder_inside_leads_outside_and_is_refused(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "a.md").write_text("secret", encoding="utf-8")
    (folder / "linked").symlink_to(folder.parent / "elsewhere")
    change(folder, FORM, "documents/06-articles.md", "linked/a.md")
    answer = refused(folder)
    assert answer.code.name == "licensing.unreadable_document" and "outside" in answer.message


def test_a_form_that_is_a_link_in_its_folder_is_refused(folder: Path) -> None:
    (folder / FORM).rename(folder / "form.toml")
    (folder / FORM).symlink_to("form.toml")
    assert refused(folder).code.name == "licensing.unreadable_application"


def test_a_pipe_or_a_folder_in_place_of_a_file_is_refused(folder: Path) -> None:
    path = folder / "documents" / "06-articles.md"
    path.unlink()
    os.mkfifo(path)
    assert refused(folder).code.name == "licensing.unreadable_document"
    path.unlink()
    path.mkdir()
    assert refused(folder).code.name == "licensing.unreadable_document"


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_refused(folder: Path) -> None:
    scan = folder / "documents" / "06-articles.pdf"
    change(folder, FORM, "06-articles.md", "06-articles.pdf")
    (folder / "documents" / "06-articles.md").unlink()
    with scan.open("wb") as file:
        file.truncate(DOCUMENT_BYTES_MOST)
    assert 6 in read(folder).documents
    with scan.open("wb") as file:
        file.truncate(DOCUMENT_BYTES_MOST + 1)
    answer = refused(folder)
    assert answer.code.name == "licensing.unreadable_document" and "at most" in answer.message


def test_text_that_is_no_utf_8_is_refused_and_a_byte_order_mark_is_not(folder: Path) -> None:
    path = folder / "documents" / "06-articles.md"
    path.write_bytes("\ufeff".encode() + path.read_bytes())
    assert 6 in read(folder).documents
    path.write_bytes("公司章程".encode("big5"))
    answer = refused(folder)
    assert answer.code.name == "licensing.unreadable_document" and "UTF-8" in answer.message


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("item = 23\n", "item = 30\n", "item", "no item 30"),
        ("item = 23\n", "item = 0\n", "item", "no item 0"),
        ("item = 23\n", "item = 22\n", "item", "is listed before, at application.toml:"),
        ("item = 23\n", "", "item", "is missing"),
        ("item = 23\n", 'item = "23"\n', "item", "whole number"),
        ('title = "White paper"', 'titel = "White paper"', "titel", "is unknown"),
        ("period_to = 2029-12-31", "period_to = 2026-12-31", "period_to", "before period_from"),
        ('exit = "Exit"', 'escape = "Exit"', "parts.escape", "no part of item 10"),
        ("states.overcollateral_bps = 200", "states.cushion_bps = 200", "states.cushion_bps", "nothing that a paper"),
        ("states.overcollateral_bps = 200", 'states.overcollateral_bps = "2 %"', "states.overcollateral_bps", "whole"),
        ("asked_for = []", "asked_for = [7]", "asked_for", "on request"),
        ("asked_for = []", "asked_for = [true]", "asked_for", "on request"),
        ("dated = 2022-03-14", "dated = 9999-12-31", "dated", "later than"),
        ('tables = ["documents/03-budget.csv"]', 'tables = "documents/03-budget.csv"', "tables", "list"),
    ],
)
def test_a_bad_entry_of_the_list_is_refused_with_its_line(
    folder: Path, old: str, new: str, field: str, words: str
) -> None:
    change(folder, FORM, old, new)
    answer = refused(folder)
    assert answer.code.name == "licensing.bad_application"
    assert answer.where.startswith("application.toml") and answer.where.endswith(field)
    assert words in answer.message


def test_two_lists_of_the_same_papers_are_refused(folder: Path) -> None:
    change(folder, FORM, "\n[plans]", '\n[documents]\n1 = "form.pdf"\n\n[plans]')
    assert "two ways" in refused(folder).message


def test_the_line_of_a_refused_entry_is_its_own(folder: Path) -> None:
    change(folder, FORM, 'custodian = "Bank of the Ninth Pier (Hong Kong) Limited"', "custodian = 7")
    line = (folder / FORM).read_text(encoding="utf-8").splitlines().index("states.custodian = 7") + 1
    assert refused(folder).where == f"application.toml:{line} document.states.custodian"


@pytest.mark.parametrize(
    "text",
    ["[applicant", "format = ", '"""', "a = " + "[" * 100_000, "\x00", "a = " + "9" * 5_000],
    ids=["cut", "bare", "open", "deep", "nul", "long"],
)
def test_a_form_that_is_no_toml_is_refused(folder: Path, text: str) -> None:
    (folder / FORM).write_text(text, encoding="utf-8")
    assert refused(folder).code.name == "licensing.unreadable_application"


def test_a_form_that_is_too_large_or_not_there_is_refused(folder: Path) -> None:
    with (folder / FORM).open("ab") as file:
        file.truncate(FORM_BYTES_MOST + 1)
    assert refused(folder).code.name == "licensing.unreadable_application"
    (folder / FORM).unlink()
    assert refused(folder).code.name == "licensing.unreadable_application"


@pytest.mark.parametrize("cut", range(0, 12_000, 997))
def test_a_form_cut_short_anywhere_is_read_or_refused_and_nothing_else(folder: Path, cut: int) -> None:
    content = (folder / FORM).read_bytes()[:cut]
    (folder / FORM).write_bytes(content)
    answer = licensing.read_application(folder)
    assert isinstance(answer, Application) or answer.where


def test_a_file_that_is_listed_and_not_there_is_no_filed_item(folder: Path) -> None:
    (folder / "documents" / "21-custody.md").unlink()
    (folder / "documents" / "06-articles.md").write_text("", encoding="utf-8")
    assert {21, 6}.isdisjoint(read(folder).documents)


def test_a_form_that_links_to_itself_or_has_an_impossible_name_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    for path in (loop, tmp_path / ("x" * 3000)):
        answer = licensing.read_application(path)
        assert isinstance(answer, Refusal)
        assert answer.code.name == "licensing.unreadable_application"
