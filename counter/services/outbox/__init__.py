"""What the portal is told, sent and answered."""
