"""The day's calls."""
