"""What else a licensee may do; authorized institutions follow banking law instead."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Every, Must, Node
from lantau.rulebook.logic.branching import bound
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import never
from lantau.rulebook.reading import Reader


def consent(read: Reader) -> Node:
    """The Monetary Authority's consent comes before any other business."""
    return Must(read.fact("activity.consented"), when=_other_activity(read))


def other_regimes(read: Reader) -> Node:
    """It was asked whether another regime regulates the activity, and what that one asks can be met."""
    return Every(
        Must(read.fact("activity.regulation_assessed"), limb="assessed"),
        Must(
            read.fact("activity.other_regime_can_be_met"),
            when=Must(read.fact("activity.otherwise_regulated")),
            limb="other_regime",
        ),
        when=_other_activity(read),
    )


def _other_activity(read: Reader) -> Node:
    """An activity other than a licensed stablecoin activity, of a licensee whom the rule binds."""
    other, branch = never(read, "activity.is_licensed_stablecoin_activity"), bound(read)
    return other if branch is None else Every(branch, other)


FUNCTIONS: Mapping[str, Logic] = {"business.consent": consent, "business.other_regimes": other_regimes}
