"""The made-up ward."""
