"""Fees, exemptions, payments, reversals, the ledger under them."""
