"""The papers of the law, printers, layouts."""
