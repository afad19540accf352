"""Numbers as people write them: what is understood, what is refused and in which words."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from budgets.models import Fund
from sro.ui.editing import differences
from sro.ui.fields import MoneyField, NumberField
from sro.ui.templatetags.ui import lead_in

MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("label", "said"),
    [("Name", "Name:"), ("Wer kommt?", "„Wer kommt?“:"), ("Alles stimmt.", "„Alles stimmt.“:")],
)
def test_a_sentence_is_quoted_before_what_is_said_about_it(label, said):
    assert lead_in(label) == said


def value_field(**options):
    return NumberField(**{"max_digits": 20, "decimal_places": 6, "min_value": 0, **options})


def refusal(field, text):
    """The one sentence with which a field refuses a text, in English."""
    with translation.override("en"):
        with pytest.raises(ValidationError) as caught:
            field.clean(text)
        (sentence,) = caught.value.messages
    return sentence


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1234567.89", "1234567.89"),
        ("1 234 567,89", "1234567.89"),
        ("1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}€", "1234"),
        ("1,234.56", "1234.56"),
        ("545000000", "545000000"),
        ("1.675", "1675"),
        ("1.5", "1.5"),
        ("12,50 €", "12.50"),
        ("12,50 EUR", "12.50"),
        ("  7 ", "7"),
        ("0", "0"),
        ("999.999.999.999,99", "999999999999.99"),
    ],
)
def test_amounts_are_read_in_german_and_in_plain_form(text, amount):
    assert MoneyField().clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("abc", "such as 1,234.56"),
        ("-5", "must not be negative"),
        (f"{MINUS}5", "must not be negative"),
        ("1.675,555", "at most two decimals"),
        ("0.123", "at most two decimals"),
        ("9" * 13, "too large"),
        ("9" * 10_000, "such as 1,234.56"),
        ("1.23.456", "such as 1,234.56"),
        ("1.234 567", "such as 1,234.56"),
        ("12 %", "such as 1,234.56"),
        ("NaN", "such as 1,234.56"),
        ("Infinity", "such as 1,234.56"),
        ("1e5", "such as 1,234.56"),
        ("–", "such as 1,234.56"),
        ("k. A.", "such as 1,234.56"),
        ("١٢", "such as 1,234.56"),
        ("=1+1", "such as 1,234.56"),
        ("", "required"),
    ],
)
def test_bad_amounts_are_refused_with_one_clear_sentence(text, words):
    assert words in refusal(MoneyField(), text)


def test_money_may_be_negative_where_it_can_come_back():
    assert MoneyField(min_value=None).clean(f"{MINUS}1.234,5") == Decimal("-1234.5")


def test_empty_is_missing_and_never_zero():
    assert MoneyField(required=False).clean("") is None
    assert MoneyField(required=False).clean("0") == 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5 %", "12.5"),
        ("0.123", "0.123"),
        ("0,000001", "0.000001"),
        ("1.675,555", "1675.555"),
        ("1.675", "1675"),
    ],
)
def test_numbers_keep_all_their_decimals(text, number):
    assert value_field().clean(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0,1234567", "at most 6 decimals"),
        ("-1", "at least 0"),
        ("101", "at most 100"),
        ("5 €", "such as 1,234.56"),
    ],
)
def test_bad_numbers_are_refused_with_one_clear_sentence(text, words):
    assert words in refusal(value_field(max_value=100), text)


@pytest.mark.parametrize(
    ("field", "shown"),
    [(MoneyField(), "1.234.500,00"), (value_field(), "1.234.500")],
    ids=["money", "number"],
)
def test_a_number_is_shown_in_german_form(field, shown):
    assert field.prepare_value(Decimal("1234500.000000")) == shown
    assert field.prepare_value(1234500) == shown


def test_what_was_typed_stays_as_it_was_typed():
    assert MoneyField().prepare_value("12 Euro ungefähr") == "12 Euro ungefähr"
    assert MoneyField().prepare_value(None) is None


def test_in_english_point_and_comma_change_places():
    with translation.override("en"):
        assert value_field().prepare_value(Decimal("1234.5")) == "1,234.5"
        assert value_field().clean("1.675") == Decimal("1.675")
        assert value_field().clean("1.234,5") == Decimal("1234.5")


@given(st.integers(min_value=0, max_value=10**14 - 1), st.sampled_from(["de", "en"]))
def test_a_shown_amount_is_read_again_unchanged(cents, language):
    amount = Decimal(cents).scaleb(-2)
    with translation.override(language):
        assert MoneyField().clean(MoneyField().prepare_value(amount)) == amount


@given(
    st.decimals(min_value=0, max_value=10**13, places=6, allow_nan=False),
    st.sampled_from(["de", "en"]),
)
def test_a_shown_number_is_read_again_unchanged(number, language):
    with translation.override(language):
        assert value_field().clean(value_field().prepare_value(number)) == number


class AmountForm(forms.ModelForm):
    amount = MoneyField()

    class Meta:
        model = Fund
        fields = ["name", "amount"]


def test_a_stale_save_shows_amounts_in_german_form():
    current = Fund(name="Fall", amount=Decimal("2000.00"))
    form = AmountForm({"name": "Fall", "amount": "1.000"})
    assert differences(form, AmountForm, current) == [
        {"label": str(form["amount"].label), "mine": "1.000", "theirs": "2.000,00"}
    ]


def test_the_same_amount_in_other_digits_is_no_difference():
    current = Fund(name="Fall", amount=Decimal("1000.00"))
    form = AmountForm({"name": "Fall neu", "amount": "1000"})
    assert [found["mine"] for found in differences(form, AmountForm, current)] == ["Fall neu"]


def test_the_field_asks_for_a_decimal_keyboard_and_not_for_a_spinner():
    html = str(AmountForm()["amount"])
    assert 'inputmode="decimal"' in html
    assert 'type="text"' in html
    assert "step" not in html


def test_long_texts_are_not_cut_off_by_the_browser_but_refused_in_words():
    class Words(forms.Form):
        text = forms.CharField(max_length=20, widget=forms.Textarea({"rows": 2}))
        day = forms.DateField()

    assert "maxlength" not in str(Words()["text"])
    assert 'rows="2"' in str(Words()["text"])
    form = Words({"text": "x" * 21, "day": "30.02.2026"})
    assert form.errors["text"] == ["Das ist zu lang: Hier ist Platz für 20 Zeichen, es sind 21."]
    assert form.errors["day"] == ["Bitte geben Sie einen Tag an, den es gibt."]
    assert Words({}).errors["text"] == ["Diese Angabe fehlt noch."]
