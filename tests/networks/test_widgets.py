import pytest
from django import forms
from django.test.html import parse_html

from networks.forms.widgets import PlainSelect

CHOICES = [("", "alle"), (1, "Mitte & Süd"), (2, '<b>"Nord"</b>')]


@pytest.mark.parametrize("value", [None, "", "1", 2, "9"])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_x", "class": 'a"b', "required": True}])
def test_the_markup_is_that_of_djangos_select(value, attrs):
    plain = PlainSelect(choices=CHOICES).render("x", value, attrs)
    usual = forms.Select(choices=CHOICES).render("x", value, attrs)
    assert parse_html(plain) == parse_html(usual)
    assert "<b>" not in plain
