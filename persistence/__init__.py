"""Where the numbers live: the only package that writes SQL, for SQLite and PostgreSQL alike."""
