"""Owns identifiers: a prefix that says of what, a time that sorts, and a digest of the caller's key, never chance."""

from lantau.ids.identifiers import PREFIXES, check, instant_of, make

__all__ = ["PREFIXES", "check", "instant_of", "make"]
