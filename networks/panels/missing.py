"""What is missing: needs of the place by state, and those still open."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.filters.needs import WORD_OF
from networks.models import Need
from networks.models.needs import NEED_STATES
from networks.places import CUT, Item, Lines, Panel, Place, address, register, where_nothing_is
from networks.rules.states import OPEN_NEEDS, NeedState
from sro import access
from sro.ui.templatetags.ui import day, number


def by_state(place: Place) -> Lines | None:
    """How many needs are in which state."""
    if not place.may_see(Need):
        return None
    rows = place.rows(Need).filter(**place.inside("social_space", "district"))
    numbers = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    states = [state for state in NeedState if state != NeedState.MERGED]
    return Lines(
        [
            Item(
                str(NEED_STATES[state.value]),
                address("networks:need_list", query=place.query(stand=WORD_OF[state.value])),
                number(numbers[state.value]),
            )
            for state in states
            if numbers.get(state.value)
        ],
        empty=where_nothing_is(place, _("No need has been reported here yet.")),
    )


def still_open(place: Place) -> Lines | None:
    """Needs somebody still has to do something about, the latest first."""
    if not place.may_see(Need):
        return None
    rows = place.rows(Need).filter(
        state__in=[state.value for state in OPEN_NEEDS],
        **place.inside("social_space", "district"),
    )
    shown = rows.select_related("category").only("title", "state", "reported_on", "category__name")
    return Lines(
        [
            Item(
                each.title,
                address("networks:need_detail", each.pk),
                ", ".join(
                    filter(None, [each.category and each.category.name, day(each.reported_on)])
                ),
                str(each.get_state_display()),
            )
            for each in shown.order_by("-reported_on", "-pk")[:CUT]
        ],
        rows.count(),
        address("networks:need_list", query=place.query(stand="offen")),
        where_nothing_is(place, _("Nothing is open.")),
        add_url=address("networks:need_report", query=place.query())
        if access.can(place.user, "add", Need)
        else "",
        add_label=_("Report a need"),
    )


register(Panel("needs", "was-fehlt", 10, gettext_lazy("Needs by state"), by_state))
register(Panel("open", "was-fehlt", 20, gettext_lazy("Needs still open"), still_open))
