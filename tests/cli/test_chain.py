"""`lantau chain` in a played world: each command beside its refusals, on the chain in this process and on anvil."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from lantau.chain import deploying, keystore, message_queries
from lantau.chain.coin_contract import coin
from lantau.cli import token_arguments, token_keys
from lantau.dates import parse_instant
from lantau.db import Database
from lantau.events import outbox
from lantau.events.values import PendingMessage
from lantau.refusal import Refusal, Refused
from lantau.wiring import LiveWorld, Settings, open_sandbox
from lantau.worlds.keys import SimulatedHands
from tests.chain.nodes import anvil_binary, free_port
from tests.cli.conftest import Run
from tests.journeys.command import FIRST_COIN, ROOT
from tests.worlds.small_world import ADMIT, TAKE_ON, WORLD, write

POLICY = FIRST_COIN / "documents" / "token-policy.toml"
CHECKER = '[people.tom]\nname = "Tom Siu"\norganisation = "firm"\nroles = ["issuer_checker"]\n'
CONFIGURERS = "".join(
    f'[people.{label}]\nname = "{label}"\norganisation = "firm"\nroles = ["{role}"]\n'
    for label, role in (("chan", "issuer_operator"), ("leung", "issuer_checker"), ("wong", "treasury"))
)
"""Who proposes and approves what the master minter does, in the example's token policy."""

NAMED = (
    TAKE_ON
    + ADMIT
    + """
[[act]]
name = "lqd"
at = 2026-09-02T11:00:00+08:00
do = "coin.register"
by = "mei"
with = { coin = "lqd", issuer = "$firm", name = "Lantern Dollar", currency = "HKD" }
words = "The coin is named."
words_zh = "定名。"
"""
)
DEPLOYED = """
[[act]]
name = "on-chain"
at = 2026-09-03T10:00:00+08:00
do = "issuance.deploy_token"
by = "mei"
checked_by = "tom"
words = "It is deployed."
words_zh = "部署。"

[act.with]
coin = "lqd"
name = "Lantern Dollar"
symbol = "LQD"
policy = "policy.toml"

[act.with.audit]
"""
AUDIT = """source_sha256 = "{digest}"
auditor_is_third_party = true
auditor_qualified = true
confirms_execution = true
confirms_function = true
confirms_no_weakness = true
"""


def audit() -> str:
    return AUDIT.format(digest=deploying.source_sha256())


def scenario(folder: Path, name: str, acts: str) -> Path:
    """A small world whose invented keys are those of the example's token policy."""
    world = WORLD.replace('name = "small"', f'name = "{name}"').replace('seed = "small"', 'seed = "first-coin"')
    write(folder, world=world + CHECKER + CONFIGURERS, acts=acts)
    shutil.copy(POLICY, folder / "policy.toml")
    (folder / "audit.toml").write_text(audit(), encoding="utf-8")
    return folder


class Stage:
    """One world: its name, the folder it was played from, its people and its database."""

    def __init__(self, live: LiveWorld, folder: Path) -> None:
        self.live, self.folder, self.name = live, folder, live.name
        with live.database.read() as connection:
            rows = connection.execute("SELECT id, name FROM access.person").fetchall()
        self.people = {row["name"]: row["id"] for row in rows}
        self.mei, self.tom = self.people["Mei Cheung"], self.people["Tom Siu"]

    @property
    def database(self) -> Database:
        return self.live.database

    @property
    def two(self) -> tuple[str, ...]:
        return "--by", self.mei, "--checked-by", self.tom, "--world", self.name

    def deploy(self, *changed: str) -> tuple[str, ...]:
        return (
            *("chain", "deploy", "--coin", "lqd", "--name", "Lantern Dollar", "--symbol", "LQD", "--key", "one"),
            *("--policy", str(POLICY), "--audit", str(self.folder / "audit.toml"), *self.two, *changed),
        )

    def policy_of_people(self) -> Path:
        """The token policy with the persons of this world behind its master minter."""
        text = POLICY.read_text(encoding="utf-8")
        for label in ("chan", "leung", "wong"):
            text = text.replace(f"[person.{label}]\n", f'[person.{label}]\nid = "{self.people[label]}"\n')
        path = self.folder / "people-policy.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def standing(self) -> dict[str, message_queries.MessageStanding]:
        """What is not done, by the function or topic it asks for."""
        with self.database.read() as connection:
            found = message_queries.not_done(connection, "lqd")
        return {str(each.body.get("function", each.topic)): each for each in found}

    def give_up(self, name: str, reason: str) -> str:
        """Abandon a message, as the sender does when a block refused it."""
        each = self.standing()[name]
        with self.database.read() as connection:
            attempts = connection.execute(
                "SELECT count(*) AS n FROM events.outbox_point WHERE message_id = %s", (each.id,)
            ).fetchone()
        assert attempts is not None
        message = PendingMessage(each.id, "", each.topic, each.subject_id, each.body, "", attempts["n"])
        marked = outbox.mark(self.database, self.live.clock, message, "abandoned", {"reason": reason})
        assert not isinstance(marked, Refusal), marked
        return each.id


