"""Taking a dossier: draft, appointment, acceptance, a household's visit, the second pair of eyes."""
