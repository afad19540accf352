"""People of a case: find before entering, enter, change, remove."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cases.family_facts import family_facts
from cases.family_words import born_text
from cases.forms.family import ChildrenForm, NewPersonForm, PersonForm, SearchForm
from cases.models import Address, Case, CaseMember, Contact, MemberRole, Person
from cases.rules.likeness import Reason
from cases.services import family as service
from cases.services.finding import SimilarPerson, similar_persons
from cases.views.family import family_address, to_family
from cases.views.pages import open_case
from networks.models.choices import Language
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action

_LANGUAGES = dict(Language.choices)


def member_of(request: HttpRequest, case: Case, person_pk: int) -> CaseMember:
    """Return a person's part in the case; 404 for people who do not belong to it."""
    members = case.members.visible_to(request.user).select_related("person", "case")
    return get_object_or_404(members, person_id=person_pk)


def to_person(case: Case, person: Person) -> list[Crumb]:
    """Return the way to a person of a case."""
    return to_family(case, crumb(person.name, "cases:person", case.pk, person.pk))


def person_address(case: Case, person: Person, part: str = "") -> str:
    """Return the address of a person's page in a case, at one of its parts."""
    base = reverse("cases:person", args=[case.pk, person.pk])
    return f"{base}#{part}" if part else base


# --- find first ---------------------------------------------------------------------------------


# Family and birth date alone do not make two people one: twins share both.
_TELLING = frozenset(
    {Reason.SAME_NAME, Reason.SPELLED_ALIKE, Reason.SOUNDS_ALIKE, Reason.NAMES_SWAPPED}
)


def finder(user: Any, case: Case) -> Callable[..., list[SimilarPerson]]:
    """Return the search for people who may be meant, as forms call it."""

    def find(**typed: Any) -> list[SimilarPerson]:
        hits = similar_persons(actor=user, **typed)
        return [hit for hit in hits if case not in hit.cases or _TELLING & {*hit.reasons}]

    return find


def described(user: Any, case: Case, hits: Iterable[SimilarPerson]) -> list[dict[str, Any]]:
    """Return hits with what tells people apart: birth, the cases they belong to, the reasons.

    `link` says whether the user may take the person over; why not is told to nobody.
    """
    today = timezone.localdate()
    hits = list(hits)
    mine = service.may_link(user, [hit.person for hit in hits])
    return [
        {
            "person": hit.person,
            "born": born_text(hit.person, today),
            "reasons": hit.reason_words,
            "cases": [other for other in hit.cases if other != case],
            "here": case in hit.cases,
            "link": hit.person.pk in mine,
        }
        for hit in hits
    ]


