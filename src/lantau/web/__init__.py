"""Owns the console: read-only pages in English and Traditional Chinese, and the same data as JSON."""

from lantau.web.app import create_app
from lantau.web.console import Console

__all__ = ["Console", "create_app"]
