"""Who holds a coin, as a page sets it: those the law speaks about first, then by what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lantau.chain import addresses, role_drift
from lantau.money import Amount
from lantau.register import findings, holders
from lantau.web.views.chain import BlockLine, Paragraph, Unsaid, coins
from lantau.web.views.words import Said

REMARKS = {
    "a freeze order names the holder": "frozen",
    "a freeze order names the holder, and its coins can still move on chain": "frozen_moves",
    "blocked or frozen on chain, and no freeze order of the issuer says why": "no_order",
    "the holder is on a list": "listed",
    "a possible match with a list that nobody has resolved": "possible",
    "nobody has screened the holder: whether it is on a list is unknown": "unscreened",
}
"""The register's remarks, and the key ``remark.<code>`` that says each here."""


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """Why the law speaks about a holder: a rule's own sentence with its outcome, or a remark by its key
    ``remark.<code>``, which no rule is encoded for."""

    rule_id: str
    code: str
    sentence: Said
    citation: str
    outcome: str


@dataclass(frozen=True, slots=True)
class HolderLine:
    """One address: its units and marks on chain, and what the issuer's own records know of it.

    ``role`` names a hand of the issuer's own, blank for everybody else. ``way`` is how it would be paid par if the
    chain were gone. ``first_block`` and ``last_block`` are where it moved, None where the logs are too many to read.
    """

    address: str
    party_id: str
    party_name: str
    role: Said | None
    amount: Amount
    frozen: Amount
    pending: Amount
    blocked: bool
    verified_on_chain: bool
    verified: bool
    way: str
    first_block: int | None
    last_block: int | None
    spoken_of: tuple[SpokenOf, ...]


@dataclass(frozen=True, slots=True)
class CoinHolders:
    """One coin's holders at a final block; ``unsaid`` says why there are none to show.

    ``lines`` are those asked for; ``total``, ``count`` and ``agreement`` are of all of them, held against ``issued``.
    """

    coin_id: str
    coin_name: str
    issuer_id: str
    issuer_name: str
    block: BlockLine | None
    lines: tuple[HolderLine, ...]
    count: int
    spoken_of_count: int
    total: Amount | None
    issued: Amount | None
    agreement: str
    unsaid: Unsaid | None
    not_judged: str


@dataclass(frozen=True, slots=True)
class HoldersView:
    """Every coin's holders; ``asked`` is an address, a party or a wallet that was looked up, blank for all."""

    asked: str
    coins: tuple[CoinHolders, ...]
    found_count: int
    paragraphs: tuple[Paragraph, ...]


def holder_line(
    coin_id: str,
    found: holders.Holder,
    *,
    names: Mapping[str, str],
    pending_units: int,
    blocks: tuple[int, int] | None,
    spoken_of: Iterable[SpokenOf],
) -> HolderLine:
    """One holder with what is said of it."""
    known, held = found.known, found.holding
    role = role_drift.ROLE_NAMES.get(found.role)
    return HolderLine(
        address=addresses.checksummed(held.address),
        party_id=known.party_id,
        party_name=names.get(known.party_id, known.party_id),
        role=None if role is None else Said(*role),
        amount=coins(coin_id, held.units),
        frozen=coins(coin_id, held.frozen_units),
        pending=coins(coin_id, pending_units),
        blocked=held.blocked,
        verified_on_chain=held.verified,
        verified=known.is_verified and known.is_proved,
        way=found.way,
        first_block=blocks[0] if blocks else None,
        last_block=blocks[1] if blocks else None,
        spoken_of=tuple(spoken_of),
    )


def of_finding(found: findings.HolderFinding) -> SpokenOf:
    """What a rule says of a holder."""
    body = found.finding.as_body()
    citation = str(body["citation"])
    said = Said(*(str(body[name]).replace(f" [{citation}]", "") for name in ("sentence_en", "sentence_zh")))
    return SpokenOf(str(body["rule_id"]), "", said, citation, found.finding.outcome.value)


def of_remark(found: findings.Remark) -> SpokenOf:
    """What is to be looked at in a holder though no rule is encoded for it."""
    return SpokenOf("", REMARKS.get(found.words, ""), Said(found.words), found.citation, "")


def in_order(lines: Iterable[HolderLine]) -> tuple[HolderLine, ...]:
    """Those the law speaks about first, then those who hold the most."""
    return tuple(sorted(lines, key=lambda line: (not line.spoken_of, -line.amount.units, line.address)))


def is_asked_for(line: HolderLine, asked: str) -> bool:
    """Whether a line is what was looked up: the beginning of an address or a party's id, or a part of its name."""
    wanted = asked.lower()
    starts = line.address.lower().startswith(wanted) or line.address.lower().startswith(f"0x{wanted}")
    return starts or line.party_id.lower().startswith(wanted) or wanted in line.party_name.lower()
