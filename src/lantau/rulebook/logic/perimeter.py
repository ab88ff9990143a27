"""What is regulated, what needs a licence, who may offer and advertise; the path's steps answer met for yes.

A step that section 4 makes pointless (the thing is no specified stablecoin) does not apply.
"""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader

FEATURES = (
    "instrument.cryptographic_value",
    "instrument.unit_or_store",
    "instrument.medium_of_exchange",
    "instrument.electronic",
    "instrument.on_ledger",
    "instrument.purports_stable_value",
)
"""The chapeau and the five features of section 3(1)."""

EXCLUSIONS = (
    "official_issuer",
    "limited_purpose_token",
    "securities_or_futures",
    "float_or_svf_deposit",
    "bank_deposit",
)
"""Section 3(2)(a) to (e)."""

PLACE_FACTORS = (
    "place.managed_in_hong_kong",
    "place.incorporated_in_hong_kong",
    "place.minted_in_hong_kong",
    "place.reserve_managed_in_hong_kong",
    "place.bank_accounts_in_hong_kong",
)
MARKETING_FACTORS = (
    "marketing.in_chinese",
    "marketing.targets_residents",
    "marketing.hong_kong_domain",
    "marketing.detailed_plan",
)


def licence(read: Reader) -> Node:
    """Issuing a coin that refers to official currency, here or referring to the Hong Kong dollar, needs a licence.

    Unless an exemption or the transition of Schedule 7 lifts the prohibition.
    """
    regulated = Every(
        Must(read.fact("coin.references_official_currency_only")),
        Must(read.fact("act.in_course_of_business")),
        Either(Must(read.fact("act.issue_in_hong_kong")), Must(read.fact("coin.references_hkd"))),
    )
    return _lifted(read, regulated)


def pilot_scope(read: Reader) -> Node:
    """A pilot participant acts only inside the scope agreed for it."""
    return Must(read.fact("pilot.act_in_scope"))


def features(read: Reader) -> Node:
    """All that section 3(1) asks."""
    return every(read, *FEATURES)


def stablecoin(read: Reader) -> Node:
    """The features, and none of the exclusions."""
    return Every(features(read), *(never(read, f"instrument.{name}") for name in EXCLUSIONS))


def specified(read: Reader) -> Node:
    """A stablecoin that refers wholly to official currency or gazetted units; or whatever the Gazette specifies."""
    reference = Either(
        Must(read.fact("coin.references_official_currency_only")),
        Must(read.fact("instrument.references_gazetted_units")),
        limb="reference",
    )
    return Either(Every(stablecoin(read), reference), Must(read.fact("instrument.gazetted")))


def in_hong_kong(read: Reader) -> Node:
    """As somebody judged it; the factors are read to stand beside the answer and decide nothing."""
    _beside(read, PLACE_FACTORS)
    return Must(read.fact("act.issue_in_hong_kong"), when=specified(read))


def issue_here(read: Reader) -> Node:
    """Section 5(1)(a)(i)."""
    return every(read, "act.in_course_of_business", "act.issue_in_hong_kong", when=specified(read))


def issue_abroad(read: Reader) -> Node:
    """Section 5(1)(a)(ii)."""
    return Every(
        Must(read.fact("act.in_course_of_business")),
        never(read, "act.issue_in_hong_kong"),
        Must(read.fact("coin.references_hkd")),
        when=specified(read),
    )


def gazetted_activity(read: Reader) -> Node:
    """Section 5(1)(a)(iii)."""
    return Must(read.fact("activity.gazetted"))


def regulated_activity(read: Reader) -> Node:
    """Any of the three limbs. A Hong Kong dollar coin is caught here and abroad, so its place decides nothing."""
    issue = Every(
        specified(read),
        Must(read.fact("act.in_course_of_business")),
        Either(Must(read.fact("act.issue_in_hong_kong")), Must(read.fact("coin.references_hkd"))),
    )
    return Either(issue, gazetted_activity(read))


def holding_out(read: Reader) -> Node:
    """What would be regulated if done here is marketed to the public here, from wherever, or held out otherwise."""
    _beside(read, MARKETING_FACTORS)
    return Every(_regulated_if_here(read), _marketed(read), when=Either(specified(read), gazetted_activity(read)))


def exempt(read: Reader) -> Node:
    """Section 13(1)(a)."""
    return Must(read.fact("issuer.exempted"))


def activity_permitted(read: Reader) -> Node:
    """Section 8(1)(a) with what lifts it."""
    return _lifted(read, regulated_activity(read))


