"""The table of pages: address, template, section, and who reads it. Each has a JSON twin under `/api`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lantau.web.console import Ask, Console
from lantau.web.readings import (
    applications,
    calendar,
    coverage,
    evidence,
    experiment,
    experiment_files,
    findings,
    fleet_files,
    holders,
    issuers,
    lab,
    mining,
    overview,
    payments,
    reconciling,
    record,
    redemptions,
    regimes,
    rule,
    rules,
    statements,
    token,
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``name`` is its template and the key ``page.<name>``; ``section`` the entry marked in the menu."""

    name: str
    path: str
    section: str
    read: Callable[[Console, Ask], object]


@dataclass(frozen=True, slots=True)
class Document:
    """A file to keep: what ``read`` answers, under ``file_name`` with the parts of the path filled in."""

    path: str
    file_name: str
    media_type: str
    read: Callable[[Console, Ask], bytes]


PAGES = (
    Page("overview", "/", "overview", overview.read),
    Page("issuers", "/issuers", "issuers", issuers.every),
    Page("issuer", "/issuers/{party_id}", "issuers", issuers.one),
    Page("applications", "/applications", "applications", applications.every),
    Page("application", "/applications/{application_id}", "applications", applications.one),
    Page("redemptions", "/redemptions", "redemptions", redemptions.queue),
    Page("redemption", "/redemptions/{order_id}", "redemptions", redemptions.one),
    Page("payments", "/payments", "payments", payments.every),
    Page("tokens", "/tokens", "tokens", token.every),
    Page("token", "/tokens/{coin_id}", "tokens", token.one),
    Page("holders", "/holders", "holders", holders.every),
    Page("reconciliation", "/reconciliation", "reconciliation", reconciling.every),
    Page("findings", "/findings", "findings", findings.every),
    Page("finding", "/findings/{finding_id}", "findings", findings.one),
    Page("calendar", "/calendar", "calendar", calendar.every),
    Page("evidence", "/evidence", "evidence", evidence.every),
    Page("statements", "/statements", "statements", statements.every),
    Page("statement", "/statements/{statement_id}", "statements", statements.one),
    Page("rules", "/rules", "rules", rules.every),
    Page("rule", "/rules/{rule_id}", "rules", rule.one),
    Page("coverage", "/coverage", "rules", coverage.every),
    Page("regimes", "/regimes", "regimes", regimes.every),
    Page("regime", "/regimes/{jurisdiction}", "regimes", regimes.one),
    Page("lab", "/lab", "lab", lab.every),
    Page("experiment", "/lab/{name}", "lab", experiment.one),
    Page("mining", "/mining", "mining", mining.every),
    Page("fleet", "/mining/{fleet}", "mining", mining.one),
    Page("story", "/story", "story", record.story),
    Page("verify", "/verify", "verify", record.verified),
)

DOCUMENTS = (
    Document(
        "/issuers/{party_id}/calendar.ics",
        "obligations-{party_id}.ics",
        "text/calendar; charset=utf-8",
        calendar.as_ical,
    ),
    Document("/statements/{statement_id}/document.json", "{statement_id}.json", "application/json", statements.as_json),
    Document(
        "/statements/{statement_id}/document.txt", "{statement_id}.txt", "text/plain; charset=utf-8", statements.as_text
    ),
    Document(
        "/lab/{name}/manifest.json", "simulated-{name}.manifest.json", "application/json", experiment_files.manifest
    ),
    Document("/lab/{name}/parts.zip", "simulated-{name}.zip", "application/zip", experiment_files.parts),
    Document(
        "/lab/{name}/outcomes.csv",
        "simulated-{name}-outcomes.csv",
        "text/csv; charset=utf-8",
        experiment_files.outcomes,
    ),
    Document("/lab/{name}/fans.csv", "simulated-{name}-fans.csv", "text/csv; charset=utf-8", experiment_files.fans),
    Document("/lab/{name}/{plot}.svg", "simulated-{name}-{plot}.svg", "image/svg+xml", experiment_files.plot_svg),
    Document("/lab/{name}/{plot}.png", "simulated-{name}-{plot}.png", "image/png", experiment_files.plot_png),
    Document(
        "/mining/{fleet}/months.csv", "simulated-{fleet}-months.csv", "text/csv; charset=utf-8", fleet_files.months_csv
    ),
    Document(
        "/mining/{fleet}/report.json", "simulated-{fleet}-report.json", "application/json", fleet_files.report_json
    ),
    Document(
        "/mining/{fleet}/attribution.json",
        "simulated-{fleet}-attribution.json",
        "application/json",
        fleet_files.attribution_json,
    ),
    Document(
        "/mining/{fleet}/expansion.json",
        "simulated-{fleet}-expansion.json",
        "application/json",
        fleet_files.expansion_json,
    ),
    Document("/mining/{fleet}/{chart}.svg", "simulated-{fleet}-{chart}.svg", "image/svg+xml", fleet_files.chart_svg),
    Document("/mining/{fleet}/{chart}.png", "simulated-{fleet}-{chart}.png", "image/png", fleet_files.chart_png),
)
