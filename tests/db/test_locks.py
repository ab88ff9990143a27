"""Locks: one holder alone or many together, and a wait that explains itself."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from lantau.db import locks
from lantau.db.locks import FileLock


def test_alone_excludes_everybody_and_shared_excludes_only_the_lonely(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.take()
    assert not other.take()
    assert not other.take(shared=True)
    one.release()
    assert one.take(shared=True)
    assert other.take(shared=True)
    one.release()
    assert not FileLock(tmp_path / "lock").take()
    other.release()
    assert one.take()
    one.release()


def test_a_long_wait_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(locks, "QUIET_SECONDS", 0)
    first = FileLock(tmp_path / "lock")
    assert first.take()
    threading.Timer(0.2, first.release).start()
    with FileLock(tmp_path / "lock").hold("waiting for the one before"):
        pass
    assert "lantau: waiting for the one before (0 s)" in capsys.readouterr().err
