"""Accounts, statements, transfers; what is due at the Treasury."""
