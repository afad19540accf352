"""No list of providers or supports can be put in order of price (§ 5 SGB VIII, wish and choice)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sro.access import Role
from sro.ui.tables import ListPage
from tests.budgets.factories import make_fund
from tests.people import person

pytestmark = pytest.mark.django_db

#: Lists in which providers or supports stand beside money.
LISTS = [
    ("networks:provider_list", []),
    ("networks:agreement_list", []),
    ("networks:rate_list", []),
    ("budgets:commitments", [2018]),
    ("hours:base_budgets", []),
]


@pytest.mark.parametrize(("name", "args"), LISTS)
def test_no_column_of_money_sorts(client, monkeypatch, name, args):
    make_fund()
    shown: list[ListPage] = []
    answer = ListPage.response
    monkeypatch.setattr(ListPage, "response", lambda self: (shown.append(self), answer(self))[1])
    client.force_login(person(Role.CONTROLLER))
    assert client.get(reverse(name, args=args)).status_code == 200
    [page] = shown
    assert page.columns
    for column in page.columns:
        fields = " ".join(map(str, column.sort or ()))
        assert not (column.kind == "money" and fields), column.name
        assert not any(word in fields for word in ("amount", "in_year", "price")), column.name
