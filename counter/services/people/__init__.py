"""Residents: recognised, looked up, the papers they have shown."""
