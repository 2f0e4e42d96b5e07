"""What `counter verify` looks at."""
