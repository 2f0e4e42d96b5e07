"""Back-up, restore, rehearsal."""
