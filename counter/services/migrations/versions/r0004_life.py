"""The life of a dossier: moves, supplements, decisions, hand-over lists, registers of the law."""

from counter.services.migrations.sql import run_file

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the moves of a dossier leave behind; dossiers so far have no moves, only their state."""
    run_file("r0004.sql")
