"""Coverage of the Hong Kong texts: each paragraph with the entries that implement it, or why none does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lantau.web.views.words import Said


@dataclass(frozen=True, slots=True)
class CoveredLine:
    """One paragraph as cited; ``entries`` are (kind, (id, title) of each), ``reason`` why there are none."""

    paragraph: str
    entries: tuple[tuple[str, tuple[tuple[str, Said], ...]], ...]
    reason: Said | None


@dataclass(frozen=True, slots=True)
class CoverageView:
    """The paragraphs of one text. ``texts`` are (source key, full title, how many paragraphs) to choose from."""

    chosen: str
    texts: tuple[tuple[str, Said, int], ...]
    lines: tuple[CoveredLine, ...]
    counts: Mapping[str, int]
    open_count: int