def holding_out_permitted(read: Reader) -> Node:
    """Section 8(1)(b) with what lifts it."""
    return _lifted(read, Every(_regulated_if_here(read), _marketed(read)))


def offer_made(read: Reader) -> Node:
    """Section 6(1)."""
    told = ("offer.communicated_in_business", "offer.tells_coin", "offer.tells_terms", "offer.tells_channels")
    return every(read, *told, when=specified(read))


def offer_held_out(read: Reader) -> Node:
    """Section 6(3)."""
    _beside(read, MARKETING_FACTORS)
    return Either(
        Must(read.fact("marketing.offer_to_hong_kong")),
        Must(read.fact("marketing.offer_held_out_otherwise")),
        when=specified(read),
    )


def permitted_offeror(read: Reader) -> Node:
    """Section 9(5)."""
    return Must(read.fact("offer.offeror_kind"), "!=", read.word("offer.offeror_kind", "other"))


def advertising_issue(read: Reader) -> Node:
    """Section 10(1): both known, unless one of the ways out."""
    return _advertising(read, "advertisement.of_issue", "advertisement.known_unlicensed")


def advertising_offer(read: Reader) -> Node:
    """Section 10(2): both known, unless one of the ways out."""
    return _advertising(read, "advertisement.of_offer", "advertisement.known_offer_not_allowed")


def exemption_of_activity(read: Reader) -> Node:
    """Immaterial risks to both, and a notice."""
    return every(
        read,
        "exemption.risks_to_holders_immaterial",
        "exemption.risks_to_system_immaterial",
        "exemption.gazetted",
    )


def exemption_of_offering(read: Reader) -> Node:
    """The same, and one of the three states of the issue."""
    issue = Either(
        Must(read.fact("exemption.coin_licensed")),
        Must(read.fact("exemption.lawful_coin_for_specified")),
        Must(read.fact("exemption.exempt_issue")),
        limb="issue",
    )
    return Every(exemption_of_activity(read), issue)


def _regulated_if_here(read: Reader) -> Node:
    """Issuing a specified stablecoin in business, or a gazetted activity: section 5(2)(b)."""
    return Either(Every(specified(read), Must(read.fact("act.in_course_of_business"))), gazetted_activity(read))


def _marketed(read: Reader) -> Node:
    return Either(
        Must(read.fact("marketing.issue_to_hong_kong")), Must(read.fact("marketing.issue_held_out_otherwise"))
    )


def _lifted(read: Reader, regulated: Node) -> Node:
    """Licence, exemption or transition, where the prohibition speaks."""
    return Either(
        Must(read.fact("issuer.licensed")),
        Must(read.fact("issuer.exempted")),
        Must(read.fact("issuer.transitional")),
        when=regulated,
    )


def _advertising(read: Reader, about: str, known: str) -> Node:
    return Either(
        never(read, known),
        never(read, "advertisement.known_not_exempt"),
        Must(read.fact("advertisement.merely_carried")),
        Must(read.fact("advertisement.all_reasonable_steps")),
        when=Must(read.fact(about)),
    )


def _beside(read: Reader, factors: tuple[str, ...]) -> None:
    """Read what is weighed, for the record."""
    for name in factors:
        read.fact(name)


def _excluded(name: str) -> Logic:
    def excluded(read: Reader) -> Node:
        return Must(read.fact(f"instrument.{name}"))

    return excluded


FUNCTIONS: Mapping[str, Logic] = {
    "perimeter.licence": licence,
    "perimeter.pilot_scope": pilot_scope,
    "perimeter.features": features,
    **{f"perimeter.excluded_{name}": _excluded(name) for name in EXCLUSIONS},
    "perimeter.stablecoin": stablecoin,
    "perimeter.specified": specified,
    "perimeter.in_hong_kong": in_hong_kong,
    "perimeter.issue_here": issue_here,
    "perimeter.issue_abroad": issue_abroad,
    "perimeter.gazetted_activity": gazetted_activity,
    "perimeter.regulated_activity": regulated_activity,
    "perimeter.holding_out": holding_out,
    "perimeter.exempt": exempt,
    "perimeter.activity_permitted": activity_permitted,
    "perimeter.holding_out_permitted": holding_out_permitted,
    "perimeter.offer_made": offer_made,
    "perimeter.offer_held_out": offer_held_out,
    "perimeter.permitted_offeror": permitted_offeror,
    "perimeter.advertising_issue": advertising_issue,
    "perimeter.advertising_offer": advertising_offer,
    "perimeter.exemption_of_activity": exemption_of_activity,
    "perimeter.exemption_of_offering": exemption_of_offering,
}
