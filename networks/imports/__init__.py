"""Files the registry takes in: areas, boundaries, institutions and offers."""
