"""Questions asked of help planning in more than one place."""
