"""What may be done with a dossier after it was taken, and the lists beside the dossiers."""
