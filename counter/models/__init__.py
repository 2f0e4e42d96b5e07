"""What the program speaks about. Modules here are frozen values that any layer may use and import no table;
the SQLModel tables are in `counter.models.tables`, which only services import."""
