"""What is obtained and submitted for a transfer of coins, and what comes before it."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader


def names_and_accounts(read: Reader) -> Node:
    """At any amount: names and accounts of both sides."""
    return Every(
        Must(read.fact("transfer.originator_name_present"), limb="originator_name"),
        Must(read.fact("transfer.originator_account_present"), limb="originator_account"),
        Must(read.fact("transfer.recipient_name_present"), limb="recipient_name"),
        Must(read.fact("transfer.recipient_account_present"), limb="recipient_account"),
    )


def identifying_data(read: Reader) -> Node:
    """From the threshold: the originator's address, number or birth data too."""
    return Must(read.fact("transfer.originator_address_or_id_present"), when=_at_threshold(read, "value"))


def originator_verified(read: Reader) -> Node:
    """From the threshold, linked transfers counted together, and below it on suspicion: the originator is verified."""
    asked_for = Either(
        _at_threshold(read, "value"),
        _at_threshold(read, "linked_value"),
        Must(read.fact("transfer.suspicion_of_ml_tf")),
    )
    return Must(read.fact("transfer.originator_verified"), when=asked_for)


def counterparty(read: Reader) -> Node:
    """Due diligence on the other institution, where there is one, comes first."""
    other = Must(read.fact("transfer.has_counterparty_institution"))
    return Must(read.fact("transfer.counterparty_due_diligence_done"), when=other)


def screening(read: Reader) -> Node:
    """All parties are screened first, and nothing stands against them."""
    return Must(read.fact("transfer.screened"))


def _at_threshold(read: Reader, measure: str) -> Node:
    return Must(read.fact(f"transfer.{measure}_hkd_cents"), ">=", read.parameter("travel_rule_threshold"))


FUNCTIONS: Mapping[str, Logic] = {
    "transfer.names_and_accounts": names_and_accounts,
    "transfer.identifying_data": identifying_data,
    "transfer.originator_verified": originator_verified,
    "transfer.counterparty": counterparty,
    "transfer.screening": screening,
}
