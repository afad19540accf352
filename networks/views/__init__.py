"""Pages of the registry: thin; each loads within the user's rows and calls one service."""
