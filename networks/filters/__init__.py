"""What the registry's lists can be filtered by."""
