"""What the process of the program does not give away: files of its own for itself alone, and no memory.

Reading another process's memory as the same user, and a core file after a crash, would both hold the key of
the store. An administrator of the machine can still look; so can whoever sits at an unlocked counter.
"""

import os
import sys

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def harden() -> None:
    """New files for their owner alone, and no core file. At the start of every program."""
    os.umask(0o077)  # SQLite, for one, makes the files beside the store 0644
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def hide_memory() -> None:
    """No debugger of the same user from now on, where the system can say so. Before a key is at hand: 3 ms
    that the first frame does not wait for."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
