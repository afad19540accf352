"""Filters of the budget's lists."""
