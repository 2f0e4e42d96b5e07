"""Indexes for the lists and the reports of a large store."""

from counter.services.migrations.sql import run_file

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the file says; nothing that is there changes."""
    run_file("r0009.sql")
