"""The only place where help planning is written."""
