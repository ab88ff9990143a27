"""A refusal is a value: it names itself, its place and its law, and comes back from a record word for word."""

from __future__ import annotations

import pytest

from lantau.refusal import Code, Refusal, Refused, refuses

TOO_SMALL = Code("money.too_small", "The amount is below the least.", "Give a larger amount.")


def test_a_refusal_says_code_place_and_law() -> None:
    refusal = Refusal(TOO_SMALL, "HKD 1.00 is too small", where="order.csv:3:amount", citation="O Sch.2 s.4(2)")
    assert str(refusal) == "money.too_small: HKD 1.00 is too small at order.csv:3:amount [O Sch.2 s.4(2)]"


def test_a_refusal_comes_back_from_its_record_with_every_word() -> None:
    refusal = Refusal(TOO_SMALL, "too small", "amount", "G 3.2.1", {"limit": 100, "findings": [{"rule_id": "X"}]})
    again = Refusal.from_json(refusal.as_json())
    assert again.as_json() == refusal.as_json()
    assert again.code.name == TOO_SMALL.name
    assert again.code.remedy == TOO_SMALL.remedy


@pytest.mark.parametrize("name", ["no_room", ".no_room", "money."])
def test_a_code_without_room_and_name_is_a_bug(name: str) -> None:
    with pytest.raises(AssertionError):
        Code(name, "means something", "do something")


def test_a_code_that_says_nothing_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        Code("money.silent", "", "do something")
    with pytest.raises(AssertionError):
        Code("money.silent", "means something", "")


def test_a_door_turns_what_was_refused_inside_into_a_value() -> None:
    @refuses
    def double(amount: int) -> int:
        if amount < 1:
            raise Refused(Refusal(TOO_SMALL, "too small"))
        return 2 * amount

    assert double(2) == 4
    refused = double(0)
    assert isinstance(refused, Refusal)
    assert refused.code is TOO_SMALL


def test_a_door_lets_a_bug_through() -> None:
    @refuses
    def broken() -> int:
        raise AssertionError("a bug is no refusal")

    with pytest.raises(AssertionError, match="a bug is no refusal"):
        broken()
