"""Encrypted keys in a folder (Web3 secret storage, version 3), each with a card: the key list of G 6.5.7(6).

A card says which address, which functions, which persons, and the key's state with its history; it holds no secret.
A key is written whole or not at all and never over another; only its owner may read the folder (0700) and the files
(0600), and a folder or file that others can read is refused before it is opened. What G 6.5.7 asks of important keys
(offline generation, an isolated environment) no file can give: those belong behind ``socket_signer``.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from lantau.chain.refusals import (
    BAD_KEY_FILE,
    BAD_PASSWORD,
    ILLEGAL_STEP,
    KEY_EXISTS,
    KEY_NOT_IN_USE,
    LOOSE_PERMISSIONS,
    UNKNOWN_KEY,
)
from lantau.chain.signing import LocalSigner
from lantau.dates import parse_instant
from lantau.refusal import Refusal, Refused

CITATION = "G 6.5.7"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
KEY_SUFFIX, CARD_SUFFIX = ".key.json", ".card.json"
SCRYPT_WORK_MAX = 1 << 20
PBKDF2_WORK_MAX = 10_000_000
"""A file that asks for more work than this is no key of ours: opening it would only take the machine's memory."""

Kdf = Literal["scrypt", "pbkdf2"]


class KeyState(StrEnum):
    """Where a key stands in its life."""

    UNLISTED = "unlisted"
    IN_USE = "in_use"
    SUSPENDED = "suspended"
    COMPROMISED = "compromised"
    DESTROYED = "destroyed"


STEPS: Mapping[KeyState, frozenset[KeyState]] = {
    KeyState.UNLISTED: frozenset({KeyState.IN_USE, KeyState.COMPROMISED, KeyState.DESTROYED}),
    KeyState.IN_USE: frozenset({KeyState.SUSPENDED, KeyState.COMPROMISED, KeyState.DESTROYED}),
    KeyState.SUSPENDED: frozenset({KeyState.IN_USE, KeyState.COMPROMISED, KeyState.DESTROYED}),
    KeyState.COMPROMISED: frozenset({KeyState.DESTROYED}),
    KeyState.DESTROYED: frozenset(),
}
"""Which states follow which. A compromised key is never used again (G 6.5.7(9))."""


@dataclass(frozen=True, slots=True)
class KeyStep:
    """A change of a key's state: who, when and why."""

    state: KeyState
    at: datetime
    by: str
    reasons: str


@dataclass(frozen=True, slots=True)
class KeyCard:
    """A line of the key list: no secret. ``functions`` are what the key may sign, ``persons`` who may have it sign."""

    name: str
    address: str
    functions: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    important: bool = False
    history: tuple[KeyStep, ...] = ()

    @property
    def state(self) -> KeyState:
        """The state of the last step."""
        return self.history[-1].state if self.history else KeyState.UNLISTED

    def as_body(self) -> dict[str, Any]:
        """The card as plain data."""
        return {
            "name": self.name,
            "address": self.address,
            "functions": list(self.functions),
            "persons": list(self.persons),
            "important": self.important,
            "state": self.state.value,
            "history": [
                {"state": step.state.value, "at": step.at.isoformat(), "by": step.by, "reasons": step.reasons}
                for step in self.history
            ],
        }


def create_key(
    folder: Path,
    name: str,
    password: str,
    *,
    functions: Iterable[str],
    persons: Iterable[str],
    at: datetime,
    by: str,
    important: bool = False,
    chance: Callable[[int], bytes] = secrets.token_bytes,
    kdf: Kdf = "scrypt",
    work: int | None = None,
) -> KeyCard:
    """Make a key from ``chance`` (the operating system's, unless a test gives its own), encrypt it and list it.

    Refused chain.key_exists, loose_permissions, bad_password (a blank one).
    """
    key_path, card_path = _paths(folder, name)
    if not password:
        raise Refused(Refusal(BAD_PASSWORD, "a key is not kept under a blank password", "password", CITATION))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_private(folder)
    if key_path.exists() or card_path.exists():
        raise Refused(Refusal(KEY_EXISTS, f"{name} is in {folder} already", "name"))
    secret = chance(32)
    signer = LocalSigner(secret)
    held = _keyfile().create_keyfile_json(secret, password.encode(), kdf=kdf, iterations=work)
    _write_new(key_path, held)
    return list_key(folder, name, functions=functions, persons=persons, at=at, by=by, important=important, _of=signer)


