"""What a licensee publishes: the white paper, the terms, redemption rights, its licence number."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every
from lantau.rulebook.reading import Reader

CONTENTS = (
    "white_paper.tells_licensee",
    "white_paper.tells_coin",
    "white_paper.tells_reserve",
    "white_paper.tells_issue_redemption_distribution",
    "white_paper.tells_technology",
    "white_paper.tells_risks",
)
"""The six contents of a white paper."""


def white_paper(read: Reader) -> Node:
    """There is one for the coin."""
    return Must(read.fact("white_paper.published"))


def white_paper_place(read: Reader) -> Node:
    """It stands where a visitor sees it."""
    return Must(read.fact("white_paper.prominent_on_website"))


def white_paper_first(read: Reader) -> Node:
    """Published strictly before the first offer to the public."""
    published, offered = "white_paper.published_epoch_seconds", "white_paper.first_offer_epoch_seconds"
    return Must(read.fact(published), "<", read.fact(offered))


def white_paper_contents(read: Reader) -> Node:
    """It tells of all six."""
    return every(read, *CONTENTS)


def redemption(read: Reader) -> Node:
    """Rights, fee, condition, procedure and time of redemption are public, and easy to find."""
    return every(
        read,
        "disclosure.redemption_rights",
        "disclosure.redemption_fee",
        "disclosure.redemption_condition",
        "disclosure.redemption_procedure",
        "disclosure.redemption_time",
        "disclosure.redemption_clear_and_prominent",
    )


def redemption_in_white_paper(read: Reader) -> Node:
    """The white paper says how coins are redeemed."""
    return Must(read.fact("white_paper.states_redemption"))


def terms(read: Reader) -> Node:
    """The terms bind and tell every holder, for good days and bad, and are on the website."""
    return every(
        read,
        "terms.apply_to_every_holder",
        "terms.state_redemption",
        "terms.cover_abnormal_events",
        "terms.say_when_transfer_is_final",
        "terms.on_website",
    )


def licence_number(read: Reader) -> Node:
    """On all advertising and on every consumer-facing interface, where there is any."""
    advertising, interface = read.fact("disclosure.advertises"), read.fact("disclosure.has_consumer_interface")
    return Every(
        Must(read.fact("disclosure.number_on_advertising"), when=Must(advertising), limb="advertising"),
        Must(read.fact("disclosure.number_on_interface"), when=Must(interface), limb="interface"),
    )


FUNCTIONS: Mapping[str, Logic] = {
    "disclosure.white_paper": white_paper,
    "disclosure.white_paper_place": white_paper_place,
    "disclosure.white_paper_first": white_paper_first,
    "disclosure.white_paper_contents": white_paper_contents,
    "disclosure.redemption": redemption,
    "disclosure.redemption_in_white_paper": redemption_in_white_paper,
    "disclosure.terms": terms,
    "disclosure.licence_number": licence_number,
}
