"""The till: payments of several means and dossiers, drawers, receipt books, transfers, the ledger."""

from counter.services.migrations.sql import run_file

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the till and carry over what was taken before there was one."""
    run_file("r0002.sql")
