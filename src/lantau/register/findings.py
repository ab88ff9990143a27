"""Which holders the law speaks about: unverified, frozen by order, named by a list; each with its coins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lantau.refusal import Json
from lantau.register.holders import Holder
from lantau.rulebook import Finding, Outcome, Rulebook

GATE = "holder"


@dataclass(frozen=True, slots=True)
class HolderFinding:
    """What a rule says of one holder, with the base units it holds."""

    finding: Finding
    address: str
    party_id: str
    units: int

    def as_body(self) -> dict[str, Json]:
        """The finding as plain data, with whose coins it is about."""
        held: dict[str, Json] = {"address": self.address, "party_id": self.party_id, "units": str(self.units)}
        return {**self.finding.as_body(), **held}


@dataclass(frozen=True, slots=True)
class Remark:
    """What no rule is encoded for as a state: a paragraph, and why it is to be looked at. Unknown is never a pass."""

    address: str
    party_id: str
    units: int
    citation: str
    words: str

    def as_body(self) -> dict[str, Json]:
        """The remark as plain data."""
        return {
            "address": self.address,
            "party_id": self.party_id,
            "units": str(self.units),
            "citation": self.citation,
            "words": self.words,
        }


def findings(
    book: Rulebook, holders: Iterable[Holder], on: date, *, mitigation_accepted: bool | None = False
) -> tuple[HolderFinding, ...]:
    """The findings that are breached or unknown, of everybody who holds coins and is not the issuer itself.

    ``mitigation_accepted``: whether the HKMA told the licensee that its other measures are effective (A 5.11). A
    licensee knows whether it was told so: without a letter on file it was not. Raises Refused rulebook.not_covered.
    """
    found = []
    for each in holders:
        if each.role or not each.holding.units:
            continue
        facts = {"holder.identity_verified_by": each.verified_by, "holder.mitigation_accepted": mitigation_accepted}
        for finding in book.judge(GATE, facts, subject_id=each.address, on=on):
            if finding.outcome in (Outcome.BREACHED, Outcome.UNKNOWN):
                found.append(HolderFinding(finding, each.address, each.known.party_id, each.holding.units))
    return tuple(found)


def remarks(holders: Iterable[Holder]) -> tuple[Remark, ...]:
    """Holders on a list, frozen by order, blocked on chain without an order, or whose listing nobody looked up."""
    found: list[Remark] = []
    for each in holders:
        if each.role or not each.holding.units:
            continue
        found += [
            Remark(each.address, each.known.party_id, each.holding.units, citation, words)
            for citation, words in _said(each)
        ]
    return tuple(found)


def _said(each: Holder) -> Iterable[tuple[str, str]]:
    known, held = each.known, each.holding
    if known.is_frozen:
        yield (
            "A 5.10(c), 8.6",
            "a freeze order names the holder"
            + ("" if held.blocked or held.frozen_units >= held.units else ", and its coins can still move on chain"),
        )
    elif held.blocked or held.frozen_units:
        yield "A 5.10(b)-(c)", "blocked or frozen on chain, and no freeze order of the issuer says why"
    if known.screening == "hit":
        yield "A 5.12, 7.5", "the holder is on a list"
    elif known.screening == "possible":
        yield "A 7.8", "a possible match with a list that nobody has resolved"
    elif not known.screening:
        yield "A 5.10(a), 7.5", "nobody has screened the holder: whether it is on a list is unknown"
