"""The first start, signing in, the end of a day."""
