"""Chain, register, ledger and own records held against each other, as a page sets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lantau import disclosure
from lantau.chain import addresses
from lantau.money import Amount
from lantau.register import reconciliation
from lantau.web.views.chain import BlockLine, Paragraph, SumLine, Unsaid, agreement_of, coins
from lantau.web.views.overview import BreakLine
from lantau.web.views.token import RoleLine

CHECKS = ("supply", "units", "frozen_units", "blocked", "verified", "own_transaction")
"""What is compared, by the register's word for it; each is a key ``check.<word>``."""
ASKED_OF_CHAIN = ("frozen_units", "blocked", "verified")


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """Two things that should be one and are not. Amounts are coins where they count any, else the words as told."""

    what: str
    who: str
    left: str
    left_amount: Amount | None
    left_words: str
    right: str
    right_amount: Amount | None
    right_words: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing that is compared, and how many differences there are. ``word`` is equal, different or unknown."""

    what: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class CloseLine:
    """What a daily statement said of ledger, chain and holders when it was made."""

    statement_id: str
    coin_id: str
    day: date
    ledger: Amount
    chain: Amount | None
    chain_agreement: str
    block: int | None
    block_hash: str
    holders: Amount
    holders_agreement: str


@dataclass(frozen=True, slots=True)
class CoinReconciled:
    """One coin at a final block, as reconciled while the page was made; ``unsaid`` says why it was not.

    ``word`` is the worst of everything. ``waiting_count`` counts the addresses of which a mark is still on its way to
    the chain; ``roles`` are those in hands that no decision of the issuer put them in, None where no node told them.
    """

    coin_id: str
    coin_name: str
    issuer_id: str
    issuer_name: str
    word: str
    sums: tuple[SumLine, ...]
    block: BlockLine | None
    holder_count: int
    asked_count: int
    checks: tuple[CheckLine, ...]
    differences: tuple[DifferenceLine, ...]
    pending: Amount | None
    pending_count: int
    waiting_count: int
    unknown: tuple[Unsaid, ...]
    roles: tuple[RoleLine, ...] | None
    breaks: tuple[BreakLine, ...]
    closes: tuple[CloseLine, ...]
    unsaid: Unsaid | None
    told: tuple[DifferenceLine, ...] = ()
    """What people have to look at although every number agrees."""


@dataclass(frozen=True, slots=True)
class ReconciliationView:
    """Every coin's reconciliation."""

    coins: tuple[CoinReconciled, ...]
    paragraphs: tuple[Paragraph, ...]


def check_lines(told: reconciliation.Reconciliation) -> tuple[CheckLine, ...]:
    """Each thing that is compared; what only a node could have told is unknown when none answered."""
    counts = dict.fromkeys(CHECKS, 0)
    for each in told.differences:
        counts[_key(each.what)] = counts.get(_key(each.what), 0) + 1

    def word(what: str) -> str:
        if counts[what]:
            return "different"
        return "unknown" if told.unknown and what in (*ASKED_OF_CHAIN, "supply") else "equal"

    return tuple(CheckLine(what, word(what), count) for what, count in counts.items())


def difference_lines(coin_id: str, found: Iterable[reconciliation.Difference]) -> tuple[DifferenceLine, ...]:
    """Every difference, amounts as coins."""
    return tuple(_difference(coin_id, each) for each in found)


def _difference(coin_id: str, each: reconciliation.Difference) -> DifferenceLine:
    counts = each.what in ("supply", "units", "frozen units")

    def amount(value: str) -> Amount | None:
        return coins(coin_id, int(value)) if counts else None

    return DifferenceLine(
        what=_key(each.what),
        who=addresses.checksummed(each.who) if len(each.who) == 42 else each.who,
        left=_key(each.left),
        left_amount=amount(each.left_value),
        left_words="" if counts else each.left_value,
        right=_key(each.right),
        right_amount=amount(each.right_value),
        right_words="" if counts else each.right_value,
    )


def worst(sums: tuple[SumLine, ...], checks: Iterable[CheckLine], roles: tuple[RoleLine, ...] | None) -> str:
    """One word for a coin: different before unknown before equal."""
    words = {agreement_of(sums), *(line.word for line in checks)}
    words.add("unknown" if roles is None else "different" if roles else "equal")
    return next((word for word in ("different", "unknown") if word in words), "equal")


def close_line(statement: disclosure.Statement) -> CloseLine:
    """What one close said, from the statement as it was made."""
    body: Mapping[str, Any] = statement.body
    told, coin = body["reconciliation"], coins(str(body["coin_id"]), 0).asset
    return CloseLine(
        statement_id=statement.id,
        coin_id=str(body["coin_id"]),
        day=date.fromisoformat(str(body["day"])),
        ledger=Amount.parse(told["ledger"], coin),
        chain=None if told["chain"] is None else Amount.parse(told["chain"], coin),
        chain_agreement=str(told["chain_agreement"]),
        block=told["chain_block"],
        block_hash=str(told["chain_block_hash"] or ""),
        holders=Amount.parse(told["holders"], coin),
        holders_agreement=str(told["holders_agreement"]),
    )


def _key(words: str) -> str:
    return words.replace(" ", "_")
