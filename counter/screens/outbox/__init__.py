"""What the portal still has to be told, and by which way."""
