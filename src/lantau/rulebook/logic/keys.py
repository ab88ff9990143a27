"""Private keys through their whole life: made, distributed, stored, used, backed up, recovered, destroyed, recorded."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.counts import covering
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every
from lantau.rulebook.reading import Reader


def all_identified(read: Reader) -> Node:
    """Every key with power is in the inventory."""
    return covering(read, "key_register.keys_listed_count", "key_register.keys_in_power_count")


def inventory_entry(read: Reader) -> Node:
    """The key's entry is up to date."""
    return Must(read.fact("key.entry_current"))


def custodians(read: Reader) -> Node:
    """Everybody in charge of equipment is vetted and trained."""
    return Every(
        *(
            covering(read, f"key_register.{quality}_custodians_count", "key_register.custodians_count", limb=quality)
            for quality in ("vetted", "trained")
        )
    )


def randomness(read: Reader) -> Node:
    """Recognised algorithm, randomness that cannot be reproduced."""
    return every(read, "key_ceremony.recognised_algorithm", "key_ceremony.unpredictable_randomness")


def ceremony(read: Reader) -> Node:
    """The licensee's own ceremony, authorised persons only, none of whom suffices alone."""
    return Every(
        Must(read.fact("key_ceremony.held_by_licensee"), limb="licensee"),
        covering(read, "key_ceremony.authorised_persons_count", "key_ceremony.persons_count", limb="authorised"),
        Must(
            read.fact("key_ceremony.fewest_persons_count"),
            ">",
            read.parameter("unilateral_persons"),
            limb="balance",
        ),
    )


def generation_place(read: Reader) -> Node:
    """A secure environment."""
    return Must(read.fact("key_ceremony.secure_environment"))


def significant_generation(read: Reader) -> Node:
    """A significant key: offline, isolated, under physical controls."""
    return every(
        read,
        "key_ceremony.offline",
        "key_ceremony.isolated",
        "key_ceremony.physically_controlled",
        when=_significant(read),
    )


def replacement(read: Reader) -> Node:
    """The compromised key is revoked before its successor is made."""
    return Must(
        read.fact("key_ceremony.compromised_key_revoked"),
        when=Must(read.fact("key_ceremony.replaces_compromised_key")),
    )


def distribution(read: Reader) -> Node:
    """Integrity and confidentiality protected, and a loss of either detectable."""
    return every(
        read,
        "key_distribution.integrity_protected",
        "key_distribution.confidentiality_protected",
        "key_distribution.loss_detectable",
    )


def storage(read: Reader) -> Node:
    """Secure medium in a facility that is controlled and watched."""
    return every(read, "key.secure_medium", "key.facility_access_controlled", "key.facility_watched")


def location(read: Reader) -> Node:
    """In Hong Kong, or where the HKMA accepts."""
    return Either(
        Must(read.fact("key.location"), "==", read.word("key.location", "HK"), limb="hong_kong"),
        Must(read.fact("key.location_accepted"), limb="accepted"),
    )


def equipment_secured(read: Reader) -> Node:
    """Other hardware and software is in a secure environment."""
    return Must(read.fact("key.equipment_secured"))


def multisig_apart(read: Reader) -> Node:
    """Keys that sign together are stored apart."""
    return Must(read.fact("key.isolated_from_other_signers"), when=Must(read.fact("key.one_of_several_signers")))


def never_in_full(read: Reader) -> Node:
    """Never shown as a full string."""
    return Must(read.fact("key.shown_in_full"), "==", read.no())


def significant_storage(read: Reader) -> Node:
    """A significant key: isolated, and never online."""
    return Every(
        Must(read.fact("key.isolated_storage"), limb="isolated"),
        Must(read.fact("key.internet_connected"), "==", read.no(), limb="offline"),
        when=_significant(read),
    )


def physical_security(read: Reader) -> Node:
    """Protected from damage and access, and watched."""
    return every(read, "key.site_damage_protected", "key.site_access_protected", "key.site_watched")


def permitted_use(read: Reader) -> Node:
    """A permitted use under its conditions."""
    return every(read, "key_use.operation_permitted", "key_use.conditions_met")


def no_compromised_use(read: Reader) -> Node:
    """A revoked or compromised key signs nothing."""
    return Must(read.fact("key_use.key_compromised"), "==", read.no())


def use_staff(read: Reader) -> Node:
    """Everybody who uses the key is authorised, vetted and trained."""
    return Every(
        *(
            covering(read, f"key_use.{quality}_persons_count", "key_use.persons_count", limb=quality)
            for quality in ("authorised", "vetted", "trained")
        )
    )


def least_privilege(read: Reader) -> Node:
    """No more persons with access than need it."""
    return Must(read.fact("key.persons_with_access_count"), "<=", read.fact("key.persons_needing_access_count"))


