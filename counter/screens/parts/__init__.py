"""What screens share: doors, forms, facts, words."""
