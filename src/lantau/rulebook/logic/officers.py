"""Who may lead and work for a licensee: consents, residence, vacancies, and people whom the law keeps away."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.branching import bound
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader

CHIEF_EXECUTIVES = ("chief_executive", "alternate_chief_executive")
"""The offices of section 53."""


def chief_executive_in_office(read: Reader) -> Node:
    """A chief executive and enough alternates, unless a direction revoked the appointment."""
    revoked = read.fact("licensee.chief_executive_revoked_by_direction")
    alternates = read.fact("licensee.alternate_chief_executive_count")
    return Every(
        Either(Must(read.fact("licensee.chief_executive_in_office")), Must(revoked), limb="chief_executive"),
        Either(
            Must(alternates, ">=", read.parameter("alternate_chief_executive_count")), Must(revoked), limb="alternate"
        ),
        when=bound(read),
    )


def chief_executive_resident(read: Reader) -> Node:
    """The chief executive and each alternate live in Hong Kong."""
    return Must(read.fact("licensee.chief_executives_resident_hk"), when=bound(read))


def alternate_acts(read: Reader) -> Node:
    """While the chief executive is kept from acting, an alternate acts."""
    prevented = Must(read.fact("licensee.chief_executive_prevented"))
    branch = bound(read)
    return Must(
        read.fact("licensee.alternate_acts"),
        when=prevented if branch is None else Every(branch, prevented),
    )


def stablecoin_manager_in_office(read: Reader) -> Node:
    """A stablecoin manager is in office."""
    return Must(read.fact("licensee.stablecoin_manager_in_office"), when=bound(read))


def stablecoin_manager_resident(read: Reader) -> Node:
    """The stablecoin manager lives in Hong Kong."""
    return Must(read.fact("licensee.stablecoin_manager_resident_hk"), when=bound(read))


def director_consent_in_force(read: Reader) -> Node:
    """Whoever acts as a director has a consent in force, as director or as appointed chief executive."""
    return Either(
        Must(read.fact("director.consent_in_force"), limb="consent"),
        Must(read.fact("director.is_consented_chief_executive"), limb="chief_executive"),
        when=bound(read),
    )


def chief_executive_consent(read: Reader) -> Node:
    """No chief executive or alternate without consent, but for a term renewed at once or a statutory manager's act."""
    return Either(
        Must(read.fact("appointment.authority_consented"), limb="consent"),
        Must(read.fact("appointment.renewed_at_once"), limb="renewed_at_once"),
        Must(read.fact("appointment.by_statutory_manager"), limb="statutory_manager"),
        when=_to(read, *CHIEF_EXECUTIVES),
    )


def director_consent(read: Reader) -> Node:
    """No director without consent, but for a chief executive appointed with consent."""
    return Either(
        Must(read.fact("appointment.authority_consented"), limb="consent"),
        Must(read.fact("appointment.is_consented_chief_executive"), limb="chief_executive"),
        when=_to(read, "director"),
    )


def director_reasons(read: Reader) -> Node:
    """The reasons for a director reach the HKMA before the appointment."""
    return Must(read.fact("appointment.reasons_filed_before"), when=_to(read, "director"))


def stablecoin_manager_consent(read: Reader) -> Node:
    """No stablecoin manager without consent."""
    return Must(read.fact("appointment.authority_consented"), when=_to(read, "stablecoin_manager"))


def consent_given(read: Reader) -> Node:
    """Consent needs a fit and proper person, and for all but directors an individual who lives in Hong Kong."""
    position = read.fact("appointment.position")
    no_director = Must(position, "!=", read.word("appointment.position", "director"))
    return Every(
        Must(read.fact("appointment.is_individual"), when=no_director, limb="individual"),
        Must(read.fact("appointment.ordinarily_resident_hk"), when=no_director, limb="resident"),
        Must(read.fact("appointment.judged_fit_and_proper"), limb="fit_and_proper"),
    )


def conditions_kept(read: Reader) -> Node:
    """Conditions attached to a consent are kept by the one who must keep them."""
    return Must(read.fact("appointment.conditions_kept"), when=Must(read.fact("appointment.consent_has_conditions")))


def insolvent_or_dishonest(read: Reader) -> Node:
    """Bankrupts, debtors under arrangement and people convicted of dishonesty work here only with consent."""
    tainted = Either(
        Must(read.fact("employment.bankrupt")),
        Must(read.fact("employment.composition_with_creditors")),
        Must(read.fact("employment.voluntary_arrangement")),
        Must(read.fact("employment.convicted_of_dishonesty")),
    )
    branch = bound(read)
    return Must(read.fact("employment.authority_consented"), when=tainted if branch is None else Every(branch, tainted))


def officer_of_failed_licensee(read: Reader) -> Node:
    """Officers of a licensee wound up or revoked are taken on elsewhere only with consent."""
    return Must(read.fact("employment.consented_in_that_capacity"), when=_of_failed(read))


def officer_of_failed_licensee_stays(read: Reader) -> Node:
    """Such an officer, already employed elsewhere, stays only with consent or while a request for it is open."""
    return Either(
        Must(read.fact("employment.consented_in_that_capacity"), limb="consent"),
        Every(
            Must(read.fact("employment.authority_notified_with_request")),
            Must(read.fact("employment.consent_refused"), "==", read.no()),
            limb="request_open",
        ),
        when=_of_failed(read),
    )


def business_disposal(read: Reader) -> Node:
    """No sale or disposal of the business, or part of it, without prior written approval."""
    return Must(read.fact("disposal.approved_in_writing_before"), when=bound(read))


def notice_before_decision(read: Reader) -> Node:
    """Told of intention and ground, given the days to answer, and heard."""
    return Every(
        Must(read.fact("notice.states_intention_and_ground"), limb="notice"),
        Must(read.fact("notice.representation_days"), ">=", read.parameter("officer_representation_days"), limb="days"),
        Must(read.fact("notice.representations_considered"), limb="considered"),
    )


def _to(read: Reader, *positions: str) -> Node:
    """The appointment is to one of these positions, at a licensee that the rule binds."""
    position = read.fact("appointment.position")
    of_these = Either(*(Must(position, "==", read.word("appointment.position", word)) for word in positions))
    branch = bound(read)
    return of_these if branch is None else Every(branch, of_these)


def _of_failed(read: Reader) -> Node:
    return Every(
        Must(read.fact("employment.officer_of_failed_licensee")), Must(read.fact("employment.knows_of_that_failure"))
    )


FUNCTIONS: Mapping[str, Logic] = {
    "officers.chief_executive_in_office": chief_executive_in_office,
    "officers.chief_executive_resident": chief_executive_resident,
    "officers.alternate_acts": alternate_acts,
    "officers.stablecoin_manager_in_office": stablecoin_manager_in_office,
    "officers.stablecoin_manager_resident": stablecoin_manager_resident,
    "officers.director_consent_in_force": director_consent_in_force,
    "officers.chief_executive_consent": chief_executive_consent,
    "officers.director_consent": director_consent,
    "officers.director_reasons": director_reasons,
    "officers.stablecoin_manager_consent": stablecoin_manager_consent,
    "officers.consent_given": consent_given,
    "officers.conditions_kept": conditions_kept,
    "officers.insolvent_or_dishonest": insolvent_or_dishonest,
    "officers.officer_of_failed_licensee": officer_of_failed_licensee,
    "officers.officer_of_failed_licensee_stays": officer_of_failed_licensee_stays,
    "officers.business_disposal": business_disposal,
    "officers.notice_before_decision": notice_before_decision,
}
