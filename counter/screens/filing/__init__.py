"""Filing on the portal on a resident's behalf, field by field."""
