"""Who sees which rows of the reports."""
