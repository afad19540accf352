"""How people of a case are reached and where they live."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.forms.ties import AddressForm, ContactForm, NewAddressForm
from cases.models import Address, Case, Contact, Person
from cases.services import contacts as service
from cases.views.pages import open_case, part_of
from cases.views.persons import member_of, person_address, to_person
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page


def _person(request: HttpRequest, case: Case, person_pk: int) -> Person:
    """Return a person of the case somebody works on."""
    person = member_of(request, case, person_pk).person
    access.require(request.user, "work", person)
    return person


def contact_new(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Enter a way to reach a person."""
    case = open_case(request, pk)
    person = _person(request, case, person_pk)
    return form_page(
        request,
        form_class=ContactForm,
        save=lambda form, version: service.add_contact(
            actor=request.user, person=person, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter contact"),
        draft_key=f"cases:contact_new:{person.pk}",
        breadcrumbs=to_person(case, person),
        cancel_url=person_address(case, person, "kontakt"),
        success_url=person_address(case, person, "kontakt"),
        success_message=_("The contact has been entered."),
    )


def _contact(
    request: HttpRequest, case: Case, person_pk: int, pk: int, action: str
) -> tuple[Person, Contact]:
    person = _person(request, case, person_pk)
    contacts = Contact.objects.visible_to(request.user).filter(person=person)
    return person, part_of(request, case, contacts, pk, action)


def contact_edit(request: HttpRequest, pk: int, person_pk: int, contact_pk: int) -> HttpResponse:
    """Change a way to reach a person."""
    case = open_case(request, pk)
    person, contact = _contact(request, case, person_pk, contact_pk, "change")
    return form_page(
        request,
        form_class=ContactForm,
        instance=contact,
        save=lambda form, version: service.update_contact(
            actor=request.user,
            contact=contact,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit contact"),
        breadcrumbs=to_person(case, person),
        cancel_url=person_address(case, person, "kontakt"),
        success_url=person_address(case, person, "kontakt"),
        success_message=_("The changes have been saved."),
    )


def contact_delete(request: HttpRequest, pk: int, person_pk: int, contact_pk: int) -> HttpResponse:
    """Delete a way that no longer leads to the person."""
    case = open_case(request, pk)
    person, contact = _contact(request, case, person_pk, contact_pk, "delete")
    return confirm_page(
        request,
        title=_("Delete contact"),
        consequences=[
            _("%(kind)s %(value)s of %(name)s is deleted.")
            % {"kind": contact.get_kind_display(), "value": contact.value, "name": person.name}
        ],
        action=lambda cleaned, version: service.delete_contact(
            actor=request.user, contact=contact, version=version, now=timezone.now()
        ),
        instance=contact,
        danger=True,
        submit_label=_("Delete contact"),
        success_message=_("The contact has been deleted."),
        success_url=person_address(case, person, "kontakt"),
        cancel_url=person_address(case, person, "kontakt"),
        breadcrumbs=to_person(case, person),
    )


# --- addresses ----------------------------------------------------------------------------------


def address_new(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Enter where a person lives."""
    case = open_case(request, pk)
    person = _person(request, case, person_pk)
    return form_page(
        request,
        form_class=NewAddressForm,
        save=lambda form, version: service.add_address(
            actor=request.user, person=person, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter address"),
        draft_key=f"cases:address_new:{person.pk}",
        breadcrumbs=to_person(case, person),
        cancel_url=person_address(case, person, "anschrift"),
        success_url=person_address(case, person, "anschrift"),
        success_message=_("The address has been entered."),
    )


def _address(
    request: HttpRequest, case: Case, person_pk: int, pk: int, action: str = "view"
) -> tuple[Person, Address]:
    person = _person(request, case, person_pk)
    rows = Address.objects.visible_to(request.user).filter(person=person).select_related("person")
    return person, part_of(request, case, rows, pk, action)


def _shown(request: HttpRequest, address: Address) -> Address:
    """Return an address that is about to be shown; with a blocked one that is logged."""
    if not address.blocked:
        return address
    return service.look_at_address(actor=request.user, address=address, now=timezone.now())


@require_safe
def address_detail(request: HttpRequest, pk: int, person_pk: int, address_pk: int) -> HttpResponse:
    """Show an address that must stay secret. It is logged, and nothing of it is printed."""
    case = open_case(request, pk)
    person, address = _address(request, case, person_pk, address_pk)
    return render(
        request,
        "cases/address.html",
        {
            "title": _("Address of %(name)s") % {"name": person.name},
            "breadcrumbs": to_person(case, person),
            "address": _shown(request, address),
            "back": person_address(case, person, "anschrift"),
        },
    )


def address_edit(request: HttpRequest, pk: int, person_pk: int, address_pk: int) -> HttpResponse:
    """Change an address, or whether it must stay secret."""
    case = open_case(request, pk)
    person, address = _address(request, case, person_pk, address_pk, "change")
    return form_page(
        request,
        form_class=AddressForm,
        instance=_shown(request, address),
        save=lambda form, version: service.update_address(
            actor=request.user,
            address=address,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit address"),
        template="cases/address_edit.html",
        breadcrumbs=to_person(case, person),
        cancel_url=person_address(case, person, "anschrift"),
        success_url=person_address(case, person, "anschrift"),
        success_message=_("The changes have been saved."),
    )


def address_delete(request: HttpRequest, pk: int, person_pk: int, address_pk: int) -> HttpResponse:
    """Delete an address entered by mistake."""
    case = open_case(request, pk)
    person, address = _address(request, case, person_pk, address_pk, "delete")
    return confirm_page(
        request,
        title=_("Delete address"),
        consequences=[
            _("An address of %(name)s is deleted.") % {"name": person.name},
            _("If the person has moved, please enter the day instead."),
        ],
        action=lambda cleaned, version: service.delete_address(
            actor=request.user, address=address, version=version, now=timezone.now()
        ),
        instance=address,
        danger=True,
        submit_label=_("Delete address"),
        success_message=_("The address has been deleted."),
        success_url=person_address(case, person, "anschrift"),
        cancel_url=person_address(case, person, "anschrift"),
        breadcrumbs=to_person(case, person),
    )
