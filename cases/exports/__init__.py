"""Taking a case out as a whole."""
