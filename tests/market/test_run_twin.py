"""The compiled run gives the bits of its own Python bodies, which Python plays without the compiler.

Bit for bit, for both add and multiply in the same order, and the compiler may not contract them (no fastmath).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.market.run_twin import CASES, digests

ROOT = Path(__file__).parents[2]


def test_the_compiled_run_gives_the_bits_of_its_plain_python_twin() -> None:
    environment = {
        **os.environ,
        "NUMBA_DISABLE_JIT": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    asked = [sys.executable, "-m", "tests.market.run_twin"]
    ran = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    assert ran.returncode == 0, ran.stderr
    plain, compiled = json.loads(ran.stdout), digests()
    assert plain == compiled
    assert len(set(compiled.values())) >= len(CASES), "the cases play different paths"
