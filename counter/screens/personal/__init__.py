"""Personal data: what residents ask of theirs, breaches, how long things are kept."""
