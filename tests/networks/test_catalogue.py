"""The catalogue of support types."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from networks.models import Setting, SupportType
from networks.services.catalogue import (
    LEGAL_CATALOGUE,
    create_support_type,
    ensure_support_types,
    update_support_type,
)
from sro.access import Role
from tests.networks.factories_providers import NOW, make_support_type, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "name", "legal_basis", "setting"),
    [
        ("27-2", "Flexible Hilfe zur Erziehung", "§ 27 Abs. 2 SGB VIII", "any"),
        ("31", "Sozialpädagogische Familienhilfe", "§ 31 SGB VIII", "ambulatory"),
        ("32", "Erziehung in einer Tagesgruppe", "§ 32 SGB VIII", "semi_residential"),
        ("33", "Vollzeitpflege", "§ 33 SGB VIII", "residential"),
        ("35a-semi", "Eingliederungshilfe", "§ 35a SGB VIII", "semi_residential"),
        ("42", "Inobhutnahme", "§ 42 SGB VIII", "residential"),
    ],
)
def test_the_list_of_the_law(code, name, legal_basis, setting):
    ensure_support_types(actor=person(Role.ADMINISTRATOR), now=NOW)
    found = SupportType.objects.get(code=code)
    assert (found.name, found.legal_basis, found.setting) == (name, legal_basis, setting)


def test_the_same_name_in_several_settings_can_be_told_apart():
    ensure_support_types(actor=person(Role.ADMINISTRATOR), now=NOW)
    labels = [str(each) for each in SupportType.objects.all()]
    assert len(set(labels)) == len(labels)
    assert "Eingliederungshilfe (§ 35a SGB VIII, teilstationär)" in labels
    assert "Flexible Hilfe zur Erziehung (§ 27 Abs. 2 SGB VIII)" in labels


def test_it_can_be_entered_again_and_leaves_the_offices_words_alone():
    administrator = person(Role.ADMINISTRATOR)
    make_support_type("31", name="SPFH")
    assert len(ensure_support_types(actor=administrator, now=NOW)) == len(LEGAL_CATALOGUE) - 1
    assert ensure_support_types(actor=administrator, now=NOW) == []
    assert SupportType.objects.get(code="31").name == "SPFH"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_keep_the_catalogue(role):
    actor, support_type = person(role), make_support_type()
    with pytest.raises(PermissionDenied):
        ensure_support_types(actor=actor, now=NOW)
    with pytest.raises(PermissionDenied):
        update_support_type(
            actor=actor, support_type=support_type, changes={"name": "X"}, version=1, now=NOW
        )


@pytest.mark.parametrize("code", ["", "31 a", "§31", "31", "A"])
def test_codes_are_plain_and_unique(code):
    make_support_type("31")
    with pytest.raises(ValidationError) as caught:
        create_support_type(
            actor=person(Role.ADMINISTRATOR),
            now=NOW,
            code=code,
            name="Neu",
            legal_basis="§ 27",
            setting=Setting.ANY,
        )
    assert "code" in caught.value.message_dict
