"""The steps of a dossier and the registers beside it."""
