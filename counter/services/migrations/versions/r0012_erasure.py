"""How long things are kept, and what was deleted."""

from counter.services.migrations.sql import run_file

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the file says; nothing that is there changes."""
    run_file("r0012.sql")
