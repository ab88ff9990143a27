"""What needs a licence, and what a pilot participant may do."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader


def licence(read: Reader) -> Node:
    """Issuing a coin that refers to official currency, here or referring to the Hong Kong dollar, needs a licence.

    Unless an exemption or the transition of Schedule 7 lifts the prohibition.
    """
    regulated = Every(
        Must(read.fact("coin.references_official_currency_only")),
        Must(read.fact("act.in_course_of_business")),
        Either(Must(read.fact("act.issue_in_hong_kong")), Must(read.fact("coin.references_hkd"))),
    )
    return Either(
        Must(read.fact("issuer.licensed")),
        Must(read.fact("issuer.exempted")),
        Must(read.fact("issuer.transitional")),
        when=regulated,
    )


def pilot_scope(read: Reader) -> Node:
    """A pilot participant acts only inside the scope agreed for it."""
    return Must(read.fact("pilot.act_in_scope"))


FUNCTIONS: Mapping[str, Logic] = {
    "perimeter.licence": licence,
    "perimeter.pilot_scope": pilot_scope,
}
