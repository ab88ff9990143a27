"""What was compiled before a neighbour's file changed is forgotten, and only that."""

from __future__ import annotations

import os
from pathlib import Path

from lantau.market.kernel_files import forget_older

OLD, COMPILED_AT, NEW = 1_000, 2_000, 3_000


def written(path: Path, at_seconds: int) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("x", encoding="utf-8")
    os.utime(path, (at_seconds, at_seconds))
    return path


def test_a_kernel_is_forgotten_when_a_part_of_it_is_newer(tmp_path: Path) -> None:
    kernel = written(tmp_path / "run_kernel.py", OLD)
    compiled = written(tmp_path / "__pycache__" / "run_kernel.play-1.py311.nbi", COMPILED_AT)
    other = written(tmp_path / "__pycache__" / "toy_kernel.play-1.py311.nbi", COMPILED_AT)
    parts = [written(tmp_path / "first.py", OLD), written(tmp_path / "second.py", OLD)]
    forget_older(str(kernel), map(str, parts))
    assert compiled.exists()
    written(parts[1], NEW)
    forget_older(str(kernel), map(str, parts))
    assert not compiled.exists()
    assert other.exists()


def test_a_kernel_that_was_never_compiled_is_nothing_to_forget(tmp_path: Path) -> None:
    forget_older(str(written(tmp_path / "run_kernel.py", OLD)), [str(written(tmp_path / "first.py", NEW))])
