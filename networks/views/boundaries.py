"""Boundaries of areas: upload a file, look at what it would do, take it over; delete one."""

from __future__ import annotations

import secrets
import zlib
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.forms.areas import BoundaryUploadForm
from networks.imports.geojson import MAX_BYTES
from networks.models import Boundary, District
from networks.services.boundaries import (
    BoundaryFile,
    Level,
    check_boundaries,
    delete_boundary,
    import_boundaries,
)
from networks.views import districts, spaces
from networks.views.pages import crumbs, load
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page

#: So long, in seconds, an uploaded file waits for its confirmation.
KEPT = 60 * 60


def to_upload() -> list[Crumb]:
    """Return the way to the upload."""
    return crumbs(crumb(_("Import boundaries"), "networks:boundary_import"))


def boundary_import(request: HttpRequest) -> HttpResponse:
    """Take a file and remember it until the person has seen what it would do."""
    access.require(request.user, "import", Boundary)
    return form_page(
        request,
        form_class=BoundaryUploadForm,
        initial={"valid_from": timezone.localdate(), "level": Level.DISTRICT},
        save=lambda form, version: _remember(request, form),
        title=_("Import boundaries"),
        intro=_(
            "A boundary in force until now ends on the first day of the new one and stays in the "
            "history. Nothing is changed before you have seen what the file would do."
        ),
        submit_label=_("Check file"),
        success_url=lambda token: reverse("networks:boundary_check", args=[token]),
        success_message=_("The file has been read."),
        cancel_url=reverse("networks:home"),
        breadcrumbs=crumbs(),
    )


def boundary_check(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a file would do; take it over on POST."""
    access.require(request.user, "import", Boundary)
    file = _remembered(request, token)
    if file is None:
        messages.warning(
            request, _("The file is no longer here. Please upload it again; nothing was changed.")
        )
        return HttpResponseRedirect(reverse("networks:boundary_import"))
    if request.method == "POST":
        try:
            done = import_boundaries(actor=request.user, file=file, now=timezone.now())
        except ValidationError:
            # The page shows the errors again, and the areas they are about.
            done = None
        if done is not None:
            cache.delete(_slot(request, token))
            count = len(done.new) + len(done.changed)
            messages.success(
                request,
                ngettext(
                    "%(count)s boundary has been taken over.",
                    "%(count)s boundaries have been taken over.",
                    count,
                )
                % {"count": count},
            )
            return HttpResponseRedirect(reverse("networks:map"))
    check = check_boundaries(actor=request.user, file=file)
    return render(
        request,
        "networks/boundary_check.html",
        {
            "title": _("Check boundaries"),
            "breadcrumbs": to_upload(),
            "actions": [],
            "check": check,
            "file": file,
            "level": file.level.label,
            "upload_url": reverse("networks:boundary_import"),
        },
        status=422 if check.problems.error_count else 200,
    )


def boundary_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a boundary taken over by mistake."""
    rows = Boundary.objects.visible_to(request.user).select_related("district", "social_space")
    boundary = load(request, rows, pk, "delete")
    area = boundary.area
    page = districts if isinstance(area, District) else spaces
    return confirm_page(
        request,
        title=_("Delete the boundary of %(name)s?") % {"name": area.name},
        consequences=[
            _("The boundary disappears from the maps. Its history is kept."),
            _("An earlier boundary does not come into force again by itself."),
        ],
        action=lambda cleaned, version: delete_boundary(
            actor=request.user, boundary=boundary, version=version, now=timezone.now()
        ),
        success_url=page.address_of(area),
        cancel_url=page.address_of(area),
        submit_label=_("Delete"),
        success_message=_("The boundary has been deleted."),
        instance=boundary,
        danger=True,
        breadcrumbs=[*page.to_list(), Crumb(area.name, page.address_of(area))],
    )


def _remember(request: HttpRequest, form: BoundaryUploadForm) -> str:
    values = dict(form.cleaned_data)
    upload = values.pop("file")
    if upload.size > MAX_BYTES:
        raise ValidationError(
            {"file": _("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1024**2}}
        )
    token = secrets.token_urlsafe(16)
    cache.set(
        _slot(request, token), {**values, "content": zlib.compress(upload.read())}, timeout=KEPT
    )
    return token


def _remembered(request: HttpRequest, token: str) -> BoundaryFile | None:
    values: dict[str, Any] | None = cache.get(_slot(request, token))
    if values is None:
        return None
    return BoundaryFile(
        **{
            **values,
            "level": Level(values["level"]),
            "content": zlib.decompress(values["content"]),
        }
    )


def _slot(request: HttpRequest, token: str) -> str:
    return f"networks.boundaries:{request.user.pk}:{token}"
