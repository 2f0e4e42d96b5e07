"""Accounts, bank statements, transfers and what they are for."""
