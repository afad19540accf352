"""What may be done with budgets. Keyword-only, the acting person first, audit inside."""
