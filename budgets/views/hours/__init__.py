"""Pages of hours, packages and base budgets."""
