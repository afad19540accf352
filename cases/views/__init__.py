"""Pages of help planning."""
