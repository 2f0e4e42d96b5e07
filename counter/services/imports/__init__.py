"""Lists of before the first day."""
