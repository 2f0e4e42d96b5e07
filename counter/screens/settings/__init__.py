"""The ward: settings, days off, back-up."""
