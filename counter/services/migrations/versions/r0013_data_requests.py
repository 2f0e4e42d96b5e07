"""What residents ask about their data, and what happened to it."""

from counter.services.migrations.sql import run_file

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the file says; nothing that is there changes."""
    run_file("r0013.sql")
