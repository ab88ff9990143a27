"""Where the embedded server of one home folder lives, and the operating-system account it runs as.

PostgreSQL refuses to run as root. Root's server therefore runs as an account without rights, in a folder of its own
below ``/var/lib/lantau`` that this account can reach wherever the home is; no parent folder's rights are loosened.
Everybody else's server lives in the home itself and runs as themselves.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lantau.db.outages import Outage

POINTER = "server-place"
"""File of the home that says where the server lives: chosen once, so that a fresh home never meets old data."""

BACK_POINTER = "home"
SHARED_FOLDER = Path("/var/lib/lantau")
ACCOUNTS = ("lantau", "postgres", "nobody")
"""Accounts root's server may run as, the most private first; once chosen, the data folder's owner stays."""

SOCKET_PATH_BYTES = 107
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Account:
    """The operating-system account the server's programs run as."""

    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Whether the server runs as the same account as this process."""
        return self.uid == os.geteuid()


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one embedded server. Settings belong to us; data, socket and log to the server's account."""

    root: Path
    socket_folder: Path
    account: Account

    @property
    def data_folder(self) -> Path:
        """PostgreSQL's data directory; absent until it is whole."""
        return self.root / "data"

    @property
    def run_folder(self) -> Path:
        """Holds the log and, where its path is short enough, the socket."""
        return self.root / "run"

    @property
    def log_path(self) -> Path:
        """What the server has to say."""
        return self.run_folder / "server.log"

    def own_folder(self, folder: Path) -> Path:
        """Make a folder that only the server's account may open."""
        if not folder.exists():
            folder.mkdir(mode=0o700)
            if not self.account.is_ours:
                os.chown(folder, self.account.uid, self.account.gid)
        return folder


def settled(home: Path) -> Place | None:
    """The place chosen earlier for this home, if it is still there."""
    pointer_path = home / POINTER
    try:
        root = home / pointer_path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    if not root.is_dir():
        print(f"lantau: the data of {home} were in {root}, which is gone; starting empty", file=sys.stderr)
        return None
    if not _belongs_to(root, home):
        return None
    return _place(root)


def settle(home: Path) -> Place:
    """The place of this home's server; chosen and made when there is none yet. Call it under the start lock."""
    place = settled(home)
    if place is not None:
        return place
    if os.geteuid() == 0:
        if not SHARED_FOLDER.exists():
            SHARED_FOLDER.mkdir(exist_ok=True)
            SHARED_FOLDER.chmod(0o711)
        root = Path(tempfile.mkdtemp(prefix="", dir=SHARED_FOLDER))
        account = _unprivileged_account()
        os.chown(root, 0, account.gid)
        root.chmod(0o710)
        pointer = str(root)
    else:
        root = home / "server"
        root.mkdir(mode=0o700, exist_ok=True)
        pointer = "server"
    write(root / BACK_POINTER, f"{home}\n")
    write(home / POINTER, f"{pointer}\n")
    return _place(root)


def forget(home: Path) -> None:
    """Let the home choose a new place the next time; the old one has been deleted."""
    (home / POINTER).unlink(missing_ok=True)


def _belongs_to(root: Path, home: Path) -> bool:
    """Whether the place serves this home; a moved home keeps its place, a copied one must find another."""
    if root.parent == home:
        return True
    back_path = root / BACK_POINTER
    known = Path(back_path.read_text(encoding="utf-8").strip()) if back_path.exists() else home
    if known == home:
        return True
    try:
        copied = known.joinpath(POINTER).read_text(encoding="utf-8").strip() == str(root)
    except OSError:
        copied = False
    if not copied:
        write(back_path, f"{home}\n")
    return not copied


def _place(root: Path) -> Place:
    owner = root.stat().st_uid
    if owner != os.geteuid():
        raise Outage(f"{root} belongs to another account (uid {owner}); use it as that account, or another home")
    account = _account(os.geteuid()) if owner != 0 else _server_account(root)
    place = Place(root, _socket_folder(root), account)
    place.own_folder(place.run_folder)
    return place


def _server_account(root: Path) -> Account:
    data_folder = root / "data"
    return _account(data_folder.stat().st_uid) if data_folder.exists() else _unprivileged_account()


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise Outage(
            f"uid {uid} has no name in the system's account list, which PostgreSQL needs; "
            "add it, or name a server of your own in LANTAU_DATABASE_URL"
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _unprivileged_account() -> Account:
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise Outage(
        f"PostgreSQL does not run as root and none of the accounts {', '.join(ACCOUNTS)} exists; "
        "add one, or name a server of your own in LANTAU_DATABASE_URL"
    )


def _socket_folder(root: Path) -> Path:
    """The folder of the socket: the place's own, or a short one when the kernel would not take its path."""
    folder = root / "run"
    if len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_BYTES:
        return folder
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    short_folder = Path("/tmp") / f"lantau-{os.geteuid()}-{digest}"
    short_folder.mkdir(mode=0o700, exist_ok=True)
    found = short_folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) != 0o700:
        raise Outage(f"{short_folder} is not a private folder of ours; remove it")
    return short_folder


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Replace a small file whole, so that no reader and no crash sees half of it."""
    growing_path = path.with_name(f"{path.name}.{os.getpid()}")
    growing_path.write_text(text, encoding="utf-8")
    growing_path.chmod(mode)
    growing_path.replace(path)
