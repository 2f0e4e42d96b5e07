"""Putting right an acceptance, an applicant, two records of one person; whose work it is."""
