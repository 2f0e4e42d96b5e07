"""The key file, opening and encrypting a store."""
