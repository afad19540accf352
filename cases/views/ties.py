"""Relations and custody of a family."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.forms.ties import CustodyForm, NewCustodyForm, RelationForm
from cases.models import Case, Custody, MemberRole, Person, Relation
from cases.services import relations as service
from cases.views.family import family_address, to_family
from cases.views.pages import open_case, part_of
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page


def people_of(request: HttpRequest, case: Case) -> tuple[list[Person], list[Person]]:
    """Return all people of a case, and the young ones among them."""
    members = case.members.visible_to(request.user).select_related("person")
    everybody = [member.person for member in members]
    young = [m.person for m in members if m.role == MemberRole.YOUNG_PERSON]
    return everybody, young


def chosen(request: HttpRequest, name: str, people: list[Person]) -> int | None:
    """Return the person named in the address, to begin a form with."""
    wanted = request.GET.get(name, "")
    return next((person.pk for person in people if str(person.pk) == wanted), None)


def relation_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter who is what to whom."""
    case = open_case(request, pk)
    people, _young = people_of(request, case)
    start = chosen(request, "person", people)
    return form_page(
        request,
        form_class=RelationForm,
        form_kwargs={"people": people},
        initial={"person": start},
        save=lambda form, version: service.add_relation(
            actor=request.user, case=case, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter relation"),
        intro=_("Read it as a sentence: Mara is parent of Ada. Siblings follow from the parents."),
        draft_key=f"cases:relation_new:{case.pk}",
        breadcrumbs=to_family(case),
        cancel_url=family_address(case, "beziehungen"),
        success_url=family_address(case, "beziehungen"),
        success_message=_("The relation has been entered."),
    )


def _relation(request: HttpRequest, case: Case, pk: int, action: str) -> Relation:
    rows = case.relations.select_related("person", "other", "case")
    return part_of(request, case, rows, pk, action)


def relation_edit(request: HttpRequest, pk: int, relation_pk: int) -> HttpResponse:
    """Change who is what to whom."""
    case = open_case(request, pk)
    relation = _relation(request, case, relation_pk, "change")
    people, _young = people_of(request, case)
    return form_page(
        request,
        form_class=RelationForm,
        form_kwargs={"people": people},
        instance=relation,
        save=lambda form, version: service.update_relation(
            actor=request.user,
            relation=relation,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit relation"),
        breadcrumbs=to_family(case),
        cancel_url=family_address(case, "beziehungen"),
        success_url=family_address(case, "beziehungen"),
        success_message=_("The changes have been saved."),
    )


def relation_delete(request: HttpRequest, pk: int, relation_pk: int) -> HttpResponse:
    """Delete a relation entered by mistake."""
    case = open_case(request, pk)
    relation = _relation(request, case, relation_pk, "delete")
    return confirm_page(
        request,
        title=_("Delete relation"),
        consequences=[
            _("“%(relation)s” is deleted.") % {"relation": relation},
            _("If a couple has parted, please change the relation to “former partner” instead."),
        ],
        action=lambda cleaned, version: service.delete_relation(
            actor=request.user, relation=relation, version=version, now=timezone.now()
        ),
        instance=relation,
        danger=True,
        submit_label=_("Delete relation"),
        success_message=_("The relation has been deleted."),
        success_url=family_address(case, "beziehungen"),
        cancel_url=family_address(case, "beziehungen"),
        breadcrumbs=to_family(case),
    )


# --- custody ------------------------------------------------------------------------------------


def custody_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter who holds custody of one or several young people."""
    case = open_case(request, pk)
    people, young = people_of(request, case)
    start = chosen(request, "kind", young)
    return form_page(
        request,
        form_class=NewCustodyForm,
        form_kwargs={"people": people, "young": young},
        initial={"children": [start] if start else [child.pk for child in young]},
        save=lambda form, version: service.set_custody(
            actor=request.user, case=case, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter custody"),
        intro=_("You can enter it for several siblings and for both parents in one go."),
        draft_key=f"cases:custody_new:{case.pk}",
        breadcrumbs=to_family(case),
        cancel_url=family_address(case, "sorgerecht"),
        success_url=family_address(case, "sorgerecht"),
        success_message=_("Custody has been entered."),
    )


def _custody(request: HttpRequest, case: Case, pk: int, action: str) -> Custody:
    rows = case.custodies.select_related("child", "holder", "case")
    return part_of(request, case, rows, pk, action)


def custody_edit(request: HttpRequest, pk: int, custody_pk: int) -> HttpResponse:
    """Change an entry of custody, or end it by date."""
    case = open_case(request, pk)
    custody = _custody(request, case, custody_pk, "change")
    people, _young = people_of(request, case)
    return form_page(
        request,
        form_class=CustodyForm,
        form_kwargs={"people": people},
        instance=custody,
        save=lambda form, version: service.update_custody(
            actor=request.user,
            custody=custody,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit custody of %(name)s") % {"name": custody.child},
        breadcrumbs=to_family(case),
        cancel_url=family_address(case, "sorgerecht"),
        success_url=family_address(case, "sorgerecht"),
        success_message=_("The changes have been saved."),
    )


def custody_delete(request: HttpRequest, pk: int, custody_pk: int) -> HttpResponse:
    """Delete custody entered by mistake."""
    case = open_case(request, pk)
    custody = _custody(request, case, custody_pk, "delete")
    consequences = [
        _("The entry about custody of %(name)s is deleted.") % {"name": custody.child},
        _("If custody has ended, please enter the day instead; then it can still be read."),
    ]
    if custody.valid_from:
        since = date_format(custody.valid_from, "SHORT_DATE_FORMAT")
        consequences.insert(1, _("It holds since %(day)s.") % {"day": since})
    return confirm_page(
        request,
        title=_("Delete custody"),
        consequences=consequences,
        action=lambda cleaned, version: service.delete_custody(
            actor=request.user, custody=custody, version=version, now=timezone.now()
        ),
        instance=custody,
        danger=True,
        submit_label=_("Delete custody"),
        success_message=_("The entry has been deleted."),
        success_url=family_address(case, "sorgerecht"),
        cancel_url=family_address(case, "sorgerecht"),
        breadcrumbs=to_family(case),
    )
