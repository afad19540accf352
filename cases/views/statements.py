"""What people want: reading it, writing down a conversation, newer versions, taking back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cases.forms.statements import AnswersForm, VersionForm, WithdrawForm
from cases.models import Case, CaseMember, Person, WillStatement
from cases.rules.statements import threads
from cases.services import statements as service
from cases.services.statements import Answer
from cases.statement_facts import by_question, goals_by_will, shown, statements_of
from cases.views.pages import open_case, part_of, to_case
from sro import access
from sro.records import StaleRecord
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action


def _person_of(request: HttpRequest, case: Case, person_pk: int) -> Person:
    members = CaseMember.objects.visible_to(request.user).filter(case=case)
    return get_object_or_404(members.select_related("person"), person_id=person_pk).person


def _address(case: Case, person: Person) -> str:
    return reverse("cases:statements", args=[case.pk, person.pk])


def _to_will(case: Case, *steps: Crumb) -> list[Crumb]:
    return to_case(case, crumb(_("Will and wishes"), "cases:will", case.pk), *steps)


def _to_person(case: Case, person: Person) -> list[Crumb]:
    return _to_will(case, crumb(person.name, "cases:statements", case.pk, person.pk))


@require_safe
def will(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the people of a case and what each of them wants, to choose with whom to talk."""
    case = open_case(request, pk)
    rows = statements_of(request.user, case)
    goals = goals_by_will(request.user, case)
    members = CaseMember.objects.visible_to(request.user).filter(case=case)
    people = [
        {
            "person": member.person,
            "role": member.get_role_display(),
            "said": [
                each
                for each in shown([r for r in rows if r.person_id == member.person_id], goals)
                if not each.newest.withdrawn
            ],
        }
        for member in members.select_related("person")
    ]
    return render(
        request,
        "cases/will.html",
        {
            "title": _("Will and wishes"),
            "case": case,
            "people": people,
            "breadcrumbs": to_case(case),
        },
    )


