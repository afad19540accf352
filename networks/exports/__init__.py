"""Complete files of the registry, in the form its imports read."""

from networks.exports.entries import institution_download, offer_download

__all__ = ["institution_download", "offer_download"]
