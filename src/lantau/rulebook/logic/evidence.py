"""Evidence and decisions: a document that must exist, a judgement that somebody must make and answer for."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Every, Must, Node
from lantau.rulebook.logic.branching import bound
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader


def document(read: Reader) -> Node:
    """On file, and found adequate by one who read it. Nobody asked, and nobody read it, are unknown."""
    return Every(
        Must(read.fact("document.on_file"), limb="on_file"),
        Must(read.fact("document.adequate"), limb="adequate"),
        when=bound(read),
    )


def judgement(read: Reader) -> Node:
    """Judged satisfied, with reasons, by the one who must decide. Nobody judged is unknown."""
    return Every(Must(read.fact("judgement.satisfied")), when=bound(read))


FUNCTIONS: Mapping[str, Logic] = {"evidence.document": document, "evidence.judgement": judgement}
