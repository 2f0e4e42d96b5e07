"""One dossier whole; its resident as the store knows them."""