def use_protected(read: Reader) -> Node:
    """More than one factor, in a trusted environment."""
    return Every(
        Must(read.fact("key_use.factors_count"), ">", read.parameter("single_key_factor"), limb="factors"),
        Must(read.fact("key_use.trusted_environment"), limb="environment"),
    )


def shown_is_signed(read: Reader) -> Node:
    """Meaning shown, and what was shown is what is signed."""
    return every(read, "key_use.meaning_shown", "key_use.signed_is_shown")


def significant_use(read: Reader) -> Node:
    """A significant key: in person, in isolation, with data protected on its way."""
    return every(read, "key_use.in_person", "key_use.isolated", "key_use.transfer_protected", when=_significant(read))


def destruction(read: Reader) -> Node:
    """Every copy is destroyed."""
    return covering(read, "key_destruction.copies_destroyed_count", "key_destruction.copies_count")


def destruction_prepared(read: Reader) -> Node:
    """Analysed and verified beforehand."""
    return every(read, "key_destruction.effects_analysed", "key_destruction.verified")


def use_watched(read: Reader) -> Node:
    """The use of the key is watched."""
    return Must(read.fact("key.use_watched"))


def backup_places(read: Reader) -> Node:
    """Several places, each in Hong Kong or accepted."""
    places = read.fact("key_backup.places_count")
    return Every(
        Must(places, ">", read.parameter("single_backup_place"), limb="several"),
        Must(read.fact("key_backup.accepted_places_count"), ">=", places, limb="accepted"),
    )


def backup_secret(read: Reader) -> Node:
    """Third parties know neither place nor nature."""
    return Must(read.fact("key_backup.known_to_third_parties"), "==", read.no())


def backup_no_single_place(read: Reader) -> Node:
    """One place's backups do not recover the key."""
    return Must(read.fact("key_backup.fewest_places_count"), ">", read.parameter("single_backup_place"))


def backup_standard(read: Reader) -> Node:
    """As secure as the original."""
    return Must(read.fact("key_backup.original_standard"))


def backup_media(read: Reader) -> Node:
    """Robust, protected, tamper-evident."""
    return every(read, "key_backup.robust_medium", "key_backup.access_prevented", "key_backup.tamper_evident")


def recovery_authority(read: Reader) -> Node:
    """Triggered, authorised as use is, duties separated."""
    return Every(
        Must(read.fact("key_recovery.trigger_met"), limb="trigger"),
        covering(read, "key_recovery.authorised_by_count", "key_recovery.use_requires_count", limb="authority"),
        Must(read.fact("key_recovery.duties_separated"), limb="duties"),
    )


def recovery_verified(read: Reader) -> Node:
    """The regenerated key is verified."""
    return Must(read.fact("key_recovery.key_verified"))


def log_traceable(read: Reader) -> Node:
    """Every attempt is traced to a person."""
    return covering(read, "key_log.attempts_traced_count", "key_log.attempts_count")


def log_kept(read: Reader) -> Node:
    """Complete, protected, in named hands, kept long enough."""
    return every(
        read,
        "key_log.life_cycle_covered",
        "key_log.edit_protected",
        "key_log.keeper_named",
        "key_log.kept_for_its_period",
    )


def _significant(read: Reader) -> Node:
    """Deploys or upgrades, manages roles, or moves supply materially."""
    return Either(
        Must(read.fact("key.deploys_or_upgrades")),
        Must(read.fact("key.manages_roles")),
        Must(read.fact("key.moves_supply_materially")),
    )


FUNCTIONS: Mapping[str, Logic] = {
    "keys.all_identified": all_identified,
    "keys.inventory_entry": inventory_entry,
    "keys.custodians": custodians,
    "keys.randomness": randomness,
    "keys.ceremony": ceremony,
    "keys.generation_place": generation_place,
    "keys.significant_generation": significant_generation,
    "keys.replacement": replacement,
    "keys.distribution": distribution,
    "keys.storage": storage,
    "keys.location": location,
    "keys.equipment_secured": equipment_secured,
    "keys.multisig_apart": multisig_apart,
    "keys.never_in_full": never_in_full,
    "keys.significant_storage": significant_storage,
    "keys.physical_security": physical_security,
    "keys.permitted_use": permitted_use,
    "keys.no_compromised_use": no_compromised_use,
    "keys.use_staff": use_staff,
    "keys.least_privilege": least_privilege,
    "keys.use_protected": use_protected,
    "keys.shown_is_signed": shown_is_signed,
    "keys.significant_use": significant_use,
    "keys.destruction": destruction,
    "keys.destruction_prepared": destruction_prepared,
    "keys.use_watched": use_watched,
    "keys.backup_places": backup_places,
    "keys.backup_secret": backup_secret,
    "keys.backup_no_single_place": backup_no_single_place,
    "keys.backup_standard": backup_standard,
    "keys.backup_media": backup_media,
    "keys.recovery_authority": recovery_authority,
    "keys.recovery_verified": recovery_verified,
    "keys.log_traceable": log_traceable,
    "keys.log_kept": log_kept,
}
