"""JSON from outside is parsed, or is no JSON, or is nested too deep: it never ends the process."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from lantau.refusal import outside_json
from lantau.refusal.outside_json import NESTING


def test_what_is_json_is_parsed() -> None:
    told = {"a": [1, {"b": "[[[", "c": [[]] * 300}], "d": None}
    assert outside_json(json.dumps(told).encode()) == told


@pytest.mark.parametrize("text", [b"", b"{", b"[1,]", b"\xff", b"nul"])
def test_what_is_none_is_a_value_error(text: bytes) -> None:
    with pytest.raises(ValueError):
        outside_json(text)


def test_as_deep_as_may_be_is_parsed_and_deeper_is_not() -> None:
    outside_json(b"[" * NESTING + b"]" * NESTING)
    with pytest.raises(ValueError, match="nested too deep"):
        outside_json(b"[" * 3 * NESTING + b"]" * 3 * NESTING)


@pytest.mark.parametrize("opened", ["[", '{"a":'])
def test_a_text_without_end_does_not_end_the_process_whatever_the_limit_of_recursion(opened: str) -> None:
    asked = (
        "import sys; sys.setrecursionlimit(10**6)\n"
        "from lantau.refusal import outside_json\n"
        f"try: outside_json(({opened!r} * 500_000).encode())\n"
        "except ValueError: print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "refused")
