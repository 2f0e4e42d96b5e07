"""The program with a sleeping clock that a test moves: the seconds in the file ASLEEP are added to it.

With UNCOVERED it paints whatever it is told to, as the twin of a test. It looks at the clock by itself only
once an hour: what comes when it goes on after a stop is no look of chance.
"""

import os
import sys
from pathlib import Path

from counter import idle

_slept, _clock = Path(os.environ["ASLEEP"]), idle.awake_or_asleep


def _moved() -> float:
    return _clock() + float(_slept.read_text())


vars(idle).update(awake_or_asleep=_moved, LOOK_EVERY=3600.0)
if os.environ.get("UNCOVERED"):
    del idle.Idle._display

if __name__ == "__main__":
    from counter.__main__ import main

    sys.exit(main(sys.argv[1:]))
