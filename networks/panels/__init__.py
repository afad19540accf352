"""The registry's own panels on the page of a place, by tab."""
