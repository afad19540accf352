"""What is due on the administrators' start page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sro import access
from sro.accounts.models import Membership, User
from sro.ui.start import Section, StartItem, register

_SOON = timedelta(days=30)
_SHOWN = 10


def items(user: Any, today: date) -> list[StartItem]:
    """Return people without a role, and roles that end within thirty days."""
    if not access.can(user, "change", User):
        return []
    found = []
    people = User.objects.visible_to(user).active().without_membership_on(today).count()
    if people:
        text = ngettext(
            "%(number)s person has no role and sees nothing",
            "%(number)s people have no role and see nothing",
            people,
        )
        url = f"{reverse('accounts:user_list')}?state=no_role"
        found.append(StartItem(text=text % {"number": people}, url=url))
    ending = Membership.objects.visible_to(user).filter(
        user__is_active=True, valid_until__gt=today, valid_until__lte=today + _SOON
    )
    rows = ending.select_related("user", "district", "provider").order_by("valid_until", "pk")
    found += [
        StartItem(
            text=_("%(name)s: the role “%(role)s” ends")
            % {"name": membership.user.display_name, "role": membership},
            url=reverse("accounts:user_detail", args=[membership.user_id]),
            day=membership.valid_until - timedelta(days=1),
        )
        for membership in rows[:_SHOWN]
    ]
    return found


register(Section(key="accounts", title=gettext_lazy("Users and roles"), items=items, order=60))
