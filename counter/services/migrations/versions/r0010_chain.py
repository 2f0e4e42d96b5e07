"""The chain of the audit trail and its anchors."""

from counter.services.migrations.sql import run_file

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the file says; nothing that is there changes."""
    run_file("r0010.sql")
