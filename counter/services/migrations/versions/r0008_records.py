"""Records put right: merged residents, moved dossiers, reassigned work."""

from counter.services.migrations.sql import run_file

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the file says; nothing that is there changes."""
    run_file("r0008.sql")
