"""`lantau mine`: what a fleet of machines produced, why it changed, what a further one would bring, and the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.output import json_option, print_json, table, wanted, write_whole

if TYPE_CHECKING:
    from lantau.mining import queries as asked_of

# The room is imported inside the commands: it brings numpy, which --help does without.

SCHEME, FEE = "FPPS", "0 %"

from_option = click.option("--from", "first", default="", metavar="MONTH", help="The first month, such as 2025-04.")
to_option = click.option("--to", "last", default="", metavar="MONTH", help="The last month, included.")
html_option = click.option("--html", type=click.Path(path_type=Path), help="Write a page that needs no other file.")
charts_option = click.option(
    "--charts", "charts_folder", type=click.Path(path_type=Path), help="Write each chart into this folder."
)
monthly_option = click.option(
    "--monthly", type=click.Path(path_type=Path), help="A CSV of months with prices and fees; else constants, told."
)


@click.group("mine", context_settings={"help_option_names": ["-h", "--help"]})
def mine() -> None:
    """Mining: monthly production, attribution, expansion and the network. Simulated."""


@mine.command("report")
@click.argument("folder", type=click.Path(path_type=Path))
@from_option
@to_option
@click.option("--csv", "csv_out", type=click.Path(path_type=Path), help="Write the months as CSV.")
@html_option
@charts_option
@json_option
def mine_report(
    folder: Path,
    first: str,
    last: str,
    csv_out: Path | None,
    html: Path | None,
    charts_folder: Path | None,
    as_json: bool,
) -> None:
    """The monthly production report of the fleet in FOLDER, in the form that miners publish; and its quarters.

    Example: lantau mine report examples/fleets/three-rivers --from 2025-06
    """
    from lantau.mining import queries

    answer = wanted(queries.report(folder, first, last), as_json)
    if csv_out is not None:
        wanted(write_whole(csv_out, answer.csv.encode(), where="--csv"), as_json)
    _give(answer, html, charts_folder, as_json)


@mine.command("attribute")
@click.argument("folder", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path))
@click.option("--from", "first", required=True, metavar="MONTH", help="The earlier month.")
@click.option("--to", "last", required=True, metavar="MONTH", help="The later month.")
@click.option("--published", type=click.Path(path_type=Path), help="A CSV of published months instead of a fleet.")
@click.option("--company", default="", help="Whose rows of --published; default: all.")
@click.option("--scheme", default=SCHEME, help="How the mining pool of --published pays: PPS, FPPS, PPLNS or solo.")
@click.option("--fee", default=FEE, help="The fee of the mining pool of --published, such as '0.5 %'.")
@monthly_option
@html_option
@charts_option
@json_option
def mine_attribute(
    folder: Path | None,
    first: str,
    last: str,
    published: Path | None,
    company: str,
    scheme: str,
    fee: str,
    monthly: Path | None,
    html: Path | None,
    charts_folder: Path | None,
    as_json: bool,
) -> None:
    """Why output changed between two months: hashrate, uptime, days, difficulty, fees, luck; exact to the satoshi.

    Example: lantau mine attribute examples/fleets/three-rivers --from 2025-06 --to 2025-07
    """
    from lantau.mining import queries

    if (folder is None) is (published is None):
        raise click.UsageError("give the folder of a fleet, or --published with a file")
    if folder is not None and (company or scheme != SCHEME or fee != FEE or monthly is not None):
        raise click.UsageError(
            "--company, --scheme, --fee and --monthly go with --published: a fleet's file has its own"
        )
    if scheme not in queries.SCHEMES:
        raise click.UsageError(f"--scheme is one of {', '.join(queries.SCHEMES)}")
    if published is not None:
        asked = queries.attribution_of_published(published, company, first, last, scheme, fee, monthly)
    else:
        assert folder is not None
        asked = queries.attribution(folder, first, last)
    _give(wanted(asked, as_json), html, charts_folder, as_json)


@mine.command("expand")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--paths", default=10_000, show_default=True, help="How many paths are drawn.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same answer.")
@html_option
@charts_option
@json_option
def mine_expand(
    file: Path, paths: int, seed: int, html: Path | None, charts_folder: Path | None, as_json: bool
) -> None:
    """Build, host or buy bitcoin: distributions of bitcoin, cost, payback and return along drawn paths of FILE.

    Example: lantau mine expand examples/fleets/three-rivers/expansion.toml --paths 2000
    """
    from lantau.mining import queries

    _give(wanted(queries.expansion(file, paths, seed), as_json), html, charts_folder, as_json)


@mine.command("network")
@from_option
@to_option
@monthly_option
@click.option("--difficulty", type=click.Path(path_type=Path), help="A CSV of epochs instead of the shipped one.")
@click.option("--epochs", is_flag=True, help="Show every epoch instead of months.")
@click.option("--machines", is_flag=True, help="Show the shipped machine models instead of months.")
@html_option
@charts_option
@json_option
def mine_network(
    first: str,
    last: str,
    monthly: Path | None,
    difficulty: Path | None,
    epochs: bool,
    machines: bool,
    html: Path | None,
    charts_folder: Path | None,
    as_json: bool,
) -> None:
    """Difficulty, subsidy, fees and hashprice by month; and whether the retarget rule gives every epoch.

    Example: lantau mine network --from 2025-04 --to 2025-09
    """
    from lantau.mining import queries

    if machines and epochs:
        raise click.UsageError("give --epochs or --machines")
    if (machines or epochs) and (first or last or monthly or html or charts_folder):
        raise click.UsageError("--epochs and --machines are lists: no month, price, page or chart goes with them")
    if machines or epochs:
        shown = queries.machines() if machines else wanted(queries.epochs(difficulty), as_json)
        if as_json:
            print_json({"notice": queries.SIMULATED, "headings": shown.headings, "rows": shown.rows})
        else:
            click.echo(f"{queries.SIMULATED}\n{_text(shown)}")
        return
    _give(wanted(queries.network(first, last, monthly, difficulty), as_json), html, charts_folder, as_json)


def _give(answer: asked_of.Answer, html: Path | None, charts_folder: Path | None, as_json: bool) -> None:
    """Print an answer and write the files asked for."""
    if html is not None:
        wanted(write_whole(html, answer.page(), where="--html"), as_json)
    if charts_folder is not None:
        charts_folder.mkdir(exist_ok=True)
        for name, data in answer.charts():
            wanted(write_whole(charts_folder / name, data, where="--charts"), as_json)
    if as_json:
        print_json(answer.body)
        return
    click.echo("\n".join(answer.lines))
    for each in answer.tables:
        click.echo(_text(each))


def _text(shown: asked_of.Table) -> str:
    return f"\n{shown.title}\n{table(shown.headings, shown.rows, shown.right)}"
