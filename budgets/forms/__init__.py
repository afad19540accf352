"""Forms of the budget."""
