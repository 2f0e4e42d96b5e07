"""Photos and scans of a dossier's papers."""
