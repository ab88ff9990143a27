"""A sandbox: the worlds of one home, each with the clock, rulebooks and chain it was begun with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lantau.chain.queries import NodeChain
from lantau.dates import parse_instant
from lantau.db import Server
from lantau.refusal import Refusal
from lantau.wiring import LiveWorld, Sandbox, Settings, open_sandbox
from lantau.worlds import Played
from tests.journeys.command import temporary_home
from tests.worlds.small_world import write


@pytest.fixture
def sandbox(server: Server, tmp_path: Path) -> Sandbox:
    """A sandbox over the tests' own server, with its settings in a folder of its own."""
    home = tmp_path / "home"
    home.mkdir()
    return Sandbox(Settings(home=home), server)


def play(sandbox: Sandbox, folder: Path, *, name: str, reforms: tuple[str, ...] = (), fresh: bool = False) -> Played:
    write(folder / "scenario")
    folder = folder / "scenario"
    world = folder / "world.toml"
    world.write_text(world.read_text(encoding="utf-8").replace('"small"', f'"{name}"', 1), encoding="utf-8")
    played = sandbox.play(folder, reforms=reforms, fresh=fresh, progress=lambda *_: None)
    assert isinstance(played, Played), played
    return played


def live(sandbox: Sandbox, name: str = "") -> LiveWorld:
    world = sandbox.world(name)
    assert isinstance(world, LiveWorld), world
    return world


def test_a_live_world_stands_at_its_last_act_with_its_law(sandbox: Sandbox, tmp_path: Path) -> None:
    play(sandbox, tmp_path, name="wired-one", reforms=("HK+floor50",))
    world = live(sandbox, "wired-one--hk-floor50")
    assert world.clock.now() == parse_instant("2026-09-06T10:00:00+08:00")
    assert {name: book.id for name, book in world.books.items()} == {"HK": "HK+floor50", "CN": "CN"}
    assert world.book.id == "HK+floor50"
    assert isinstance(world.chain, NodeChain)


def test_the_world_meant_is_the_one_named_else_the_settings_else_the_last_played(
    sandbox: Sandbox, server: Server, tmp_path: Path
) -> None:
    play(sandbox, tmp_path / "a", name="wired-a")
    play(sandbox, tmp_path / "b", name="wired-b")
    assert live(sandbox).name == "wired-b"
    by_setting = Sandbox(Settings(home=sandbox.settings.home, world="wired-a"), server)
    assert live(by_setting).name == "wired-a"
    assert live(by_setting, "wired-b").name == "wired-b"


def test_where_nothing_was_played_there_is_no_world(sandbox: Sandbox) -> None:
    refusal = sandbox.world()
    assert isinstance(refusal, Refusal)
    assert refusal.code.name == "wiring.no_world"


def test_an_unknown_world_is_refused_and_the_known_ones_are_named(sandbox: Sandbox, tmp_path: Path) -> None:
    play(sandbox, tmp_path, name="wired-known")
    refusal = sandbox.world("wired-unknown")
    assert isinstance(refusal, Refusal)
    assert refusal.code.name == "worlds.unknown_world"
    assert "wired-known" in refusal.message


def test_begun_again_it_has_the_same_digest_and_nothing_is_read_back(sandbox: Sandbox, tmp_path: Path) -> None:
    first = play(sandbox, tmp_path, name="wired-again")
    again = play(sandbox, tmp_path, name="wired-again", fresh=True)
    assert again.digest == first.digest
    assert not any(outcome.replayed for outcome in again.outcomes)


def test_an_unknown_reform_is_refused_before_a_world_is_made(sandbox: Sandbox, tmp_path: Path) -> None:
    refusal = sandbox.play(write(tmp_path), reforms=("HK+nosuch",), fresh=False, progress=lambda *_: None)
    assert isinstance(refusal, Refusal)
    assert refusal.code.name.startswith("rulebook.")
    unknown = sandbox.world("small--hk-nosuch")
    assert isinstance(unknown, Refusal)


@pytest.fixture
def two_homes() -> Iterator[tuple[Path, Path]]:
    with temporary_home() as one, temporary_home() as other:
        yield one, other


def test_two_homes_at_once_do_not_collide(two_homes: tuple[Path, Path], tmp_path: Path) -> None:
    one, other = two_homes
    with open_sandbox(Settings(home=one)) as first, open_sandbox(Settings(home=other)) as second:
        played = play(first, tmp_path, name="shared-name")
        unknown = second.world("shared-name")
        assert isinstance(unknown, Refusal)
        assert play(second, tmp_path, name="shared-name").digest == played.digest


def test_a_database_url_of_the_file_is_used_as_one_of_the_environment_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lantau.db import Outage

    monkeypatch.delenv("LANTAU_DATABASE_URL", raising=False)
    nowhere = Settings(home=tmp_path / "home", database_url="postgresql://127.0.0.1:1/none?connect_timeout=2")
    with pytest.raises(Outage), open_sandbox(nowhere):
        pass
    assert not (tmp_path / "home").exists(), "no embedded server was made instead"
