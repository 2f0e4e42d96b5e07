"""Taking a dossier, from the card to the slip."""
