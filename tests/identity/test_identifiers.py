"""Identification numbers are checked before anyone relies on them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.identity.identifiers import account_number, bank_code, hkid, hkid_check_digit, identifier, same_name
from lantau.refusal import Refused

LETTERS = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=2)
DIGITS = st.text(alphabet="0123456789", min_size=6, max_size=6)


def refused(kind: str, text: str) -> str:
    with pytest.raises(Refused) as caught:
        identifier(kind, text, "here")
    assert caught.value.refusal.where == "here"
    return caught.value.refusal.code.name


@pytest.mark.parametrize(
    ("spelling", "normal"),
    [("A123456(3)", "A123456(3)"), ("a1234563", "A123456(3)"), (" A 123456 (3) ", "A123456(3)"),
     ("AB987654(3)", "AB987654(3)"), ("Ａ１２３４５６（３）", "A123456(3)")],
)  # fmt: skip
def test_an_identity_card_number_has_one_spelling(spelling: str, normal: str) -> None:
    assert hkid(spelling).number == normal


@pytest.mark.parametrize(
    "wrong",
    ["A123456(4)", "A123456", "A123456(3", "A1234563)", "1234563", "ABC123456(3)", "A12345(3)", "", "A123456(B)"],
)
def test_an_identity_card_number_that_does_not_fit_is_refused(wrong: str) -> None:
    assert refused("hkid", wrong) == "identity.bad_identifier"


def test_a_refused_number_is_never_repeated_in_the_refusal() -> None:
    with pytest.raises(Refused) as caught:
        hkid("Z765432(1)")
    assert "765432" not in str(caught.value.refusal)


def test_ten_is_spelled_a() -> None:
    letters = next(f"{number:06d}" for number in range(1_000) if hkid_check_digit("A", f"{number:06d}") == "A")
    assert hkid(f"A{letters}(A)").number.endswith("(A)")


@given(LETTERS, DIGITS)
def test_every_number_with_its_own_check_digit_is_read(letters: str, digits: str) -> None:
    assert hkid(f"{letters}{digits}({hkid_check_digit(letters, digits)})").number.startswith(letters + digits)


@given(LETTERS, DIGITS, st.integers(0, 5), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(letters: str, digits: str, place: int, step: int) -> None:
    wrong = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    assert hkid_check_digit(letters, wrong) != hkid_check_digit(letters, digits)


@given(LETTERS, DIGITS, st.integers(0, 4))
def test_two_neighbouring_digits_swapped_are_always_noticed(letters: str, digits: str, place: int) -> None:
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert (hkid_check_digit(letters, swapped) == hkid_check_digit(letters, digits)) == (swapped == digits)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("lei", "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R13"),
        ("cn_uscc", "91110000600037341L", "91110000600037341M"),
        ("cn_resident", "11010519491231002X", "110105194912310021"),
        ("hk_ubi", "12345678", "1234567"),
        ("passport", "K12345678", "K-1"),
    ],
)
def test_each_kind_of_number_is_read_and_its_neighbour_refused(kind: str, right: str, wrong: str) -> None:
    assert identifier(kind, right).number == right
    assert refused(kind, wrong) == "identity.bad_identifier"


def test_an_unknown_kind_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(Refused, match="known: hkid"):
        identifier("library_card", "1")


def test_an_account_number_is_an_iban_or_digits() -> None:
    assert account_number("NL91 ABNA 0417 1643 00") == "NL91ABNA0417164300"
    assert account_number("012-345-678901") == "012345678901"
    for wrong in ("NL91 ABNA 0417 1643 01", "12345", "account"):
        with pytest.raises(Refused):
            account_number(wrong)


def test_a_bank_code_is_a_bic() -> None:
    assert bank_code("HSBCHKHH") == "HSBCHKHH"
    with pytest.raises(Refused):
        bank_code("HSBC")


def test_names_are_one_when_their_words_are() -> None:
    assert same_name("Pearl Parts Co., Ltd", "PEARL  PARTS CO LTD")
    assert same_name("珠江零件有限公司", "珠江零件有限公司")
    assert not same_name("Pearl Parts Ltd", "Pearl Parts Holdings Ltd")
    assert not same_name("...", "")
