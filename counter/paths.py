"""Where shipped data lies and where a user's store lives; nothing here touches the disk but `home`."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
STORE_NAME = "counter.db"
PRACTICE_NAME = "practice.db"


def data_dir() -> Path:
    """The read-only data the program ships: beside the package in a checkout, inside it in a wheel."""
    inside = _PACKAGE / "_data"
    return inside if inside.is_dir() else _PACKAGE.parent / "data"


def home() -> Path:
    """The folder of the user's stores: `COUNTER_HOME`, or the platform's data folder."""
    if override := os.environ.get("COUNTER_HOME"):
        return Path(override)
    import platformdirs  # 5 ms that a start with COUNTER_HOME or --store does not need

    return Path(platformdirs.user_data_dir("counter", appauthor=False))


def default_store(practice: bool = False) -> Path:
    """The store that opens when none is named; the practice store is a file of its own."""
    return home() / (PRACTICE_NAME if practice else STORE_NAME)
