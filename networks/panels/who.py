"""Who is there: social spaces of a district, institutions, offers, networks, providers."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks.models import (
    FocusProvider,
    Institution,
    Network,
    Offer,
    Provider,
    ProviderTeam,
    SocialSpace,
)
from networks.places import (
    CUT,
    Item,
    Lines,
    Panel,
    Place,
    address,
    address_of,
    register,
    where_nothing_is,
)
from networks.rules.providers import Phase
from sro import access
from sro.ui.templatetags.ui import number


def spaces(place: Place) -> Lines | None:
    """The social spaces of a district."""
    if not place.is_district:
        return None
    rows = place.rows(SocialSpace).valid_on(place.today).filter(district=place.area)
    rows = rows.only("key", "name", "district_id").order_by("sort_key", "pk")
    items = [Item(each.name, address_of(each), each.key) for each in rows]
    return Lines(items, len(items), empty=_("No social space has been entered here yet."))


def institutions(place: Place) -> Lines:
    """Institutions by category, each with its number."""
    numbers = (
        place.rows(Institution)
        .active_on(place.today)
        .filter(**place.inside())
        .order_by("category__sort_key", "category")
        .values_list("category", "category__name")
        .annotate(number=Count("pk"))
    )
    listed = reverse("networks:institution_list")
    found = list(numbers)
    total = sum(count for _pk, _name, count in found)
    return Lines(
        [Item(name, f"{listed}?{place.query(art=pk)}", number(count)) for pk, name, count in found],
        empty=_("No institution has been entered here yet."),
        note=ngettext("%(number)s institution in all.", "%(number)s institutions in all.", total)
        % {"number": number(total)}
        if found
        else "",
        note_url=f"{listed}?{place.query()}" if found else "",
        note_label=_("All institutions here"),
        add_url=f"{reverse('networks:institution_new')}?{place.query()}"
        if not place.is_district and access.can(place.user, "add", Institution)
        else "",
        add_label=_("Add institution"),
    )


def offers(place: Place) -> Lines:
    """Offers by name, with where they take place."""
    rows = (
        place.rows(Offer).active_on(place.today).filter(**place.inside("institution__social_space"))
    )
    shown = rows.select_related("institution").only("name", "institution__name")
    return Lines(
        [
            Item(each.name, reverse("networks:offer_detail", args=[each.pk]), each.institution.name)
            for each in shown.order_by("sort_key", "pk")[:CUT]
        ],
        rows.count(),
        f"{reverse('networks:offer_list')}?{place.query()}",
        _("No offer has been entered here yet."),
    )


def networks(place: Place) -> Lines | None:
    """Networks that work for the place itself."""
    if not place.may_see(Network):
        return None
    rows = place.rows(Network).valid_on(place.today)
    rows = rows.filter(**place.inside("social_space", "district"))
    return Lines(
        [
            Item(
                each.name,
                address("networks:network_detail", each.pk),
                str(each.get_kind_display()),
            )
            for each in rows.only("name", "kind").order_by("name", "pk")[:CUT]
        ],
        rows.count(),
        address("networks:network_list", query=place.query()),
        where_nothing_is(place, _("No network has been entered here yet.")),
        add_url=address("networks:network_new", query=place.query())
        if place.is_kept_by_user and access.can(place.user, "add", Network)
        else "",
        add_label=_("Add network"),
    )


def providers(place: Place) -> Lines:
    """Providers by name: with a focus here, with a team, or running institutions."""
    roles: dict[Provider, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    focuses = FocusProvider.objects.visible_to(place.user).filter(**place.inside())
    for focus in focuses.select_related("provider").defer("provider__search_vector"):
        phase = focus.phase_on(place.today)
        if phase is Phase.ENDED:
            continue
        words = focus.days_text if not place.is_district else ""
        if words not in roles[focus.provider]["focus"]:
            roles[focus.provider]["focus"].append(words)
    teams = ProviderTeam.objects.visible_to(place.user)
    teams = teams.filter(places__in=_team_places(place)).select_related("provider")
    for team in teams.defer("provider__search_vector").order_by("name", "pk").distinct():
        roles[team.provider]["team"].append(team.name)
    running = place.rows(Institution).active_on(place.today).filter(**place.inside())
    carriers = Provider.objects.visible_to(place.user).defer("search_vector")
    for carrier in carriers.filter(
        pk__in=running.order_by().exclude(provider=None).values("provider")
    ):
        roles[carrier]["institutions"].append("")
    return Lines(
        [
            Item(
                each.name,
                reverse("networks:provider_detail", args=[each.pk]),
                "; ".join(_details(roles[each])),
                _("focus provider") if roles[each]["focus"] else "",
            )
            for each in sorted(roles, key=lambda each: (each.sort_key, each.pk))
        ],
        empty=_("No focus provider at present."),
        note=_("Every other suitable provider can be chosen here all the same (§ 5 SGB VIII)."),
        note_url=reverse("networks:provider_list"),
        note_label=_("All providers"),
        add_url=f"{reverse('networks:focus_new')}?{place.query()}"
        if not place.is_district and access.can(place.user, "add", FocusProvider)
        else "",
        add_label=_("Enter focus"),
    )


def _team_places(place: Place):
    places = ProviderTeam.social_spaces.through.objects.filter(**place.inside())
    return places.order_by().values("pk")


def _details(roles: dict[str, list[str]]) -> list[str]:
    found = [text for text in roles["focus"] if text] + roles["team"]
    if roles["institutions"]:
        found.append(_("runs institutions here"))
    return found


register(Panel("spaces", "", 10, gettext_lazy("Social spaces"), spaces))
register(Panel("institutions", "", 20, gettext_lazy("Institutions"), institutions))
register(Panel("offers", "", 30, gettext_lazy("Offers"), offers))
register(Panel("networks", "", 40, gettext_lazy("Networks"), networks))
register(Panel("providers", "", 50, gettext_lazy("Providers here"), providers))
