"""The papers of the law, the register, printers."""
