"""Telling residents: the tries to reach somebody and what came of each."""

from counter.services.migrations.sql import run_file

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tries; what was told so far stays in the notices."""
    run_file("r0005.sql")
