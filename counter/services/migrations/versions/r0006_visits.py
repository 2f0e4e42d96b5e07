"""Visits of a household and their short codes."""

from counter.services.migrations.sql import run_file

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the file says; nothing that is there changes."""
    run_file("r0006.sql")
