"""Who may offer a coin, and what a licensee answers for when others distribute it."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader


def offer(read: Reader) -> Node:
    """One of the four ways out of the prohibition: O s.9(2)(a), (b), (c), (d)."""
    permitted = Every(
        Must(read.fact("offer.offeror_kind"), "!=", read.word("offer.offeror_kind", "other"), limb="permitted_offeror"),
        Either(
            Must(read.fact("offer.issue_licensed"), limb="licensed_coin"),
            Every(
                never(read, "offer.issue_prohibited"),
                Must(read.fact("offer.to_specified_person")),
                limb="specified_person",
            ),
        ),
    )
    return Either(
        permitted,
        Must(read.fact("offer.own_exempt_issue"), limb="own_exempt_issue"),
        Must(read.fact("offer.offering_exempt"), limb="offering_exempt"),
        when=Must(read.fact("offer.is_offer")),
    )


def offered_where_allowed(read: Reader) -> Node:
    """Neither issued nor offered where trading it is banned."""
    return never(read, "offer.trading_banned_there")


def permitted_distributor(read: Reader) -> Node:
    """Who offers the coin in Hong Kong for a licensee is a permitted offeror."""
    other = read.word("distributor.kind", "other")
    return Must(read.fact("distributor.kind"), "!=", other, when=Must(read.fact("distributor.offers_in_hong_kong")))


def distributor_reach(read: Reader) -> Node:
    """No distribution where trading the coin is banned."""
    return never(read, "distributor.reaches_banned_place")


def local_law(read: Reader) -> Node:
    """The arrangement is lawful in each place concerned."""
    return Must(read.fact("distributor.lawful_where_it_acts"))


def due_diligence(read: Reader) -> Node:
    """The arrangement assessed and the distributor examined, before it begins."""
    return every(read, "distributor.risk_assessed", "distributor.due_diligence_done")


FUNCTIONS: Mapping[str, Logic] = {
    "distribution.offer": offer,
    "distribution.offered_where_allowed": offered_where_allowed,
    "distribution.permitted_distributor": permitted_distributor,
    "distribution.distributor_reach": distributor_reach,
    "distribution.local_law": local_law,
    "distribution.due_diligence": due_diligence,
}
