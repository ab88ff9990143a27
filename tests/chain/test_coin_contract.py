"""Calls, answers, events and refusals of the coin's contract are read and written as the kept library would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import eth_abi.abi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantau.chain.abi_values import decode_values, encode_values
from lantau.chain.coin_contract import ContractInterface, coin, contract_address
from lantau.chain.node import Log, Reverted
from lantau.refusal import Refused
from tests.chain.deployed_coin import DeployedCoin, key

A, B = "0x" + "aa" * 20, "0x" + "bb" * 20

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "address": st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex()),
    "uint256": st.integers(0, (1 << 256) - 1),
    "uint8": st.integers(0, 255),
    "bool": st.booleans(),
    "bytes32": st.binary(min_size=32, max_size=32),
    "bytes": st.binary(max_size=80),
    "address[]": st.lists(st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex()), max_size=3).map(tuple),
    "bytes[]": st.lists(st.binary(max_size=65), max_size=3).map(tuple),
}


@st.composite
def typed(draw: st.DrawFn) -> tuple[list[str], list[Any]]:
    types = draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=6))
    return types, [draw(VALUES[each]) for each in types]


@settings(max_examples=80)
@given(typed())
def test_values_are_encoded_and_decoded_as_the_kept_library_does(told: tuple[list[str], list[Any]]) -> None:
    types, values = told
    encoded = encode_values(types, values)
    assert encoded == eth_abi.abi.encode(types, values)
    assert decode_values(types, encoded) == tuple(values)


@pytest.mark.parametrize(
    ("types", "values"),
    [
        (["uint256"], [-1]),
        (["uint256"], [1 << 256]),
        (["uint256"], [True]),
        (["bool"], [1]),
        (["address"], ["0x00"]),
        (["bytes32"], [b"short"]),
        (["bytes[]"], ["text"]),
        (["uint256", "bool"], [1]),
    ],
)
def test_a_value_that_does_not_fit_its_type_is_not_encoded(types: Sequence[str], values: Sequence[Any]) -> None:
    with pytest.raises(ValueError):
        encode_values(types, values)


@pytest.mark.parametrize(
    ("types", "data"),
    [(["uint256"], bytes(31)), (["bool"], b"\2".rjust(32, b"\0")), (["address"], b"\1" * 32), (["bytes"], bytes(10))],
)
def test_data_that_hold_no_such_values_are_not_decoded(types: Sequence[str], data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_values(types, data)


@pytest.mark.parametrize("name", sorted(coin().functions))
def test_every_function_comes_back_from_its_calldata(name: str) -> None:
    for entry in coin().functions[name]:
        samples = {"address": A, "bool": True, "bytes32": b"\7" * 32, "bytes": b"seal", "string": "word"}
        samples |= {"address[]": (A, B), "bytes[]": (b"one", b"two"), "bytes4": b"\1\2\3\4"}
        arguments = [samples.get(kind, 7) for kind in entry.types]
        data = coin().encode(name, *arguments)
        call = coin().decode_call(data)
        assert call is not None
        assert (call.function, call.signature, list(call.arguments.values())) == (name, entry.signature, arguments)
        assert coin().decode_call(data + b"\0") is None or not data[4:]


def test_a_call_is_told_in_words_and_a_strange_one_is_none() -> None:
    call = coin().decode_call(coin().encode("mint", A, 5))
    assert str(call) == f"mint(to={A}, amount=5)"
    assert coin().decode_call(b"\1\2\3\4") is None and coin().decode_call(b"") is None
    assert coin().decode_call(coin().encode("mint", A, 5)[:-1]) is None


def test_a_function_or_argument_the_contract_lacks_is_refused_with_what_it_takes() -> None:
    for told in (("fly",), ("mint", A), ("mint", 5, A), ("mint", A, "5"), ("mint", A, True)):
        with pytest.raises(Refused) as caught:
            coin().encode(*told)  # type: ignore[arg-type]
        assert caught.value.refusal.code.name == "chain.unknown_function"
    assert "mint(address,uint256)" in str(caught.value)


def test_overloads_are_told_apart_by_their_arguments() -> None:
    by_bytes = coin().encode("permit", A, B, 1, 2, b"\0" * 65)
    by_parts = coin().encode("permit", A, B, 1, 2, 27, bytes(32), bytes(32))
    assert by_bytes[:4].hex() == "9fd5a6cf" and by_parts[:4].hex() == "d505accf"


def test_selectors_and_topics_are_those_of_the_standards() -> None:
    for name, arguments, selector in (
        ("transfer", (A, 1), "a9059cbb"),
        ("approve", (A, 1), "095ea7b3"),
        ("transferFrom", (A, B, 1), "23b872dd"),
        ("configureMinter", (A, 1), "4e44d956"),
        ("transferWithAuthorization", (A, B, 1, 2, 3, bytes(32), 27, bytes(32), bytes(32)), "e3ee160e"),
    ):
        assert coin().encode(name, *arguments)[:4].hex() == selector
    assert coin().topic("Transfer") == "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"


def test_events_are_read_and_those_of_others_are_not() -> None:
    topics = (coin().topic("Transfer"), "0x" + "00" * 12 + A[2:], "0x" + "00" * 12 + B[2:])
    log = Log(1, "0x1", "0x2", 0, A, topics, (7).to_bytes(32, "big"))
    event = coin().decode_event(log)
    assert event is not None and event.name == "Transfer"
    assert list(event.arguments.values()) == [A, B, 7]
    for other in (
        Log(1, "0x1", "0x2", 0, A, (), b""),
        Log(1, "0x1", "0x2", 0, A, ("0x" + "11" * 32,), b""),
        Log(1, "0x1", "0x2", 0, A, topics[:2], log.data),
        Log(1, "0x1", "0x2", 0, A, topics, b""),
    ):
        assert coin().decode_event(other) is None


def test_a_refusal_of_the_contract_is_told_in_words() -> None:
    words = coin().revert_words
    assert words(Reverted("Pausable: paused")) == "Pausable: paused"
    assert words(Reverted("", b"")) == "the contract gave no reason"
    text = bytes.fromhex("08c379a0") + eth_abi.abi.encode(["string"], ["no"])
    assert words(Reverted("", text)) == "no"
    assert "range" in words(Reverted("", bytes.fromhex("4e487b71") + (0x11).to_bytes(32, "big")))
    assert "0x01020304" in words(Reverted("", bytes([1, 2, 3, 4])))
    broken = bytes.fromhex("08c379a0") + b"\xff" * 40
    assert "nobody can read" in words(Reverted("", broken))
    foreign = ContractInterface([])
    short = bytes.fromhex("e450d38c") + eth_abi.abi.encode(["address", "uint256", "uint256"], [A, 1, 2])
    assert foreign.revert_words(Reverted("", short)) == f"ERC20InsufficientBalance(sender={A}, balance=1, needed=2)"


def test_the_contracts_own_errors_are_read_from_the_chain() -> None:
    deployed = DeployedCoin()
    for sender, call, words in (
        ("minter", ("mint", A, 1), "NotMinter()"),
        ("nobody", ("transfer", A, 5), "ERC20InsufficientBalance"),
        ("owner", ("updatePauser", A), "NotScheduled()"),
    ):
        with pytest.raises(Reverted) as caught:
            deployed.node.call(deployed.address, coin().encode(*call), sender=key(sender).address)
        assert words in coin().revert_words(caught.value)


def test_views_are_read_as_plain_values() -> None:
    deployed = DeployedCoin()
    assert deployed.read("owner") == key("owner").address
    assert deployed.read("paused") is False and deployed.read("totalSupply") == 0
    assert deployed.read("name") == "Lantau Dollar" and deployed.read("attestorThreshold") == 2
    assert deployed.read("attestors") == tuple(sorted(key(f"attestor {each}").address for each in range(3)))
    assert deployed.read("transferPolicy") == (0, 0)
    assert deployed.read("DOMAIN_SEPARATOR") == deployed.domain.separator


def test_a_deployment_comes_back_from_its_data_and_its_address_is_known_before() -> None:
    told = ("N", "S", "HKD", *(key(f"{each}").address for each in range(8)), (A,), 1, 0)
    data = coin().deployment(*told)
    assert tuple((coin().decode_deployment(data) or {}).values()) == told
    assert coin().decode_deployment(data[:-1]) is None and coin().decode_deployment(b"\0") is None
    with pytest.raises(Refused):
        coin().deployment("N")
    assert contract_address("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0", 0) == (
        "0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d"
    )


def test_what_holders_may_not_call_for_themselves_is_privileged() -> None:
    privileged = set(coin().privileged)
    assert {"mint", "burn", "pause", "blacklist", "setAttestors", "schedule", "forcedTransfer"} <= privileged
    assert not privileged & {"transfer", "approve", "permit", "balanceOf", "owner"}
