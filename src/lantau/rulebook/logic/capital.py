"""What a licensee must be and own, and what its resources may be used for."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.branching import bound
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.measures import Measure
from lantau.rulebook.reading import Reader


def corporate_status(read: Reader) -> Node:
    """A company, or an authorized institution incorporated outside Hong Kong."""
    return Either(
        Must(read.fact("licensee.is_company"), limb="company"),
        Every(
            Must(read.fact("licensee.is_authorized_institution")),
            Must(read.fact("licensee.incorporated_outside_hk")),
            limb="institution",
        ),
    )


def paid_up(read: Reader) -> Node:
    """Paid-up capital less net debit balance, or else other approved resources alone, reaches the minimum."""
    floor = read.parameter("paid_up_capital_floor")
    other = read.fact("licensee.other_approved_resources_hkd_cents")
    return Either(
        Must(_own(read), ">=", floor, limb="capital"),
        Must(other, ">=", floor, limb="other_resources"),
        when=bound(read),
    )


def condition(read: Reader) -> Node:
    """Paid-up capital less net debit balance reaches the level of a licence condition, where there is one."""
    asked = Must(read.fact("licensee.has_capital_condition"))
    return Must(_own(read), ">=", read.fact("licensee.capital_condition_hkd_cents"), when=asked)


def liquid_net_assets(read: Reader) -> Node:
    """Liquid net assets funded by equity cover the need that the licensee assessed."""
    funded = read.fact("licensee.liquid_net_assets_hkd_cents") - read.fact(
        "licensee.liquid_net_assets_borrowed_hkd_cents"
    )
    return Must(funded, ">=", read.fact("licensee.liquid_net_assets_need_hkd_cents"), when=bound(read))


def use(read: Reader) -> Node:
    """What is counted is used for the own business and with no related party."""
    counted = Must(read.fact("resource_use.counted"))
    branch = bound(read)
    return Every(
        Must(read.fact("resource_use.for_own_business"), limb="own_business"),
        Must(read.fact("resource_use.with_related_party"), "==", read.no(), limb="related_party"),
        when=counted if branch is None else Every(counted, branch),
    )


def _own(read: Reader) -> Measure:
    return read.fact("licensee.paid_up_capital_hkd_cents") - read.fact("licensee.net_debit_balance_hkd_cents")


FUNCTIONS: Mapping[str, Logic] = {
    "capital.corporate_status": corporate_status,
    "capital.paid_up": paid_up,
    "capital.condition": condition,
    "capital.liquid_net_assets": liquid_net_assets,
    "capital.use": use,
}
