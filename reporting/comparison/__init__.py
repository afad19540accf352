"""How comparisons are told: words, tables, pictures."""
