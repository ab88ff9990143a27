"""Proposals of calls of a coin's contract: made from what a simulation told, approved by others, listed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.output import json_option, print_json, refuse, wanted, zh_option
from lantau.cli.sandbox import world_option
from lantau.cli.token_arguments import preview_of, read_policy
from lantau.cli.token_world import ChainWorld, at_option, chain_world
from lantau.dates import parse_instant
from lantau.refusal import Json, Refusal, Refused, refuses

if TYPE_CHECKING:
    from lantau.chain import approval_operations, approvals, simulation, token_policy
