"""The command line as a whole: documented, fast to ask for help, JSON where it is promised."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

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
        "heavy = loaded & {'numpy', 'fastapi', 'uvicorn', 'psycopg', 'lxml', 'xsdata', 'cryptography', 'jinja2'}\n"
        "ours = {name for name in sys.modules if name.startswith('lantau.') and not name.startswith('lantau.cli')}\n"
        "sys.exit(f'loaded {sorted(heavy)} {sorted(ours)}' if heavy or ours else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
