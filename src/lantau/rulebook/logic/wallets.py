"""Wallets of customers: whose they are, who keeps them, and what is screened."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader


def control(read: Reader) -> Node:
    """The address is known, control was proved, and nothing has put the proof in doubt."""
    proof = read.fact("wallet.control_proof")
    another = Must(proof, "==", read.word("wallet.control_proof", "other"))
    return Every(
        Must(read.fact("wallet.address_identified"), limb="address"),
        Must(proof, "!=", read.word("wallet.control_proof", "none"), limb="proof"),
        Must(read.fact("wallet.other_measure_effective"), when=another, limb="other_measure"),
        never(read, "wallet.control_doubted"),
    )


def keeper(read: Reader) -> Node:
    """The custodian, or the institution in a wallet of its own: business, standing, controls; again on concern."""
    concern = Must(read.fact("wallet.keeper_concern"))
    return Every(
        every(
            read,
            "wallet.keeper_business_understood",
            "wallet.keeper_standing_determined",
            "wallet.keeper_controls_adequate",
        ),
        Must(read.fact("wallet.keeper_diligence_renewed"), when=concern, limb="renewed"),
        when=Must(read.fact("wallet.hosting"), "!=", read.word("wallet.hosting", "unhosted")),
    )


def screened(read: Reader) -> Node:
    """An unhosted address, or one of a custodian that does not satisfy, is screened; more is done on higher risk."""
    risky = Must(read.fact("wallet.screened_higher_risk"))
    return Every(
        Must(read.fact("wallet.address_screened"), limb="screened"),
        Must(read.fact("wallet.controls_before_completion"), when=risky, limb="controls"),
        when=Either(
            Must(read.fact("wallet.hosting"), "==", read.word("wallet.hosting", "unhosted")),
            never(read, "wallet.keeper_diligence_satisfactory"),
        ),
    )


FUNCTIONS: Mapping[str, Logic] = {
    "wallets.control": control,
    "wallets.keeper": keeper,
    "wallets.screened": screened,
}
