"""The commands of a coin's contract: where it is, who may do what, what a call would change, how it is deployed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.chain_node import down, up
from lantau.cli.output import BREACHED, REFUSED, json_option, outage, print_json, table, wanted, zh_option
from lantau.cli.refusals import BAD_AUDIT, NO_CONTRACT
from lantau.cli.sandbox import live_world, world_option
from lantau.cli.token_work import keys, pending, retry, work
from lantau.refusal import Json, Refusal, Refused, refuses

if TYPE_CHECKING:
    from lantau.chain import Deployment, coin_contract, message_queries, permission_matrix, simulation, token_policy
    from lantau.chain.queries import NodeChain
    from lantau.issuance import token_operations
    from lantau.wiring import LiveWorld

ASK_AGAIN = "see that the node of LANTAU_CHAIN_URL answers, then ask again: asking twice is asking once"
AUDITED = "source_sha256"


@click.group()
def chain() -> None:
    """A coin on a chain: its contract, who may do what with it, what waits for it; and a node of your own.

    Without LANTAU_CHAIN_URL each world's chain runs in its own process, and nothing needs to be installed.
    """
