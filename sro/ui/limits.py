"""How often strangers may ask, for pages without a login; counted in the cache that all share."""

from __future__ import annotations

import hashlib
from ipaddress import IPv6Address, ip_address

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

#: Every household is given so many bits of an IPv6 address, and chooses the rest at will.
OWN_NETWORK = 64


def sender_of(request: HttpRequest) -> str:
    """Return where a request comes from, behind the proxies that are trusted.

    Of an IPv6 address only the network counts: whoever has one has 2^64 addresses to ask from.
    """
    text = str(get_adapter().get_client_ip(request))
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if not isinstance(address, IPv6Address):
        return text
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> OWN_NETWORK << OWN_NETWORK))


def too_often(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more time that `who` does `what`; whether that is too often within the time.

    Only a fingerprint of `who` is kept: it may be an address, or a secret.
    """
    key = _key(what, who)
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > limit
    except ValueError:
        # The time was over between the two steps.
        cache.add(key, 1, seconds)
        return False


def is_over(what: str, who: str, *, limit: int) -> bool:
    """Return whether `who` has done `what` too often already, without counting."""
    return int(cache.get(_key(what, who), 0)) >= limit


def _key(what: str, who: str) -> str:
    return f"limit:{what}:{hashlib.sha256(who.encode()).hexdigest()}"
