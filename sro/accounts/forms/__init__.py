"""Forms of the account pages and of the administration."""
