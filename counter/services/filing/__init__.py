"""Filing on the portal by hand on a resident's behalf."""
