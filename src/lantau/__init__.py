"""Lantau: an open sandbox for regulated stablecoins under Hong Kong's rules. Simulated; not legal advice."""

__version__ = "0.1.0"
