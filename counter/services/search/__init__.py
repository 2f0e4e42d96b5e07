"""The desk's page and finding anything, in plain SQL."""