@require_safe
def statements(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Show what a person wants, by question, with what was said before."""
    case = open_case(request, pk)
    person = _person_of(request, case, person_pk)
    found = shown(statements_of(request.user, case, person.pk), goals_by_will(request.user, case))
    may_add = access.can(request.user, "add", WillStatement)
    return render(
        request,
        "cases/statements.html",
        {
            "title": _("What %(name)s wants") % {"name": person.name},
            "case": case,
            "person": person,
            "questions": by_question(found),
            "gone": [each for each in found if each.newest.withdrawn],
            "waiting": sum(each.waits_for_goal for each in found),
            "may_add": may_add,
            "breadcrumbs": _to_will(case),
            "actions": _actions(case, person) if may_add and case.is_open else [],
        },
    )


def _actions(case: Case, person: Person) -> list[Action]:
    args = [case.pk, person.pk]
    new = reverse("cases:statements_new", args=args)
    return [
        Action(_("Write down a conversation"), new, primary=True, icon="add"),
        Action(_("Conversation view"), reverse("cases:talk_will", args=args)),
    ]


def statements_new(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Write down a conversation: all five questions at once, each may stay empty."""
    case = open_case(request, pk)
    person = _person_of(request, case, person_pk)
    return _answers_page(request, case, person, talking=False)


def talk_will(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Ask the five questions with the laptop turned to the family; the same draft."""
    case = open_case(request, pk)
    person = _person_of(request, case, person_pk)
    return _answers_page(request, case, person, talking=True)


def _answers_page(
    request: HttpRequest, case: Case, person: Person, *, talking: bool
) -> HttpResponse:
    access.require(request.user, "add", WillStatement)
    rows = statements_of(request.user, case, person.pk)
    holding = [thread.newest for thread in threads(rows) if thread.holds]
    context: dict[str, Any] = {"case": case, "person": person}
    if talking:
        context |= {"form_frame": "conversation.html", "leave_url": _address(case, person)}
    return form_page(
        request,
        form_class=AnswersForm,
        form_kwargs={"holding": holding, "talking": talking},
        initial={"said_on": timezone.localdate()},
        save=lambda form, version: service.record_answers(
            actor=request.user,
            case=case,
            person=person,
            answers=form.answers(),
            said_on=form.cleaned_data["said_on"],
            now=timezone.now(),
        ),
        template="cases/talk_will.html" if talking else "cases/statements_form.html",
        title=_title(person, talking),
        breadcrumbs=[] if talking else _to_person(case, person),
        cancel_url="" if talking else _address(case, person),
        submit_label=_("Keep this") if talking else "",
        success_url=_address(case, person),
        success_message=lambda said: (
            ngettext(
                "%(count)s answer has been written down.",
                "%(count)s answers have been written down.",
                len(said),
            )
            % {"count": len(said)}
        ),
        draft_key=f"cases:statements_new:{case.pk}:{person.pk}",
        context=context,
    )


def _title(person: Person, talking: bool) -> str:
    if talking:
        return _("What matters to me: %(name)s") % {"name": person.given_name or person.name}
    return _("Conversation with %(name)s") % {"name": person.name}


def _statement_of(
    request: HttpRequest, pk: int, person_pk: int, statement_pk: int, action: str = "change"
) -> tuple[Case, WillStatement]:
    case = open_case(request, pk)
    rows = case.statements.filter(person_id=person_pk).select_related("person", "case")
    return case, part_of(request, case, rows, statement_pk, action)


def statement_revise(
    request: HttpRequest, pk: int, person_pk: int, statement_pk: int
) -> HttpResponse:
    """Write a newer version of a statement; the older one stays.

    Who typed while somebody else wrote a newer version reads both and goes on from that one.
    """
    case, asked = _statement_of(request, pk, person_pk, statement_pk)
    statement = service.newest_version(asked)
    # Every version is a row of its own: its number says which one somebody had in front of them.
    statement.version = statement.pk

    def save(form: VersionForm, version: int) -> WillStatement:
        if version != statement.pk:
            raise StaleRecord(statement)
        return service.revise_statement(
            actor=request.user,
            statement=statement,
            answer=Answer(
                text=form.cleaned_data["text"],
                kind=form.cleaned_data["kind"],
                readiness=form.cleaned_data["readiness"],
            ),
            said_on=form.cleaned_data["said_on"],
            now=timezone.now(),
        )

    return form_page(
        request,
        form_class=VersionForm,
        instance=statement,
        initial={
            "text": statement.text,
            "kind": statement.kind,
            "readiness": statement.readiness,
            "said_on": timezone.localdate(),
        },
        save=save,
        title=_("Newer version"),
        intro=str(statement.get_question_display()),
        breadcrumbs=_to_person(case, statement.person),
        cancel_url=_address(case, statement.person),
        success_url=_address(case, statement.person),
        success_message=_("The newer version has been written down; the former one stays."),
        draft_key=f"cases:statement_revise:{asked.pk}",
    )


def statement_withdraw(
    request: HttpRequest, pk: int, person_pk: int, statement_pk: int
) -> HttpResponse:
    """Note that somebody no longer says so."""
    case, statement = _statement_of(request, pk, person_pk, statement_pk)
    return form_page(
        request,
        form_class=WithdrawForm,
        form_kwargs={"today": timezone.localdate()},
        save=lambda form, version: service.withdraw_statement(
            actor=request.user, statement=statement, now=timezone.now(), **form.cleaned_data
        ),
        title=_("No longer so"),
        intro=_("What was said before stays readable. It can be taken up again later."),
        submit_label=_("Note it"),
        breadcrumbs=_to_person(case, statement.person),
        cancel_url=_address(case, statement.person),
        success_url=_address(case, statement.person),
        success_message=_("It is noted that this no longer holds."),
        draft_key=f"cases:statement_withdraw:{statement.pk}",
    )


def statement_entrust(
    request: HttpRequest, pk: int, person_pk: int, statement_pk: int
) -> HttpResponse:
    """Mark a statement as entrusted to its author, or open it again."""
    case, statement = _statement_of(request, pk, person_pk, statement_pk)
    wanted = not statement.entrusted
    if wanted:
        title, label = _("Entrusted to me personally"), _("Keep it to myself")
        consequences = [
            _("Only you see this statement and its former versions, also not the team lead."),
            _("It no longer appears in lists, in the search, in documents or exports of others."),
            _("You can open it again, or disclose it to somebody with a legal ground."),
        ]
    else:
        title, label = _("No longer entrusted"), _("Open it for those who work on the case")
        consequences = [_("Everybody who works on this case can read it from now on.")]
    return confirm_page(
        request,
        title=title,
        consequences=consequences,
        action=lambda cleaned, version: service.set_entrusted(
            actor=request.user,
            statement=statement,
            entrusted=wanted,
            version=version,
            now=timezone.now(),
        ),
        instance=statement,
        submit_label=label,
        success_message=_("Saved."),
        success_url=_address(case, statement.person),
        cancel_url=_address(case, statement.person),
        breadcrumbs=_to_person(case, statement.person),
    )
