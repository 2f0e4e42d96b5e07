"""The key of the store: opening it, its passphrase, its recovery paper, encrypting an older store."""
