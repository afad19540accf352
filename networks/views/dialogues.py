"""Quality dialogues with providers: list, record, planning, results, follow-up."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from networks.dialogue_paper import dialogue_paper
from networks.filters.bodies import DialogueFilter
from networks.forms.dialogues import DialogueForm, RecordForm, RhythmForm
from networks.forms.meetings import TaskForm
from networks.models import (
    DialoguePoint,
    DialogueRhythm,
    DialogueState,
    Provider,
    QualityDialogue,
)
from networks.rules.meetings import TaskState
from networks.services import dialogues as service
from networks.views.pages import crumbs, load
from networks.views.providers import address_of as provider_address
from networks.views.providers import to_provider
from sro import access
from sro.audit.trail import record_export
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.exports import attachment
from sro.ui.forms import ReasonForm
from sro.ui.tables import Action, Column, EmptyState, ListPage


def address_of(dialogue: QualityDialogue) -> str:
    """Return the address of a dialogue's page."""
    return reverse("networks:dialogue_detail", args=[dialogue.pk])


def to_list() -> list[Crumb]:
    """Return the way to the list."""
    return crumbs(crumb(_("Quality dialogues"), "networks:dialogue_list"))


def to_dialogue(dialogue: QualityDialogue) -> list[Crumb]:
    """Return the way to a dialogue."""
    return [*to_list(), crumb(str(dialogue), "networks:dialogue_detail", dialogue.pk)]


# By day and by name: nothing here puts providers in an order.
COLUMNS = [
    Column("tag", gettext_lazy("Day"), "planned_on", ("planned_on",), kind="date", url=address_of),
    Column("traeger", gettext_lazy("Provider"), "provider.name", ("provider__sort_key",)),
    Column("stand", gettext_lazy("State"), "get_state_display", ("state", "planned_on")),
    Column("offen", gettext_lazy("Points still open"), "open_points", kind="number"),
]


@require_safe
def dialogue_list(request: HttpRequest) -> HttpResponse:
    """Show the dialogues, and with whom one is due."""
    user = request.user
    access.require(user, "view", QualityDialogue)
    rows = QualityDialogue.objects.visible_to(user).select_related("provider")
    return ListPage(
        request,
        title=_("Quality dialogues"),
        queryset=rows.defer("provider__search_vector").annotate(
            open_points=Count("points", filter=Q(points__state=TaskState.OPEN))
        ),
        columns=COLUMNS,
        sort="-tag",
        filterset_class=DialogueFilter,
        breadcrumbs=crumbs(),
        export_name="qualitaetsdialoge",
        template="networks/dialogue_list.html",
        context={
            "due": service.due_providers(user, timezone.localdate()),
            "may_plan": access.can(user, "add", QualityDialogue),
        },
        empty=EmptyState(
            _("No quality dialogue has been planned yet."),
            _("Dialogues are planned from the page of a provider."),
            reverse("networks:provider_list"),
            _("To the providers"),
        ),
    ).response()


