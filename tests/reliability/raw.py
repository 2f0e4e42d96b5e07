"""The program in a terminal, with every byte that it sent there."""

import re
from collections.abc import Sequence
from pathlib import Path

from tests.pty.program import Counter


class RawCounter(Counter):
    """As `Counter`; `raw` holds what reached the terminal, as it came."""

    def __init__(
        self, home: Path, *arguments: str, program: Sequence[str | Path] = ("-m", "counter")
    ) -> None:
        self.raw = bytearray()
        super().__init__(home, *arguments, columns=100, rows=30, program=program)

    def _draw(self, data: bytes) -> None:
        self.raw += data
        super()._draw(data)

    def sign_in(self, name: str, pin: str) -> None:
        """Choose a name by its digit and type the PIN."""
        self.wait_until("Ai đang ngồi ở quầy?", name)
        row = re.search(rf"(\d) {name}", self.flat)
        if row is None:
            raise AssertionError(self.text)
        self.key(row[1])
        self.wait_until(f"{name}: gõ mã PIN")
        self.type(pin)
        self.key("Enter")
        self.at_desk()
