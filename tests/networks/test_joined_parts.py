"""Where the parts of the social space meet: ways from one to the other, odd input, rights."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from networks import bodies_start
from networks.models import (
    MeetingInvitation,
    Need,
    NeedOrigin,
    Network,
    NetworkMember,
    Project,
)
from networks.services import bodies, dialogues
from networks.services.invitations import _mail
from networks.services.meetings import moment, plan_meeting
from sro import access
from sro.access import Role
from sro.audit.history import history_of
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.networks.factories import NOW, TODAY, make_district, make_space
from tests.networks.factories_bodies import (
    make_held,
    make_invitation,
    make_item,
    make_meeting,
    make_member,
    make_network,
    make_rhythm,
)
from tests.networks.factories_needs import make_need, take
from tests.networks.factories_places import make_catchment
from tests.networks.factories_providers import make_provider
from tests.networks.projects.factories import make_project
from tests.people import person

pytestmark = pytest.mark.django_db

HUGE = "9" * 26


def page(client, view, *args, **params):
    answer = client.get(reverse(f"networks:{view}", args=args), params)
    assert answer.status_code == 200, answer.status_code
    return answer


def titles(answer):
    return {str(row.object) for row in answer.context["table_rows"]}


# --- odd input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "params"),
    [
        ("need_similar", {"title": "Treff\x00punkt", "social_space": "1"}),
        ("need_similar", {"title": "Treffpunkt", "social_space": HUGE, "category": "x"}),
        ("need_bulk_assess", {"bedarf": f"{HUGE}.1"}),
        ("need_merge", {"bedarf": [f"{HUGE}.1", "1.1"]}),
        ("need_board", {"sozialraum": HUGE, "seite": "x", "stand": "x"}),
        ("need_list", {"bezirk": HUGE, "sozialraum": "x", "seite": "-1"}),
        ("need_report", {"sozialraum": HUGE[:18], "anlass": "a\x00b", "treffen": HUGE}),
        ("need_counts", {"nach": "x", "bezirk": HUGE}),
        ("network_list", {"sozialraum": HUGE, "q": "a\x00"}),
        ("network_new", {"sozialraum": HUGE[:18], "bezirk": HUGE}),
        ("project_list", {"bezirk": HUGE, "stand": "x"}),
        ("project_new", {"sozialraum": HUGE[:18], "bedarf": HUGE}),
        ("dialogue_list", {"jahr": "99999", "traeger": HUGE}),
    ],
)
def test_odd_input_never_breaks_a_page(client, planner, view, params):
    answer = client.get(reverse(f"networks:{view}"), params)
    assert answer.status_code in (200, 302, 404)


def test_a_decision_longer_than_its_field_is_said_at_the_form(client, planner):
    meeting = make_held(make_network(), days=2)
    item = make_item(meeting)
    answer = client.post(
        reverse("networks:minutes_edit", args=[meeting.pk]),
        {"_version": meeting.version, f"p{item.pk}_decisions": "x" * 1001},
    )
    assert answer.status_code == 422


def test_breaks_of_line_do_not_stop_a_mail():
    meeting = make_meeting(make_network(name="Runder\nTisch"))
    member = make_member(meeting.network, name="Erna\nErfunden", email="erna@example.org")
    mail = _mail(MeetingInvitation(meeting=meeting, member=member), member, NOW)
    assert "Runder Tisch" in mail.message()["Subject"]
    assert "\n" not in mail.message()["To"]


# --- from a place to its lists and forms ----------------------------------------------------------


@pytest.mark.parametrize("district", [True, False])
def test_every_way_from_a_place_leads_to_just_its_rows(client, planner, district):
    """Each line and button of the page is followed, as a person would."""
    space = make_space(name="Nordquartier")
    kind, area = ("district", space.district) if district else ("space", space)
    rows = {
        "reported": make_need(social_space=space, title="neu"),
        "done": make_need(social_space=space, title="fertig"),
    }
    take(rows["done"], "assess", planner)
    take(rows["done"], "realise", planner)
    make_need(title="anderswo")
    make_network(social_space=space, name="Nordrunde")
    ways = {}
    for tab in ("was-fehlt", "was-laeuft"):
        for panel in page(client, f"{kind}_part", area.pk, tab).context["panels"]:
            if panel.lines:
                ways[panel.key] = panel.lines
    for item, title in zip(ways["needs"].items, ("neu", "fertig"), strict=True):
        assert titles(client.get(item.url)) == {title}
    assert titles(client.get(ways["open"].more_url)) == {"neu"}
    assert titles(client.get(ways["projects"].more_url)) == set()
    who = {
        each.key: each.lines for each in page(client, f"{kind}_detail", area.pk).context["panels"]
    }
    assert titles(client.get(who["networks"].more_url)) == {"Nordrunde"}
    for lines in (ways["open"], ways["projects"], who["networks"]):
        initial = client.get(lines.add_url).context["form"]
        chosen = {name: initial.get_initial_for_field(initial.fields[name], name) for name in
                  ("social_space", "district")}  # fmt: skip
        if district:
            assert chosen["district"] == area.pk
        else:
            assert chosen["social_space"] == area.pk


def test_the_lists_ask_for_state_and_place_alike(client, planner):
    space, far = make_space(), make_space()
    need, other = make_need(social_space=space), make_need(social_space=far)
    take(other, "assess", planner)
    take(other, "realise", planner)
    project = make_project(social_space=space, district=space.district, state="running")
    ended = make_project(social_space=space, district=space.district, state="ended")
    network = make_network(social_space=space)
    for name, of in (("sozialraum", space), ("bezirk", space.district)):
        here = {name: of.pk}
        assert titles(page(client, "need_list", stand="offen", **here)) == {str(need)}
        assert titles(page(client, "network_list", stand="alle", **here)) == {str(network)}
        found = page(client, "project_list", **here)
        assert titles(found) == {str(project), str(ended)}
        assert titles(page(client, "project_list", stand="offen", **here)) == {str(project)}
        board = page(client, "need_board", stand="offen", **here).context
        assert [lane.state for lane in board["lanes"]] == ["reported", "assessed", "planned"]
        assert board["count"] == 1
    board = page(client, "need_board", stand="umgesetzt").context
    assert [(lane.state, lane.count) for lane in board["lanes"]] == [("realised", 1)]
    # That nothing is there is an answer, not a mistake of the person.
    empty = page(client, "project_list", sozialraum=far.pk)
    assert empty.context["filterset"].is_valid()
    assert titles(empty) == set()


def test_whoever_works_elsewhere_is_not_offered_to_enter_anything_here(client):
    space = make_space()
    client.force_login(person(Role.CASEWORKER, district=make_district()))
    panels = page(client, "space_part", space.pk, "was-laeuft").context["panels"]
    assert not next(each for each in panels if each.key == "projects").lines.add_url
    client.force_login(person(Role.CASEWORKER, district=space.district))
    panels = page(client, "space_part", space.pk, "was-laeuft").context["panels"]
    assert next(each for each in panels if each.key == "projects").lines.add_url


def test_a_network_of_the_own_district_alone_is_offered(client):
    """Choosing another district ended on a page that refused, with all that had been typed."""
    space, far = make_space(), make_space()
    client.force_login(person(Role.CASEWORKER, district=space.district))
    form = page(client, "network_new").context["form"]
    assert [each.pk for each in form.fields["district"].queryset] == [space.district_id]
    assert far not in form.fields["social_space"].queryset
    values = {"name": "Runde", "kind": "topic", "valid_from": "01.01.2026"}
    address = reverse("networks:network_new")
    for district in ("", far.district_id):
        answer = client.post(address, {**values, "district": district})
        assert (answer.status_code, "district" in answer.context["form"].errors) == (422, True)
    client.post(address, {**values, "district": space.district_id})
    assert Network.objects.get(name="Runde").district_id == space.district_id


# --- from a meeting to a need ---------------------------------------------------------------------


def test_a_need_is_reported_from_a_point_of_an_agenda(client, planner):
    meeting = make_held(make_network(), days=2)
    item = make_item(meeting, title="Kein Treff am Abend")
    address = f"{reverse('networks:need_report')}?treffen={meeting.pk}&punkt={item.pk}"
    assert (
        address.replace("&", "&amp;") in page(client, "meeting_detail", meeting.pk).content.decode()
    )
    form = client.get(address).context["form"]
    assert form.initial["title"] == "Kein Treff am Abend"
    assert form.initial["social_space"] == meeting.network.social_space_id
    answer = client.post(
        address, {"title": "Treff am Abend", "social_space": meeting.network.social_space_id}
    )
    assert answer.headers["Location"].endswith(f"/{meeting.pk}/#tagesordnung")
    need = Need.objects.get(title="Treff am Abend")
    report = need.reports.get()
    assert (need.origin, report.source) == (NeedOrigin.MEETING, NeedOrigin.MEETING)
    assert report.network == meeting.network
    item.refresh_from_db()
    assert item.need == need
    assert "Treff am Abend" in page(client, "network_detail", meeting.network_id).content.decode()


def test_approved_minutes_stay_as_they_are_when_a_need_is_reported_from_them(client, planner):
    meeting = make_held(make_network(), days=60)
    item = make_item(meeting)
    type(meeting).objects.filter(pk=meeting.pk).update(state="approved")
    client.post(
        f"{reverse('networks:need_report')}?treffen={meeting.pk}&punkt={item.pk}",
        {"title": "Treff am Abend", "social_space": meeting.network.social_space_id},
    )
    item.refresh_from_db()
    assert item.need is None
    assert Need.objects.get().reports.get().network == meeting.network


def test_a_meeting_somebody_may_not_see_names_nothing(client):
    meeting = make_held(make_network(), days=2)
    item = make_item(meeting, title="Vertrauliches")
    client.force_login(person(Role.PROVIDER_LEAD, provider=make_provider()))
    address = f"{reverse('networks:need_report')}?treffen={meeting.pk}&punkt={item.pk}"
    answer = client.get(address)
    assert "Vertrauliches" not in answer.content.decode()
    client.post(address, {"title": "Treff", "social_space": meeting.network.social_space_id})
    assert Need.objects.get().origin == NeedOrigin.DIRECT


def test_whoever_joins_from_a_meeting_speaks_for_its_network(client, planner):
    meeting = make_held(make_network(), days=2)
    need = make_need(social_space=meeting.network.social_space)
    query = f"?treffen={meeting.pk}"
    similar = client.get(reverse("networks:need_report"), {"treffen": meeting.pk}).content.decode()
    join = f"{reverse('networks:need_join', args=[need.pk])}{query}"
    assert join in similar
    client.post(join, {"words": "fehlt"})
    assert need.reports.get(words="fehlt").network == meeting.network


# --- needs, projects and networks know one another ------------------------------------------------


def test_from_a_need_to_a_project_and_back(client, planner):
    need = take(
        make_need(title="Nachmittage", description="Kinder sind allein."), "assess", planner
    )
    way = f"{reverse('networks:project_new')}?bedarf={need.pk}"
    assert way in page(client, "need_detail", need.pk).content.decode()
    form = client.get(way).context["form"]
    assert (form.initial["title"], form.initial["aim"]) == ("Nachmittage", "Kinder sind allein.")
    answer = client.post(
        way, {"title": "Nachmittage", "aim": "Spielen", "district": need.district_id}
    )
    project = Project.objects.get()
    plan = f"{reverse('networks:need_plan', args=[need.pk])}?projekt={project.pk}"
    assert answer.headers["Location"] == plan
    assert client.get(plan).context["form"]["project"].value() == project.pk
    take(need, "plan", planner, values={"project": project})
    assert "Nachmittage" in page(client, "project_detail", project.pk).content.decode()
    links = page(client, "need_detail", need.pk).context["links"]
    assert links[0]["url"] == reverse("networks:project_detail", args=[project.pk])


def test_a_network_shows_its_needs_projects_and_hours(client, planner):
    network = make_network()
    need = make_need(social_space=network.social_space, title="Bolzplatz", network=network)
    make_project(district=network.district, network=network, title="Ferienspiele")
    shown = page(client, "network_detail", network.pk).content.decode()
    for text in (need.title, "Ferienspiele", reverse("hours:network_hours", args=[network.pk])):
        assert text in shown
    client.force_login(person(Role.CASEWORKER, district=network.district))
    assert "stunden/netzwerk" not in page(client, "network_detail", network.pk).content.decode()


# --- who learns what ------------------------------------------------------------------------------


def test_a_provider_reads_of_its_need_nothing_about_networks_it_does_not_know(client, planner):
    lead = person(Role.PROVIDER_LEAD, provider=make_provider())
    need = make_need(by=lead, title="Bolzplatz")
    network = make_network(district=need.district, name="Interne Steuerungsrunde")
    take(need, "assess", planner, values={"priority": "soon", "assessment": ""})
    take(need, "plan", planner, values={"network": network})
    client.force_login(lead)
    assert "Steuerungsrunde" not in page(client, "need_detail", need.pk).content.decode()


def test_history_does_not_tell_how_few_volunteers_there_are():
    """The page shows a dash; what it was before and after stood below."""
    project = make_project(volunteers=1)
    Project.objects.filter(pk=project.pk).update(volunteers=2, title="Neu")
    steps = history_of(project, viewer=person(Role.CONTROLLER), beginning=True)
    told = [change for step in steps for change in step.changes]
    assert "Neu" in {change.after for change in told}
    assert not {"1", "2"} & {text for each in told for text in (each.before, each.after)}


def test_engaged_citizens_are_counted_for_the_office_alone(client):
    network = make_network()
    provider = make_provider()
    make_member(network, provider=provider)
    make_member(network, name="Erna Erfunden")
    where = reverse("reporting:place", args=["engagierte", "sozialraum", network.social_space_id])
    for who, status in (
        (person(Role.PROVIDER_LEAD, provider=provider), 403),
        (person(Role.CONTROLLER), 200),
    ):
        client.force_login(who)
        assert client.get(where).status_code == status


def test_a_catchment_goes_with_the_membership_of_a_provider():
    network, provider = make_network(), make_provider()
    member = make_member(network, provider=provider)
    catchment = make_catchment(network)
    lead = person(Role.PROVIDER_LEAD, provider=provider)
    assert access.can(lead, "view", catchment)
    NetworkMember.objects.filter(pk=member.pk).update(valid_until=date(2020, 1, 1))
    assert not access.can(lead, "view", catchment)


def test_nobody_is_in_a_network_twice_at_a_time(planner):
    """Two rows of one member would be invited twice to each meeting."""
    network, provider = make_network(), make_provider()
    first = make_member(network, provider=provider, valid_until=date(2030, 1, 1))
    fields = {"kind": "provider", "provider": provider, "role": "member"}

    def add(**days):
        return bodies.add_member(actor=planner, network=network, now=NOW, **fields, **days)

    with pytest.raises(ValidationError):
        add(valid_from=TODAY)
    later = add(valid_from=date(2030, 1, 1))
    with pytest.raises(ValidationError):
        bodies.update_member(
            actor=planner,
            member=later,
            changes={"valid_from": date(2029, 1, 1)},
            version=later.version,
            now=NOW,
        )
    meeting = make_meeting(network)
    make_invitation(meeting, first)


def test_ending_a_rhythm_leaves_a_line_in_the_trail(planner):
    rhythm = make_rhythm()
    dialogues.set_rhythm(
        actor=planner,
        provider=rhythm.provider,
        months=None,
        since=TODAY,
        version=rhythm.version,
        now=NOW,
    )
    assert Entry.objects.filter(action="dialoguerhythm.deleted", actor_id=planner.pk).exists()


def test_the_start_page_names_meetings_of_networks_one_works_in_today():
    """Whoever left a network hears no more of its meetings there."""
    user, network = person(Role.PLANNER), make_network()
    member = make_member(network, user=user)
    make_meeting(network, starts_at=timezone.now() + timedelta(days=2))
    assert len(bodies_start.meetings(user, timezone.localdate())) == 1
    NetworkMember.objects.filter(pk=member.pk).update(valid_until=date(2020, 1, 1))
    assert not bodies_start.meetings(user, timezone.localdate())


def test_no_meeting_is_planned_for_a_network_that_is_over(planner):
    network = make_network(valid_until=date(2026, 1, 1))
    with pytest.raises(NotPossible):
        plan_meeting(
            actor=planner,
            network=network,
            starts_at=moment(date(2026, 1, 1), time(17)),
            ends_at=moment(date(2026, 1, 1), time(19)),
            now=NOW,
        )
