"""A household's visit: several procedures, one payment, one slip."""