@require_POST
def person_similar(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is similar to what is being typed. By POST: names are kept out of addresses."""
    case = open_case(request, pk)
    typed = SearchForm(request.POST)
    hits: list[SimilarPerson] = []
    if typed.is_valid() and (typed.cleaned_data["given_name"] or typed.cleaned_data["family_name"]):
        hits = finder(request.user, case)(**typed.cleaned_data)
    context = {
        "case": case,
        "hits": described(request.user, case, hits),
        "different": bool(request.POST.get("different")),
    }
    return render(request, "cases/similar.html", context)


def _with_similar(user: Any, case: Case, form_class: type) -> type:
    """Return the form with its hits described, for its template."""

    class Described(form_class):
        def get_context(self) -> dict[str, Any]:
            found = super().get_context()
            found["case"] = case
            found["hits"] = described(user, case, self.similar)
            found["different"] = bool(self.data.get("different"))
            return found

    return Described


# --- enter --------------------------------------------------------------------------------------


def person_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a person, after looking whether the person is known."""
    case = open_case(request, pk)

    def save(form: NewPersonForm, version: int) -> CaseMember:
        return service.add_person(
            actor=request.user,
            case=case,
            now=timezone.now(),
            **form.person_values(),
            **form.member_values(),
        )

    return form_page(
        request,
        form_class=_with_similar(request.user, case, NewPersonForm),
        form_kwargs={"today": timezone.localdate(), "find": finder(request.user, case)},
        initial={"role": MemberRole.PARENT},
        save=save,
        title=_("Add person"),
        intro=_("A given name or a family name is enough; everything else can follow."),
        template="cases/person_new.html",
        draft_key=f"cases:person_new:{case.pk}",
        breadcrumbs=to_family(case),
        submit_label=_("Add"),
        cancel_url=family_address(case),
        success_url=lambda member: person_address(case, member.person),
        success_message=lambda member: _("%(name)s has been entered.") % {"name": member.person},
        context={"case": case},
    )


def children_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter several young people in one go."""
    case = open_case(request, pk)
    members = case.members.visible_to(request.user).select_related("person")
    adults = [m.person for m in members if m.role != MemberRole.YOUNG_PERSON]

    def save(form: ChildrenForm, version: int) -> list[CaseMember]:
        return service.add_children(
            actor=request.user,
            case=case,
            children=form.children(),
            parents=form.cleaned_data.get("parents") or (),
            now=timezone.now(),
        )

    return form_page(
        request,
        form_class=_with_similar(request.user, case, ChildrenForm),
        form_kwargs={
            "today": timezone.localdate(),
            "adults": adults,
            "find": finder(request.user, case),
        },
        initial={"family_name": _usual_name(m.person for m in members)},
        save=save,
        title=_("Add several children"),
        intro=_("One line for each child; lines that stay empty do not count."),
        template="cases/children_new.html",
        draft_key=f"cases:children_new:{case.pk}",
        breadcrumbs=to_family(case),
        submit_label=_("Add the children"),
        cancel_url=family_address(case),
        success_url=family_address(case),
        success_message=lambda members: (
            ngettext(
                "%(count)s child has been entered.",
                "%(count)s children have been entered.",
                len(members),
            )
            % {"count": len(members)}
        ),
    )


def _usual_name(people: Iterable[Person]) -> str:
    """Return the family name most people of the case have, young people's first."""
    names = [person.family_name for person in people if person.family_name]
    return max(names, key=names.count) if names else ""


# --- look, change, remove -----------------------------------------------------------------------


@require_safe
def person_detail(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Show a person: who, how to reach, where they live, their ties in this case."""
    case = open_case(request, pk)
    member = member_of(request, case, person_pk)
    person = member.person
    today = timezone.localdate()
    facts = family_facts(request.user, case, today)
    others = (
        CaseMember.objects.visible_to(request.user)
        .filter(person=person)
        .exclude(case=case)
        .select_related("case")
    )
    addresses = Address.objects.visible_to(request.user).filter(person=person)
    # That there is a secret address is told to all who work here, so that nobody asks the family.
    blocked = person.addresses.filter(blocked=True)
    secret = blocked.filter(Q(valid_until=None) | Q(valid_until__gt=today)).exists()
    return render(
        request,
        "cases/person.html",
        {
            "title": person.name,
            "breadcrumbs": to_family(case),
            "case": case,
            "member": member,
            "person": person,
            "born": born_text(person, today),
            "languages": ", ".join(str(_LANGUAGES.get(c, c)) for c in person.languages),
            "contacts": Contact.objects.visible_to(request.user).filter(person=person),
            "addresses": addresses,
            "secret": secret and not any(a.blocked for a in addresses),
            "relations": [r for r in facts.relations if person.pk in (r.person_id, r.other_id)],
            "custody": next((c for c in facts.custody if c.child.pk == person.pk), None),
            "stays": [stay for stay in facts.stays if stay.person_id == person.pk],
            "others": others,
            "actions": _actions(request, case, person),
        },
    )


def _actions(request: HttpRequest, case: Case, person: Person) -> list[Action]:
    here = [case.pk, person.pk]
    return [
        Action(_("Edit"), reverse("cases:person_edit", args=here), primary=True, icon="edit"),
        Action(_("Remove from this case"), reverse("cases:person_remove", args=here)),
    ]


def person_edit(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Change a person and what they are in this case."""
    case = open_case(request, pk)
    member = member_of(request, case, person_pk)
    person = member.person
    access.require(request.user, "change", person)
    old_name = person.name
    others = person.memberships.exclude(case=case).count()

    def save(form: PersonForm, version: int) -> CaseMember:
        return service.update_person_in_case(
            actor=request.user,
            member=member,
            person_changes=form.person_values(),
            member_changes=form.member_values(),
            version=version,
            now=timezone.now(),
        )

    shared = ngettext(
        "This person also belongs to %(count)s other case; your changes hold there, too.",
        "This person also belongs to %(count)s other cases; your changes hold there, too.",
        others,
    ) % {"count": others}
    return form_page(
        request,
        form_class=PersonForm,
        form_kwargs={"today": timezone.localdate(), "member": member},
        instance=person,
        save=save,
        title=_("Edit person"),
        intro=shared if others else "",
        template="cases/person_edit.html",
        draft_key=f"cases:person_edit:{case.pk}:{person.pk}",
        breadcrumbs=[*to_family(case), crumb(old_name, "cases:person", case.pk, person.pk)],
        cancel_url=person_address(case, person),
        success_url=lambda member: person_address(case, member.person),
        success_message=_("The changes have been saved."),
    )


def person_remove(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Take somebody out of the case who was put there by mistake."""
    case = open_case(request, pk)
    member = member_of(request, case, person_pk)
    access.require(request.user, "delete", member)
    person = member.person
    rows = len(service.family_rows(case, person))
    consequences = [
        _("%(name)s no longer belongs to this case.") % {"name": person.name},
        _("Who has moved away or died stays in the case; please change the dates instead."),
    ]
    if rows:
        consequences.append(
            ngettext(
                "%(count)s entry about relations, custody or households goes with the person.",
                "%(count)s entries about relations, custody or households go with the person.",
                rows,
            )
            % {"count": rows}
        )
    if not person.memberships.exclude(case=case).exists():
        consequences.append(
            _("The person belongs to no other case; name, contacts and addresses are deleted.")
        )
    return confirm_page(
        request,
        title=_("Remove %(name)s from this case") % {"name": person.name},
        consequences=consequences,
        action=lambda cleaned, version: service.remove_person(
            actor=request.user, member=member, version=version, now=timezone.now()
        ),
        instance=member,
        danger=True,
        submit_label=_("Remove from this case"),
        success_message=_("The person no longer belongs to this case."),
        success_url=family_address(case),
        cancel_url=person_address(case, person),
        breadcrumbs=to_person(case, person),
    )