def list_key(
    folder: Path,
    name: str,
    *,
    functions: Iterable[str],
    persons: Iterable[str],
    at: datetime,
    by: str,
    important: bool = False,
    _of: LocalSigner | None = None,
) -> KeyCard:
    """Write the card of a key that has none: a key brought from elsewhere, or one whose making was cut off.

    Refused chain.key_exists when it has one, unknown_key, bad_key_file.
    """
    key_path, card_path = _paths(folder, name)
    address = _of.address if _of is not None else _stated_address(_read(key_path), key_path)
    first = KeyStep(KeyState.IN_USE, at, by, "listed")
    card = KeyCard(name, address, tuple(sorted(functions)), tuple(sorted(persons)), important, (first,))
    _write_new(card_path, card.as_body())
    return card


def open_key(folder: Path, name: str, password: str) -> LocalSigner:
    """The signer of a key that is in use.

    Refused chain.unknown_key, loose_permissions, bad_key_file, key_not_in_use, bad_password: in that order.
    """
    key_path, _ = _paths(folder, name)
    held = _read(key_path)
    card = key_card(folder, name)
    if card.state is not KeyState.IN_USE:
        message = f"the key {name} is {card.state.value.replace('_', ' ')}"
        raise Refused(Refusal(KEY_NOT_IN_USE, message, str(key_path), CITATION))
    signer = LocalSigner(_decrypted(held, password, key_path))
    if signer.address != card.address or signer.address != _stated_address(held, key_path):
        message = f"the file holds the key of {signer.address}, its card says {card.address}"
        raise Refused(Refusal(BAD_KEY_FILE, message, str(key_path)))
    return signer


def key_card(folder: Path, name: str) -> KeyCard:
    """The card of a key; an unlisted key has a card of its address alone. Refused chain.unknown_key, bad_key_file."""
    key_path, card_path = _paths(folder, name)
    if not card_path.exists():
        return KeyCard(name, _stated_address(_read(key_path), key_path))
    return _card(_read(card_path), card_path)


def key_list(folder: Path) -> tuple[KeyCard, ...]:
    """Every key of the folder by name, with state, functions and persons (G 6.5.7(6)). No secret is read."""
    if not folder.is_dir():
        return ()
    names = {path.name.removesuffix(KEY_SUFFIX) for path in folder.glob(f"*{KEY_SUFFIX}")}
    names |= {path.name.removesuffix(CARD_SUFFIX) for path in folder.glob(f"*{CARD_SUFFIX}")}
    return tuple(key_card(folder, name) for name in sorted(names))


