"""Logs decoded by slicing and packed; what they change; who is paired with whom when many are added up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.chain.node import Log
from lantau.register.holdings import FLAG_BLOCKED, FLAG_VERIFIED, Holdings, Step, load_packed, packed_holdings
from lantau.register.logs import PACKED_BYTES, TOPICS, TRANSFER, ZERO, Entry, Malformed, decoded, packed, unpacked
from lantau.register.posting import BURN, MINT, NETTED, TRANSFERS_ONE_BY_ONE, Flow, Move
from tests.register.model_chain import CONTRACT, TOPIC, address, hash_of, word

ANN, BEN = address(0xA11), address(0xBE2)
addresses = st.integers(1, 2**160 - 1).map(address)
entries = st.builds(
    Entry,
    st.integers(0, 2**40),
    st.integers(0, 2**31 - 1),
    st.integers(1, 7),
    st.integers().map(hash_of),
    st.integers().map(hash_of),
    addresses,
    addresses,
    st.integers(0, 2**256 - 1),
)


def log(topics: tuple[str, ...], data: bytes) -> Log:
    return Log(7, hash_of("b"), hash_of("t"), 3, CONTRACT, topics, data)


@given(st.lists(entries, max_size=20))
def test_what_is_packed_is_unpacked_as_it_was(many: list[Entry]) -> None:
    data = packed(many)
    assert len(data) == PACKED_BYTES * len(many) and list(unpacked(data)) == many


def test_a_transfer_without_indexed_parties_is_read_too() -> None:
    indexed = log((TOPIC[TRANSFER], word(ANN), word(BEN)), (5).to_bytes(32, "big"))
    plain = log(
        (TOPIC[TRANSFER],),
        bytes(12) + bytes.fromhex(ANN[2:]) + bytes(12) + bytes.fromhex(BEN[2:]) + bytes([0] * 31 + [5]),
    )
    assert [each[5:] for each in decoded([indexed, plain])] == [(ANN, BEN, 5)] * 2


def test_marks_are_read_with_and_without_an_index() -> None:
    blocked = next(topic for topic, kind in TOPICS.items() if kind == 2)
    verified = next(topic for topic, kind in TOPICS.items() if kind == 5)
    found = list(
        decoded(
            [
                log((blocked, word(ANN)), b""),
                log((blocked,), bytes(12) + bytes.fromhex(BEN[2:])),
                log((verified, word(BEN)), (1).to_bytes(32, "big")),
            ]
        )
    )
    step = Step()
    step.add(found)
    assert step.flags == {ANN: (1, FLAG_BLOCKED), BEN: (0, FLAG_BLOCKED | FLAG_VERIFIED)}


@pytest.mark.parametrize(
    "broken",
    [
        log((TOPIC[TRANSFER], word(ANN), word(BEN), word(ANN)), b""),
        log((TOPIC[TRANSFER], word(ANN), word(BEN)), b"\x01"),
        log((next(iter([topic for topic, kind in TOPICS.items() if kind == 2])),), b""),
    ],
    ids=["an NFT", "half a word", "nobody"],
)
def test_what_no_coin_writes_is_malformed(broken: Log) -> None:
    with pytest.raises(Malformed):
        list(decoded([broken]))


def test_logs_of_other_events_are_left_out() -> None:
    assert list(decoded([log((), b""), log((hash_of("other"),), b"")])) == []


@given(st.dictionaries(addresses, st.tuples(st.integers(-5, 2**255 - 1), st.integers(0, 9), st.integers(0, 3))))
def test_a_snapshot_holds_everybody(told: dict[str, tuple[int, int, int]]) -> None:
    holdings = Holdings(
        {each: units for each, (units, _, _) in told.items() if units},
        {each: frozen for each, (_, frozen, _) in told.items() if frozen},
        {each: flags for each, (_, _, flags) in told.items() if flags},
    )
    again = Holdings()
    load_packed(again, bytes.fromhex("".join(packed_holdings(holdings))))
    assert again == holdings


moves = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 9)), min_size=0, max_size=40)


@given(moves)
def test_netted_moves_come_to_the_same_and_are_few(told: list[tuple[int, int, int]]) -> None:
    who = [ZERO, *(address(number) for number in range(1, 6))]
    flow = Flow(is_netted=True)
    expected: dict[str, int] = {}
    for sender, receiver, units in told:
        flow.add([Entry(1, 0, TRANSFER, "", "", who[sender], who[receiver], units)])
        for at, signed in ((who[sender], -units), (who[receiver], units)):
            expected[at] = expected.get(at, 0) + signed
    booked: dict[str, int] = {}
    for move in flow.booked():
        assert move.units > 0 and move.sender != move.receiver
        booked[move.sender] = booked.get(move.sender, 0) - move.units
        booked[move.receiver] = booked.get(move.receiver, 0) + move.units
    assert {at: units for at, units in booked.items() if units} == {
        at: units for at, units in expected.items() if units
    }
    assert sum(move.kind == NETTED for move in flow.booked()) <= 4


def test_few_transfers_stay_one_by_one() -> None:
    flow = Flow()
    one = Entry(1, 0, TRANSFER, "", "", ANN, BEN, 1)
    flow.add([one] * TRANSFERS_ONE_BY_ONE)
    assert len(flow.booked()) == TRANSFERS_ONE_BY_ONE
    flow.add([one, Entry(1, 1, TRANSFER, "", "", ZERO, ANN, 9), Entry(1, 2, TRANSFER, "", "", BEN, ZERO, 2)])
    assert flow.booked() == [
        Move(ZERO, ANN, 9, MINT),
        Move(ANN, BEN, TRANSFERS_ONE_BY_ONE + 1, NETTED),
        Move(BEN, ZERO, 2, BURN),
    ]
