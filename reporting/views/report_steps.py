"""The steps of a report: words, discussion, sign-off, freezing, publication, correction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.forms.reports import (
    DiscussionForm,
    FreezingForm,
    QuarterForm,
    SectionForm,
    UndiscussedForm,
)
from reporting.models import DistrictReport
from reporting.models.reports import SECTION_NAMES
from reporting.rules.states import ReportState
from reporting.services import freezing, preparing
from reporting.services import reports as services
from reporting.views.crumbs import address, report_trail, reports_trail
from reporting.views.reports import load_report
from sro import access
from sro.periods import Quarter
from sro.refusals import NotPossible
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page
from sro.ui.forms import ReasonForm
from sro.ui.quarters import quarter_name
from sro.ui.services.jobs import JobBusy

#: So many quarters back reports can be prepared by hand.
QUARTERS_BACK = 12


def section(
    request: HttpRequest, year: int, quarter: int, key: str, number: int, section: str
) -> HttpResponse:
    """Write what the district says about a section."""
    report = load_report(request, year, quarter, key, number, "change")
    if section not in SECTION_NAMES:
        raise Http404
    # What was typed while somebody else signed the report off comes back with the reason.
    if request.method in ("GET", "HEAD") and not services.is_open(report):
        messages.info(request, services.signed_off())
        return redirect(_page_of(report))
    row = services.section_of(report, section)
    return form_page(
        request,
        form_class=SectionForm,
        instance=row,
        draft_key=f"reporting:report_section:{report.pk}:{section}",
        save=lambda form, version: services.write_section(
            actor=request.user,
            report=report,
            code=section,
            values=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Commentary: %(section)s") % {"section": SECTION_NAMES[section]},
        breadcrumbs=report_trail(report),
        cancel_url=f"{_page_of(report)}#{section}",
        success_url=f"{_page_of(report)}#{section}",
        success_message=_("The commentary is saved."),
    )


def discuss(request: HttpRequest, year: int, quarter: int, key: str, number: int) -> HttpResponse:
    """Note what the working group said."""
    report = load_report(request, year, quarter, key, number, "discuss")
    return form_page(
        request,
        form_class=DiscussionForm,
        instance=report,
        initial={"discussed_on": report.discussed_on, "group_view": report.group_view},
        save=lambda form, version: services.discuss(
            actor=request.user,
            report=report,
            version=version,
            today=timezone.localdate(),
            now=timezone.now(),
            **form.cleaned_data,
        ),
        title=_("Discussion in the working group"),
        breadcrumbs=report_trail(report),
        cancel_url=_page_of(report),
        success_url=_page_of(report),
        success_message=_("The discussion is noted."),
    )


def sign(request: HttpRequest, year: int, quarter: int, key: str, number: int) -> HttpResponse:
    """Sign the report off."""
    report = load_report(request, year, quarter, key, number, "sign")
    discussed = report.state == ReportState.DISCUSSED
    return _confirm(
        request,
        report,
        step="sign" if discussed else "sign_undiscussed",
        title=_("Sign off: %(report)s"),
        consequences=[
            _("Figures and texts then stay as they are; the controllers review the report."),
            _("They can give it back to you if something is to be changed."),
        ],
        form_class=None if discussed else UndiscussedForm,
        action=lambda data, version: services.sign(
            actor=request.user, report=report, version=version, now=timezone.now(), **data
        ),
        submit_label=_("Sign off"),
        success_message=_("The report is signed off."),
    )


def send_back(request: HttpRequest, year: int, quarter: int, key: str, number: int) -> HttpResponse:
    """Give a signed report back to its district."""
    report = load_report(request, year, quarter, key, number, "return")
    return _confirm(
        request,
        report,
        step="return",
        title=_("Give back: %(report)s"),
        consequences=[_("The district can change it again and has to sign it off once more.")],
        form_class=ReasonForm,
        action=lambda data, version: services.send_back(
            actor=request.user, report=report, version=version, now=timezone.now(), **data
        ),
        submit_label=_("Give back"),
        success_message=_("The report is back with its district."),
    )


def freeze(request: HttpRequest, year: int, quarter: int, key: str, number: int) -> HttpResponse:
    """Freeze a signed report."""
    report = load_report(request, year, quarter, key, number, "freeze")
    consequences = [
        _("Nothing of the report ever changes again; its checksum proves it."),
        _("Small counts are protected once more, with what other reports have shown."),
    ]
    exposed = 0
    if report.state == ReportState.SIGNED:
        try:
            exposed = freezing.exposed_by_freezing(report)
        except NotPossible as error:
            messages.error(request, " ".join(error.messages))
            return redirect(_page_of(report))
    if exposed:
        consequences.append(
            ngettext(
                "%(count)s small count can be found out by comparing with reports that were"
                " frozen before. It is hidden here, but no longer secret.",
                "%(count)s small counts can be found out by comparing with reports that were"
                " frozen before. They are hidden here, but no longer secret.",
                exposed,
            )
            % {"count": exposed}
        )
    return _confirm(
        request,
        report,
        step="freeze",
        title=_("Freeze: %(report)s"),
        consequences=consequences,
        form_class=FreezingForm if exposed else None,
        action=lambda data, version: freezing.freeze(
            actor=request.user, report=report, version=version, now=timezone.now(), **data
        ),
        submit_label=_("Freeze"),
        success_message=_("The report is frozen."),
    )


def publish(request: HttpRequest, year: int, quarter: int, key: str, number: int) -> HttpResponse:
    """Publish a frozen report."""
    report = load_report(request, year, quarter, key, number, "publish")
    consequences = [
        _("The committee gets the published version: without notes and tables of the office.")
    ]
    if report.corrects is not None:
        consequences.append(_("The report that it corrects is superseded and stays readable."))
    return _confirm(
        request,
        report,
        step="publish",
        title=_("Publish: %(report)s"),
        consequences=consequences,
        action=lambda data, version: services.publish(
            actor=request.user, report=report, version=version, now=timezone.now()
        ),
        submit_label=_("Publish"),
        success_message=_("The report is published."),
    )


def correct(request: HttpRequest, year: int, quarter: int, key: str, number: int) -> HttpResponse:
    """Begin a correction."""
    report = load_report(request, year, quarter, key, number, "correct")
    return _confirm(
        request,
        report,
        title=_("Correct: %(report)s"),
        consequences=[
            _("A new report of the same quarter begins as a draft, with the texts of this one."),
            _("This report stays as it is until the correction is published."),
        ],
        form_class=ReasonForm,
        action=lambda data, version: services.correct(
            actor=request.user, report=report, version=version, now=timezone.now(), **data
        ),
        submit_label=_("Begin a correction"),
        success_url=_page_of,
        success_message=_("The correction is begun. Its figures still have to be counted."),
    )


def discard(request: HttpRequest, year: int, quarter: int, key: str, number: int) -> HttpResponse:
    """Let a correction go that was begun by mistake."""
    report = load_report(request, year, quarter, key, number, "delete")
    return _confirm(
        request,
        report,
        title=_("Discard the correction: %(report)s"),
        consequences=[
            _("The correction goes with its texts and figures."),
            _("The report that it was to correct stays in force."),
        ],
        action=lambda data, version: services.discard(
            actor=request.user, report=report, version=version, now=timezone.now()
        ),
        submit_label=_("Discard the correction"),
        success_url=reverse("reporting:reports"),
        success_message=_("The correction is discarded."),
        danger=True,
    )


def recount(request: HttpRequest, year: int, quarter: int, key: str, number: int) -> HttpResponse:
    """Count the quarter anew in the background."""
    report = load_report(request, year, quarter, key, number, "calculate")
    return _confirm(
        request,
        report,
        title=_("Count anew: %(report)s"),
        consequences=[
            _("All figures of this report are counted from today's data; the texts stay."),
            _("That takes a few seconds. You may go on working meanwhile."),
        ],
        action=lambda data, version: _started(
            lambda: preparing.start_recount(
                actor=request.user,
                report=report,
                result_address=_page_of(report),
                now=timezone.now(),
            ),
            actor=request.user,
            target=report.pk,
        ),
        submit_label=_("Count anew"),
        success_url=lambda job: reverse("ui:job", args=[job.pk]),
        success_message=_("The counting has begun."),
    )


def prepare(request: HttpRequest) -> HttpResponse:
    """Make the drafts of a past quarter."""
    access.require(request.user, "add", DistrictReport)
    today = timezone.localdate()
    last = Quarter.of(today).previous
    quarters = [last.shifted(-back) for back in range(QUARTERS_BACK)]
    return form_page(
        request,
        form_class=QuarterForm,
        form_kwargs={"quarters": [(each.code, quarter_name(each)) for each in quarters]},
        save=lambda form, version: _started(
            lambda: preparing.start_preparation(
                actor=request.user,
                quarter=form.cleaned_data["quarter"],
                today=today,
                result_address=reverse("reporting:reports"),
                now=timezone.now(),
            ),
            actor=request.user,
            target=preparing.target_of(form.cleaned_data["quarter"]),
        ),
        title=_("Prepare reports"),
        intro=_(
            "The drafts of the last quarter are made by themselves on the first working day. Here"
            " you can make those of earlier quarters, or try again."
        ),
        breadcrumbs=reports_trail(),
        cancel_url=reverse("reporting:reports"),
        submit_label=_("Prepare"),
        success_url=lambda job: reverse("ui:job", args=[job.pk]),
        success_message=_("The counting has begun."),
    )


def _started(start: Callable[[], Any], *, actor: Any, target: int) -> Any:
    """Start a job; sent twice, the person's own job is shown.

    A quarter is counted once at a time, for all districts: whose count is in the way is said.
    """
    try:
        return start()
    except JobBusy as busy:
        if busy.job is None:
            raise
        if busy.job.created_by_id != actor.pk:
            raise NotPossible(
                _("This quarter is being counted for somebody else. Please try again in a minute.")
            ) from busy
        if busy.job.target_id != target:
            raise NotPossible(
                _(
                    "You are having this quarter counted already (%(job)s). Please try again when"
                    " that is done."
                )
                % {"job": busy.job.title}
            ) from busy
        return busy.job


def _page_of(report: DistrictReport) -> str:
    return reverse("reporting:report", args=address(report))


def _confirm(
    request: HttpRequest,
    report: DistrictReport,
    *,
    title: str,
    step: str = "",
    success_url: Callable[[Any], str] | str = "",
    form_class: type[forms.Form] | None = None,
    **rest: Any,
) -> HttpResponse:
    """Ask before a step; opened when the step is not possible any more, say so and lead back."""
    if step and request.method != "POST" and (why := services.why_not(report, step)):
        messages.info(request, why)
        return redirect(_page_of(report))
    return confirm_page(
        request,
        title=title % {"report": report},
        instance=report,
        form_class=form_class,
        success_url=success_url or _page_of(report),
        cancel_url=_page_of(report),
        breadcrumbs=report_trail(report),
        **rest,
    )
