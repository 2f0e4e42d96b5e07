"""The ward's numbers, the month's money, the delay ledger."""
