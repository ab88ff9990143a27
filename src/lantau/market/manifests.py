"""The manifest of an experiment's folder: all that decides its results, and at the end the parts' checksums."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lantau.market.parts import UNFINISHED_SUFFIX, Part, put_down
from lantau.market.provenance import digest
from lantau.market.refusals import NO_EXPERIMENT, OTHER_EXPERIMENT, UNFINISHED
from lantau.refusal import Refusal, Refused, outside_json

FORMAT = "lantau-experiment-1"
MANIFEST = "manifest.json"
OPENING = "opening.json"
REFORM_FILE = ".toml"
"""A rule set whose name ends so is a reform in a file of the reader's own."""

Manifest = Mapping[str, Any]


def read_manifest(folder: Path) -> dict[str, Any]:
    """A folder's manifest; Refused market.no_experiment where there is none that can be read."""
    try:
        found = outside_json((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        raise _none(f"{folder} has no {MANIFEST} that can be read", folder) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _none(f"{folder / MANIFEST} is not of the format {FORMAT}", folder)
    return found


def read_finished(folder: Path) -> dict[str, Any]:
    """The manifest of an experiment that was played to its end; Refused market.no_experiment, market.unfinished."""
    found = read_manifest(folder)
    if "parts" not in found:
        raise Refused(Refusal(UNFINISHED, f"{folder} holds an experiment that is not finished", where=str(folder)))
    return found


def is_finished(folder: Path) -> bool:
    """Whether a folder holds an experiment that was played to its end. Refused market.no_experiment."""
    return (folder / MANIFEST).exists() and "parts" in read_manifest(folder)


def parts_of(manifest: Manifest) -> tuple[Part, ...]:
    """The parts that a finished manifest lists, by point and chunk."""
    return tuple(Part(**told) for told in manifest["parts"])


def refuse_other(wanted: Manifest, folder: Path) -> None:
    """Refused market.other_experiment where the folder holds anything that is not this very experiment."""
    if not folder.exists():
        return
    if not folder.is_dir() or (not (folder / MANIFEST).exists() and any(folder.glob("*.parquet"))):
        raise _other(f"{folder} holds something that is no experiment", folder)
    if (folder / MANIFEST).exists():
        keys = differing(wanted, read_manifest(folder))
        if keys:
            raise _other(f"{folder} holds an experiment with other {', '.join(keys)}", folder)


def differing(one: Manifest, other: Manifest) -> list[str]:
    """The keys in which two manifests differ, leaving aside the parts; none for the same experiment."""
    first, second = (json.loads(json.dumps(each)) for each in (one, other))
    keys = (set(first) | set(second)) - {"parts", "results_sha256"}
    return sorted(key for key in keys if first.get(key) != second.get(key))


def write_begun(manifest: Manifest, opening: Any, folder: Path) -> None:
    """Write what is going to be played, and clear away files that a killed run was writing."""
    for left in folder.glob(f"*{UNFINISHED_SUFFIX}"):
        left.unlink(missing_ok=True)
    if opening is not None:
        _write(folder / OPENING, opening)
    if not (folder / MANIFEST).exists():
        _write(folder / MANIFEST, manifest)


def write_finished(manifest: Manifest, parts: Iterable[Part], folder: Path) -> None:
    """Write the manifest with the parts; ``results_sha256`` is one digest of all of them, for comparing two runs."""
    listed = [part.as_plain() for part in sorted(parts, key=lambda part: (part.point, part.chunk))]
    _write(folder / MANIFEST, {**manifest, "parts": listed, "results_sha256": digest(listed)})


def read_opening(folder: Path, manifest: Manifest) -> Any:
    """The opening state kept beside a manifest, or None; Refused market.no_experiment where it is not the same."""
    if manifest["opening_sha256"] is None:
        return None
    try:
        found = outside_json((folder / OPENING).read_bytes())
    except (OSError, ValueError):
        raise _none(f"{folder} has no {OPENING} that can be read", folder) from None
    if digest(found) != manifest["opening_sha256"]:
        raise _none(f"{folder / OPENING} is not the state that the manifest names", folder)
    return found


def written_rule_sets(manifest: Manifest, folder: Path) -> tuple[str, ...]:
    """The rule sets as an experiment names them; a reader's own reforms are written out as files into the folder."""
    names = []
    for number, told in enumerate(manifest["rule_sets"]):
        if told["reform_text"] is None:
            names.append(str(told["id"]))
        else:
            path = folder / f"reform-{number:02}{REFORM_FILE}"
            path.write_text(told["reform_text"], encoding="utf-8")
            names.append(str(path))
    return tuple(names)


def _write(path: Path, plain: Any) -> None:
    content = json.dumps(plain, indent=1, ensure_ascii=False) + "\n"
    put_down(path, content.encode(), path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED_SUFFIX}"))


def _none(message: str, folder: Path) -> Refused:
    return Refused(Refusal(NO_EXPERIMENT, message, where=str(folder)))


def _other(message: str, folder: Path) -> Refused:
    return Refused(Refusal(OTHER_EXPERIMENT, message, where=str(folder)))
