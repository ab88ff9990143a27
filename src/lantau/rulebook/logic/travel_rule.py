"""The travel rule: submitted, passed on and received; unhosted wallets of customers; the solution it runs on."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader


def immediately(read: Reader) -> Node:
    """Information before coins, or with them."""
    sent, moved = read.fact("submission.sent_epoch_seconds"), read.fact("submission.transferred_epoch_seconds")
    return Must(sent, "<=", moved, when=_somebody_to_tell(read))


def securely(read: Reader) -> Node:
    """Whole, closed to others, and sent to those who can protect it."""
    return every(
        read,
        "submission.integrity_kept",
        "submission.access_protected",
        "submission.counterparty_protects",
        when=_somebody_to_tell(read),
    )


def provable(read: Reader) -> Node:
    """Records show whether and how it went."""
    return Must(read.fact("submission.record_kept"), when=_somebody_to_tell(read))


def reference(read: Reader) -> Node:
    """A reference in the place of an account can be traced."""
    return Must(read.fact("submission.reference_traceable"), when=Must(read.fact("submission.reference_used")))


def customer_number(read: Reader) -> Node:
    """A customer number stands for a record that says who it is."""
    used = Must(read.fact("submission.customer_number_used"))
    return Every(
        Must(read.fact("submission.customer_number_recorded"), limb="recorded"),
        never(read, "submission.customer_number_is_reference"),
        when=used,
    )


def intermediary(read: Reader) -> Node:
    """All that came in stays and goes on."""
    return every(read, "relay.information_retained", "relay.information_passed_on")


def intermediary_manner(read: Reader) -> Node:
    """Immediately, securely, and so that it can be shown."""
    return every(read, "relay.passed_immediately", "relay.passed_securely", "relay.record_kept")


def incoming_recorded(read: Reader) -> Node:
    """What was submitted is obtained and recorded."""
    return Must(read.fact("incoming.information_recorded"))


def incoming_recipient(read: Reader) -> Node:
    """From the threshold the recipient is verified."""
    return Must(read.fact("incoming.recipient_verified"), when=_at_threshold(read, "incoming"))


def incoming_match(read: Reader) -> Node:
    """From the threshold name and account are the verified ones, or the risk is mitigated."""
    return Either(
        every(read, "incoming.name_matches", "incoming.account_matches"),
        Must(read.fact("incoming.measures_taken"), limb="mitigated"),
        when=_at_threshold(read, "incoming"),
    )


def incoming_missing(read: Reader) -> Node:
    """What is missing is obtained, or was asked for."""
    return Either(
        Must(read.fact("incoming.information_obtained"), limb="obtained"),
        Must(read.fact("incoming.information_asked_for"), limb="asked_for"),
        when=Must(read.fact("incoming.information_missing")),
    )


def incoming_not_obtained(read: Reader) -> Node:
    """What cannot be obtained makes one consider restriction, or mitigate the risk."""
    return Either(
        Must(read.fact("incoming.restriction_considered"), limb="restriction"),
        Must(read.fact("incoming.measures_taken"), limb="mitigated"),
        when=Every(Must(read.fact("incoming.information_missing")), never(read, "incoming.information_obtained")),
    )


def incoming_meaningless(read: Reader) -> Node:
    """What says nothing is answered by measures."""
    return Must(read.fact("incoming.measures_taken"), when=Must(read.fact("incoming.information_meaningless")))


def incoming_unscreened(read: Reader) -> Node:
    """Without screening, or information to screen by, the risk is mitigated and that is written down."""
    return every(
        read,
        "incoming.measures_taken",
        "incoming.measures_documented",
        when=Either(never(read, "incoming.screened"), Must(read.fact("incoming.information_missing"))),
    )


def solution(read: Reader) -> Node:
    """A solution does what the rule asks, and the further factors named, or enough of others, were considered."""
    considered = every(
        read,
        "travel_rule_solution.interoperability_considered",
        "travel_rule_solution.scrutiny_considered",
        "travel_rule_solution.records_considered",
    )
    judged = Must(read.fact("travel_rule_solution.factors_judged_sufficient"), limb="judgement")
    return Every(
        every(
            read,
            "travel_rule_solution.identifies_counterparties",
            "travel_rule_solution.submits_as_required",
            "travel_rule_solution.obtains_information",
        ),
        Either(considered, judged),
        when=Must(read.fact("travel_rule_solution.adopted")),
    )


def unhosted_names(read: Reader) -> Node:
    """For a customer, at any amount: names and places of both sides."""
    return every(
        read,
        "unhosted.originator_name_obtained",
        "unhosted.originator_place_obtained",
        "unhosted.recipient_name_obtained",
        "unhosted.recipient_place_obtained",
        when=Must(read.fact("unhosted.for_customer")),
    )


def unhosted_identifying_data(read: Reader) -> Node:
    """For a customer, from the threshold: what identifies the originator too."""
    asked_for = Every(Must(read.fact("unhosted.for_customer")), _at_threshold(read, "unhosted"))
    return Must(read.fact("unhosted.identifying_data_obtained"), when=asked_for)


def _somebody_to_tell(read: Reader) -> Node:
    return Must(read.fact("submission.has_institution"))


def _at_threshold(read: Reader, subject: str) -> Node:
    return Must(read.fact(f"{subject}.value_hkd_cents"), ">=", read.parameter("travel_rule_threshold"))


FUNCTIONS: Mapping[str, Logic] = {
    "travel_rule.immediately": immediately,
    "travel_rule.securely": securely,
    "travel_rule.provable": provable,
    "travel_rule.reference": reference,
    "travel_rule.customer_number": customer_number,
    "travel_rule.intermediary": intermediary,
    "travel_rule.intermediary_manner": intermediary_manner,
    "travel_rule.incoming_recorded": incoming_recorded,
    "travel_rule.incoming_recipient": incoming_recipient,
    "travel_rule.incoming_match": incoming_match,
    "travel_rule.incoming_missing": incoming_missing,
    "travel_rule.incoming_not_obtained": incoming_not_obtained,
    "travel_rule.incoming_meaningless": incoming_meaningless,
    "travel_rule.incoming_unscreened": incoming_unscreened,
    "travel_rule.solution": solution,
    "travel_rule.unhosted_names": unhosted_names,
    "travel_rule.unhosted_identifying_data": unhosted_identifying_data,
}
