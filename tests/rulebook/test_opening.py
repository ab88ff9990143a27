"""Whatever a reader's file holds, it is read or refused with its place; nothing else happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lantau.refusal import Refusal, Refused, refuses
from lantau.rulebook import evaluate_csv, load, load_folder, queries
from lantau.rulebook.opening import LAW_BYTES_MOST, TABLE_BYTES_MOST, text_of
from lantau.rulebook.refusals import HOLE
from tests.rulebook.small_law import HEAD, TOPIC

UNREADABLE = {
    "empty": b"",
    "not UTF-8": b"\xff\xfe",
    "NUL": b"name = '\x00'",
    "cut off": b'name = "Quarry',
    "brackets without end": b"a = " + b"[" * 100_000,
    "a key of very many parts": b"a." * 50_000 + b"b = 1",
    "a number of very many digits": b"a = " + b"9" * 5_000,
    "a number of very many hexadecimal digits": b'name = "x"\n[facts]\n"applicant.paid_up_capital_hkd_cents" = 0x'
    + b"f" * 5_000,
    "a key as long as a book": b'name = "x"\n[facts]\n"' + b"a" * 200_000 + b'" = 1',
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize("reader", [queries.read_issuer, refuses(queries.load_reform)], ids=["issuer", "reform"])
def test_a_file_that_nobody_can_have_meant_is_refused_briefly(
    tmp_path: Path, reader: Callable[[Path], object], content: bytes
) -> None:
    path = tmp_path / "given.toml"
    path.write_bytes(content)
    answer = reader(path)
    assert isinstance(answer, Refusal)
    assert answer.where
    assert len(str(answer)) < 1_000


@pytest.mark.parametrize("content", [b"\xff", b"[[", b"a = 0x" + b"f" * 5_000], ids=["bytes", "toml", "digits"])
def test_a_topic_of_a_folder_of_law_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "jurisdiction.toml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "topic.toml").write_text(TOPIC, encoding="utf-8")
    assert load_folder(tmp_path).id == "XX"
    (tmp_path / "zebra.toml").write_bytes(content)
    with pytest.raises(Refused) as caught:
        load_folder(tmp_path)
    assert caught.value.refusal.code.name == "rulebook.hole"
    assert "zebra.toml" in caught.value.refusal.where


@pytest.mark.parametrize("made", ["folder", "link to nowhere", "link to itself"])
def test_what_is_no_file_is_refused(tmp_path: Path, made: str) -> None:
    (tmp_path / "jurisdiction.toml").write_text(HEAD, encoding="utf-8")
    path = tmp_path / "topic.toml"
    if made == "folder":
        path.mkdir()
    else:
        path.symlink_to(path if made == "link to itself" else tmp_path / "nowhere")
    for refused in (
        refuses(load_folder)(tmp_path),
        refuses(load_folder)(path),
        refuses(queries.load_reform)(path),
        queries.read_issuer(path),
        evaluate_csv(load("HK"), path, on=date(2026, 9, 1)),
    ):
        assert isinstance(refused, Refusal)


def test_a_path_too_long_for_any_folder_is_refused(tmp_path: Path) -> None:
    assert isinstance(refuses(load_folder)(tmp_path / ("x" * 5_000)), Refusal)
    assert isinstance(queries.read_issuer(tmp_path / ("x" * 5_000)), Refusal)


def test_a_stream_without_end_is_refused_at_the_limit(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=f"more than {LAW_BYTES_MOST} bytes"):
        text_of(Path("/dev/zero"), HOLE)
    exact = tmp_path / "exact.toml"
    exact.write_bytes(b"#" * LAW_BYTES_MOST)
    assert len(text_of(exact, HOLE)) == LAW_BYTES_MOST
    assert TABLE_BYTES_MOST > LAW_BYTES_MOST


def test_a_mark_of_byte_order_and_ends_of_lines_of_other_systems_are_read_over(tmp_path: Path) -> None:
    path = tmp_path / "issuer.toml"
    path.write_bytes(b'\xef\xbb\xbfname = "\xe6\xb8\xaf\xe5\x85\x83"\r\n[facts]\r\n')
    issuer = queries.read_issuer(path)
    assert not isinstance(issuer, Refusal)
    assert issuer.name == "港元"


def test_a_name_that_would_drive_the_terminal_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "issuer.toml"
    path.write_text('name = "\\u001b[31mred"\n', encoding="utf-8")
    refused = queries.read_issuer(path)
    assert isinstance(refused, Refusal) and refused.code.name == "rulebook.bad_issuer"


def test_a_long_heading_is_repeated_only_in_part() -> None:
    refused = evaluate_csv(load("HK"), f"subject_id,{'x' * 100_000}\na,1\n", on=date(2026, 9, 1))
    assert isinstance(refused, Refusal)
    assert len(str(refused)) < 1_000
