"""The second reading of a social space: who is there for it, as noted or as drawn."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.models import Catchment, Institution, Network, SocialSpace
from networks.places import Item, Lines, Panel, Place, address, register, where_nothing_is
from networks.services.reach import Reach, reaches_of
from sro import access
from sro.ui.templatetags.ui import day

#: More than these are not read on a page.
AT_MOST = 40


def reaches(place: Place) -> list[Reach]:
    """Return who is there for the place."""
    spaces = place.rows(SocialSpace).filter(**_spaces(place)).values_list("pk", flat=True)
    return reaches_of(
        place.user,
        set(spaces),
        Q(**place.inside()),
        place.rows(Network),
        place.rows(Institution).defer("search_vector"),
        place.today,
    )


def _spaces(place: Place) -> dict[str, object]:
    return {"district": place.area} if place.is_district else {"pk": place.area.pk}


def reach(place: Place) -> Lines | None:
    """Networks and institutions with the social spaces they are there for."""
    if not place.may_see(Catchment):
        return None
    found = reaches(place)
    shown = found[:AT_MOST]
    wanted = {pk for each in shown for pk in each.spaces}
    names = dict(place.rows(SocialSpace).filter(pk__in=wanted).values_list("pk", "name"))
    may_note = access.can(place.user, "add", Catchment)
    return Lines(
        [_item(place, each, names, may_note=may_note) for each in shown],
        len(found),
        empty=where_nothing_is(
            place, _("Nobody is known to be there for this place beyond an own quarter.")
        ),
        note=_(
            "Drawn from the members of networks and where institutions lie, unless planning has"
            " noted otherwise."
        ),
        note_url=reverse("networks:catchment_list"),
        note_label=_("All noted catchments"),
    )


def _item(place: Place, each: Reach, names: dict[int, str], *, may_note: bool) -> Item:
    network = isinstance(each.of, Network)
    spaces = ", ".join(sorted(names[pk] for pk in each.spaces if pk in names)) or "–"
    if each.noted is None:
        source = _("as of %(day)s") % {"day": day(place.today)}
    else:
        source = _("%(source)s, as of %(day)s") % {
            "source": each.noted.source,
            "day": day(each.noted.as_of),
        }
    kind = "network" if network else "institution"
    return Item(
        each.of.name,
        address(f"networks:{kind}_detail", each.of.pk),
        f"{spaces} ({source})",
        _("entered by planning") if each.noted else _("drawn"),
        (
            _("Change") if each.noted else _("Enter catchment"),
            reverse(f"networks:{kind}_catchment", args=[each.of.pk]),
        )
        if may_note
        else None,
    )


register(
    Panel(
        "reach",
        "lesarten",
        20,
        gettext_lazy("Space of engagement and supply"),
        reach,
    )
)
