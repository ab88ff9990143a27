"""A call of the contract is proposed, seen and approved by m of n different people, and leaves for the chain once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lantau import access, events
from lantau.access import SYSTEM, Actor
from lantau.chain import approval_operations, approval_queries
from lantau.chain.approvals import STEPS, Proposal, State, after, approvers_left, operation_facts
from lantau.chain.coin_contract import coin
from lantau.chain.deploying import deployment_row
from lantau.chain.deployment import Deployment, Terms
from lantau.chain.outbox import Sender
from lantau.chain.permission_matrix import read_matrix
from lantau.chain.signing import LocalSigner, Purpose
from lantau.chain.simulation import Preview, approval_text, preview
from lantau.chain.token_policy import TokenPolicy
from lantau.chain.token_policy_file import read_token_policy, read_token_policy_text
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.events import Record, Work, outbox
from lantau.refusal import Refusal
from lantau.rulebook import load
from tests.chain.deployed_coin import ROLES, DeployedCoin, key

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "policies" / "token-policy.toml"
POLICY = read_token_policy(EXAMPLE)
ISSUER, COIN = "pty_issuer", "lqd"
WALLET = key("wallet").address
COMPLIANCE = ("cheng", "fung", "kwok")


@dataclass
class Table:
    """The issuer's people around one deployed coin; each act gets a fresh key unless the test names one."""

    database: Database
    clock: SimulatedClock
    coin: DeployedCoin = field(default_factory=DeployedCoin)
    keys: Any = field(default_factory=lambda: count(1))
    people: dict[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.coin.as_the_example_policy()
        self.coin.ready_to_mint()
        for label in POLICY.persons:
            role = "compliance_officer" if label in COMPLIANCE else "issuer_operator"
            enlisted = access.enlist(
                self.database, self.clock, key=f"enlist-{label}", actor=SYSTEM, person_id=label, name=label,
                organisation_id=ISSUER, occurred_at=self.clock.now(), roles=(role,),
            )  # fmt: skip
            assert isinstance(enlisted, Actor), enlisted
            self.people[label] = enlisted
        hands = {role: key(role).address for role in (*ROLES, "minter", "relayer", "deployer")}
        terms = Terms("Lantau Dollar", "LQD", "HKD", hands, POLICY.attestor_addresses(), 2, 172_800, 1)
        made = Deployment(
            COIN, ISSUER, self.coin.node.chain_id, self.coin.address, hands["deployer"], "0" * 64, terms, 1, 0,
            self.clock.now(),
        )  # fmt: skip
        row = deployment_row(made, self.clock.now())
        told = (Record("deployed", COIN, {}),)
        work = Work("deploy", {}, "system", f"issuer:{ISSUER}", self.clock.now(), records=told, rows=(row,))
        assert not isinstance(events.commit(self.database, self.clock, work), Refusal)

    def seen(self, label: str = "minter", function: str = "mint", *arguments: Any) -> Preview:
        given = arguments or ((WALLET, 1_000_000) if function == "mint" else ())
        return preview(self.coin.node, self.coin.address, key(label).address, function, given, policy=POLICY)

    def propose(self, who: str = "ma", seen: Preview | None = None, **told: Any) -> Any:
        given = {
            "key": f"key-{next(self.keys)}", "actor": self.people[who], "occurred_at": self.clock.now(),
            "coin_id": COIN, "preview": seen or self.seen(), "reasons": "the outbox stands still",
            "expires_at": self.clock.now() + timedelta(days=1), "policy": POLICY, **told,
        }  # fmt: skip
        return approval_operations.propose(self.database, self.clock, given.pop("policy"), **given)

    def approve(self, proposal_id: str, who: str, seen: Preview | None = None, **told: Any) -> Any:
        given = {
            "key": f"key-{next(self.keys)}", "actor": self.people[who], "occurred_at": self.clock.now(),
            "proposal_id": proposal_id, "preview": seen or self.seen(), "policy": POLICY, **told,
        }  # fmt: skip
        return approval_operations.approve(self.database, self.clock, given.pop("policy"), **given)

    def act(self, operation: Callable[..., Any], proposal_id: str, who: str | Actor, **told: Any) -> Any:
        actor = who if isinstance(who, Actor) else self.people[who]
        given = {"key": f"key-{next(self.keys)}", "actor": actor, "occurred_at": self.clock.now(), **told}
        return operation(self.database, self.clock, proposal_id=proposal_id, **given)

    def proposal(self, proposal_id: str) -> Proposal:
        with self.database.read() as connection:
            return approval_queries.proposal(connection, proposal_id)

    def messages(self) -> list[dict[str, Any]]:
        return [dict(each.body) for each in outbox.pending(self.database, "chain.operation")]

    def refused_on_record(self) -> list[str]:
        with self.database.read() as connection:
            rows = connection.execute("SELECT body FROM events.record WHERE kind = 'refused' ORDER BY commit_id")
            return [row["body"]["refusal"]["code"] for row in rows]


@pytest.fixture
def table(database: Database, clock: SimulatedClock) -> Table:
    return Table(database, clock)


def code(answer: Any) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code.name


def test_the_approval_that_completes_the_number_queues_the_call(table: Table) -> None:
    made = table.propose()
    assert made.state is State.PROPOSED and table.messages() == []
    assert [each.label for each in approvers_left(POLICY, table.proposal(made.id))] == ["yip", "tse"]
    assert table.approve(made.id, "yip").state is State.PROPOSED and table.messages() == []
    assert table.approve(made.id, "tse").state is State.QUEUED
    seen = table.seen()
    assert table.messages() == [
        {
            "contract": table.coin.address, "coin_id": COIN, "role": "minter", "function": "mint",
            "arguments": [WALLET, 1_000_000], "proposal_id": made.id, "digest": seen.operation_digest,
        }
    ]  # fmt: skip
    stands = table.proposal(made.id)
    assert (stands.state, stands.missing, stands.proposed_by) == (State.QUEUED, 0, "ma")
    assert {each.person_id for each in stands.approvals} == {"yip", "tse"}
    with table.database.read() as connection:
        steps = approval_queries.history(connection, made.id)
    assert [each["step"] for each in steps] == ["propose", "complete", "queue"]
    assert events.verify(table.database) == ()


def test_how_it_ended_is_recorded_once(table: Table) -> None:
    made = table.propose()
    early = table.act(approval_operations.conclude, made.id, SYSTEM, executed=True, reasons="0x01")
    assert code(early) == "chain.illegal_step"
    table.approve(made.id, "yip")
    table.approve(made.id, "tse")
    done = table.act(approval_operations.conclude, made.id, SYSTEM, executed=True, reasons="0x01", key="end")
    assert done.state is State.EXECUTED
    again = table.act(approval_operations.conclude, made.id, SYSTEM, executed=True, reasons="0x01", key="end")
    assert again.committed.replayed
    other = table.act(approval_operations.conclude, made.id, SYSTEM, executed=False, reasons="reverted")
    assert code(other) == "chain.illegal_step"
    assert code(table.act(approval_operations.conclude, made.id, "ma", executed=True, reasons="x")) == (
        "access.not_permitted"
    )


def test_asking_twice_is_asking_once(table: Table) -> None:
    first, again = table.propose(key="p"), table.propose(key="p")
    assert (again.id, again.committed.replayed) == (first.id, True)
    assert code(table.propose(key="p", reasons="another")) == "events.key_reused"
    one, two = table.approve(first.id, "yip", key="a"), table.approve(first.id, "yip", key="a")
    assert not one.committed.replayed and two.committed.replayed
    table.approve(first.id, "tse", key="b")
    assert table.approve(first.id, "tse", key="b").committed.replayed
    assert len(table.messages()) == 1


def test_nobody_approves_alone_or_twice_or_without_being_named(table: Table) -> None:
    made = table.propose()
    assert code(table.approve(made.id, "ma")) == "access.four_eyes"
    table.approve(made.id, "yip")
    assert code(table.approve(made.id, "yip")) == "chain.already_approved"
    for outsider in ("ho", "chan", "cheng", "au"):
        answer = table.approve(made.id, outsider)
        assert (code(answer), answer.citation) == ("chain.not_authorised", "G 6.5.4")
    assert code(table.approve("act_none", "yip")) == "chain.unknown_proposal"
    assert table.messages() == []
    assert table.refused_on_record().count("chain.not_authorised") == 4


def test_only_who_the_policy_names_proposes_and_only_for_its_hand(table: Table) -> None:
    assert code(table.propose("ho")) == "chain.not_authorised"
    assert table.propose(seen=table.seen("other")).where == "sender"
    assert code(table.propose(seen=table.seen("wallet", "approve", WALLET, 5))) == "chain.not_authorised"
    stranger = Actor("zed", "zed", frozenset({"issuer_operator"}), "pty_other")
    assert code(table.propose(actor=stranger)) == "access.not_own_organisation"
    holder = Actor("ma", "ma", frozenset({"holder"}), ISSUER)
    assert code(table.propose(actor=holder)) == "access.not_permitted"


def test_what_the_contract_would_refuse_is_not_proposed(table: Table) -> None:
    answer = table.propose(seen=table.seen("minter", "mint", WALLET, 10**15))
    assert code(answer) == "chain.would_revert" and "MintAllowanceExceeded" in answer.message
    assert code(table.propose(coin_id="nothing")) == "chain.unknown_proposal"
    assert code(table.propose(seen=replace(table.seen(), chain_id=1))) == "chain.stale_simulation"
    assert code(table.propose(reasons=" ")) == "chain.illegal_step"
    assert code(table.propose(expires_at=table.clock.now())) == "chain.proposal_expired"


def test_a_proposal_expires_at_its_instant(table: Table) -> None:
    made = table.propose(expires_at=table.clock.now() + timedelta(hours=1))
    table.approve(made.id, "yip")
    early = table.act(approval_operations.expire, made.id, SYSTEM)
    assert code(early) == "chain.illegal_step"
    end: datetime = table.clock.now() + timedelta(hours=1)
    assert code(table.approve(made.id, "tse", occurred_at=end)) == "chain.proposal_expired"
    assert table.proposal(made.id).state_at(end) is State.EXPIRED
    last = table.approve(made.id, "tse", occurred_at=end - timedelta(seconds=1))
    assert last.state is State.QUEUED

    other = table.propose(expires_at=table.clock.now() + timedelta(hours=1))
    table.clock.advance_to(end)
    assert table.act(approval_operations.expire, other.id, SYSTEM).state is State.EXPIRED
    assert code(table.approve(other.id, "tse")) == "chain.proposal_expired"
    assert code(table.act(approval_operations.expire, other.id, SYSTEM)) == "chain.illegal_step"


def test_a_withdrawn_proposal_is_not_approved_and_a_queued_one_not_withdrawn(table: Table) -> None:
    made = table.propose()
    assert table.act(approval_operations.withdraw, made.id, "yip", reasons="settled by itself").state is State.WITHDRAWN
    assert code(table.approve(made.id, "tse")) == "chain.illegal_step"
    queued = table.propose()
    table.approve(queued.id, "yip")
    table.approve(queued.id, "tse")
    assert code(table.act(approval_operations.withdraw, queued.id, "yip", reasons="late")) == "chain.illegal_step"
    with table.database.read() as connection:
        assert [each.id for each in approval_queries.proposals(connection, COIN, open_only=True)] == [queued.id]
        assert len(approval_queries.proposals(connection)) == 2


def test_a_preview_that_changed_in_what_matters_is_stale(table: Table) -> None:
    made = table.propose()
    table.coin.do("minter", "mint", WALLET, 5_000_000)
    assert not isinstance(table.approve(made.id, "yip"), Refusal), "supply moved, the decision did not"
    table.coin.do("verifier", "setVerified", WALLET, False)
    answer = table.approve(made.id, "tse")
    assert (code(answer), answer.citation) == ("chain.stale_simulation", "G 6.5.7")
    other = table.approve(made.id, "tse", seen=table.seen("minter", "mint", WALLET, 2_000_000))
    assert code(other) == "chain.stale_simulation"
    assert table.messages() == [] and table.refused_on_record() == ["chain.stale_simulation"] * 2


def test_a_changed_policy_makes_a_proposal_stale(table: Table) -> None:
    made = table.propose()
    newer = read_token_policy_text(EXAMPLE.read_text(encoding="utf-8") + "\n# newer\n", "p.toml")
    assert code(table.approve(made.id, "yip", policy=newer)) == "chain.stale_simulation"


def test_a_signature_is_held_against_the_address_of_the_policy(table: Table) -> None:
    made, seen = table.propose(), table.seen()
    text = approval_text(seen)
    wrong = key("person tse").sign_text(text, purpose=Purpose.APPROVAL)
    assert code(table.approve(made.id, "yip", signature=wrong)) == "chain.signature_mismatch"
    other_text = key("person yip").sign_text(text + " ", purpose=Purpose.APPROVAL)
    assert code(table.approve(made.id, "yip", signature=other_text)) == "chain.signature_mismatch"
    assert code(table.approve(made.id, "yip", signature=b"\1")) == "chain.signature_mismatch"
    right = key("person yip").sign_text(text, purpose=Purpose.APPROVAL)
    table.approve(made.id, "yip", signature=right)
    signed = table.proposal(made.id).approvals[0]
    assert (signed.address, signed.signature) == (key("person yip").address, "0x" + right.hex())
    assert table.refused_on_record() == ["chain.signature_mismatch"] * 3


def test_a_dangerous_call_leaves_with_its_announcement(table: Table) -> None:
    new = ("setDelay", 172_801)
    seen = table.seen("owner", *new)
    assert seen.refusal == "NotScheduled()"
    made = table.propose("ho", seen)
    table.approve(made.id, "lam", seen)
    assert table.approve(made.id, "ng", seen).state is State.QUEUED
    announced, call = table.messages()
    assert announced["function"] == "schedule" and announced["role"] == call["role"] == "owner"
    assert announced["arguments"] == ["0x" + coin().encode(*new).hex()]
    assert (call["function"], call["arguments"]) == ("setDelay", [172_801])
    assert announced["digest"] == call["digest"] == seen.operation_digest
    subjects = {each.subject_id for each in outbox.pending(table.database, "chain.operation")}
    assert subjects == {f"{COIN}/{made.id}"}


def test_approvals_at_one_instant_queue_once(table: Table) -> None:
    made = table.propose()
    seen = table.seen()

    def approved(who: str) -> Any:
        for _ in range(5):
            answer = table.approve(made.id, who, seen, key=f"race-{who}")
            if not (isinstance(answer, Refusal) and answer.code.name == "events.stale"):
                return answer
        raise AssertionError("stale five times")

    with ThreadPoolExecutor(max_workers=4) as desks:
        answers = list(desks.map(approved, ["yip", "tse", "yip", "tse"]))
    assert all(not isinstance(answer, Refusal) for answer in answers), answers
    assert len(table.messages()) == 1 and len(table.proposal(made.id).approvals) == 2
    assert events.verify(table.database) == ()


def test_a_proposer_whose_roles_were_taken_away_is_no_maker_any_more(table: Table) -> None:
    made = table.propose()
    taken = access.revoke(
        table.database, table.clock, key="revoke", actor=SYSTEM, person_id="ma", role="issuer_operator",
        occurred_at=table.clock.now(),
    )  # fmt: skip
    assert not isinstance(taken, Refusal), taken
    assert code(table.approve(made.id, "yip")) == "access.not_permitted"


def outcomes(policy: TokenPolicy, proposal: Proposal, **told: Any) -> dict[str, str]:
    facts = operation_facts(policy, proposal, **told)
    found = load("HK").judge("token_operation", facts, subject_id=proposal.id, on=date(2026, 9, 1))
    return {each.rule_id.removeprefix("HK.token."): each.outcome.value for each in found}


def test_an_approved_operation_meets_the_rules_of_its_gate_and_an_unapproved_one_does_not(table: Table) -> None:
    made = table.propose()
    before = outcomes(POLICY, table.proposal(made.id), conditions_met=True)
    assert before["authorisation_level"] == before["no_single_person"] == "breached"
    table.approve(made.id, "yip")
    table.approve(made.id, "tse")
    done = outcomes(POLICY, table.proposal(made.id), conditions_met=True)
    wanted = ("authorisation_level", "no_single_person", "before_sending", "authorised_staff")
    assert {name: done[name] for name in wanted} == dict.fromkeys(wanted, "met")
    unknown = outcomes(POLICY, table.proposal(made.id))
    assert unknown["authorisation_level"] == "unknown"
    early = outcomes(POLICY, table.proposal(made.id), conditions_met=True, executed_at=9, delay_ends_at=10)
    assert early["time_lock"] == "breached"
    assert (done["velocity_limit"], done["mint_whitelist"]) == ("unknown", "unknown")
    limit = POLICY.limits.mint_velocity_units
    told = {"moved_in_window_micros": limit, "destination_whitelisted": True}
    inside = outcomes(POLICY, table.proposal(made.id), **told)
    assert (inside["velocity_limit"], inside["mint_whitelist"]) == ("met", "met")
    told = {"moved_in_window_micros": limit + 1, "destination_whitelisted": False}
    outside = outcomes(POLICY, table.proposal(made.id), **told)
    assert (outside["velocity_limit"], outside["mint_whitelist"]) == ("breached", "breached")


class _Keyring:
    """The keys of these tests by hand."""

    def signer(self, coin_id: str, role: str) -> LocalSigner:
        return key(role)


def test_what_was_approved_happens_on_the_chain_and_a_dangerous_call_after_its_delay(table: Table) -> None:
    sender = Sender(table.database, table.clock, table.coin.node, _Keyring())

    def pumped() -> None:
        for _ in range(4):
            sender.pump()
            table.coin.later(12)

    made = table.propose()
    table.approve(made.id, "yip")
    table.approve(made.id, "tse")
    seen = table.seen("owner", "setDelay", 172_801)
    slow = table.propose("ho", seen)
    table.approve(slow.id, "lam", seen)
    table.approve(slow.id, "ng", seen)
    pumped()
    assert table.coin.read("balanceOf", WALLET) == 1_000_000
    assert table.coin.read("delaySeconds") == 172_800
    matrix = read_matrix(table.coin.node, table.coin.address)
    assert [each.call.function for each in matrix.announced if each.call] == ["setDelay"]
    table.coin.later(172_800)
    table.clock.advance_to(table.clock.now() + timedelta(days=3))
    pumped()
    assert table.coin.read("delaySeconds") == 172_801
    assert table.messages() == []


@pytest.mark.parametrize("state", State)
def test_every_step_that_is_not_in_the_table_is_refused(state: State) -> None:
    for step in ("propose", "complete", "queue", "execute", "fail", "expire", "withdraw"):
        following = after(state, step)
        assert following == STEPS.get((state, step)) or code(following) == "chain.illegal_step"
