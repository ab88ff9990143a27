"""Where results come from: digests of code, law and opening state, and the versions of the libraries that matter."""

from __future__ import annotations

import hashlib
import importlib
import json
import platform
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import lantau
from lantau.market.models import MODELS
from lantau.market.rule_sets import RuleSet
from lantau.rulebook import queries

LIBRARIES = ("numba", "numpy", "pyarrow", "scipy")
"""Whose version may change a bit: of a kernel, of the chance, of a file, of a Sobol point."""

ROOMS = ("dates", "market", "money", "rulebook")
"""The rooms whose sources a result comes from: the models, and the law and the calendar that they read."""

SOURCES = (".csv", ".py", ".toml")


def digest(plain: Any) -> str:
    """SHA-256 of plain data in its one spelling; a float is spelt so that it reads back to the bit."""
    return sha256(json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@cache
def code_version(model: str) -> dict[str, str]:
    """The package's version and a digest of the sources that decide a result; of an outside model's module too."""
    told = {"lantau": lantau.__version__, "sources_sha256": _source_digest()}
    if model not in MODELS:
        source = importlib.import_module(model.partition(":")[0]).__file__
        assert source is not None, f"{model} has no source file"
        told["model_sha256"] = sha256(Path(source).read_bytes())
    return told


def library_versions() -> dict[str, str]:
    """Versions of the libraries, of Python, and the machine's architecture."""
    told = {name: version(name) for name in LIBRARIES}
    return {**told, "python": platform.python_version(), "machine": platform.machine()}


@cache
def law_digest(law: RuleSet) -> str:
    """SHA-256 of a rulebook's whole law: its parameters through time, rules and sources."""
    return digest(queries.law_json(law.book))


@cache
def _source_digest() -> str:
    found = sorted(each for room in ROOMS for each in _sources(files(f"lantau.{room}"), f"{room}/"))
    return digest([[name, sha256(content)] for name, content in found])


def _sources(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in folder.iterdir():
        if item.is_dir():
            found += _sources(item, f"{prefix}{item.name}/")
        elif item.name.endswith(SOURCES):
            found.append((prefix + item.name, item.read_bytes()))
    return found
