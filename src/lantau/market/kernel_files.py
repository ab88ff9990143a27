"""Compiled kernels are kept beside the code; one that takes in functions of other files is forgotten when they change.

Numba keeps what it compiled by the file of the kernel alone. Without this, a kernel would go on with old functions of
its neighbours after a new version of the code is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

COMPILED = "__pycache__"


def forget_older(kernel_file: str, part_files: Iterable[str]) -> None:
    """Forget what was compiled from ``kernel_file`` before the newest of ``part_files`` was written.

    A folder that cannot be written is left as it is: nobody changes code in one either.
    """
    kernel = Path(kernel_file)
    newest_ns = max(Path(part).stat().st_mtime_ns for part in part_files)
    for index in (kernel.parent / COMPILED).glob(f"{kernel.stem}.*.nbi"):
        with suppress(OSError):
            if index.stat().st_mtime_ns < newest_ns:
                index.unlink()
