"""What several pages say of a coin's chain: blocks, paragraphs, sums that should be one, and why one is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lantau.money import Amount, asset
from lantau.register import reconciliation
from lantau.web.views.words import Said

_REASONS = (
    ("this world has no chain", "no_chain"),
    ("the coin's contract is not deployed", "not_deployed"),
    ("the contract is not on the chain yet", "not_on_chain"),
    ("nothing of ", "not_followed"),
    ("the coin is on chain ", "other_chain"),
    ("the node does not ", "node_away"),
    ("no node was asked", "no_chain"),
)
"""How the rooms begin to say why something of a chain is unknown, and the key ``unsaid.<code>`` that says it here."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A rule that a heading stands under."""

    rule_id: str
    title: Said
    citation: str


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A named block with its own time."""

    number: int
    hash: str
    produced_at: datetime


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Why something is unknown: ``code`` is a key ``unsaid.<code>``, ``reason`` the room's own words."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class SumLine:
    """The coins in circulation as one record has them; ``agreement`` holds them against the ledger's coins in issue."""

    record: str
    amount: Amount | None
    agreement: str


def unsaid(reason: str) -> Unsaid:
    """The reason with its key; what nobody foresaw keeps the room's words."""
    return Unsaid(next((code for start, code in _REASONS if reason.startswith(start)), "other"), reason)


def coins(coin_id: str, units: int) -> Amount:
    """Base units of a coin."""
    return Amount(asset(f"coin:{coin_id}"), units)


def block_of(told: reconciliation.Reconciliation) -> BlockLine:
    """The block a reconciliation stands at."""
    return BlockLine(told.block_number, told.block_hash, told.produced_at)


def sum_lines(told: reconciliation.Reconciliation) -> tuple[SumLine, ...]:
    """The four sums of a reconciliation, each held against the coins in issue."""

    def line(record: str, units: int | None) -> SumLine:
        amount = None if units is None else coins(told.coin_id, units)
        word = "unknown" if units is None else "equal" if units == told.issued_units else "different"
        return SumLine(record, amount, "" if record == "ledger" else word)

    return (
        line("ledger", told.issued_units),
        line("chain", told.chain_units),
        line("logs", told.logs_units),
        line("accounts", told.holders_units),
    )


def agreement_of(lines: tuple[SumLine, ...]) -> str:
    """The worst word of the sums: one that differs, else one that is unknown, else equal."""
    words = {line.agreement for line in lines}
    return next((word for word in ("different", "unknown") if word in words), "equal")
