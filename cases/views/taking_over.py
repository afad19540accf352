"""Taking people over from another case: looking for them, and whom to ask where it is not ours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.forms.family import LinkForm, SearchForm
from cases.models import Case, Person
from cases.services import family as service
from cases.views.family import family_address, to_family
from cases.views.pages import open_case
from cases.views.persons import described, finder, person_address
from sro.audit import trail
from sro.ui.editing import form_page


def person_find(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for somebody in the cases one may see, to take them over."""
    case = open_case(request, pk)
    form = SearchForm(request.POST or None)
    hits = None
    if request.method == "POST" and form.is_valid():
        hits = described(request.user, case, finder(request.user, case)(**form.cleaned_data))
    return render(
        request,
        "cases/person_find.html",
        {
            "title": _("Take over from another case"),
            "breadcrumbs": to_family(case),
            "case": case,
            "form": form,
            "hits": hits,
            "cancel_url": family_address(case),
        },
    )


def person_link(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Take over a person who is known from another case."""
    case = open_case(request, pk)
    people = Person.objects.visible_to(request.user).defer("search_vector")
    person = get_object_or_404(people.select_related("same_as"), pk=person_pk)
    if not service.may_link(request.user, [person]):
        return _ask_somebody(request, case, person)
    return form_page(
        request,
        form_class=LinkForm,
        save=lambda form, version: service.link_person(
            actor=request.user, case=case, person=person, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Take over: %(name)s") % {"name": person.name},
        intro=_(
            "The person stays one and the same: what you change about the person is changed in all"
            " cases. Relations, custody and households are kept for each case."
        ),
        draft_key=f"cases:person_link:{case.pk}:{person.pk}",
        breadcrumbs=to_family(case),
        submit_label=_("Take over"),
        cancel_url=family_address(case),
        success_url=lambda member: person_address(case, member.person),
        success_message=lambda member: (
            _("%(name)s now belongs to this case.") % {"name": member.person}
        ),
    )


def _ask_somebody(request: HttpRequest, case: Case, person: Person) -> HttpResponse:
    """Say who can take the person over; whatever hinders it, the words are the same."""
    trail.record_denial(
        request.user,
        "link",
        object_type=person._meta.label,
        now=timezone.now(),
        route="cases:person_link",
        method=request.method,
    )
    context = {
        "title": _("Take over: %(name)s") % {"name": person.name},
        "breadcrumbs": to_family(case),
        "names": service.whom_to_ask(request.user, person),
        "back": family_address(case),
    }
    return render(request, "cases/person_ask.html", context, status=403)
