"""What is frozen stays frozen until two people lift it; what is forgotten cannot be read again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lantau import events, identity
from lantau.db import Outage
from lantau.identity import store
from lantau.identity.parties import FORGOTTEN_NAME
from lantau.refusal import Refusal
from lantau.rulebook import load
from tests.identity.conftest import NATURAL, Desk, owner_of

ORDER = {"authority": "Hong Kong Police Force", "reference": "letter 7", "reason": "suspected proceeds"}
END = "closed its account"


def freeze(desk: Desk, **told: str) -> str:
    given = {"party_id": desk.customer_id, "issuer_id": desk.issuer_id, "checker": desk.checker, **ORDER, **told}
    return desk.done(identity.operations.freeze, **given).id


def test_a_frozen_party_is_objected_to_until_two_people_lift_the_order(desk: Desk) -> None:
    desk.screen()
    order = freeze(desk)
    assert desk.objection() == "identity.frozen A 5.10(c), 8.6"
    told = {"freeze_order_id": order, "reason": "letter 9"}
    alone = desk.refused(identity.operations.lift_freeze, **told)
    assert (alone.code.name, alone.citation.startswith("G 6.5.3")) == ("access.four_eyes", True)
    desk.done(identity.operations.lift_freeze, **told, checker=desk.checker)
    assert desk.objection() == ""
    again = desk.refused(identity.operations.lift_freeze, **told, checker=desk.checker)
    assert again.code.name == "identity.not_frozen"


def test_one_of_two_orders_lifted_leaves_the_other(desk: Desk) -> None:
    desk.screen()
    first = freeze(desk)
    freeze(desk, reference="letter 8")
    told = {"freeze_order_id": first, "reason": "withdrawn", "checker": desk.checker}
    desk.done(identity.operations.lift_freeze, **told)
    assert desk.objection() == "identity.frozen A 5.10(c), 8.6"


def test_a_frozen_wallet_stops_that_wallet_only(desk: Desk) -> None:
    desk.screen()
    frozen, free = desk.wallet(5), desk.wallet(6)
    freeze(desk, wallet_id=frozen.id)
    assert desk.objection(wallet_id=frozen.id) == "identity.frozen A 5.10(c), 8.6"
    assert desk.objection(wallet_id=free.id) == desk.objection() == ""


def test_a_freeze_names_who_orders_what_and_why(desk: Desk) -> None:
    told = {"party_id": desk.customer_id, "issuer_id": desk.issuer_id, "checker": desk.checker}
    for name in ORDER:
        assert desk.refused(identity.operations.freeze, **told, **{**ORDER, name: " "}).where == name
    assert (
        desk.refused(identity.operations.freeze, **{**told, "party_id": "pty_x"}, **ORDER).code.name
        == "identity.unknown_party"
    )
    answer = desk.refused(identity.operations.freeze, **told, **ORDER, wallet_id="wal_x")
    assert answer.code.name == "identity.unknown_subject"
    assert desk.refused(identity.operations.lift_freeze, checker=desk.checker, freeze_order_id="frz_x", reason="r")


def test_whatever_a_gate_reads_makes_a_decision_resting_on_it_stale(desk: Desk) -> None:
    subject = f"party:{desk.customer_id}"

    def version() -> int:
        with desk.database.read() as connection:
            return events.versions(connection, [subject])[subject]

    seen = [version()]
    for act in (desk.verify, desk.screen, lambda: desk.wallet(5), lambda: freeze(desk)):
        act()
        seen.append(version())
    assert seen == sorted(set(seen))


def test_a_customers_records_are_kept_while_the_law_asks_and_unreadable_afterwards(desk: Desk) -> None:
    person_id = desk.take_on(kind="natural", particulars=NATURAL, identifiers=[("hkid", "A123456(3)")])
    book = load("HK")

    def forget(**told: object) -> object:
        given = {"party_id": person_id, "reason": "no reason to keep", "checker": desk.checker, **told}
        return desk.ask(
            lambda database, clock, **asked: identity.operations.forget(database, clock, book, **asked), **given
        )

    assert "relationship" in str(forget())
    told = {"party_id": person_id, "issuer_id": desk.issuer_id, "reason": END}
    desk.done(identity.operations.end_relation, **told)
    assert "kept until 2031-09-01" in str(forget())
    desk.clock.advance_to(datetime(2031, 8, 31, 15, 59, tzinfo=UTC))
    assert "rulebook.not_covered" in str(forget())
    assert "identity.must_be_kept" in str(forget(hold_last=True))
    desk.clock.advance_to(datetime(2031, 8, 31, 16, 0, tzinfo=UTC))
    done = forget(hold_last=True, key="shred")
    assert isinstance(done, identity.Recorded)
    party = desk.file(person_id).party
    assert (party.name, party.particulars, party.identifiers) == (FORGOTTEN_NAME, {}, ())
    with desk.database.read() as connection:
        kept = connection.execute("SELECT 1 FROM identity.party_key WHERE party_id = %s", (person_id,)).fetchall()
    assert kept == []
    assert "identity.forgotten" in str(forget(hold_last=True))
    again = forget(hold_last=True, key="shred")
    assert isinstance(again, identity.Recorded) and again.committed.replayed
    assert not events.verify(desk.database)


def test_a_shredding_cut_short_hides_the_data_at_once_and_is_finished_by_asking_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = load("HK")
    told = {"party_id": desk.issuer_id, "reason": "entered by mistake", "checker": desk.checker, "key": "cut"}

    def forget() -> object:
        return desk.ask(
            lambda database, clock, **asked: identity.operations.forget(database, clock, book, **asked), **told
        )

    def cut(database: object, party_id: str) -> None:
        raise Outage("the database went away")

    with monkeypatch.context() as patched:
        patched.setattr(store, "destroy_key", cut)
        with pytest.raises(Outage):
            forget()
    assert desk.file(desk.issuer_id).party.name == FORGOTTEN_NAME
    assert not isinstance(forget(), Refusal)
    with desk.database.read() as connection:
        assert store.key_of(connection, desk.issuer_id) is None


def test_a_party_nobody_ever_dealt_with_may_be_forgotten_at_once_and_others_stay_readable(desk: Desk) -> None:
    book = load("HK")
    told = {"party_id": desk.issuer_id, "reason": "entered by mistake", "checker": desk.checker}
    desk.done(lambda database, clock, **asked: identity.operations.forget(database, clock, book, **asked), **told)
    assert desk.file(desk.issuer_id).party.forgotten
    assert desk.file().party.name == "Pearl Parts Ltd"
    answer = desk.refused(
        identity.register_wallet, party_id=desk.issuer_id, issuer_id=desk.issuer_id, wallet_address=owner_of(5)
    )
    assert answer.code.name == "identity.forgotten"
