"""One experiment's folder as a process: `python -m lantau.market FOLDER` plays what is left of it, politely.

It takes one core and lets whoever else wants it go first. A refusal is told on the standard output, as JSON. For people
there is `lantau market`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from pathlib import Path

from lantau.market import local, play_on
from lantau.refusal import Refused

REFUSED, INTERRUPTED = 1, 130
NICENESS = 10


def main() -> int:
    """Play to the end; Ctrl-C keeps what is finished, and the same command goes on from there."""
    parser = argparse.ArgumentParser(prog="python -m lantau.market", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--while-input-lasts", action="store_true", help="end at once when the standard input does")
    asked = parser.parse_args()
    os.nice(NICENESS)
    if asked.while_input_lasts:
        threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        play_on(asked.folder, executor=local(1))
    except Refused as no:
        print(json.dumps(no.refusal.as_json()), flush=True)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _end_with_input() -> None:
    """Whoever started this process holds the other end, so it also ends when they are killed; no part is torn."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    sys.exit(main())