Play = Callable[[str, str], Stage]


@pytest.fixture(scope="module")
def play(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Plays small worlds; what was there under the name is gone."""
    with open_sandbox(Settings(home=home)) as sandbox:

        def played(name: str, acts: str) -> Stage:
            folder = scenario(tmp_path_factory.mktemp(name), name, acts)
            ended = sandbox.play(folder, reforms=(), fresh=True, progress=lambda *_: None)
            assert not isinstance(ended, Refusal), ended
            live = sandbox.world(name)
            assert isinstance(live, LiveWorld), live
            return Stage(live, folder)

        yield played


@pytest.fixture
def named(play: Play) -> Stage:
    """A world whose coin has its name and no contract."""
    return play("coin-named", NAMED)


@pytest.fixture
def deployed(play: Play) -> Stage:
    """A world whose coin has its contract; the change of who may hold waits for its delay."""
    return play("coin-deployed", NAMED + DEPLOYED + audit())


@pytest.fixture(scope="module")
def unchanged(play: Play) -> tuple[Stage, Stage]:
    """The same two, for tests that change nothing."""
    return play("coin-read-named", NAMED), play("coin-read-deployed", NAMED + DEPLOYED + audit())


@pytest.fixture
def named_read(unchanged: tuple[Stage, Stage]) -> Stage:
    return unchanged[0]


@pytest.fixture
def read(unchanged: tuple[Stage, Stage]) -> Stage:
    return unchanged[1]


def answered(run: Run, stage: Stage, *arguments: str, code: int = 0) -> Any:
    return json.loads(run("chain", *arguments, "--world", stage.name, "--json", code=code).stdout)


def refused(run: Run, stage: Stage, *arguments: str) -> str:
    return run("chain", *arguments, "--world", stage.name, code=1).stderr


def narrow(text: str) -> bool:
    return all(len(line) <= 100 for line in text.splitlines())


LATER = ("--at", "2026-09-08T10:00:00+08:00")
MINTER = "0xF30f492dA0bc80FA3606a0E7F08db40A9FF8F665"


def test_a_coin_goes_from_its_name_to_the_chain_and_agrees_with_its_policy(run: Run, named: Stage) -> None:
    work = ("work", "--scenario", str(named.folder))
    nothing = run("chain", "status", "--world", named.name).stdout
    assert "the chain in this process" in nothing and "No coin of this world is on a chain" in nothing
    assert "no coin of this world is on a chain" in refused(run, named, "roles")
    assert "Refused (cli.no_contract)" in refused(run, named, *work)

    told = run(*named.deploy()).stdout
    address = answered(run, named, "status")["coins"][0]["address"]
    assert f"will be at {address}" in told and "has waited 86,400 seconds" in told and narrow(told)
    assert run(*named.deploy()).stdout == told, "asked twice with one key it is deployed once"
    assert "Refused (issuance.on_chain)" in run(*named.deploy("--key", "two"), code=1).stderr
    waiting = run("chain", "pending", "--world", named.name).stdout
    assert "Waiting to be sent (5)" in waiting and "create the contract" in waiting and narrow(waiting)
    assert f"configureMinter({MINTER}, 50000000000000) by the master minter" in waiting
    assert "is not on the chain yet: lantau chain work sends it" in refused(run, named, "roles", "--coin", "lqd")

    first = run("chain", *work, "--world", named.name).stdout
    assert first.startswith("4 sent, 4 done, ") and "DelayNotOver()" in first and narrow(first)
    waits = run("chain", "pending", "--world", named.name).stdout
    assert "because: its delay is not over (DelayNotOver()); it passes from 2026-09-03 11:00:02 HKT on" in waits
    held = answered(run, named, "pending")
    assert [(each["progress"], each["reason_now"]) for each in held] == [("held", "DelayNotOver()")]
    assert held[0]["passes_from"] == "2026-09-03T03:00:02+00:00"
    coin = answered(run, named, "status")["coins"][0]
    assert (coin["supply_units"], coin["messages"]["held"]) == (0, 1)

    drifts = answered(run, named, "roles", "--policy", str(POLICY), code=4)["drifts"]
    assert {(each["subject"], each["severity"]) for each in drifts} == {
        ("transfer_policy", "severe"), ("announced", "notice"),
    }  # fmt: skip
    assert answered(run, named, *work, *LATER)["done"] == 1
    assert "nothing moved" in run("chain", *work, *LATER, "--world", named.name).stdout.lower()
    assert "As the token policy says." in run("chain", "roles", "--policy", str(POLICY), "--world", named.name).stdout
    assert "Nothing waits for the chain." in run("chain", "pending", "--world", named.name).stdout
    run("verify", "--world", named.name)


@pytest.mark.parametrize(
    ("bent", "words"),
    [
        ({"--by": "per_nobody"}, "Refused (access."),
        ({"--checked-by": "--by"}, "Refused (access."),
        ({"--coin": "nothing"}, "Refused (issuance.unknown_coin)"),
        ({"--policy": "gone.toml"}, "Refused (chain.bad_policy)"),
        ({"--audit": "gone.toml"}, "Refused (cli.bad_audit)"),
        ({"--at": "2026-09-01T10:00:00+08:00"}, "Refused (dates.clock_goes_back)"),
        ({"--at": "soon"}, "at:    --at"),
    ],
)
def test_a_deployment_that_cannot_be_is_refused_and_none_is_made(
    run: Run, named_read: Stage, bent: dict[str, str], words: str
) -> None:
    command = list(named_read.deploy("--at", "2026-09-05T10:00:00+08:00"))
    for option, value in bent.items():
        command[command.index(option) + 1] = command[command.index(value) + 1] if value in command else value
    assert words in run(*command, code=1).stderr
    assert answered(run, named_read, "status")["coins"] == []


def test_only_what_was_audited_is_deployed_and_an_answer_that_is_missing_is_unknown(run: Run, named: Stage) -> None:
    file = named.folder / "audit.toml"
    whole = file.read_text(encoding="utf-8")
    for key, (text, words) in enumerate(
        (
            (whole.replace(deploying.source_sha256(), "0" * 64), "The source that was audited is not"),
            (whole.replace("auditor_qualified = true\n", ""), "[G 6.5.5]"),
            (whole.replace("auditor_qualified", "auditor_qualifyed"), "auditor_qualifyed is no answer of an audit"),
            (whole.replace("function = true", 'function = "yes"'), "confirms_function must be true or false"),
            ("auditor_qualified = true\n", "source_sha256 is missing"),
            ("source_sha256 = ", "cannot be read"),
        )
    ):
        file.write_text(text, encoding="utf-8")
        told = run(*named.deploy("--key", f"try {key}"), code=1).stderr
        assert words in told and "G 6.5.5" in told
    file.write_text(whole, encoding="utf-8")
    run(*named.deploy())


def test_roles_are_read_back_with_what_was_announced_in_hong_kong_time(run: Run, read: Stage) -> None:
    told = run("chain", "roles", "--world", read.name).stdout
    assert re.search(rf"^minter +{MINTER} +50,000,000.00$", told, re.MULTILINE)
    assert "2 of 3" in told and "86,400 seconds" in told and narrow(told)
    assert "2026-09-04 10:00:02 HKT  setTransferPolicy(mode=1, threshold=0)" in told
    policy = ("roles", "--policy", str(POLICY), "--world", read.name)
    drifted = run("chain", *policy, code=4).stdout
    assert "Not as the token policy says: 1 severe, 1 to notice" in drifted and "severe  [G 6.5.3]" in drifted
    chinese = run("chain", *policy, "--zh", code=4).stdout
    assert "與代幣政策不符：1項嚴重，1項提示" in chinese and "總鑄造者" in chinese
    body = answered(run, read, "roles")
    assert body["minters"][0]["address"] == MINTER and body["threshold"] == 2 and "drifts" not in body
    assert [each["ready_at"] for each in body["announced"]] == ["2026-09-04T02:00:02+00:00"]
    assert "'nothing' is on no chain" in refused(run, read, "roles", "--coin", "nothing")
    assert "Refused (chain.bad_policy)" in refused(run, read, "roles", "--policy", "gone.toml")


def test_a_call_is_told_in_words_before_it_is_signed(run: Run, read: Stage) -> None:
    call = ("simulate", "--as", "master-minter", "--policy", str(POLICY), "configureMinter", MINTER, "5.00LQD")
    told = run("chain", *call, "--world", read.name).stdout
    assert "configureMinter of lqd by the master minter" in told and "it would pass" in told
    assert f"what {MINTER} may mint 50,000,000.00 LQD → 5.00 LQD" in told and narrow(told)
    seen = answered(run, read, *call)["preview"]
    assert f"operation  {seen['operation_digest']}" in told
    assert seen["arguments"] == [MINTER.lower(), 5_000_000]
    assert "會獲接受" in run("chain", *call, "--zh", "--world", read.name).stdout
    owner = answered(run, read, "roles")["roles"]["owner"]
    velocity = ("simulate", "--as", owner, "setMintVelocity", "1000")
    assert f"of lqd by {owner}" in run("chain", *velocity, "--world", read.name).stdout


def test_a_call_that_would_be_refused_leaves_with_the_contracts_reason(run: Run, read: Stage) -> None:
    command = ("chain", "simulate", "--as", "minter", "setMintVelocity", "1000", "--world", read.name)
    answer = run(*command, code=1)
    assert "it would be refused" in answer.stdout and "most that may be minted in a day" in answer.stdout
    assert (
        "Refused (chain.would_revert): the contract would refuse it: only the owner may do this (NotOwner())"
        in answer.stderr
    )
    body = json.loads(run(*command, "--json", code=1).stdout)
    assert body["refusal"]["code"] == "chain.would_revert" and body["preview"]["refusal"] == "NotOwner()"
    assert "NotScheduled()" in refused(run, read, "simulate", "--as", "owner", "setDelay", "3600")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--as", "verifier", "fly"), "chain.unknown_function"),
        (("--as", "verifier", "setVerified", MINTER), "chain.unknown_function"),
        (("--as", "pauser", "paused"), "chain.unknown_function"),
        (("--as", "boss", "pause"), "cli.bad_argument"),
        (("--as", "minter", "mint", MINTER, "10.00"), "cli.bad_argument"),
        (("--coin", "nothing", "--as", "pauser", "pause"), "cli.no_contract"),
        (("--as", "pauser", "--policy", "gone.toml", "pause"), "chain.bad_policy"),
    ],
)
def test_a_call_that_is_none_is_refused_where_it_stands(
    run: Run, read: Stage, words: tuple[str, ...], code: str
) -> None:
    assert f"Refused ({code})" in refused(run, read, "simulate", *words)


@pytest.mark.parametrize(
    ("function", "words", "values"),
    [
        ("mint", (MINTER, "1000.00LQD"), (MINTER.lower(), 1_000_000_000)),
        ("mint", (MINTER.lower(), "0.000001 lqd"), (MINTER.lower(), 1)),
        ("mint", (MINTER, "7"), (MINTER.lower(), 7)),
        ("setTransferPolicy", ("2", "8000LQD"), (2, 8_000_000_000)),
        ("setVerifiedMany", (f'["{MINTER}"]', "true"), ((MINTER.lower(),), True)),
        ("setAttestors", (f'["{MINTER}"]', "1"), ((MINTER.lower(),), 1)),
        ("cancel", ("0x" + "ab" * 32,), (b"\xab" * 32,)),
        ("schedule", ("0x",), (b"",)),
    ],
)
def test_arguments_are_read_by_the_functions_types(function: str, words: Sequence[str], values: object) -> None:
    entry = token_arguments.entry_of(coin(), function, len(words))
    assert token_arguments.parsed(entry, words, ("LQD", "lqd")) == values


@pytest.mark.parametrize(
    ("function", "words", "why"),
    [
        ("mint", (MINTER, "10.00HKD"), "HKD is not this coin: write LQD"),
        ("mint", (MINTER, "0.0000001LQD"), "the coin has 6 decimals"),
        ("mint", (MINTER, "1,000"), "write a whole number"),
        ("mint", (MINTER, "-1"), "write a whole number"),
        ("mint", (MINTER, "１"), "write a whole number"),
        ("mint", (MINTER, str(1 << 256)), "it does not fit 256 bits"),
        ("mint", (MINTER.replace("F", "f", 1), "1"), "its capitals do not fit (EIP-55)"),
        ("mint", ("minter", "1"), "an address is 0x and 40"),
        ("setDelay", ("1.00LQD",), "this is no amount of the coin"),
        ("setAttestors", (f'["{MINTER}"]', "1LQD"), "this is no amount of the coin"),
        ("setAttestors", (MINTER, "1"), "write a JSON list"),
        ("setTransferPolicy", ("256", "0"), "it does not fit 8 bits"),
        ("setVerified", (MINTER, "yes"), "write true or false"),
        ("cancel", ("0x" + "ab" * 31,), "it has 31 bytes, not 32"),
        ("schedule", ("0xabc",), "bytes are 0x and pairs"),
    ],
)
def test_an_argument_of_another_type_is_refused_at_its_parameter(function: str, words: Sequence[str], why: str) -> None:
    entry = token_arguments.entry_of(coin(), function, len(words))
    with pytest.raises(Refused) as caught:
        token_arguments.parsed(entry, words, ("LQD", "lqd"))
    assert why in caught.value.refusal.message and caught.value.refusal.where == function


def test_a_redemption_that_nobody_asked_for_cannot_be_undone(run: Run, deployed: Stage) -> None:
    undo = ("chain", "undo", "--reasons", "The holder cancelled it.", "--key", "undo", *deployed.two)
    assert "Refused (issuance.unknown_order)" in run(*undo, "ord_none", code=1).stderr


def test_what_was_given_up_is_told_with_its_reason_and_asked_for_again_by_two(run: Run, deployed: Stage) -> None:
    message = next(iter(deployed.standing().values())).id
    retry = ("chain", "retry", "--reasons", "The delay was too short.", "--key", "again", *deployed.two)
    assert "Refused (chain.not_abandoned)" in run(*retry, message, code=1).stderr
    assert deployed.give_up("setTransferPolicy", "out of gas") == message
    told = run("chain", "pending", "--world", deployed.name).stdout
    assert "Abandoned: refused for good (1)" in told and "because: out of gas" in told
    assert f"waits for two people: lantau chain retry {message}" in told
    assert "Refused (chain.unknown_message)" in run(*retry, "out_none", code=1).stderr
    alone = [deployed.mei if each == deployed.tom else each for each in retry]
    assert "Refused (access." in run(*alone, message, code=1).stderr
    assert message in run(*retry, message).stdout
    assert json.loads(run(*retry, message, "--json").stdout) == {"message": message, "asked_again": True}
    again = {each["progress"]: each for each in answered(run, deployed, "pending")}
    assert again["abandoned"]["retried_by"] == again["waiting"]["id"]
    assert f"asked for again by {again['waiting']['id']}" in run("chain", "pending", "--world", deployed.name).stdout
    assert "Refused (chain.not_abandoned)" in run(*retry, message, "--key", "third", code=1).stderr


EXPIRES = ("--expires", "2026-09-09T10:00:00+08:00")


def test_a_call_is_proposed_by_one_and_leaves_when_enough_others_have_approved_it(run: Run, deployed: Stage) -> None:
    policy = ("--policy", str(deployed.policy_of_people()), "--world", deployed.name)

    def by(label: str, key: str) -> tuple[str, ...]:
        return *policy, "--by", deployed.people[label], "--key", key

    call = ("configureMinter", MINTER, "40000000.00LQD")
    propose = ("chain", "propose", *call, "--reasons", "The first year is over.", *EXPIRES, *by("chan", "p"))
    assert "Nothing was proposed." in run("chain", "proposals", "--world", deployed.name).stdout
    assert "Refused (chain.not_authorised)" in run(*propose, "--by", deployed.mei, "--key", "m", code=1).stderr
    assert "is not the master_minter" in run(*propose, "--as", "owner", "--key", "o", code=1).stderr
    late = run(*propose, "--expires", "2026-09-01T10:00:00+08:00", "--key", "l", code=1).stderr
    assert "Refused (chain.proposal_expired)" in late
    told = run(*propose).stdout
    assert f"what {MINTER} may mint 50,000,000.00 LQD → 40,000,000.00 LQD" in told and "2 approvals missing" in told
    made = json.loads(run(*propose, "--json").stdout)
    assert made["replayed"] and (made["state"], made["missing"]) == ("proposed", 2)

    approve = ("chain", "approve", made["id"])
    assert "Refused (access.four_eyes)" in run(*approve, *by("chan", "c"), code=1).stderr
    assert "Refused (chain.unknown_proposal)" in run("chain", "approve", "none", *by("leung", "x"), code=1).stderr
    signed = run(*approve, *by("leung", "s"), "--signature", "0x" + "11" * 65, code=1).stderr
    assert "Refused (chain.signature_mismatch)" in signed
    assert "Refused (cli.bad_argument)" in run(*approve, *by("leung", "t"), "--signature", "mine", code=1).stderr
    assert "1 approval missing" in run(*approve, *by("leung", "one")).stdout
    assert "Refused (chain.already_approved)" in run(*approve, *by("leung", "again"), code=1).stderr
    listed = run("chain", "proposals", "--world", deployed.name).stdout
    assert "proposed by chan" in listed and "approved by leung" in listed and narrow(listed)
    assert "it waits for the chain" in run(*approve, *by("wong", "two")).stdout
    assert answered(run, deployed, "work", "--scenario", str(deployed.folder))["concluded"] == 1
    assert answered(run, deployed, "roles")["minters"][0]["allowance_units"] == 40_000_000_000_000
    assert [each["state"] for each in answered(run, deployed, "proposals")] == ["executed"]
    assert answered(run, deployed, "proposals", "--open") == []


NOW = parse_instant("2026-09-01T01:00:00Z")
HANDS = ("deployer", "owner", "master_minter")


def keys_of(folder: Path, password: str, *, seed: str = "first-coin") -> Path:
    """The hands that a deployment needs as encrypted keys, made with as little work as a test wants."""
    for role in HANDS:
        secret = hashlib.sha256(f"lantau\0{seed}\0token\0lqd\0{role}".encode()).digest()
        card = keystore.create_key(
            folder, f"lqd-{role}".replace("_", "-"), password, functions=("deploy",), persons=("ma",), by="per_x",
            at=NOW, chance=lambda _, made=secret: made, kdf="pbkdf2", work=10,
        )  # fmt: skip
        if seed == "first-coin":
            assert card.address == SimulatedHands(seed).signer("lqd", role).address
    return folder


def test_encrypted_keys_named_by_coin_and_role_carry_the_work_out(
    run: Run, named: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*named.deploy())
    work = ("work", "--keys", str(keys_of(tmp_path / "keys", "correct horse")))
    monkeypatch.delenv(token_keys.PASSWORD, raising=False)
    assert "Refused (chain.bad_password)" in refused(run, named, *work)
    strangers = ("work", "--keys", str(keys_of(tmp_path / "strangers", "correct horse", seed="another")))
    monkeypatch.setenv(token_keys.PASSWORD, "correct horse")
    assert "Refused (cli.wrong_keys)" in refused(run, named, *strangers)
    assert "Refused (chain.unknown_key)" in refused(run, named, "work", "--keys", str(tmp_path / "nowhere"))
    assert "Refused (worlds.no_scenario)" in refused(run, named, "work", "--scenario", str(tmp_path))
    both = ("chain", *work, "--scenario", str(named.folder), "--world", named.name)
    assert "say --scenario or --keys" in run(*both, code=2).stderr
    neither = run("chain", "work", "--world", named.name, code=2).stderr
    assert "name a folder of keys, or set LANTAU_KEYS" in neither
    assert answered(run, named, "status")["coins"][0]["messages"]["waiting"] == 5, "nothing was sent by a wrong key"
    monkeypatch.setenv("LANTAU_KEYS", str(tmp_path / "keys"))
    assert answered(run, named, "work")["done"] == 4
    assert answered(run, named, "work", *LATER)["done"] == 1


def test_a_key_is_made_listed_and_never_written_over(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "keys"
    monkeypatch.delenv("LANTAU_KEYS", raising=False)
    create = ("chain", "keys", "create", str(folder), "lqd-pauser", "--by", "per_mei", "--person", "ma", "--important")
    monkeypatch.delenv(token_keys.PASSWORD, raising=False)
    assert "Refused (chain.bad_password)" in run(*create, code=1).stderr
    monkeypatch.setenv(token_keys.PASSWORD, "correct horse")
    made = json.loads(run(*create, "--function", "pause", "--json").stdout)
    assert (made["state"], made["functions"], made["important"]) == ("in_use", ["pause"], True)
    assert "Refused (chain.key_exists)" in run(*create, code=1).stderr
    assert "name a folder of keys" in run("chain", "keys", "list", code=2).stderr
    monkeypatch.setenv("LANTAU_KEYS", str(folder))
    told = run("chain", "keys", "list").stdout
    assert re.search(rf"^lqd-pauser +{made['address']} +in use, important +ma$", told, re.MULTILINE)
    listed = json.loads(run("chain", "keys", "list", "--json").stdout)
    assert listed == [made] and "correct" not in told and "crypto" not in json.dumps(listed)
    assert keystore.open_key(folder, "lqd-pauser", "correct horse").address == made["address"].lower()
    folder.chmod(0o755)
    assert (
        "Refused (chain.loose_permissions)"
        in run("chain", "keys", "create", str(folder), "x", "--by", "y", code=1).stderr
    )


def test_a_node_that_does_not_answer_is_an_outage(run: Run, read: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANTAU_CHAIN_URL", f"http://127.0.0.1:{free_port()}")
    for command in (("status",), ("roles",), ("work", "--scenario", str(read.folder))):
        told = run("chain", *command, "--world", read.name, "--json", code=3).stdout
        assert "LANTAU_CHAIN_URL" in json.loads(told)["outage"]["remedy"]
    held = run("chain", "pending", "--coin", "lqd", "--world", read.name)
    assert "Held" in held.stdout and "The node does not say why" in held.stderr, "what waits stands in the records"
    assert "Refused (cli.no_contract)" in refused(run, read, "pending", "--coin", "nothing")


def test_without_anvil_one_line_tells_how_to_install_it_and_nothing_is_started(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANTAU_ANVIL", str(home / "no-anvil"))
    told = run("chain", "up", code=1).stderr
    assert "Refused (cli.no_anvil)" in told and str(home / "no-anvil") in told
    assert re.search(r"^  npm install --ignore-scripts .* @foundry-rs/anvil@", told, re.MULTILINE)
    assert "No node of this home was running." in run("chain", "down").stdout


def test_a_node_of_ones_own_goes_up_once_carries_a_world_and_comes_down(
    run: Run, named: Stage, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binary = anvil_binary()
    if not isinstance(binary, Path):
        pytest.skip(f"NOT TRIED ON ANVIL: {binary}")
    monkeypatch.setenv("LANTAU_ANVIL", str(binary))
    port = free_port()
    try:
        node = json.loads(run("chain", "up", "--port", str(port), "--json").stdout)
        again = run("chain", "up", "--port", str(port)).stdout
        assert f"export LANTAU_CHAIN_URL={node['url']}" in again and f"(process {node['pid']})" in again
        monkeypatch.setenv("LANTAU_CHAIN_URL", node["url"])
        run(*named.deploy())
        assert answered(run, named, "work", "--scenario", str(named.folder))["done"] == 4
        standing = answered(run, named, "status")
        assert standing["node"] == f"the node at 127.0.0.1:{port}"
        assert (standing["chain_id"], standing["coins"][0]["supply_units"]) == (31_337, 0)
        monkeypatch.delenv("LANTAU_CHAIN_URL")
        elsewhere = answered(run, named, "status")["coins"][0]
        assert elsewhere["supply_units"] is None and "is on chain 31337" in elsewhere["supply_unknown"]
        assert "lqd is on chain 31337; this node is of chain" in refused(run, named, "roles")
        assert "lqd is on chain 31337" in refused(run, named, "work", "--scenario", str(named.folder))
        assert answered(run, named, "pending")[0]["progress"] == "held", "what waits is told without the node too"
    finally:
        assert "Node stopped; its state is kept." in run("chain", "down").stdout
    assert json.loads(run("chain", "down", "--json").stdout) == {"was_running": False}


def test_a_port_where_something_listens_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANTAU_ANVIL", sys.executable)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "Refused (cli.chain_port_taken)" in run("chain", "up", "--port", port, code=1).stderr


def test_asking_for_help_loads_no_library_of_the_work() -> None:
    script = (
        "import sys\n"
        "from lantau.cli import main\n"
        "try:\n    main(['chain', 'work', '--help'])\n"
        "except SystemExit as left:\n    assert not left.code\n"
        "heavy = {name.partition('.')[0] for name in sys.modules} & {'numpy', 'psycopg', 'coincurve', 'eth_abi'}\n"
        "sys.exit(f'loaded {sorted(heavy)}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
