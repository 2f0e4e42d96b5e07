"""Pure functions: identity cards, fees, deadlines, words for amounts, rights, moves. No I/O, no clock, no session."""
