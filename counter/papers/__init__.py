"""Slips and official forms: Typst templates of `data/papers` filled with frozen views.

slip.slip_data, consent.consent_data   a dossier as the values of a paper
typeset.pdf, png, pages                the values through a template
thermal.thermal, preview.lines         the same values for a receipt printer and for the screen
files.save_slip, keep                  onto the disk, whole or not at all
"""
