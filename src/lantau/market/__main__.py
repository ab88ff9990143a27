"""One experiment's folder as a process: `python -m lantau.market FOLDER` plays what is left of it, politely.

It takes one core and lets whoever else wants it go first. With ``--again OTHER`` it plays a finished one once more into
another folder and says whether every bit came out the same. A refusal is told on the standard output, as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from pathlib import Path

from lantau.market import local, play_on
from lantau.market.queries import reproduced
from lantau.refusal import Refused

REFUSED, DIFFERENT, INTERRUPTED = 1, 2, 130
NICENESS = 10


def main() -> int:
    """Play to the end; Ctrl-C keeps what is finished, and the same command goes on from there."""
    parser = argparse.ArgumentParser(prog="python -m lantau.market", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--again", type=Path, metavar="OTHER", help="play it once more into OTHER and compare every bit"
    )
    parser.add_argument("--while-input-lasts", action="store_true", help="end at once when the standard input does")
    asked = parser.parse_args()
    os.nice(NICENESS)
    if asked.while_input_lasts:
        threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        if asked.again is not None:
            found = reproduced(asked.folder, asked.again, executor=local(1))
            print(found.title(), flush=True)
            return 0 if found.same_bits else DIFFERENT
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
