"""Handing the result over."""
