"""The office's own rules about budgets. Standard library only: no Django, no clock, no database."""
