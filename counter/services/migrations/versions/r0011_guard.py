"""Locks, look-ups and second pairs of eyes."""

from counter.services.migrations.sql import run_file

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the file says; nothing that is there changes."""
    run_file("r0011.sql")
