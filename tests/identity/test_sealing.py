"""Personal data are sealed under a key of the party's own."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag

from lantau.identity.sealing import RandomKeys, SeededKeys

HELD = {"full_name": "陳大文", "hkid": "A123456(3)"}


def test_what_is_sealed_is_opened_again_and_shows_nothing() -> None:
    key = RandomKeys().key_for("pty_a")
    sealed = key.seal("identity.particulars:1", HELD)
    assert key.open("identity.particulars:1", sealed) == HELD
    assert "A123456" not in sealed


def test_another_key_and_another_place_open_nothing() -> None:
    key, other = RandomKeys().key_for("pty_a"), RandomKeys().key_for("pty_a")
    sealed = key.seal("here", HELD)
    for who, where in ((other, "here"), (key, "there")):
        with pytest.raises(InvalidTag):
            who.open(where, sealed)


def test_digests_of_one_number_differ_between_parties_so_that_none_can_be_guessed() -> None:
    keys = SeededKeys(b"world")
    one, other = keys.key_for("pty_a"), keys.key_for("pty_b")
    assert one.digest("hkid", "A123456(3)") == one.digest("hkid", "A123456(3)") != other.digest("hkid", "A123456(3)")
    assert one.digest("ab", "c") != one.digest("a", "bc")


def test_a_seed_gives_the_same_key_again_and_chance_never_does() -> None:
    assert SeededKeys(b"world").key_for("pty_a") == SeededKeys(b"world").key_for("pty_a")
    assert SeededKeys(b"world").key_for("pty_a") != SeededKeys(b"other").key_for("pty_a")
    assert RandomKeys().key_for("pty_a") != RandomKeys().key_for("pty_a")


def test_a_key_is_never_printed() -> None:
    key = SeededKeys(b"world").key_for("pty_a")
    assert key.key.hex() not in repr(key)
    assert "b'" not in repr(key)


def test_the_same_content_sealed_twice_is_the_same_row_and_other_content_another_one() -> None:
    key = SeededKeys(b"world").key_for("pty_a")
    assert key.seal("here", HELD) == key.seal("here", dict(reversed(HELD.items())))
    assert key.seal("here", HELD)[:16] != key.seal("here", {**HELD, "full_name": "other"})[:16]
