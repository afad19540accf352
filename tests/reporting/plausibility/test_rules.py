"""The rules as data."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from reporting import figures
from reporting.rules.plausibility import BY_CODE, RULES, casting_doubt_on


def test_codes_are_unique_and_fit_into_their_column():
    assert len(BY_CODE) == len(RULES)
    assert all(len(rule.code) <= 20 for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_names_figures_and_a_place_that_exist(rule):
    assert set(rule.figures) <= set(figures.BY_CODE)
    assert len(set(rule.figures)) == len(rule.figures)
    name, *wanted = rule.place
    assert set(wanted) <= {"case", "support", "person", "place", "sign"}
    try:
        reverse(name, args=[1] * len(wanted))
    except NoReverseMatch:
        pytest.fail(f"{rule.code} leads to no page")


def test_figures_and_rules_name_each_other():
    for rule in RULES:
        assert all(rule.code in casting_doubt_on(figure) for figure in rule.figures)
    assert casting_doubt_on("hours_case") == ("hours_after_end",)
