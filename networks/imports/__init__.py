"""Files the registry takes in: areas, boundaries, institutions and offers."""

from networks.imports import areas, institutions, offers, providers, rates

__all__ = ["areas", "institutions", "offers", "providers", "rates"]
