"""Template tags of help planning."""
