"""Users: list, record, and what administrators do with accounts."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from sro import access
from sro.accounts import second_factor
from sro.accounts.filters import UserFilter
from sro.accounts.forms.users import UserForm
from sro.accounts.models import Membership, User
from sro.accounts.services import users as service
from sro.accounts.services.four_eyes import require_other
from sro.accounts.services.invitations import InvitationNotSent, invite_user
from sro.accounts.services.sessions import end_sessions
from sro.audit.models import Entry
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def to_administration() -> Crumb:
    """The way's first step."""
    return crumb(_("Administration"), "accounts:home")


def to_users() -> list[Crumb]:
    """The way to the list of users."""
    return [to_administration(), crumb(_("Users and roles"), "accounts:user_list")]


def to_user(user: User) -> list[Crumb]:
    """The way to one user."""
    return [*to_users(), crumb(user.display_name, "accounts:user_detail", user.pk)]


def address_of(user: User) -> str:
    """Return the address of a user's record."""
    return reverse("accounts:user_detail", args=[user.pk])


def load(request: HttpRequest, pk: int, action: str = "view") -> User:
    """Return a user the person may see; 403 where seeing is all they may do."""
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if action != "view":
        access.require(request.user, action, user)
    return user


COLUMNS = [
    Column("name", gettext_lazy("Name"), "display_name", sort=("sort_key",), url=address_of),
    Column("email", gettext_lazy("E-mail address"), "email", sort=("email",)),
    Column(
        "roles",
        gettext_lazy("Roles today"),
        lambda user: "; ".join(str(m) for m in user.memberships_today),
    ),
    Column("active", gettext_lazy("Active"), "is_active", sort=("is_active",), kind="boolean"),
    Column(
        "last_login",
        gettext_lazy("Last login"),
        "last_login",
        sort=("last_login",),
        kind="datetime",
    ),
]


def user_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    access.require(request.user, "view", User)
    may_add = access.can(request.user, "add", User)
    new = reverse("accounts:user_create")
    return ListPage(
        request,
        title=_("Users and roles"),
        queryset=User.objects.visible_to(request.user).with_roles_of(timezone.localdate()),
        columns=COLUMNS,
        sort="name",
        filterset_class=UserFilter,
        empty=EmptyState(_("No accounts yet."), _("Here you see who may log in.")),
        breadcrumbs=[to_administration()],
        actions=[Action(_("Create user"), new, primary=True, icon="add")] if may_add else [],
        export_name="benutzer",
    ).response()


