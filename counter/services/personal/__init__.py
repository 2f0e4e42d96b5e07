"""Personal data: what is held and how long, requests, breaches, erasure."""
