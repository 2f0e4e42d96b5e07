"""Inputs that survive Vietnamese input methods, the paged list, the form renderer, dialogs."""
