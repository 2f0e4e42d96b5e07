"""The day's calls and letters."""