def user_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: who, what, where logged in, what changed."""
    user = load(request, pk)
    own = user.pk == request.user.pk
    may_change = access.can(request.user, "change", user) and not own
    today = timezone.localdate()
    memberships = Membership.objects.visible_to(request.user).filter(user=user)
    return render(
        request,
        "accounts/user_detail.html",
        {
            "title": user.display_name,
            "breadcrumbs": to_users(),
            "actions": _actions(user) if may_change else [],
            "person": user,
            "own": own,
            "may_change": may_change,
            "groups": _by_time(memberships.select_related("district", "provider"), today),
            "sessions": UserSession.objects.filter(user=user).count(),
            "has_second_factor": Authenticator.objects.filter(
                user=user, type__in=second_factor.FACTORS
            ).exists(),
            "may_see_trail": access.can(request.user, "view", Entry),
        },
    )


def user_create(request: HttpRequest) -> HttpResponse:
    """Create an account and send the invitation."""
    access.require(request.user, "add", User)

    def save(form, version) -> User:
        user = service.create_user(actor=request.user, now=timezone.now(), **form.cleaned_data)
        _invite(request, user)
        return user

    return form_page(
        request,
        form_class=UserForm,
        save=save,
        title=_("Create user"),
        intro=_(
            "The person receives an e-mail with a link for their password. "
            "You give them roles in the next step."
        ),
        submit_label=_("Create and invite"),
        success_url=address_of,
        success_message=lambda user: (
            _("The account for %(name)s is created.") % {"name": user.display_name}
        ),
        cancel_url=reverse("accounts:user_list"),
        breadcrumbs=to_users(),
    )


def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, address or language."""
    user = load(request, pk, "change")
    return form_page(
        request,
        form_class=UserForm,
        instance=user,
        save=lambda form, version: service.update_user(
            actor=request.user,
            user=user,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Change account"),
        success_url=address_of,
        cancel_url=address_of(user),
        breadcrumbs=to_user(user),
    )


def user_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation once more."""
    user = load(request, pk, "change")
    return confirm_page(
        request,
        title=_("Send invitation again?"),
        consequences=[
            _("%(name)s receives an e-mail with a new link for the password at %(email)s.")
            % {"name": user.display_name, "email": user.email}
        ],
        action=lambda cleaned, version: _invite(request, user),
        success_url=address_of(user),
        success_message="",
        cancel_url=address_of(user),
        submit_label=_("Send invitation"),
        breadcrumbs=to_user(user),
    )


def user_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    user = load(request, pk, "change")
    require_other(request.user, user, "deactivate")
    return confirm_page(
        request,
        title=_("Close the account of %(name)s?") % {"name": user.display_name},
        consequences=[
            _("%(name)s is logged out everywhere at once and cannot log in any more.")
            % {"name": user.display_name},
            _("Nothing this person has written is lost; drafts stay saved."),
            _("You can open the account again at any time."),
        ],
        action=lambda cleaned, version: service.deactivate_user(
            actor=request.user, user=user, version=version, now=timezone.now()
        ),
        instance=user,
        success_url=address_of(user),
        success_message=_("The account of %(name)s is closed.") % {"name": user.display_name},
        cancel_url=address_of(user),
        submit_label=_("Close account"),
        danger=True,
        breadcrumbs=to_user(user),
    )


def user_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account."""
    user = load(request, pk, "change")
    require_other(request.user, user, "reactivate")
    return confirm_page(
        request,
        title=_("Open the account of %(name)s again?") % {"name": user.display_name},
        consequences=[
            _("%(name)s can log in again with the present password and has the roles below.")
            % {"name": user.display_name},
            *(str(m) for m in user.memberships.valid_on(timezone.localdate())),
        ],
        action=lambda cleaned, version: service.reactivate_user(
            actor=request.user, user=user, version=version, now=timezone.now()
        ),
        instance=user,
        success_url=address_of(user),
        success_message=_("The account of %(name)s is open again.") % {"name": user.display_name},
        cancel_url=address_of(user),
        submit_label=_("Open account"),
        breadcrumbs=to_user(user),
    )


def user_end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a person out everywhere."""
    user = load(request, pk, "change")
    require_other(request.user, user, "end_sessions")
    return confirm_page(
        request,
        title=_("Log %(name)s out everywhere?") % {"name": user.display_name},
        consequences=[
            _("All devices of this person are logged out at once, for example a lost telephone."),
            _("The person can log in again; drafts stay saved."),
        ],
        action=lambda cleaned, version: end_sessions(
            actor=request.user, user=user, now=timezone.now()
        ),
        success_url=address_of(user),
        success_message=_("%(name)s is logged out everywhere.") % {"name": user.display_name},
        cancel_url=address_of(user),
        submit_label=_("Log out everywhere"),
        breadcrumbs=to_user(user),
    )


def _invite(request: HttpRequest, user: User) -> None:
    base_url = request.build_absolute_uri("/")
    try:
        invite_user(actor=request.user, user=user, base_url=base_url, now=timezone.now())
    except InvitationNotSent:
        messages.warning(
            request,
            _("The invitation could not be sent. Please try again later from this page."),
        )
    else:
        messages.success(request, _("An invitation went to %(email)s.") % {"email": user.email})


def _actions(user: User) -> list[Action]:
    def to(name: str) -> str:
        return reverse(f"accounts:{name}", args=[user.pk])

    if not user.is_active:
        return [Action(_("Open account"), to("user_reactivate"), primary=True)]
    return [
        Action(pgettext("verb", "Change"), to("user_edit"), primary=True, icon="edit"),
        *([] if user.last_login else [Action(_("Send invitation again"), to("user_invite"))]),
        Action(_("Log out everywhere"), to("user_end_sessions")),
        Action(_("Close account"), to("user_deactivate")),
    ]


def _by_time(memberships: QuerySet, today) -> list[tuple[str, list[Membership]]]:
    """Return the memberships of today, those to come and those gone by, empty groups left out."""
    now, coming, over = [], [], []
    for membership in memberships:
        if membership.valid_until is not None and membership.valid_until <= today:
            over.append(membership)
        elif membership.valid_from > today:
            coming.append(membership)
        else:
            now.append(membership)
    groups = [(_("In force"), now), (_("Coming"), coming), (_("Ended"), over)]
    return [(label, rows) for label, rows in groups if rows]
