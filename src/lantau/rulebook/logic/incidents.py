"""What a licensee is ready for: indicators, incidents, continuity, drills and the way out."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader

AREAS = ("market_and_credit", "technology", "operations", "depeg", "reputation", "compliance")
"""Over what the indicators must reach at least (G 6.8.3(1)-(6))."""

PROCEDURES = ("reserve_sale", "redemption_requests", "distribution", "third_parties")
"""What an exit plan sets out at least (G 6.8.17(1)-(4))."""


def indicators(read: Reader) -> Node:
    """Incidents are graded by stated criteria, and indicators reach over each of the six areas."""
    areas = (Must(read.fact(f"indicators.{area}"), limb=area) for area in AREAS)
    return Every(Must(read.fact("indicators.severity_criteria"), limb="severity_criteria"), *areas)


def assessed(read: Reader) -> Node:
    """An incident is graded, and somebody decided whether to respond."""
    return Every(
        Must(read.fact("incident.graded"), limb="graded"),
        Must(read.fact("incident.response_decided"), limb="response_decided"),
    )


def reviewed_afterwards(read: Reader) -> Node:
    """A closed incident has its cause found and its remedies named."""
    return Every(
        Must(read.fact("incident.cause_identified"), limb="cause"),
        Must(read.fact("incident.remedies_taken"), limb="remedies"),
        when=Must(read.fact("incident.closed")),
    )


def plan_copies(read: Reader) -> Node:
    """Copies of the continuity plan lie at several places away from the main premises."""
    return Must(read.fact("continuity.off_site_copies_count"), ">=", read.parameter("continuity_plan_off_site_copies"))


def targets(read: Reader) -> Node:
    """Least services, downtime, recovery time and recovery point are set."""
    return Every(
        Must(read.fact("continuity.least_services_named"), limb="least_services"),
        Must(read.fact("continuity.tolerable_downtime_set"), limb="tolerable_downtime"),
        Must(read.fact("continuity.recovery_time_set"), limb="recovery_time"),
        Must(read.fact("continuity.recovery_point_set"), limb="recovery_point"),
    )


def targets_achieved(read: Reader) -> Node:
    """A drill shows that the licensee's own targets can be achieved."""
    return Every(
        Must(
            read.fact("drill.services_down_minutes"), "<=", read.fact("drill.tolerable_downtime_minutes"),
            limb="downtime",
        ),
        Must(read.fact("drill.recovery_minutes"), "<=", read.fact("drill.recovery_time_minutes"), limb="recovery_time"),
        Must(read.fact("drill.data_lost_minutes"), "<=", read.fact("drill.recovery_point_minutes"), limb="data"),
    )  # fmt: skip


def backups(read: Reader) -> Node:
    """Critical information is named and copied off site, soon and continually, and can be fetched back."""
    return Every(
        Must(read.fact("continuity.critical_data_named"), limb="named"),
        Must(read.fact("continuity.off_site_backup"), limb="off_site"),
        Must(read.fact("continuity.backup_retrievable"), limb="retrievable"),
    )


def alternate_site(read: Reader) -> Node:
    """The alternate site can be occupied in the time that the plan asks, with the equipment it needs."""
    return Every(
        Must(
            read.fact("continuity.site_ready_minutes"), "<=", read.fact("continuity.site_required_minutes"),
            limb="ready_in_time",
        ),
        Must(read.fact("continuity.site_equipped"), limb="equipped"),
    )  # fmt: skip


def drill_reported(read: Reader) -> Node:
    """The result reached the board and senior management, and the plans were amended for what it found."""
    return Every(
        Must(read.fact("drill.reported_to_board_and_management"), limb="reported"),
        Must(read.fact("drill.plans_amended"), when=Must(read.fact("drill.defects_found")), limb="amended"),
    )


def exit_procedures(read: Reader) -> Node:
    """The exit plan tells its triggers and each of the four procedures."""
    procedures = (Must(read.fact(f"exit_plan.{name}"), limb=name) for name in PROCEDURES)
    return Every(Must(read.fact("exit_plan.scenarios_monitored"), limb="scenarios"), *procedures)


FUNCTIONS: Mapping[str, Logic] = {
    "incidents.indicators": indicators,
    "incidents.assessed": assessed,
    "incidents.reviewed_afterwards": reviewed_afterwards,
    "incidents.plan_copies": plan_copies,
    "incidents.targets": targets,
    "incidents.targets_achieved": targets_achieved,
    "incidents.backups": backups,
    "incidents.alternate_site": alternate_site,
    "incidents.drill_reported": drill_reported,
    "incidents.exit_procedures": exit_procedures,
}
