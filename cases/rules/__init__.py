"""What may happen, computed from plain values: no framework, no database, no clock."""
