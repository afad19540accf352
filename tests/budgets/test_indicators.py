"""The indicator catalogue and its values."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from budgets.models import Indicator, IndicatorValue
from budgets.services import indicators
from budgets.services.plausibility import plausibility_report
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.factories import AS_OF, NOW, TODAY, make_indicator, make_run, make_value
from tests.networks.factories import make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def new(actor, **values):
    given = {
        "code": "inhabitants_u18",
        "name": "Bevölkerung unter 18",
        "unit": "Personen",
        "kind": "count",
        "source": "Amt für Erfindungen",
        **values,
    }
    return indicators.create_indicator(actor=actor, now=NOW, **given)


def enter(actor, indicator, **values):
    given = {"reference_date": AS_OF, "value": Decimal(10), **values}
    return indicators.create_value(actor=actor, indicator=indicator, now=NOW, **given)


def test_a_new_indicator(planner):
    indicator = new(planner)
    assert (indicator.default_method, indicator.stale_after_months) == ("proportional", 24)
    assert Entry.objects.get(action="indicator.created").details == {"code": "inhabitants_u18"}


@pytest.mark.parametrize(
    "values",
    [
        {"code": "Groß"},
        {"code": "1st"},
        {"code": "with space"},
        {"code": "previous_outflow"},
        {"code": "bounds"},
        {"code": "trailing\n"},
        {"source": ""},
        {"kind": "share"},
        {"default_method": "range_weighted"},
        {"default_method": "guess"},
        {"default_direction": "inverse"},
        {"stale_after_months": 0},
        {"jump_percent": Decimal(-1)},
    ],
)
def test_what_the_catalogue_refuses(planner, values):
    with pytest.raises(ValidationError):
        new(planner, **values)


def test_a_code_exists_once(planner):
    new(planner)
    with pytest.raises(ValidationError):
        new(planner)


def test_the_base_of_a_rate_is_a_count(planner):
    count, rate = new(planner), new(planner, code="rate", kind="rate")
    new(planner, code="green", kind="rate", default_method="range_weighted", default_base=count)
    with pytest.raises(ValidationError):
        new(planner, code="odd", kind="rate", default_method="range_weighted", default_base=rate)


def test_the_code_stays_once_it_is_used(planner):
    indicator = new(planner)
    renamed = indicators.update_indicator(
        actor=planner,
        indicator=indicator,
        changes={"code": "children"},
        version=indicator.version,
        now=NOW,
    )
    enter(planner, renamed, district=make_district())
    with pytest.raises(NotPossible):
        indicators.update_indicator(
            actor=planner,
            indicator=renamed,
            changes={"code": "kids"},
            version=renamed.version,
            now=NOW,
        )


def test_an_indicator_in_use_stays(planner):
    indicator = make_run().selections.get().indicator
    with pytest.raises(NotPossible):
        indicators.delete_indicator(
            actor=planner, indicator=indicator, version=indicator.version, now=NOW
        )
    unused = make_indicator()
    indicators.delete_indicator(actor=planner, indicator=unused, version=1, now=NOW)
    assert not Indicator.objects.filter(pk=unused.pk).exists()


def test_values_of_a_district_and_of_a_social_space(planner):
    indicator, district, space = new(planner), make_district(), make_space()
    assert enter(planner, indicator, district=district).area == district
    assert enter(planner, indicator, social_space=space, value=Decimal("0.000001")).area == space
    assert IndicatorValue.objects.of_districts().count() == 1
    assert IndicatorValue.objects.of_social_spaces().count() == 1


def test_either_a_district_or_a_social_space(planner):
    indicator = new(planner)
    with pytest.raises(ValidationError):
        enter(planner, indicator)
    with pytest.raises(ValidationError):
        enter(planner, indicator, district=make_district(), social_space=make_space())


@pytest.mark.parametrize("value", ["-0.1", "NaN", "Infinity", "0.0000001", "100000000000000"])
def test_numbers_that_are_no_values(planner, value):
    with pytest.raises(ValidationError):
        enter(planner, new(planner), district=make_district(), value=Decimal(value))


@pytest.mark.parametrize("value", ["-1", "NaN"])
def test_the_database_refuses_them_too(value):
    row = make_value(make_indicator(), make_district(), 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE budgets_indicatorvalue SET value = %s WHERE id = %s", [value, row.pk]
            )


def test_one_value_for_each_place_and_day(planner):
    indicator, district = new(planner), make_district()
    enter(planner, indicator, district=district)
    with pytest.raises(ValidationError):
        enter(planner, indicator, district=district)
    enter(planner, indicator, district=district, reference_date=date(2016, 12, 31))
    assert list(IndicatorValue.objects.reference_dates()) == [AS_OF, date(2016, 12, 31)]


def test_correcting_a_value_leaves_both_in_the_history(planner):
    value = enter(planner, new(planner), district=make_district())
    after = indicators.update_value(
        actor=planner, value=value, changes={"value": Decimal(12)}, version=1, now=NOW
    )
    assert (after.value, after.version) == (12, 2)
    with pytest.raises(StaleRecord):
        indicators.update_value(
            actor=planner, value=value, changes={"value": Decimal(13)}, version=1, now=NOW
        )
    indicators.delete_value(actor=planner, value=after, version=2, now=NOW)
    history = IndicatorValue.pgh_event_model.objects.order_by("pgh_id")
    assert [(each.pgh_label, each.value) for each in history] == [
        ("insert", 10),
        ("update", 12),
        ("delete", 12),
    ]


def test_bulk_updates_are_in_the_history_too():
    values = [make_value(make_indicator(), make_district(), 1) for _ in range(3)]
    IndicatorValue.objects.update(source="Berichtigung")
    assert {row.version for row in IndicatorValue.objects.all()} == {2}
    events = IndicatorValue.pgh_event_model.objects.filter(pgh_label="update")
    assert events.count() == len(values)


def test_caseworkers_look_and_do_not_touch():
    value = make_value(make_indicator(), make_district(), 1)
    caseworker = person(Role.CASEWORKER, district=make_district())
    assert list(IndicatorValue.objects.visible_to(caseworker)) == [value]
    with pytest.raises(PermissionDenied):
        indicators.update_value(
            actor=caseworker, value=value, changes={"value": Decimal(2)}, version=1, now=NOW
        )
    assert not IndicatorValue.objects.visible_to(person(Role.AUDITOR)).exists()


def test_the_report_names_places_in_words(planner):
    indicator = make_indicator(name="Kinder")
    first, second = make_district(key="01"), make_district(key="02")
    space = make_space(district=first, key="0101")
    make_value(indicator, first, 10)
    make_value(indicator, space, 9)

    remarks = plausibility_report(actor=planner, today=TODAY)

    assert [(each.indicator, each.code, each.area) for each in remarks] == [
        (indicator, "missing", second),
        (indicator, "parts", first),
    ]
    assert "9" in remarks[1].text
    assert "10" in remarks[1].text


def test_the_report_changes_nothing(planner):
    make_value(make_indicator(), make_district(), 10)
    make_district()
    before = list(IndicatorValue.objects.values())
    plausibility_report(actor=planner, today=TODAY)
    assert list(IndicatorValue.objects.values()) == before


def test_the_report_of_one_indicator(planner):
    make_indicator()
    wanted = make_indicator()
    remarks = plausibility_report(actor=planner, today=TODAY, indicators=[wanted])
    assert [(each.indicator, each.code) for each in remarks] == [(wanted, "no_values")]
    assert plausibility_report(actor=person(Role.AUDITOR), today=TODAY) == []


def test_places_that_have_ended_are_left_out(planner):
    indicator = make_indicator()
    make_value(indicator, make_district(key="01"), 10)
    make_district(key="02", valid_until=date(2018, 1, 1))
    assert plausibility_report(actor=planner, today=TODAY) == []


def test_the_number_of_queries_does_not_grow(planner, django_assert_max_num_queries):
    for key in range(20):
        district = make_district(key=f"{key:02}")
        for _ in range(3):
            make_value(make_indicator(), district, 10)
    # Districts, social spaces, values, indicators; and the planner's roles for two of them.
    with django_assert_max_num_queries(6):
        plausibility_report(actor=planner, today=TODAY)


def test_an_indicator_without_a_module_stands_with_the_others(planner):
    assert new(planner).module == "other"
    assert new(planner, code="arm", module="socioeconomic").module == "socioeconomic"
    with pytest.raises(ValidationError):
        new(planner, code="mond", module="moon")
