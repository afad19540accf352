"""Rules of the registry: pure functions, no database, no clock."""
