"""Identifiers: the same arguments give the same one, and they sort by time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.ids import PREFIXES, check, instant_of, make
from lantau.refusal import Refused

AT = datetime(2026, 9, 1, 1, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))
PREFIX = st.sampled_from(sorted(PREFIXES))
SEEDS = st.text(st.characters(codec="utf-8"), min_size=1)


def test_an_identifier_says_what_it_names_and_when() -> None:
    made = make("pty", AT, "take-on-1")
    assert made.startswith("pty_")
    assert len(made) == 30
    assert instant_of(made) == AT


def test_the_same_key_at_the_same_instant_gives_the_same_identifier_for_ever() -> None:
    assert make("ord", AT, "order-1") == "ord_01M1D7NTM01EQY48APT9MRR51V"
    assert make("ord", AT, "order-1") == make("ord", AT.astimezone(timezone(timedelta(hours=8))), "order-1")
    assert make("ord", AT, "order-1") != make("ord", AT, "order-2")


@given(PREFIX, INSTANTS, SEEDS)
def test_what_is_made_checks_as_its_own_prefix_and_as_no_other(prefix: str, at: datetime, seed: str) -> None:
    made = make(prefix, at, seed)
    assert check(made, prefix) == made
    other = "acc" if prefix != "acc" else "pty"
    with pytest.raises(Refused) as raised:
        check(made, other)
    assert raised.value.refusal.code.name == "ids.wrong_prefix"
    assert PREFIXES[prefix] in raised.value.refusal.message


@given(INSTANTS, INSTANTS, SEEDS, SEEDS)
def test_identifiers_sort_by_their_instant(one: datetime, other: datetime, seed: str, seed_of_other: str) -> None:
    earlier, later = sorted([one, other])
    if later - earlier >= timedelta(milliseconds=1):
        assert make("rec", earlier, seed) < make("rec", later, seed_of_other)
    assert instant_of(make("rec", one, seed)) == one.replace(microsecond=one.microsecond // 1000 * 1000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pty",
        "pty_",
        "pty_01M1D6XWG0",
        "PTY_01M1D6XWG0AAAAAAAAAAAAAAAA",
        "pty-01M1D6XWG0AAAAAAAAAAAAAAAA",
        "pty_01M1D6XWG0AAAAAAAAAAAAAAAAA",
        "pty_01m1d6xwg0aaaaaaaaaaaaaaaa",
        "pty_01M1D6XWG0AAAAAAAAAAAAAAAU",
        "pty_81M1D6XWG0AAAAAAAAAAAAAAAA",
        "zzz_01M1D6XWG0AAAAAAAAAAAAAAAA",
        "pty_01M1D6XWG0AAAAAAAAAAAAAAAA\n",
    ],
)
def test_what_is_no_identifier_is_refused(text: str) -> None:
    with pytest.raises(Refused) as raised:
        check(text, "pty", where="--party")
    assert raised.value.refusal.code.name == "ids.malformed"
    assert raised.value.refusal.where == "--party"


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(Refused):
        check(7, "pty")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("prefix", "at", "seed"),
    [
        ("xyz", AT, "a"),
        ("pty", AT, ""),
        ("pty", datetime(2026, 9, 1), "a"),
        ("pty", datetime(1969, 12, 31, tzinfo=UTC), "a"),
    ],
)
def test_an_identifier_of_nothing_of_no_instant_or_of_no_seed_is_a_bug(prefix: str, at: datetime, seed: str) -> None:
    with pytest.raises(AssertionError):
        make(prefix, at, seed)


def test_every_prefix_has_three_letters_and_names_one_thing() -> None:
    assert all(len(prefix) == 3 and prefix.isalpha() and prefix.islower() for prefix in PREFIXES)
    assert len(set(PREFIXES.values())) == len(PREFIXES)
