"""Owns the command line: translates a command into one operation or query and prints its answer."""

from lantau.cli.commands import main

__all__ = ["main"]
