"""Owns the mine: machines, sites, power, mining pools, the network, what a fleet produces, and why it changed."""

from lantau.mining.attribution import Attribution, attribute
from lantau.mining.expansion import Expansion, Expectation, expect
from lantau.mining.expansion_file import read_expansion
from lantau.mining.fleet_file import FleetFile, read_fleet
from lantau.mining.months import Month
from lantau.mining.network import NetworkMonth, network_month, shipped_network
from lantau.mining.production import produce
from lantau.mining.report import Report, report

__all__ = [
    "Attribution",
    "Expansion",
    "Expectation",
    "FleetFile",
    "Month",
    "NetworkMonth",
    "Report",
    "attribute",
    "expect",
    "network_month",
    "produce",
    "read_expansion",
    "read_fleet",
    "report",
    "shipped_network",
]
