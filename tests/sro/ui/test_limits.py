"""From where strangers ask: an address, or the network somebody has."""

import pytest
from django.test import RequestFactory

from sro.ui.limits import sender_of


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
    ],
)
def test_another_address_of_the_same_network_is_the_same_sender(first, second, same):
    senders = [sender_of(RequestFactory().get("/", REMOTE_ADDR=each)) for each in (first, second)]
    assert (senders[0] == senders[1]) is same
