"""The `lantau` command and its list of commands; each is imported only when it is asked for."""

from __future__ import annotations

import errno
import importlib
import sys

import click

STOPPED = 130

COMMANDS = {
    "run": ("lantau.cli.sandbox", "run", "Play a scenario to its end, or go on where it stopped."),
    "up": ("lantau.cli.sandbox", "up", "Open the console in the browser's reach."),
    "stop": ("lantau.cli.sandbox", "stop", "Stop a detached console and the embedded database."),
    "assess": ("lantau.cli.assessing", "assess", "Hold an application against the licensing criteria."),
    "rules": ("lantau.cli.law", "rules", "Read the law as encoded; evaluate facts against it."),
    "perimeter": ("lantau.cli.perimeter", "perimeter", "Is it regulated, and who may offer it: the path."),
    "deadline": ("lantau.cli.law", "deadline", "When a redemption received at an instant is due."),
    "reserve": ("lantau.cli.law", "reserve", "Judge and value a reserve pool from a CSV file."),
    "chain": (
        "lantau.cli.token",
        "chain",
        "A coin's contract: deploy, roles, simulate, what waits; a node of your own.",
    ),
    "applications": ("lantau.cli.desk", "applications", "Filed applications, and who may decide them."),
    "decide": ("lantau.cli.desk", "decide", "Decide a filed application: grant or refuse."),
    "statement": ("lantau.cli.desk", "statement", "An issuer's daily statement."),
    "calendar": ("lantau.cli.calendar", "calendar", "What each issuer owes by when; export as iCalendar."),
    "evidence": ("lantau.cli.evidence", "evidence", "Documents and judgements asked for, on file, read, judged."),
    "findings": ("lantau.cli.desk", "findings", "What is breached or unknown, since when, under which paragraph."),
    "why": ("lantau.cli.desk", "why", "Explain one finding down to the record that holds it."),
    "register": ("lantau.cli.registering", "register", "Who holds what, on chain and in the books; coins of others."),
    "mine": ("lantau.cli.mining", "mine", "Mining fleets: production, why it changed, expansion, the network."),
    "verify": ("lantau.cli.desk", "verify", "Recompute every hash chain; name the first row that is not as recorded."),
}


class Commands(click.Group):
    """A group that knows its commands' names and one-line helps without importing them, so that --help is fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands, in the order a new user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run one command; Ctrl-C and an answer that cannot be written end it with a line and a code of their own."""
        as_json = "--json" in ctx.args
        try:
            answer: object = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            sys.exit(STOPPED)
        except OSError as caught:
            if caught.errno == errno.EPIPE:
                raise
            from lantau.cli.output import outage

            outage(str(caught), "Make room, or name another place, and try again.", as_json)
        return answer

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lantau")
def main() -> None:
    """Lantau: an open sandbox for regulated stablecoins. Simulated; not legal advice.

    Exit codes: 0 done, 1 refused, 2 misused, 3 outage, 4 done with a finding breached or unknown,
    5 verify found a record that is not as it was recorded, 130 stopped by Ctrl-C.
    """
