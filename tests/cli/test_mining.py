"""`lantau mine`: every command answers in text, JSON, CSV and HTML, and refuses with a place; no database is needed."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lantau.cli import main
from tests.journeys.command import ROOT

FLEET = ROOT / "examples" / "fleets" / "three-rivers"
EXPANSION = str(FLEET / "expansion.toml")


@pytest.fixture(autouse=True)
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv("LANTAU_HOME", str(blocked / "home"))


def mine(*arguments: str, code: int = 0) -> Result:
    """Run a command in this process."""
    result = CliRunner().invoke(main, ["mine", *arguments])
    assert result.exit_code == code, f"left with {result.exit_code}\n{result.output}\n{result.exception!r}"
    return result


COMMANDS = {
    "report": ["report", str(FLEET)],
    "attribute": ["attribute", str(FLEET), "--from", "2025-06", "--to", "2025-07"],
    "expand": ["expand", EXPANSION, "--paths", "50"],
    "network": ["network", "--from", "2025-06", "--to", "2025-08"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_answers_in_text_json_html_and_charts(name: str, tmp_path: Path) -> None:
    page, charts = tmp_path / "page.html", tmp_path / "charts"
    told = mine(*COMMANDS[name], "--html", str(page), "--charts", str(charts))
    assert "simulated" in told.output
    assert "simulated" in page.read_text(encoding="utf-8")
    assert {path.suffix for path in charts.iterdir()} == {".svg", ".png"}
    body = json.loads(mine(*COMMANDS[name], "--json").output)
    assert body["notice"].startswith("simulated")


def test_the_report_is_the_published_form() -> None:
    told = mine("report", str(FLEET), "--from", "2025-06", "--to", "2025-07").output
    for words in ("bitcoin produced", "a day", "deployed at month end, EH/s", "average operating, EH/s", "uptime",
                  "fleet J/TH", "power, kWh", "cash cost of a bitcoin", "all-in cost of a bitcoin", "bitcoin held",
                  "bitcoin sold", "gross margin", "2025Q3 (1 of 3 months)", "next MW"):  # fmt: skip
        assert words in told
    assert "2025-05" not in told


def test_the_months_leave_as_csv(tmp_path: Path) -> None:
    out = tmp_path / "months.csv"
    mine("report", str(FLEET), "--csv", str(out))
    lines = out.read_text(encoding="utf-8").splitlines()
    assert "simulated" in lines[0]
    rows = list(csv.DictReader(lines[1:]))
    body = json.loads(mine("report", str(FLEET), "--json").output)
    assert [int(row["produced_sat"]) for row in rows] == [month["produced_sat"] for month in body["months"]]


def test_the_parts_sum_to_the_change() -> None:
    body = json.loads(mine(*COMMANDS["attribute"], "--json").output)
    assert sum(body["parts_sat"].values()) == body["change_sat"] == 3_680_000_000


def test_published_months_are_attributed_without_a_fleet(tmp_path: Path) -> None:
    path = tmp_path / "published.csv"
    path.write_text("month,btc_produced,avg_operating_ehs\n2025-06,450,29.9\n2025-07,650.5,40.91\n", encoding="utf-8")
    asked = ("attribute", "--published", str(path), "--from", "2025-06", "--to", "2025-07", "--fee", "0.5 %")
    told = mine(*asked).output
    assert "+200.50000000" in told
    assert "assumed: transaction fees of 0.02 BTC a block, in 2025-06 and 2025-07" in told
    months = tmp_path / "monthly.csv"
    months.write_text("month,fees_btc_per_block\n2025-06,0.034\n2025-07,0.031\n", encoding="utf-8")
    assert "assumed" not in mine(*asked, "--monthly", str(months)).output


def test_the_network_tells_epochs_and_machines() -> None:
    assert "170240c3" in mine("network", "--epochs").output
    assert "Antminer S21 XP" in mine("network", "--machines").output
    rows = json.loads(mine("network", "--machines", "--json").output)["rows"]
    assert len(rows) == 14


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["report", "nowhere"], 1, "mining.bad_file"),
        (["report", str(FLEET), "--from", "2030-01"], 1, "mining.no_month"),
        (["report", str(FLEET), "--from", "yesterday"], 1, "mining.bad_field"),
        (["attribute", str(FLEET), "--from", "2025-03", "--to", "2025-07"], 1, "mining.no_month"),
        (["attribute", "--from", "2025-06", "--to", "2025-07"], 2, "give the folder of a fleet"),
        (
            ["attribute", "--published", "x", "--from", "2025-06", "--to", "2025-07", "--scheme", "PPX"],
            2,
            "--scheme is",
        ),
        (
            ["attribute", "--published", "x", "--from", "2025-06", "--to", "2025-07", "--fee", "half"],
            1,
            "mining.bad_field",
        ),
        (
            ["attribute", str(FLEET), "--from", "2025-06", "--to", "2025-07", "--fee", "2 %"],
            2,
            "go with --published",
        ),
        (
            ["attribute", str(FLEET), "--from", "2025-06", "--to", "2025-07", "--monthly", "x.csv"],
            2,
            "go with --published",
        ),
        (["network", "--epochs", "--html", "x.html"], 2, "no month, price, page or chart"),
        (["network", "--machines", "--from", "2025-06"], 2, "no month, price, page or chart"),
        (["network", "--machines", "--epochs"], 2, "give --epochs or --machines"),
        (["expand", EXPANSION, "--paths", "0"], 1, "--paths is 0; it must be at least 1"),
        (["expand", EXPANSION, "--seed", "-1"], 1, "--seed is -1; it must be at least 0"),
        (["expand", "nowhere.toml"], 1, "mining.bad_file"),
        (["network", "--from", "2031-01"], 1, "2024-01 to 2026-05"),
        (["network", "--difficulty", "nowhere.csv"], 1, "mining.bad_file"),
        (["network", "--epochs", "--difficulty", "nowhere.csv"], 1, "mining.bad_file"),
    ],
)
def test_what_cannot_be_answered_is_refused(arguments: list[str], code: int, words: str) -> None:
    assert words in mine(*arguments, code=code).output
    if code == 1:
        assert json.loads(mine(*arguments, "--json", code=1).output)["refusal"]["remedy"]


def test_a_page_never_replaces_a_folder(tmp_path: Path) -> None:
    assert "cli.cannot_write" in mine(*COMMANDS["network"], "--html", str(tmp_path), code=1).output


def test_a_folder_of_charts_that_is_a_file_is_an_outage(tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("")
    assert mine(*COMMANDS["network"], "--charts", str(file), code=3).output.count("Traceback") == 0


def test_asking_for_help_loads_no_library_of_the_work() -> None:
    script = (
        "import sys\n"
        "from lantau.cli import main\n"
        "try:\n    main(['mine', 'report', '--help'])\n"
        "except SystemExit as left:\n    assert not left.code\n"
        "heavy = {name.partition('.')[0] for name in sys.modules} & {'numpy', 'numba', 'matplotlib', 'jinja2'}\n"
        "sys.exit(f'loaded {sorted(heavy)}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_importing_the_room_loads_no_compiler_and_no_charts() -> None:
    script = "import sys, lantau.mining\nsys.exit(bool({'numba', 'matplotlib', 'jinja2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0
