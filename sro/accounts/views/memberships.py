"""Giving, changing and ending a person's roles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from sro import access
from sro.accounts.forms.memberships import EndMembershipForm, MembershipForm
from sro.accounts.models import Membership, User
from sro.accounts.services import memberships as service
from sro.accounts.services.four_eyes import require_other
from sro.accounts.views.users import address_of, load, to_user
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page


def membership_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    user = load(request, pk)
    access.require(request.user, "add", Membership)
    require_other(request.user, user, "add", Membership)
    return form_page(
        request,
        form_class=MembershipForm,
        initial={"valid_from": timezone.localdate()},
        save=lambda form, version: service.add_membership(
            actor=request.user, user=user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Give a role to %(name)s") % {"name": user.display_name},
        submit_label=_("Give role"),
        success_url=address_of(user),
        success_message=_("The role is given."),
        cancel_url=address_of(user),
        breadcrumbs=to_user(user),
        draft_key=f"accounts:membership_create:{user.pk}",
    )


def membership_edit(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Correct a role, its place or its days."""
    user, membership = _load(request, pk, membership_pk)
    return form_page(
        request,
        form_class=MembershipForm,
        instance=membership,
        save=lambda form, version: service.change_membership(
            actor=request.user,
            membership=membership,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Change role"),
        success_url=address_of(user),
        success_message=_("The role is changed."),
        cancel_url=address_of(user),
        breadcrumbs=to_user(user),
    )


def membership_end(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """End a role on a day, or at once."""
    user, membership = _load(request, pk, membership_pk)
    return confirm_page(
        request,
        title=_("End the role %(role)s?") % {"role": membership},
        consequences=[
            _("After the last day %(name)s no longer has the rights of this role.")
            % {"name": user.display_name},
            _("What the person did in this role stays in the log."),
        ],
        form_class=EndMembershipForm,
        action=lambda cleaned, version: service.end_membership(
            actor=request.user,
            membership=membership,
            first_day_without=cleaned["last_day"],
            version=version,
            now=timezone.now(),
        ),
        instance=membership,
        success_url=address_of(user),
        success_message=_("The end of the role is saved."),
        cancel_url=address_of(user),
        submit_label=_("End role"),
        danger=True,
        breadcrumbs=to_user(user),
    )


def _load(request: HttpRequest, pk: int, membership_pk: int) -> tuple[User, Membership]:
    user = load(request, pk)
    memberships = Membership.objects.visible_to(request.user).filter(user=user)
    membership = get_object_or_404(memberships, pk=membership_pk)
    access.require(request.user, "change", membership)
    require_other(request.user, user, "change", Membership)
    return user, membership
