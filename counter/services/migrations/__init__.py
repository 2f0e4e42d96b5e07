"""The schema and how it grew: Alembic revisions with hand-written DDL. Importing this imports no Alembic."""

HEAD = 13  # PRAGMA user_version of an up-to-date store; the newest revision is this number in four digits
