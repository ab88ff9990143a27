"""Settings: an environment variable over the file over the default; what is misspelt is refused at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from lantau.refusal import Refusal
from lantau.wiring import DEFAULT_PORT, Settings, read_settings


def settled(environment: dict[str, str], folder: Path) -> Settings:
    settings = read_settings(environment, folder)
    assert isinstance(settings, Settings), settings
    return settings


def test_with_nothing_said_the_home_lies_in_the_working_folder(tmp_path: Path) -> None:
    assert settled({}, tmp_path) == Settings(home=tmp_path / ".lantau", database_url="", world="", port=DEFAULT_PORT)


def test_the_file_is_over_the_default_and_the_environment_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "lantau.toml").write_text('home = "/srv/one"\nport = 9000\nworld = "first"\n')
    from_file = settled({}, tmp_path)
    assert (from_file.home, from_file.port, from_file.world) == (Path("/srv/one"), 9000, "first")
    told = {"LANTAU_HOME": "/srv/two", "LANTAU_PORT": "9001", "LANTAU_DATABASE_URL": "postgresql:///x"}
    over = settled(told, tmp_path)
    assert (over.home, over.port, over.world) == (Path("/srv/two"), 9001, "first")
    assert over.database_url == "postgresql:///x"


def test_a_node_an_anvil_and_a_folder_of_keys_are_nobody_s_until_named(tmp_path: Path) -> None:
    nothing = settled({}, tmp_path)
    assert (nothing.chain_url, nothing.anvil, nothing.keys) == ("", "", "")
    (tmp_path / "lantau.toml").write_text('anvil = "/opt/anvil"\nkeys = "/srv/keys"\n')
    over = settled({"LANTAU_KEYS": "/run/keys", "LANTAU_CHAIN_URL": "http://127.0.0.1:8545"}, tmp_path)
    assert (over.chain_url, over.anvil, over.keys) == ("http://127.0.0.1:8545", "/opt/anvil", "/run/keys")


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    assert settled({"LANTAU_PORT": "", "LANTAU_HOME": ""}, tmp_path).port == DEFAULT_PORT


def test_a_file_of_another_name_can_be_named(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('world = "second"')
    assert settled({"LANTAU_CONFIG": str(other)}, tmp_path).world == "second"


def test_a_home_may_be_written_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settled({"LANTAU_HOME": "~/sandbox"}, tmp_path).home == tmp_path / "sandbox"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "web", "80.5", "８０"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    refusal = read_settings({"LANTAU_PORT": port}, tmp_path)
    assert isinstance(refusal, Refusal)
    assert refusal.code.name == "wiring.bad_setting"
    assert port in refusal.message


@pytest.mark.parametrize("port", ["1", "65535"])
def test_the_first_and_the_last_port_are_taken(tmp_path: Path, port: str) -> None:
    assert settled({"LANTAU_PORT": port}, tmp_path).port == int(port)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hoem = 'x'", "hoem is no setting; known are anvil, chain_url, database_url, home, keys, port, world"),
        ("home = ", "cannot be read"),
    ],
)
def test_a_file_that_is_wrong_is_refused_at_its_place(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "lantau.toml").write_text(text)
    refusal = read_settings({}, tmp_path)
    assert isinstance(refusal, Refusal)
    assert refusal.code.name == "wiring.bad_setting"
    assert words in refusal.message
    assert str(tmp_path / "lantau.toml") in refusal.where


def test_a_file_that_was_named_but_is_not_there_is_refused(tmp_path: Path) -> None:
    refusal = read_settings({"LANTAU_CONFIG": str(tmp_path / "gone.toml")}, tmp_path)
    assert isinstance(refusal, Refusal)
    assert refusal.code.name == "wiring.bad_setting"
    assert "gone.toml" in refusal.where


@pytest.mark.parametrize("text", ["port = true", "home = 5", "world = ['a']", "anvil = 1", "keys = true"])
def test_a_setting_of_the_wrong_kind_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "lantau.toml").write_text(text)
    refusal = read_settings({}, tmp_path)
    assert isinstance(refusal, Refusal)
    assert refusal.code.name == "wiring.bad_setting"
