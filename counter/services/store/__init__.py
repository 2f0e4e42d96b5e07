"""The store: one encrypted file, its connections, transactions, trail and incidents."""
