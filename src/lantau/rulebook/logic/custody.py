"""In whose hands the reserve is: trust, sweep of an excess, custody terms and mandates."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader


def trust_form(read: Reader) -> Node:
    """An independent trustee, a declaration of trust, or another form that the HKMA accepts."""
    return Either(
        Every(
            _form(read, "independent_trustee"),
            Must(read.fact("trust.trustee_independent"), limb="independent"),
            limb="trustee",
        ),
        _form(read, "declaration"),
        Every(_form(read, "other"), Must(read.fact("trust.other_form_hkma_accepted"), limb="accepted"), limb="other"),
    )


def trust_effective(read: Reader) -> Node:
    """Apart from own assets, held for the holders, usable to redeem."""
    return Every(
        Must(read.fact("trust.separates_own_assets"), limb="apart"),
        Must(read.fact("trust.held_for_holders"), limb="for_holders"),
        Must(read.fact("trust.usable_for_redemption"), limb="usable"),
    )


def trust_in_place_first(read: Reader) -> Node:
    """The trust stands no later than the first reserve asset."""
    return Must(read.fact("trust.implemented_on"), "<=", read.fact("trust.reserve_first_held_on"))


def trust_legal_opinion(read: Reader) -> Node:
    """Obtained and filed before the trust is put in place, independent, and in its favour."""
    start = read.fact("trust.implemented_on")
    return Every(
        Must(read.fact("trust.opinion_given_on"), "<", start, limb="obtained"),
        Must(read.fact("trust.opinion_filed_on"), "<", start, limb="filed"),
        Must(read.fact("trust.opinion_independent"), limb="independent"),
        Must(read.fact("trust.opinion_supports"), limb="supports"),
    )


def trust_opinion_updated(read: Reader) -> Node:
    """A material change has its updated opinion on file."""
    return Must(read.fact("trust.updated_opinion_filed"), when=Must(read.fact("trust.materially_changed")))


def excess_only(read: Reader) -> Node:
    """Once triggered, what stays is no less than the target."""
    left = read.fact("sweep.pool_value_before_micros") - read.fact("sweep.amount_micros")
    return Every(
        Must(read.fact("sweep.triggered"), limb="trigger"),
        Must(left, ">=", read.fact("sweep.internal_target_micros"), limb="excess"),
    )


def terms(read: Reader) -> Node:
    """No fee out of the reserve's accounts, and no other term that impairs full backing."""
    return Every(
        Must(read.fact("custody.fees_taken_from_reserve"), "==", read.no(), limb="fees"),
        Must(read.fact("custody.otherwise_impairs_backing"), "==", read.no(), limb="terms"),
    )


def mandate_before_start(read: Reader) -> Node:
    """Risk assessment and due diligence before the arrangement is entered into."""
    agreed = read.fact("mandate.agreed_on")
    return Every(
        Must(read.fact("mandate.risk_assessed_on"), "<", agreed, limb="risk"),
        Must(read.fact("mandate.due_diligence_on"), "<", agreed, limb="due_diligence"),
    )


def mandate_qualified(read: Reader) -> Node:
    """The custodian or manager is suitably qualified."""
    return Must(read.fact("mandate.qualified"))


def mandate_responsibility(read: Reader) -> Node:
    """The licensee stays mainly responsible."""
    return Must(read.fact("mandate.responsibility_kept"))


def _form(read: Reader, form: str) -> Node:
    return Must(read.fact("trust.form"), "==", read.word("trust.form", form), limb="form")


FUNCTIONS: Mapping[str, Logic] = {
    "custody.trust_form": trust_form,
    "custody.trust_effective": trust_effective,
    "custody.trust_in_place_first": trust_in_place_first,
    "custody.trust_legal_opinion": trust_legal_opinion,
    "custody.trust_opinion_updated": trust_opinion_updated,
    "custody.excess_only": excess_only,
    "custody.terms": terms,
    "custody.mandate_before_start": mandate_before_start,
    "custody.mandate_qualified": mandate_qualified,
    "custody.mandate_responsibility": mandate_responsibility,
}
