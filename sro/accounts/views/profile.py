"""What everybody may see and change about their own account."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sro import access
from sro.accounts.forms.profile import ProfileForm
from sro.accounts.models import PersonalToken
from sro.accounts.services.sessions import end_own_session
from sro.accounts.services.users import update_profile
from sro.ui.editing import form_page


def profile(request: HttpRequest) -> HttpResponse:
    """Own name, language and roles, and the ways to password, second factor and sessions."""
    user = request.user
    memberships = user.memberships.current_or_coming(timezone.localdate())
    return form_page(
        request,
        form_class=ProfileForm,
        instance=user,
        save=lambda form, version: update_profile(
            actor=user, changes=form.cleaned_data, version=version, now=timezone.now()
        ),
        title=_("My account"),
        success_url=reverse("account_profile"),
        template="accounts/profile.html",
        context={
            "memberships": memberships.select_related("district", "provider"),
            "may_have_accesses": access.can(user, "add", PersonalToken),
        },
    )


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Log out one other device."""
    try:
        end_own_session(actor=request.user, session_id=pk, now=timezone.now())
    except ObjectDoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The device is logged out."))
    return HttpResponseRedirect(reverse("usersessions_list"))
