"""One practice ward, copied for each journey."""

from tests.pty.conftest import home as home
from tests.pty.conftest import made_ward as made_ward
