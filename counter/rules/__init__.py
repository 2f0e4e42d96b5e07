"""Pure functions: identity cards, fees, deadlines, amounts in words, rights. No I/O, no clock, no session."""