def change_state(folder: Path, name: str, state: KeyState, *, at: datetime, by: str, reasons: str) -> KeyCard:
    """Take a key a step further; destroying it overwrites and removes the encrypted file and keeps the card.

    Refused chain.illegal_step, unknown_key. Destroying is for every copy: backups are for people to destroy too.
    """
    key_path, card_path = _paths(folder, name)
    card = key_card(folder, name)
    if state not in STEPS[card.state] or not reasons.strip():
        raise Refused(
            Refusal(ILLEGAL_STEP, f"{name} is {card.state.value}: no step to {state.value}", "state", CITATION)
        )
    changed = replace(card, history=(*card.history, KeyStep(state, at, by, reasons)))
    _replace(card_path, changed.as_body())
    if state is KeyState.DESTROYED and key_path.exists():
        with key_path.open("r+b") as file:
            file.write(bytes(key_path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        key_path.unlink()
        _settle(folder)
    return changed


def _paths(folder: Path, name: str) -> tuple[Path, Path]:
    if not NAME.fullmatch(name):
        message = f"{name!r} is no name of a key: small letters, digits and hyphens"
        raise Refused(Refusal(UNKNOWN_KEY, message, "name"))
    return folder / f"{name}{KEY_SUFFIX}", folder / f"{name}{CARD_SUFFIX}"


def _require_private(path: Path) -> None:
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        message = f"{path} has mode {stat.S_IMODE(found.st_mode):04o} or another owner"
        raise Refused(Refusal(LOOSE_PERMISSIONS, message, str(path), CITATION))


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise Refused(Refusal(UNKNOWN_KEY, f"there is no {path.name} in {path.parent}", str(path)))
    _require_private(path.parent)
    _require_private(path)
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(Refusal(BAD_KEY_FILE, f"{path.name} is no JSON object", str(path)))
    return body


def _stated_address(held: Mapping[str, Any], path: Path) -> str:
    stated = held.get("address")
    if not isinstance(stated, str) or not re.fullmatch(r"(0x)?[0-9a-fA-F]{40}", stated):
        raise Refused(Refusal(BAD_KEY_FILE, f"{path.name} names no address", str(path)))
    return "0x" + stated.removeprefix("0x").lower()


def _decrypted(held: dict[str, Any], password: str, path: Path) -> bytes:
    try:
        crypto = {name.lower(): value for name, value in held.items()}["crypto"]
        work = crypto["kdfparams"].get("n", 0), crypto["kdfparams"].get("c", 0)
        if held.get("version") != 3 or not 0 <= work[0] <= SCRYPT_WORK_MAX or not 0 <= work[1] <= PBKDF2_WORK_MAX:
            raise KeyError("version or work")
        secret = bytes(_keyfile().decode_keyfile_json(held, password.encode()))
    except Exception as failure:  # a file of a stranger fails in many ways, none of which may print its content
        if "MAC mismatch" in str(failure):
            raise Refused(Refusal(BAD_PASSWORD, f"the password does not open {path.name}", "password")) from None
        raise Refused(Refusal(BAD_KEY_FILE, f"{path.name} is no keystore of version 3", str(path))) from None
    if len(secret) != 32:
        raise Refused(Refusal(BAD_KEY_FILE, f"{path.name} holds no key of 32 bytes", str(path)))
    return secret


def _card(body: Mapping[str, Any], path: Path) -> KeyCard:
    try:
        steps = tuple(
            KeyStep(KeyState(each["state"]), parse_instant(each["at"]), str(each["by"]), str(each["reasons"]))
            for each in body["history"]
        )
        names = tuple(map(str, body["functions"])), tuple(map(str, body["persons"]))
        return KeyCard(str(body["name"]), str(body["address"]), *names, bool(body["important"]), steps)
    except (KeyError, TypeError, ValueError):
        raise Refused(Refusal(BAD_KEY_FILE, f"{path.name} is no card of a key", str(path))) from None


def _written(path: Path, body: Mapping[str, Any]) -> Path:
    growing_path = path.with_name(f".{path.name}.{os.getpid()}")
    growing_path.unlink(missing_ok=True)
    descriptor = os.open(growing_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(body, file, indent=2, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    return growing_path


def _write_new(path: Path, body: Mapping[str, Any]) -> None:
    """Write a file whole or not at all; a link fails where a rename would overwrite."""
    growing_path = _written(path, body)
    try:
        os.link(growing_path, path)
    except FileExistsError:
        raise Refused(Refusal(KEY_EXISTS, f"{path.name} is in {path.parent} already", "name")) from None
    finally:
        growing_path.unlink()
    _settle(path.parent)


def _replace(path: Path, body: Mapping[str, Any]) -> None:
    _written(path, body).replace(path)
    _settle(path.parent)


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keyfile() -> ModuleType:
    """The kept library of keystores. What it imports lifts Python's recursion limit for the whole process, after which
    a deeply nested JSON text from outside would end it: the limit is put back."""
    limit = sys.getrecursionlimit()
    try:
        from eth_keyfile import keyfile
    finally:
        sys.setrecursionlimit(limit)
    return keyfile
