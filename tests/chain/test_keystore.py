"""A key is written whole, read only by its owner, opened only by its password, and listed without its secret."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from lantau.chain import keystore
from lantau.chain.keystore import KeyState, change_state, create_key, key_card, key_list, list_key, open_key
from lantau.chain.signing import LocalSigner
from lantau.refusal import Refused

AT = datetime(2026, 9, 1, 1, tzinfo=UTC)
SECRET = bytes(range(1, 33))
PASSWORD = "correct horse 電池"


def made(folder: Path, name: str = "minter", **told: Any) -> keystore.KeyCard:
    given: dict[str, Any] = {"functions": ("mint", "burn"), "persons": ("per_ann",), "at": AT, "by": "per_ceremony"}
    given |= {"chance": lambda count: SECRET[:count], "work": 2, **told}
    return create_key(folder, name, given.pop("password", PASSWORD), **given)


def refused(call: Any, *told: Any, **named: Any) -> str:
    with pytest.raises(Refused) as caught:
        call(*told, **named)
    assert SECRET.hex() not in str(caught.value) and PASSWORD not in str(caught.value)
    return caught.value.refusal.code.name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_a_key_opens_with_its_password_and_is_the_kept_librarys_file(folder: Path) -> None:
    card = made(folder)
    assert open_key(folder, "minter", PASSWORD).address == card.address == LocalSigner(SECRET).address
    text = (folder / "minter.key.json").read_text()
    assert bytes(Account.decrypt(text, PASSWORD)) == SECRET
    assert json.loads(text)["crypto"]["kdf"] == "scrypt" and SECRET.hex() not in text


def test_scrypt_at_full_work_is_the_default(folder: Path) -> None:
    made(folder, work=None)
    assert json.loads((folder / "minter.key.json").read_text())["crypto"]["kdfparams"]["n"] >= 1 << 18
    assert open_key(folder, "minter", PASSWORD).address == LocalSigner(SECRET).address


def test_chance_is_the_operating_systems_and_two_keys_differ(folder: Path) -> None:
    first = create_key(folder, "a", "x", functions=(), persons=(), at=AT, by="p", work=2)
    second = create_key(folder, "b", "x", functions=(), persons=(), at=AT, by="p", work=2)
    assert first.address != second.address


def test_only_the_owner_may_read(folder: Path) -> None:
    made(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert {path.name for path in folder.iterdir()} == {"minter.key.json", "minter.card.json"}
    (folder / "minter.key.json").chmod(0o640)
    assert refused(open_key, folder, "minter", PASSWORD) == "chain.loose_permissions"
    (folder / "minter.key.json").chmod(0o600)
    folder.chmod(0o755)
    assert refused(open_key, folder, "minter", PASSWORD) == "chain.loose_permissions"
    assert refused(made, folder, "other") == "chain.loose_permissions"


def test_a_link_to_a_key_elsewhere_is_not_followed(folder: Path, tmp_path: Path) -> None:
    made(folder)
    elsewhere = tmp_path / "elsewhere.json"
    (folder / "minter.key.json").rename(elsewhere)
    (folder / "minter.key.json").symlink_to(elsewhere)
    assert refused(open_key, folder, "minter", PASSWORD) == "chain.loose_permissions"


def test_what_does_not_open_says_why_and_shows_nothing(folder: Path) -> None:
    made(folder)
    assert refused(open_key, folder, "minter", "wrong") == "chain.bad_password"
    assert refused(open_key, folder, "nobody", PASSWORD) == "chain.unknown_key"
    assert refused(open_key, folder, "../minter", PASSWORD) == "chain.unknown_key"
    assert refused(made, folder, password="") == "chain.bad_password"
    whole = json.loads((folder / "minter.key.json").read_text())
    crypto = whole["crypto"]
    huge = {**crypto, "kdfparams": {**crypto["kdfparams"], "n": 1 << 40}}
    for wrong in (
        [],
        {},
        {**whole, "version": 4},
        {**whole, "crypto": {}},
        {**whole, "crypto": huge},
        {**whole, "address": "00"},
        {**whole, "address": "11" * 20},
    ):
        (folder / "minter.key.json").write_text(json.dumps(wrong))
        assert refused(open_key, folder, "minter", PASSWORD) == "chain.bad_key_file"
    (folder / "minter.key.json").write_text("{")
    assert refused(open_key, folder, "minter", PASSWORD) == "chain.bad_key_file"


def test_a_key_is_never_overwritten(folder: Path) -> None:
    made(folder)
    before = (folder / "minter.key.json").read_bytes()
    assert refused(made, folder) == "chain.key_exists"
    (folder / "minter.card.json").unlink()
    assert refused(made, folder) == "chain.key_exists"
    assert (folder / "minter.key.json").read_bytes() == before


def test_the_key_list_names_functions_persons_and_state_and_no_secret(folder: Path) -> None:
    made(folder, important=True)
    made(folder, "attestor", chance=lambda count: bytes([7]) * count, functions=("ReserveAttestation",))
    listed = [card.as_body() for card in key_list(folder)]
    assert [(each["name"], each["functions"], each["persons"], each["state"]) for each in listed] == [
        ("attestor", ["ReserveAttestation"], ["per_ann"], "in_use"),
        ("minter", ["burn", "mint"], ["per_ann"], "in_use"),
    ]
    assert SECRET.hex() not in json.dumps(listed)
    assert key_list(folder / "nowhere") == ()


def test_a_key_without_card_is_unlisted_and_signs_nothing_until_it_is_listed(folder: Path) -> None:
    made(folder)
    (folder / "minter.card.json").unlink()
    assert key_list(folder)[0].state is KeyState.UNLISTED
    assert refused(open_key, folder, "minter", PASSWORD) == "chain.key_not_in_use"
    list_key(folder, "minter", functions=("mint",), persons=("per_ann",), at=AT, by="per_ceremony")
    assert open_key(folder, "minter", PASSWORD).address == key_card(folder, "minter").address
    assert refused(list_key, folder, "minter", functions=(), persons=(), at=AT, by="p") == "chain.key_exists"


def test_a_keys_life_is_a_table_of_steps(folder: Path) -> None:
    made(folder)

    def step(state: KeyState) -> keystore.KeyCard:
        return change_state(folder, "minter", state, at=AT, by="per_officer", reasons="as decided")

    step(KeyState.SUSPENDED)
    assert refused(open_key, folder, "minter", PASSWORD) == "chain.key_not_in_use"
    step(KeyState.IN_USE)
    assert open_key(folder, "minter", PASSWORD)
    step(KeyState.COMPROMISED)
    assert refused(step, KeyState.IN_USE) == "chain.illegal_step"
    gone = step(KeyState.DESTROYED)
    assert [each.state.value for each in gone.history] == [
        "in_use", "suspended", "in_use", "compromised", "destroyed",
    ]  # fmt: skip
    assert not (folder / "minter.key.json").exists() and key_list(folder) == (gone,)
    assert refused(open_key, folder, "minter", PASSWORD) == "chain.unknown_key"
    assert refused(step, KeyState.IN_USE) == "chain.illegal_step"


def _create_until_killed(folder: Path) -> None:
    for number in range(10_000):
        create_key(folder, f"key-{number}", "x", functions=(), persons=(), at=AT, by="p", work=2)


def test_a_kill_leaves_whole_keys_only(folder: Path) -> None:
    writer = multiprocessing.get_context("fork").Process(target=_create_until_killed, args=(folder,))
    writer.start()
    while len(list(folder.glob("*.card.json"))) < 20:
        assert writer.is_alive()
    assert writer.pid is not None
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    cards = key_list(folder)
    assert len(cards) >= 20 and sum(card.state is KeyState.UNLISTED for card in cards) <= 1
    for card in cards[:3]:
        assert open_key(folder, card.name, "x").address == card.address
