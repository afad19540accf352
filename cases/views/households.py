"""Households of a family over time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.forms.ties import HouseholdForm, HouseholdNameForm, MoveInForm, StayForm
from cases.models import Case, Household, HouseholdMember
from cases.services import relations as service
from cases.views.family import family_address, to_family
from cases.views.pages import open_case, part_of
from cases.views.ties import people_of
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page

PART = "haushalte"


def _household(request: HttpRequest, case: Case, pk: int, action: str) -> Household:
    return part_of(request, case, case.households.select_related("case"), pk, action)


def _stay(request: HttpRequest, case: Case, pk: int, action: str) -> HouseholdMember:
    stays = HouseholdMember.objects.visible_to(request.user).filter(household__case=case)
    rows = stays.select_related("household__case", "person")
    return part_of(request, case, rows, pk, action)


def household_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a household and who lives there."""
    case = open_case(request, pk)
    people, _young = people_of(request, case)
    return form_page(
        request,
        form_class=HouseholdForm,
        form_kwargs={"people": people},
        save=lambda form, version: service.add_household(
            actor=request.user, case=case, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter household"),
        intro=_("A child may live in two households, for example with both parents in turn."),
        draft_key=f"cases:household_new:{case.pk}",
        breadcrumbs=to_family(case),
        cancel_url=family_address(case, PART),
        success_url=family_address(case, PART),
        success_message=lambda household: (
            _("The household “%(name)s” has been entered.") % {"name": household.name}
        ),
    )


def household_edit(request: HttpRequest, pk: int, household_pk: int) -> HttpResponse:
    """Give a household another name."""
    case = open_case(request, pk)
    household = _household(request, case, household_pk, "change")
    return form_page(
        request,
        form_class=HouseholdNameForm,
        instance=household,
        initial={"name": household.name},
        save=lambda form, version: service.rename_household(
            actor=request.user,
            household=household,
            name=form.cleaned_data["name"],
            version=version,
            now=timezone.now(),
        ),
        title=_("Rename household"),
        breadcrumbs=to_family(case),
        cancel_url=family_address(case, PART),
        success_url=family_address(case, PART),
        success_message=_("The changes have been saved."),
    )


def household_delete(request: HttpRequest, pk: int, household_pk: int) -> HttpResponse:
    """Delete a household entered by mistake."""
    case = open_case(request, pk)
    household = _household(request, case, household_pk, "delete")
    people = household.members.count()
    return confirm_page(
        request,
        title=_("Delete household"),
        consequences=[
            _("The household “%(name)s” is deleted.") % {"name": household.name},
            ngettext(
                "The entry of %(count)s person who lives or lived there goes with it.",
                "The entries of %(count)s people who live or lived there go with it.",
                people,
            )
            % {"count": people},
            _("If somebody has moved out, please enter the day instead."),
        ],
        action=lambda cleaned, version: service.delete_household(
            actor=request.user, household=household, version=version, now=timezone.now()
        ),
        instance=household,
        danger=True,
        submit_label=_("Delete household"),
        success_message=_("The household has been deleted."),
        success_url=family_address(case, PART),
        cancel_url=family_address(case, PART),
        breadcrumbs=to_family(case),
    )


def move_in(request: HttpRequest, pk: int, household_pk: int) -> HttpResponse:
    """Let people live in a household from a day on."""
    case = open_case(request, pk)
    household = _household(request, case, household_pk, "change")
    there = set(household.members.filter(valid_until=None).values_list("person_id", flat=True))
    people = [person for person in people_of(request, case)[0] if person.pk not in there]
    return form_page(
        request,
        form_class=MoveInForm,
        form_kwargs={"people": people},
        save=lambda form, version: service.move_in(
            actor=request.user, household=household, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Move in: %(household)s") % {"household": household.name},
        draft_key=f"cases:move_in:{household.pk}",
        breadcrumbs=to_family(case),
        cancel_url=family_address(case, PART),
        success_url=family_address(case, PART),
        success_message=_("The changes have been saved."),
    )


def stay_edit(request: HttpRequest, pk: int, stay_pk: int) -> HttpResponse:
    """Change since when and until when somebody lives in a household."""
    case = open_case(request, pk)
    stay = _stay(request, case, stay_pk, "change")
    return form_page(
        request,
        form_class=StayForm,
        instance=stay,
        save=lambda form, version: service.update_stay(
            actor=request.user,
            stay=stay,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("%(person)s in “%(household)s”")
        % {"person": stay.person, "household": stay.household.name},
        breadcrumbs=to_family(case),
        cancel_url=family_address(case, PART),
        success_url=family_address(case, PART),
        success_message=_("The changes have been saved."),
    )


def stay_delete(request: HttpRequest, pk: int, stay_pk: int) -> HttpResponse:
    """Take somebody out of a household who never lived there."""
    case = open_case(request, pk)
    stay = _stay(request, case, stay_pk, "delete")
    return confirm_page(
        request,
        title=_("Delete the entry"),
        consequences=[
            _("It is deleted that %(person)s lives or lived in “%(household)s”.")
            % {"person": stay.person, "household": stay.household.name},
            _("If somebody has moved out, please enter the day instead."),
        ],
        action=lambda cleaned, version: service.delete_stay(
            actor=request.user, stay=stay, version=version, now=timezone.now()
        ),
        instance=stay,
        danger=True,
        submit_label=_("Delete the entry"),
        success_message=_("The entry has been deleted."),
        success_url=family_address(case, PART),
        cancel_url=family_address(case, PART),
        breadcrumbs=to_family(case),
    )
