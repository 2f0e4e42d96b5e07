"""One dossier: its rows and its view."""
