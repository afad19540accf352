"""The social space of a case can be entered later, and again after a transfer."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cases.services.places import set_space
from sro.records import StaleRecord
from tests.cases import factories as make
from tests.networks.factories import make_space

pytestmark = pytest.mark.django_db


def enter(case, space, actor=None, version=None):
    return set_space(
        actor=actor or case.responsible,
        case=case,
        social_space=space,
        version=case.version if version is None else version,
        now=make.NOW,
    )


def test_it_is_entered_and_taken_out_again():
    case = make.make_case()
    space = make_space(district=case.district)
    case = enter(case, space)
    assert case.social_space == space
    assert enter(case, None).social_space is None


def test_it_lies_in_the_district_of_the_case():
    with pytest.raises(ValidationError, match="anderen Bezirk"):
        enter(make.make_case(), make_space())


def test_others_do_not_enter_it():
    case = make.make_case()
    with pytest.raises(PermissionDenied):
        enter(case, None, actor=make.make_caseworker(case.district))


def test_nothing_is_overwritten():
    case = make.make_case()
    with pytest.raises(StaleRecord):
        enter(case, make_space(district=case.district), version=case.version + 1)


def test_the_form_offers_the_spaces_of_the_district_only(client):
    case = make.make_case()
    near, far = make_space(district=case.district), make_space()
    client.force_login(case.responsible)
    page = client.get(reverse("cases:space", args=[case.pk])).content.decode()
    assert near.name in page
    assert far.name not in page
    client.post(
        reverse("cases:space", args=[case.pk]),
        {"social_space": near.pk, "_version": case.version},
    )
    case.refresh_from_db()
    assert case.social_space == near
