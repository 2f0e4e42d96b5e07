"""The ways out to the portal: who stands here, attachments, what was sent and what was answered."""

from counter.services.migrations.sql import run_file

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a sender and a filing with attachments need; filings so far are the residents' own."""
    run_file("r0003.sql")
