"""Due diligence on customers: what is obtained and verified, about whom, when, and when more or less is asked."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.counts import covering
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader


def measures_when_due(read: Reader) -> Node:
    """All four measures before business begins; only verification may exceptionally come later in a relationship."""
    relationship = Must(read.fact("customer.relationship_established"))
    occasional = read.fact("customer.occasional_value_hkd_cents")
    return Either(
        Must(read.fact("customer.due_diligence_complete"), limb="complete"),
        Every(
            relationship,
            every(
                read,
                "customer.only_verification_outstanding",
                "customer.delay_risk_managed",
                "customer.delay_necessary",
            ),
            limb="delayed_verification",
        ),
        when=Either(
            relationship,
            Must(occasional, ">=", read.parameter("occasional_transaction_threshold")),
            Must(read.fact("customer.suspected")),
            Must(read.fact("customer.information_doubted")),
        ),
    )


def natural_person_identified(read: Reader) -> Node:
    """Five particulars of a natural person."""
    return every(
        read,
        "customer.full_name_obtained",
        "customer.date_of_birth_obtained",
        "customer.nationality_obtained",
        "customer.residential_address_obtained",
        "customer.identification_number_obtained",
        when=_of_kind(read, "natural_person"),
    )


def legal_person_identified(read: Reader) -> Node:
    """Four particulars of a legal person, and where it does business if that is elsewhere."""
    elsewhere = Must(read.fact("customer.principal_place_differs"))
    return Every(
        every(
            read,
            "customer.full_name_obtained",
            "customer.incorporation_date_obtained",
            "customer.incorporation_place_obtained",
            "customer.identification_number_obtained",
        ),
        Must(read.fact("customer.principal_place_obtained"), when=elsewhere, limb="principal_place_obtained"),
        when=_of_kind(read, "legal_person"),
    )


def no_fictitious_name(read: Reader) -> Node:
    """Nobody is served under an invented name."""
    return never(read, "customer.name_fictitious")


def natural_person_verified(read: Reader) -> Node:
    """Name, birth and number against a reliable source; a document shows the face or its risk is mitigated."""
    photograph = Either(
        Must(read.fact("customer.document_has_photograph"), limb="photograph"),
        Must(read.fact("customer.no_photograph_risk_mitigated"), limb="risk_mitigated"),
        when=Must(read.fact("customer.verified_by_document")),
    )
    return Every(
        every(
            read, "customer.name_verified", "customer.date_of_birth_verified", "customer.identification_number_verified"
        ),
        photograph,
        when=_of_kind(read, "natural_person"),
    )


def legal_person_verified(read: Reader) -> Node:
    """Name, form, existence and powers."""
    return every(
        read,
        "customer.name_verified",
        "customer.legal_form_verified",
        "customer.current_existence_verified",
        "customer.powers_verified",
        when=_of_kind(read, "legal_person"),
    )


def remote_identity(read: Reader) -> Node:
    """Without meeting: a recognised digital identity, or technology that authenticates and matches."""
    return Either(
        Must(read.fact("customer.digital_identity_recognised"), limb="digital_identity"),
        every(read, "customer.identity_authenticated", "customer.identity_matched"),
        when=Every(_of_kind(read, "natural_person"), Must(read.fact("customer.met_remotely"))),
    )


def channel_data(read: Reader) -> Node:
    """What the delivery channel lets one know is obtained."""
    return Must(read.fact("customer.channel_data_obtained"))


def connected_parties(read: Reader) -> Node:
    """Every connected party of a legal person is named."""
    named = covering(read, "customer.connected_parties_named_count", "customer.connected_parties_count")
    return Every(named, when=_of_kind(read, "legal_person"))


def beneficial_owner(read: Reader) -> Node:
    """Who owns above the share, controls or is acted for; failing such a person, the senior managing officials."""
    above = read.fact("owner.all_units").share(read.parameter("controlling_interest_share"))
    no_controller = never(read, "owner.controller_found")
    caught = Either(
        Must(read.fact("owner.interest_units"), ">", above),
        Must(read.fact("owner.exercises_control")),
        Must(read.fact("owner.acted_for")),
        Every(Must(read.fact("owner.senior_managing_official")), no_controller),
    )
    return every(read, "owner.identified", "owner.verified", when=caught)


def ownership_structure(read: Reader) -> Node:
    """Of whoever is no natural person the structure is understood, and a complex one has its reason."""
    complicated = Must(read.fact("customer.structure_complex"))
    return Every(
        Must(read.fact("customer.structure_understood"), limb="structure_understood"),
        Must(read.fact("customer.structure_reason_legitimate"), when=complicated, limb="legitimate_reason"),
        when=_not_natural(read),
    )


def representatives(read: Reader) -> Node:
    """Everybody who purports to act is identified, verified and authorised."""
    return Every(
        covering(
            read, "customer.representatives_identified_count", "customer.representatives_count", limb="identified"
        ),
        covering(
            read, "customer.representatives_authorised_count", "customer.representatives_count", limb="authorised"
        ),
    )


def purpose(read: Reader) -> Node:
    """Purpose and intended nature of a relationship, and of whoever is no natural person the business."""
    return Every(
        Either(Must(read.fact("customer.purpose_understood"), limb="purpose"), _occasional_only(read)),
        Must(read.fact("customer.business_understood"), when=_not_natural(read), limb="business"),
    )


def enhanced(read: Reader) -> Node:
    """More where risk is high or heightened, the FATF calls or the HKMA gives notice."""
    called_for = Either(
        _at_risk(read, "high"),
        Must(read.fact("customer.from_called_jurisdiction")),
        Must(read.fact("customer.named_in_notice")),
        Must(read.fact("customer.heightened_risk_seen")),
    )
    return Must(read.fact("customer.enhanced_measures_applied"), when=called_for)


def countermeasures(read: Reader) -> Node:
    """What a notice describes is done."""
    return Must(read.fact("customer.countermeasures_taken"), when=Must(read.fact("customer.countermeasures_required")))


def simplified(read: Reader) -> Node:
    """Less only where risk is low on an analysis, without suspicion or doubt."""
    return Every(
        _at_risk(read, "low", limb="low_risk"),
        Must(read.fact("customer.risk_analysed"), limb="analysis"),
        never(read, "customer.suspected"),
        never(read, "customer.information_doubted"),
        when=Must(read.fact("customer.simplified_measures_applied")),
    )


def senior_approval(read: Reader) -> Node:
    """Senior management answers for a relationship of high risk."""
    approved = Must(read.fact("customer.senior_management_approved"), limb="approved")
    return Either(approved, _occasional_only(read), when=_at_risk(read, "high"))


def pep_determined(read: Reader) -> Node:
    """Whether anybody is politically exposed was looked into."""
    return Must(read.fact("customer.pep_determined"))


def pep_measures(read: Reader) -> Node:
    """Wealth, funds and approval: always outside Hong Kong, else on higher risk; not for one who was let go."""
    kind = read.fact("customer.pep_kind")
    nearer = Either(*(Must(kind, "==", read.word("customer.pep_kind", word)) for word in _NEARER))
    exposed = Either(
        Must(kind, "==", read.word("customer.pep_kind", "non_hong_kong")),
        Every(nearer, Must(read.fact("customer.pep_higher_risk"))),
    )
    measures = every(
        read,
        "customer.source_of_wealth_established",
        "customer.source_of_funds_established",
        "customer.senior_management_approved",
    )
    return Either(measures, _occasional_only(read), when=Every(exposed, never(read, "customer.former_pep_released")))


_NEARER = ("hong_kong", "international_organisation")


def distributor(read: Reader) -> Node:
    """One who distributes the coin: business, standing and controls."""
    return every(
        read,
        "customer.business_understood",
        "customer.public_standing_determined",
        "customer.controls_found_adequate",
        when=Must(read.fact("customer.distributes_coins")),
    )


def unable(read: Reader) -> Node:
    """Who cannot be looked into is not served, and an existing relationship is ended."""
    existing = Must(read.fact("customer.relationship_established"))
    return Every(
        never(read, "customer.served_since"),
        Must(read.fact("customer.relationship_being_ended"), when=existing, limb="being_ended"),
        when=Must(read.fact("customer.due_diligence_impossible")),
    )


def intermediary_reliance(read: Reader) -> Node:
    """A permitted intermediary, agreed in writing, that hands copies over, and never for monitoring."""
    return Every(
        every(read, "intermediary.permitted", "intermediary.agreed_in_writing", "intermediary.copies_on_request"),
        never(read, "intermediary.used_for_monitoring"),
    )


def intermediary_records(read: Reader) -> Node:
    """Where it keeps the papers: long enough, handed over at the end, tested, with systems that comply."""
    years = read.fact("intermediary.undertaken_years")
    return Every(
        Must(years, ">=", read.parameter("record_retention_years"), limb="years"),
        every(
            read,
            "intermediary.undertook_handover",
            "intermediary.samples_tested",
            "intermediary.record_systems_adequate",
        ),
        when=Must(read.fact("intermediary.keeps_records")),
    )


def intermediary_doubt(read: Reader) -> Node:
    """One that is doubted is reviewed."""
    return Must(read.fact("intermediary.ability_reviewed"), when=Must(read.fact("intermediary.doubted")))


def _occasional_only(read: Reader) -> Must:
    """No business relationship, to which the duty belongs, is there or planned."""
    return Must(read.fact("customer.occasional_only"), limb="occasional_only")


def _of_kind(read: Reader, kind: str) -> Node:
    return Must(read.fact("customer.kind"), "==", read.word("customer.kind", kind))


def _not_natural(read: Reader) -> Node:
    return Must(read.fact("customer.kind"), "!=", read.word("customer.kind", "natural_person"))


def _at_risk(read: Reader, level: str, *, limb: str = "") -> Node:
    return Must(read.fact("customer.risk"), "==", read.word("customer.risk", level), limb=limb)


FUNCTIONS: Mapping[str, Logic] = {
    f"due_diligence.{logic.__name__}": logic
    for logic in (
        measures_when_due,
        natural_person_identified,
        legal_person_identified,
        no_fictitious_name,
        natural_person_verified,
        legal_person_verified,
        remote_identity,
        channel_data,
        connected_parties,
        beneficial_owner,
        ownership_structure,
        representatives,
        purpose,
        enhanced,
        countermeasures,
        simplified,
        senior_approval,
        pep_determined,
        pep_measures,
        distributor,
        unable,
        intermediary_reliance,
        intermediary_records,
        intermediary_doubt,
    )
}