@require_safe
def provider_dialogues(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the rhythm of a provider and all dialogues with it."""
    user = request.user
    access.require(user, "view", QualityDialogue)
    provider = load(request, Provider.objects.visible_to(user), pk)
    rhythm = DialogueRhythm.objects.visible_to(user).filter(provider=provider).first()
    due = service.due_providers(user, timezone.localdate())
    plans = access.can(user, "add", QualityDialogue)
    return render(
        request,
        "networks/provider_dialogues.html",
        {
            "title": _("Quality dialogues with %(name)s") % {"name": provider.name},
            "breadcrumbs": to_provider(provider),
            "actions": _provider_actions(provider) if plans else [],
            "provider": provider,
            "rhythm": rhythm,
            "due": next((each.day for each in due if each.provider.pk == provider.pk), None),
            "dialogues": QualityDialogue.objects.visible_to(user)
            .filter(provider=provider)
            .annotate(open_points=Count("points", filter=Q(points__state=TaskState.OPEN))),
        },
    )


def _provider_actions(provider: Provider) -> list[Action]:
    args = [provider.pk]
    return [
        Action(_("Plan dialogue"), reverse("networks:dialogue_new", args=args), primary=True),
        Action(_("Set rhythm"), reverse("networks:dialogue_rhythm", args=args)),
    ]


def dialogue_rhythm(request: HttpRequest, pk: int) -> HttpResponse:
    """Set how often the office and the provider talk."""
    user = request.user
    access.require(user, "add", DialogueRhythm)
    provider = load(request, Provider.objects.visible_to(user), pk)
    rhythm = DialogueRhythm.objects.visible_to(user).filter(provider=provider).first()
    back = reverse("networks:provider_dialogues", args=[pk])
    return form_page(
        request,
        form_class=RhythmForm,
        instance=rhythm,
        initial={
            "months": rhythm.months if rhythm else 12,
            "since": rhythm.since if rhythm else timezone.localdate(),
        },
        save=lambda form, version: service.set_rhythm(
            actor=user,
            provider=provider,
            version=version,
            now=timezone.now(),
            **form.cleaned_data,
        ),
        title=_("Set rhythm"),
        draft_key=f"networks:dialogue_rhythm:{pk}",
        success_url=back,
        success_message=_("The rhythm has been saved."),
        cancel_url=back,
        breadcrumbs=to_provider(provider),
    )


def dialogue_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a dialogue; points still open are proposed as topics."""
    user = request.user
    access.require(user, "add", QualityDialogue)
    provider = load(request, Provider.objects.visible_to(user), pk)
    points = DialoguePoint.objects.visible_to(user).filter(
        dialogue__provider=provider, state=TaskState.OPEN
    )
    topics = [_("What became of: %(point)s") % {"point": point.text} for point in points]
    return form_page(
        request,
        form_class=DialogueForm,
        save=lambda form, version: service.plan_dialogue(
            actor=user, provider=provider, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Plan dialogue"),
        initial={"topics": "\n".join(topics)},
        draft_key=f"networks:dialogue_new:{pk}",
        success_url=address_of,
        success_message=_("The dialogue has been planned."),
        cancel_url=provider_address(provider),
        breadcrumbs=to_provider(provider),
    )


def loaded(request: HttpRequest, pk: int, action: str = "view") -> QualityDialogue:
    """Return a dialogue the person may see; 403 where seeing is all they may do."""
    rows = QualityDialogue.objects.visible_to(request.user).select_related("provider")
    return load(request, rows, pk, action)


@require_safe
def dialogue_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a dialogue: topics, results, what was agreed and what became of it."""
    dialogue = loaded(request, pk)
    user = request.user
    return render(
        request,
        "networks/dialogue_detail.html",
        {
            "title": _("Quality dialogue with %(name)s") % {"name": dialogue.provider.name},
            "breadcrumbs": to_list(),
            "actions": _actions(user, dialogue),
            "dialogue": dialogue,
            "points": DialoguePoint.objects.visible_to(user).filter(dialogue=dialogue),
            "today": timezone.localdate(),
            "changes": access.can(user, "change", DialoguePoint),
        },
    )


def _actions(user: Any, dialogue: QualityDialogue) -> list[Action]:
    args = [dialogue.pk]
    paper = Action(_("Document as PDF"), reverse("networks:dialogue_pdf", args=args))
    held = [paper] if dialogue.state == DialogueState.HELD else []
    if not access.can(user, "change", dialogue) or dialogue.state == DialogueState.CANCELLED:
        return held
    record = reverse("networks:dialogue_record", args=args)
    if held:
        return [Action(_("Edit results"), record, primary=True), *held]
    begun = dialogue.planned_on <= timezone.localdate()
    return [
        *([Action(_("Enter results"), record, primary=True)] if begun else []),
        Action(_("Edit"), reverse("networks:dialogue_edit", args=args)),
        Action(_("Call off"), reverse("networks:dialogue_cancel", args=args)),
    ]


def dialogue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change day and topics."""
    dialogue = loaded(request, pk, "change")
    return form_page(
        request,
        form_class=DialogueForm,
        instance=dialogue,
        save=lambda form, version: service.update_dialogue(
            actor=request.user,
            dialogue=dialogue,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit dialogue"),
        success_url=address_of,
        success_message=_("The changes have been saved."),
        cancel_url=address_of(dialogue),
        breadcrumbs=to_dialogue(dialogue),
    )


def dialogue_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what came of it and what was agreed."""
    dialogue = loaded(request, pk, "change")
    points = DialoguePoint.objects.visible_to(request.user).filter(dialogue=dialogue)
    return form_page(
        request,
        form_class=RecordForm,
        form_kwargs={"points": points},
        template="networks/dialogue_form.html",
        instance=dialogue,
        save=lambda form, version: service.record_dialogue(
            actor=request.user,
            dialogue=dialogue,
            changes=form.values(),
            points=form.points(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Results of the dialogue"),
        success_url=address_of,
        success_message=_("The results have been saved."),
        cancel_url=address_of(dialogue),
        breadcrumbs=to_dialogue(dialogue),
    )


def dialogue_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a dialogue off."""
    dialogue = loaded(request, pk, "change")
    return confirm_page(
        request,
        title=_("Call off the dialogue?"),
        consequences=[_("The dialogue stays in the list as called off, with the reason.")],
        form_class=ReasonForm,
        action=lambda cleaned, version: service.cancel_dialogue(
            actor=request.user,
            dialogue=dialogue,
            reason=cleaned["reason"],
            version=version,
            now=timezone.now(),
        ),
        instance=dialogue,
        danger=True,
        submit_label=_("Call off"),
        success_message=_("The dialogue has been called off."),
        success_url=address_of(dialogue),
        cancel_url=address_of(dialogue),
        breadcrumbs=to_dialogue(dialogue),
    )


@require_safe
def dialogue_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the document of a dialogue."""
    dialogue = loaded(request, pk)
    if dialogue.state != DialogueState.HELD:
        raise Http404
    points = DialoguePoint.objects.visible_to(request.user).filter(dialogue=dialogue)
    paper = dialogue_paper(dialogue, list(points), timezone.localtime())
    record_export(request.user, "qualitydialogue.document", dialogue, format="pdf", rows=1)
    stem = f"qualitaetsdialog-{slugify(dialogue.provider.name)}-{dialogue.planned_on:%Y-%m-%d}"
    return attachment(paper, f"{stem}.pdf", "application/pdf")


def point_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a point that was agreed."""
    rows = DialoguePoint.objects.visible_to(request.user).select_related("dialogue__provider")
    point = load(request, rows, pk, "change")
    back = address_of(point.dialogue)
    return form_page(
        request,
        form_class=TaskForm,
        instance=point,
        initial={
            "state": TaskState.DONE if point.state == TaskState.OPEN else point.state,
            "note": point.note,
        },
        save=lambda form, version: service.follow_up_point(
            actor=request.user,
            point=point,
            state=form.cleaned_data["state"],
            note=form.cleaned_data["note"],
            version=version,
            now=timezone.now(),
        ),
        title=_("What became of it?"),
        intro=point.text,
        success_url=back,
        success_message=_("Saved."),
        cancel_url=back,
        breadcrumbs=to_dialogue(point.dialogue),
    )
