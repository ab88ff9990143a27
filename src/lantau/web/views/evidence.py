"""The evidence register of one issuer, as a page sets it: what is to be done first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lantau.web.views.words import Said

STANDINGS = (
    "wanting", "not_satisfied", "on_file", "asked", "not_judged", "adequate", "satisfied", "not_bound",
)  # fmt: skip
"""Every standing of a line, in the order in which a desk takes them up."""

KINDS = ("document", "judgement")


@dataclass(frozen=True, slots=True)
class PersonsWord:
    """What a person wrote about a line, and who and when."""

    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One rule that asks for a document or a judgement, and what there is of it. ``by`` decides a judgement."""

    rule_id: str
    kind: str
    by: str
    title: Said
    text: Said
    standing: str
    outcome: str
    citation: str
    document: str
    digest: str
    filed: PersonsWord | None
    read: PersonsWord | None
    judged: PersonsWord | None


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One issuer's register; ``issuers`` are those one may choose, ``kind`` and ``shown`` the filters.

    ``counts`` has every standing of the kind before filtering, ``total`` their sum: nothing is left out of it.
    """

    issuer_id: str
    issuer_name: str
    issuers: tuple[tuple[str, str], ...]
    kind: str
    shown: str
    counts: tuple[tuple[str, int], ...]
    total: int
    lines: tuple[EvidenceLine, ...]


def evidence_view(
    issuer_id: str, issuers: Mapping[str, str], lines: Iterable[EvidenceLine], *, kind: str, shown: str
) -> EvidenceView:
    """Filter by kind and standing; what was found wanting first, then what waits."""
    of_kind = [line for line in lines if not kind or line.kind == kind]
    counted = Counter(line.standing for line in of_kind)
    asked = [line for line in of_kind if not shown or line.standing == shown]
    return EvidenceView(
        issuer_id=issuer_id,
        issuer_name=issuers.get(issuer_id, issuer_id),
        issuers=tuple(issuers.items()),
        kind=kind,
        shown=shown,
        counts=tuple((word, counted[word]) for word in STANDINGS if counted[word]),
        total=len(of_kind),
        lines=tuple(sorted(asked, key=lambda line: STANDINGS.index(line.standing))),
    )
