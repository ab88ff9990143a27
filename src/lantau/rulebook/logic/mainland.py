"""What the mainland of China says about coins pegged to its currency."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader


def offshore_yuan(read: Reader) -> Node:
    """A coin pegged to the renminbi, on- or offshore, needs the mainland authorities' approval."""
    currency = read.fact("coin.reference_currency")
    pegged = Either(*(Must(currency, "==", read.word("coin.reference_currency", code)) for code in ("CNY", "CNH")))
    return Must(read.fact("coin.mainland_approval"), when=pegged)


FUNCTIONS: Mapping[str, Logic] = {
    "mainland.offshore_yuan": offshore_yuan,
}
