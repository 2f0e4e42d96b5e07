"""Signed bundles of new data: looked at, taken, gone back from, made."""
