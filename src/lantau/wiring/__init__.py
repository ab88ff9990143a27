"""Owns the joining of the parts: settings, the database server, rulebooks, clock and chain, built once per process."""

from lantau.wiring.sandbox import LiveWorld, Sandbox, open_sandbox
from lantau.wiring.settings import CONSOLE_PID_FILE, DEFAULT_PORT, EXPERIMENTS_FOLDER, Settings, read_settings

__all__ = [
    "CONSOLE_PID_FILE",
    "DEFAULT_PORT",
    "EXPERIMENTS_FOLDER",
    "LiveWorld",
    "Sandbox",
    "Settings",
    "open_sandbox",
    "read_settings",
]
