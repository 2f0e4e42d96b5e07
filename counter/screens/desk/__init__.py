"""The desk: one box that takes everything, today's work, what can be found."""
