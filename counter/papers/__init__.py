"""Slips and official forms: Typst templates of `data/papers` filled with frozen views."""
