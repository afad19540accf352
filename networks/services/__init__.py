"""What people do with the registry: each function is one procedure of the office."""
