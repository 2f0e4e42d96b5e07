"""One module for each revision; its DDL lies beside it as SQL."""
