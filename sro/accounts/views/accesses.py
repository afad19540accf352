"""Accesses for other programs, in one's own account."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from sro import access
from sro.accounts.adapters import cipher
from sro.accounts.forms.accesses import AccessForm
from sro.accounts.models import PersonalToken
from sro.accounts.services.accesses import block_access, create_access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage

#: Where the text of a new access waits, encrypted, until it is shown.
_WAITING = "new_access"
_SUGGESTED = timedelta(days=90)


def to_accesses() -> list[Crumb]:
    """The way to the list."""
    return [
        crumb(_("My account"), "account_profile"),
        crumb(_("Accesses for other programs"), "account_accesses"),
    ]


def _state(token: PersonalToken) -> str:
    if token.revoked_at is not None:
        return _("blocked")
    if token.expires_on < timezone.localdate():
        return _("run out")
    return _("open")


def _block_address(token: PersonalToken) -> str:
    return reverse("account_access_block", args=[token.pk]) if _is_open(token) else ""


def _is_open(token: PersonalToken) -> bool:
    return token.revoked_at is None and token.expires_on >= timezone.localdate()


COLUMNS = [
    Column("name", gettext_lazy("Name"), "name", sort=("name",)),
    Column("hint", gettext_lazy("Ends with"), lambda token: f"…{token.hint}"),
    Column("scopes", gettext_lazy("May"), lambda token: "; ".join(token.scope_words)),
    Column("expires", gettext_lazy("Last day"), "expires_on", sort=("expires_on",), kind="date"),
    Column(
        "used",
        gettext_lazy("Last used"),
        "last_used_at",
        sort=("last_used_at",),
        kind="datetime",
    ),
    Column("created", gettext_lazy("Created"), "created_at", sort=("created_at",), kind="datetime"),
    Column("state", gettext_lazy("State"), _state),
    Column(
        "block",
        gettext_lazy("Action"),
        lambda token: _("Block") if _is_open(token) else "",
        url=_block_address,
    ),
]


def access_list(request: HttpRequest) -> HttpResponse:
    """One's own accesses, with when each was last used."""
    access.require(request.user, "view", PersonalToken)
    new = Action(_("New access"), reverse("account_access_new"), primary=True)
    return ListPage(
        request=request,
        title=_("Accesses for other programs"),
        queryset=PersonalToken.objects.visible_to(request.user),
        columns=COLUMNS,
        sort="-created",
        template="accounts/access_list.html",
        breadcrumbs=[crumb(_("My account"), "account_profile")],
        actions=[new],
        empty=EmptyState(
            _("You have no access for another program."),
            url=new.url,
            action=new.label,
        ),
    ).response()


def access_new(request: HttpRequest) -> HttpResponse:
    """Make an access; its text is shown once, on the next page."""
    access.require(request.user, "add", PersonalToken)

    def save(form: AccessForm, version: int) -> PersonalToken:
        token, text = create_access(actor=request.user, now=timezone.now(), **form.cleaned_data)
        hidden = cipher().encrypt(text.encode()).decode()
        request.session[_WAITING] = signing.dumps([token.pk, hidden])
        return token

    return form_page(
        request,
        form_class=AccessForm,
        form_kwargs={"user": request.user},
        initial={"expires_on": timezone.localdate() + _SUGGESTED},
        save=save,
        title=_("New access"),
        breadcrumbs=to_accesses(),
        cancel_url=reverse("account_accesses"),
        submit_label=_("Make the access"),
        success_url=lambda token: reverse("account_access_made", args=[token.pk]),
        success_message=_("The access is made."),
    )


@never_cache
def access_made(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text of a new access, once."""
    token = get_object_or_404(PersonalToken.objects.visible_to(request.user), pk=pk)
    waiting = request.session.pop(_WAITING, "")
    number, hidden = signing.loads(waiting) if waiting else (None, "")
    if number != token.pk:
        return HttpResponseRedirect(reverse("account_accesses"))
    page = {
        "title": _("Your new access"),
        "token": token,
        "text": cipher().decrypt(hidden.encode()).decode(),
        "address": request.build_absolute_uri("/api/v1/"),
        "breadcrumbs": to_accesses(),
    }
    return render(request, "accounts/access_made.html", page)


def access_block(request: HttpRequest, pk: int) -> HttpResponse:
    """Block one of one's own accesses."""
    token = get_object_or_404(PersonalToken.objects.visible_to(request.user), pk=pk)

    def block(_data: dict, version: int) -> None:
        if token.revoked_at is not None:
            raise ValidationError(_("This access is blocked already."))
        block_access(actor=request.user, token=token, version=version, now=timezone.now())

    return confirm_page(
        request,
        title=_("Block the access “%(name)s”?") % {"name": token.name},
        consequences=[
            _("The program that uses it gets no answers any more, from now on."),
            _("This cannot be undone; a new access can be made at any time."),
        ],
        action=block,
        instance=token,
        success_url=reverse("account_accesses"),
        cancel_url=reverse("account_accesses"),
        submit_label=_("Block"),
        success_message=_("The access is blocked."),
        danger=True,
        breadcrumbs=to_accesses(),
    )
