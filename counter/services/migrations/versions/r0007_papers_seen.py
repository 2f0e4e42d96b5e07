"""Papers a resident has shown before."""

from counter.services.migrations.sql import run_file

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the file says; nothing that is there changes."""
    run_file("r0007.sql")
