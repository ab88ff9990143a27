"""The command line as a whole: documented, fast to ask for help, JSON where it is promised."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from lantau.cli import main
from lantau.cli.commands import COMMANDS
from tests.journeys.command import ROOT

WITHOUT_JSON = {"up", "stop"}
"""They answer with a process."""


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            inner = command.get_command(click.Context(command), name)
            assert inner is not None, f"{name} is listed but is no command"
            yield from leaves(inner, (*path, name))
    else:
        yield path, command


LEAVES = dict(leaves(main))


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_each_command_explains_itself_and_answers_in_json_where_promised(path: tuple[str, ...]) -> None:
    told = CliRunner().invoke(main, [*path, "--help"])
    assert told.exit_code == 0
    assert LEAVES[path].help
    assert ("--json" in told.output) is (path[0] not in WITHOUT_JSON)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_in_the_readme(name: str) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"\blantau {name}\b", page), f"README.md does not show lantau {name}"


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_each_option_in_the_readme_is_one_the_command_has(path: tuple[str, ...]) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    known = {option for parameter in LEAVES[path].params for option in (*parameter.opts, *parameter.secondary_opts)}
    for line in re.findall(rf"^lantau {' '.join(path)} (.*)$", page, re.MULTILINE):
        shown = set(re.findall(r"(?<![\w-])--[a-z-]+", line.partition("#")[0]))
        assert shown <= known, f"README.md shows {shown - known} for lantau {' '.join(path)}"


def test_the_list_of_commands_says_what_each_does() -> None:
    told = " ".join(CliRunner().invoke(main, ["--help"]).output.split())
    for name, (_, _, words) in COMMANDS.items():
        assert f"{name} {words}" in told


def test_asking_for_help_loads_no_library_of_the_work() -> None:
    script = (
        "import sys\n"
        "from lantau.cli import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit as left:\n    assert not left.code\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "heavy = loaded & {'numpy', 'fastapi', 'uvicorn', 'psycopg', 'lxml', 'xsdata', 'cryptography', 'jinja2',\n"
        "                  'numba', 'matplotlib'}\n"
        "ours = {name for name in sys.modules if name.startswith('lantau.') and not name.startswith('lantau.cli')}\n"
        "sys.exit(f'loaded {sorted(heavy)} {sorted(ours)}' if heavy or ours else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


LANTAU = [sys.executable, "-m", "lantau.cli"]


@pytest.mark.parametrize("name", ["run", "stop", "calendar", "evidence"])
def test_asking_one_command_of_the_database_for_help_loads_no_database(name: str) -> None:
    script = (
        "import sys\n"
        "from lantau.cli import main\n"
        f"try:\n    main(['{name}', '--help'])\n"
        "except SystemExit as left:\n    assert not left.code\n"
        "heavy = {name.partition('.')[0] for name in sys.modules} & {'numpy', 'psycopg', 'lxml', 'cryptography'}\n"
        "sys.exit(f'loaded {sorted(heavy)}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_an_answer_that_cannot_be_written_is_an_outage() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*LANTAU, "rules", "facts"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT
        )
    assert done.returncode == 3
    assert done.stderr.startswith("Outage: ") and "Traceback" not in done.stderr


def test_a_reader_who_has_seen_enough_is_no_fault() -> None:
    with subprocess.Popen(
        [*LANTAU, "rules", "facts", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "[\n"
        process.stdout.close()
        assert process.stderr.read() == ""


def test_a_command_stopped_by_the_keyboard_says_so_and_leaves_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(LEAVES["rules", "facts"], "callback", stop)
    done = CliRunner().invoke(main, ["rules", "facts"])
    assert (done.exit_code, done.output) == (130, "Stopped.\n")


def test_a_name_longer_than_a_file_may_have_is_an_outage_in_json_too() -> None:
    done = CliRunner().invoke(main, ["run", "x" * 5_000, "--json"])
    assert done.exit_code == 3
    assert "too long" in json.loads(done.output)["outage"]["message"]


@pytest.mark.parametrize("address", ["not an address", "postgresql://nobody@127.0.0.1:1/none"])
def test_an_outage_is_json_too(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LANTAU_HOME", str(tmp_path))
    monkeypatch.setenv("LANTAU_DATABASE_URL", address)
    done = CliRunner().invoke(main, ["findings", "--json"])
    assert done.exit_code == 3
    assert "LANTAU_DATABASE_URL" in json.loads(done.output)["outage"]["message"]


def test_a_path_of_odd_bytes_is_refused_in_json_that_can_be_read() -> None:
    done = subprocess.run(
        [*map(os.fsencode, LANTAU), b"perimeter", b"\xff.toml", b"--json"], capture_output=True, check=False, cwd=ROOT
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["refusal"]["code"] == "rulebook.bad_issuer"
