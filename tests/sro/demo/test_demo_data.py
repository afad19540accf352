"""The demo's data: real areas and figures, invented people, made by services, repeatable."""

import pytest
from django.core.management import call_command

from budgets.models import AllocationRun, BudgetYear, IndicatorValue
from networks.models import Boundary, District, Institution, Provider, SocialSpace
from sro.access import Role
from sro.accounts.models import Membership, User
from sro.demo import people

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    models = (
        District,
        SocialSpace,
        Boundary,
        Institution,
        Provider,
        User,
        Membership,
        IndicatorValue,
        BudgetYear,
        AllocationRun,
    )
    return {model.__name__: model.objects.count() for model in models}


def test_the_office_is_filled_and_a_second_time_changes_nothing(capsys):
    call_command("demo_data")
    first = counts()
    assert (first["District"], first["SocialSpace"], first["Institution"]) == (12, 138, 1973)
    assert first["Boundary"] == 150
    assert first["Provider"] == 3
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    for _role, email, password in people.logins():
        assert User.objects.get(email=email).check_password(password)
    call_command("demo_data")
    assert counts() == first
