"""Pages of family group conferences: what a coordinator never reads, papers, the plan's words."""

import io
import json
import zipfile
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Address, CouncilGuest, FamilyGroupConference, OfficeSettings
from cases.services import exports
from cases.services.council_goals import take_back, take_over
from cases.services.council_plans import end_council
from cases.services.paperwork.councils import invitation_of
from cases.services.paperwork.office import recipient
from cases.services.reminders import due_for
from cases.services.timeline import lines, timeline_of
from sro.access import Role
from sro.audit.models import Entry
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_note,
    make_person,
    make_plan,
    make_statement,
)
from tests.cases.factories_councils import ON_THE_DAY, Life, make_council, make_guest
from tests.people import person as make_user

pytestmark = pytest.mark.django_db(databases=["default", "trail"])
MARKERS = ("Geheimakte", "GEHEIMNOTIZ", "GEHEIMWILLE", "GEHEIMBEDARF", "GEHEIMBEMERKUNG")


@pytest.fixture
def life():
    return Life()


def test_a_coordinator_reads_this_conference_and_nothing_else_of_the_case(life, client):
    make_note(life.case, text="GEHEIMNOTIZ")
    make_statement(life.case, life.child, text="GEHEIMWILLE")
    make_plan(life.case, life.child, need="GEHEIMBEDARF")
    life.council.referral_note = "GEHEIMBEMERKUNG"
    life.council.save()
    life.prepared()
    guest = make_guest(life.council, name="Oma Gerda", email="oma@example.org")
    council = life.council
    client.force_login(life.coordinator)
    pages = [
        *("council", "council_talk_new", "council_guest_new", "council_day", "council_invite"),
        *("council_hold", "council_calendar"),
    ]
    answers = [client.get(reverse(f"cases:{page}", args=[council.pk])) for page in pages]
    held = make_council(
        life.case,
        provider=council.provider,
        coordinator=life.coordinator,
        state="held",
        scheduled_at=ON_THE_DAY,
    )
    later = ("council_plan", "talk_council")
    answers += [client.get(reverse(f"cases:{page}", args=[held.pk])) for page in later]
    answers += [client.get(reverse("cases:council_list")), client.get(reverse("start"))]
    for answer in answers:
        assert answer.status_code == 200
        text = answer.content.decode()
        assert not [each for each in (*MARKERS, life.case.reference) if each in text]
    assert "Oma Gerda" in answers[0].content.decode()
    assert "Wie kann Mika gut zu Hause leben?" in answers[0].content.decode()
    paper = client.get(reverse("cases:council_invitation", args=[council.pk, guest.pk]))
    assert paper.content[:5] == b"%PDF-"
    for name in ("cases:case", "cases:timeline", "cases:case_export"):
        assert client.get(reverse(name, args=[life.case.pk])).status_code in (403, 404)
    # The form knows no people of the case but by name.
    posted = {"person": life.child.pk, "name": "", "part": "family"}
    client.post(reverse("cases:council_guest_new", args=[council.pk]), posted)
    assert list(CouncilGuest.objects.all()) == [guest]


def test_the_lead_of_the_provider_reads_no_words_of_the_family(life, client):
    life.accepted()
    life.council.refresh_from_db()
    life.council.information_note = "Wer was erzählt hat"
    life.council.arrangements = "Oma kocht"
    life.council.save()
    client.force_login(make_user(Role.PROVIDER_LEAD, provider=life.provider))
    page = client.get(reverse("cases:council", args=[life.council.pk]))
    assert "Familie Musterhaus" in page.text
    for words in ("Mika lebt gut zu Hause.", "Wer was erzählt hat", "Oma kocht"):
        assert words not in page.text
    client.force_login(life.coordinator)
    page = client.get(reverse("cases:council", args=[life.council.pk]))
    for words in ("Mika lebt gut zu Hause.", "Wer was erzählt hat", "Oma kocht"):
        assert words in page.text


def test_the_coordination_can_be_changed_as_long_as_it_runs(life, client):
    life.held()
    client.force_login(life.worker)
    change = reverse("cases:council_coordinator", args=[life.council.pk])
    assert change in client.get(reverse("cases:council", args=[life.council.pk])).text


def test_a_stale_page_says_who_coordinates_now(life, client):
    colleague = make_caseworker(district=life.case.district)
    client.force_login(life.worker)
    change = reverse("cases:council_coordinator", args=[life.council.pk])
    old = client.get(change).context["version"]
    life.wanted()
    answer = client.post(change, {"coordinator": colleague.pk, "_version": old})
    assert answer.status_code == 409
    theirs = {line["label"]: line["theirs"] for line in answer.context["differences"]}
    assert theirs == {
        "Fachkraft, die koordiniert": "–",
        "oder ein Träger, der koordiniert": str(life.provider),
    }


def test_what_cannot_be_compared_is_not_called_the_same(life, client):
    life.accepted()
    client.force_login(life.worker)
    page = reverse("cases:council_meeting_new", args=[life.council.pk])
    old = client.get(page).context["version"]
    FamilyGroupConference.objects.update(version=old + 1)
    answer = client.post(page, {"held_on": TODAY, "note": "Es läuft.", "_version": old})
    assert answer.status_code == 409
    assert answer.context["differences"] is None
    assert "in beiden gleich" not in answer.text
    assert "bevor Sie noch einmal speichern" in answer.text


def test_the_thought_comes_up_in_help_planning_or_in_a_consultation(client):
    case = make_case()
    plan = make_plan(case, make_person(case))
    pages = {
        "support_plan": reverse("cases:plan", args=[case.pk, plan.pk]),
        "consultation": reverse("cases:consultations", args=[case.pk]),
    }
    client.force_login(case.responsible)
    for referral, page in pages.items():
        way = f"{reverse('cases:council_new', args=[case.pk])}?aus={referral}"
        assert f'href="{way}"' in client.get(page).text
        assert client.get(way).context["form"]["referral"].value() == referral
    make_council(case)
    for page in pages.values():
        assert "?aus=" not in client.get(page).text, "one is on its way"
    FamilyGroupConference.objects.update(state="not_wanted")
    case.state, case.closed_on = "closed", TODAY
    case.save()
    for page in pages.values():
        assert "?aus=" not in client.get(page).text, "the case is closed"


def test_looking_leaves_a_line(life, client):
    life.wanted()
    client.force_login(life.coordinator)
    client.get(reverse("cases:council", args=[life.council.pk]))
    client.force_login(life.worker)
    client.get(reverse("cases:council", args=[life.council.pk]))
    readers = (life.coordinator.pk, life.worker.pk)
    read = Entry.objects.filter(kind="read", actor_id__in=readers).order_by("pk")
    assert [(row.actor_id, row.object_type, row.object_id) for row in read] == [
        (life.coordinator.pk, "cases.FamilyGroupConference", str(life.council.pk)),
        (life.worker.pk, "cases.FamilyGroupConference", str(life.council.pk)),
        (life.worker.pk, "cases.Case", str(life.case.pk)),
    ]


def test_a_secret_address_never_stands_on_an_invitation(life, client):
    Address.objects.create(person=life.child, street="Geheimweg 1", city="X", blocked=True)
    life.prepared()
    guest = make_guest(life.council, name="", person=life.child)
    assert recipient(life.worker, guest.person, TODAY).by_hand
    client.force_login(life.worker)
    paper = client.get(reverse("cases:council_invitation", args=[life.council.pk, guest.pk]))
    assert b"Geheimweg" not in paper.content


def test_the_page_for_the_day_asks_nothing_about_the_family_s_own_time(life, client):
    life.prepared()
    client.force_login(life.coordinator)
    text = client.get(reverse("cases:council_hold", args=[life.council.pk])).content.decode()
    assert "Diese Zeit gehört der Familie" in text
    assert text.count("<textarea") == 1


def test_the_family_s_words_are_kept_line_by_line(life, client):
    life.held()
    client.force_login(life.coordinator)
    url = reverse("cases:talk_council", args=[life.council.pk])
    page = client.get(url)
    form = page.context["form"]
    first, second = form.keys[:2]
    data = {
        "aim": "Wir schaffen „das“ <b>alle</b>.",
        "zeile": form.keys,
        "_version": page.context["version"],
        f"{first}_what": "Oma kocht",
        f"{first}_until": "2025-07-01",
        f"{second}_what": "Mika räumt auf",
        f"{second}_who": "Mika",
    }
    client.post(url, data)
    told = life.council.councilpoints.values_list("what", "who")
    assert list(told) == [("Oma kocht", ""), ("Mika räumt auf", "Mika")]
    # Another desk that still shows the empty plan gets both texts, and overwrites nothing.
    stale = client.post(url, {**data, f"{first}_what": "Opa kocht", "csrf": "neu"})
    assert stale.status_code == 409
    assert "Opa kocht" in stale.content.decode()
    assert life.council.councilpoints.first().what == "Oma kocht"
    paper = client.get(reverse("cases:council_pdf", args=[life.council.pk]))
    assert paper.content[:5] == b"%PDF-"


def test_going_on_from_a_stale_plan_keeps_the_lines_of_the_other(life, client):
    life.held()
    client.force_login(life.coordinator)
    url = reverse("cases:council_plan", args=[life.council.pk])
    page = client.get(url)
    mine, yours = page.context["form"].keys[:2]
    stale = {"aim": "Gut", "_version": page.context["version"]}
    client.post(url, {**stale, "zeile": [yours], f"{yours}_what": "Nachbarin kocht mittwochs"})
    again = client.post(url, {**stale, "zeile": [mine], f"{mine}_what": "Oma liest vor"})
    assert again.status_code == 409
    form = again.context["form"]
    sent = {bound.html_name: bound.value() or "" for _key, line in form.lines for bound in line}
    new = {"aim": "Gut", "zeile": form.keys, "_version": again.context["version"], **sent}
    assert client.post(url, new).status_code == 302
    told = life.council.councilpoints.values_list("what", flat=True)
    assert set(told) == {"Oma liest vor", "Nachbarin kocht mittwochs"}
    # What is sent empty goes: here nobody is in the dark about it.
    version = client.get(url).context["version"]
    emptied = {**new, f"{yours}_what": "", "_version": version}
    assert client.post(url, emptied).status_code == 302
    assert life.council.councilpoints.get().what == "Oma liest vor"


def test_a_line_without_what_is_done_is_asked_for(life, client):
    life.held()
    client.force_login(life.coordinator)
    url = reverse("cases:council_plan", args=[life.council.pk])
    page = client.get(url)
    key = page.context["form"].keys[0]
    data = {"aim": "Gut", "zeile": [key], f"{key}_who": "Oma", "_version": page.context["version"]}
    assert client.post(url, data).status_code == 422
    assert not life.council.councilpoints.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"answer": "nicht"},
        {"answer": "nicht", "ground": "safety"},
        {"answer": "angenommen", "reason": "Eigentlich doch nicht."},
    ],
)
def test_an_answer_says_one_thing(life, client, data):
    life.planned()
    client.force_login(life.worker)
    url = reverse("cases:council_answer", args=[life.council.pk])
    life.council.refresh_from_db()
    assert client.post(url, {**data, "_version": life.council.version}).status_code == 422
    life.council.refresh_from_db()
    assert life.council.state == "held"


def test_the_plan_says_where_its_goals_come_from(life, client):
    life.accepted()
    plan = take_over(actor=life.worker, council=life.council, young_person=life.child, now=NOW)
    client.force_login(life.worker)
    text = client.get(reverse("cases:plan", args=[life.case.pk, plan.pk])).content.decode()
    assert reverse("cases:council", args=[life.council.pk]) in text
    assert reverse("cases:council_take_back", args=[life.council.pk, plan.pk]) in text


def test_a_plan_that_is_not_written_is_not_to_be_answered(life, client):
    life.held()
    client.force_login(life.worker)
    answer = page("council_answer", life.council)
    assert answer not in client.get(page("council", life.council)).text
    [due] = [due for due in due_for(life.worker, TODAY) if due.kind.startswith("council")]
    assert due.kind == "council_plan"
    assert "noch nicht aufgeschrieben" in client.get(answer, follow=True).text
    point_now = {"aim": "Gut", "_version": life.council.version}
    FamilyGroupConference.objects.update(aim=point_now["aim"])
    assert answer in client.get(page("council", life.council)).text


def test_timeline_file_and_due_lines_know_it(life, settings):
    life.planned()
    told = lines(life.worker, timeline_of(life.worker, life.case, ["familienrat"]))
    assert [line.row for line in told] == [life.council]
    assert "council_answer" in [due.kind for due in due_for(life.worker, TODAY)]
    found = exports.export_case(actor=life.worker, case=life.case, now=NOW)
    with zipfile.ZipFile(found.archive) as archive:
        content = archive.read("akte.json").decode()
    found.archive.close()
    assert "Mika lebt gut zu Hause." in content
    assert "Oma holt Mika ab" in content
    assert json.loads(content)


def test_the_day_for_a_calendar_names_nobody(life, client):
    life.prepared()
    client.force_login(life.coordinator)
    answer = client.get(reverse("cases:council_calendar", args=[life.council.pk]))
    text = answer.content.decode()
    assert "DTSTART:20250602T080000Z" in text
    assert "LOCATION:Gemeindehaus" in text
    # Moved, it replaces the day before in the calendars of those invited.
    life.council.refresh_from_db()
    assert f"SEQUENCE:{life.council.version}" in text
    assert not [each for each in ("Musterhaus", "Mika", "Geheimakte") if each in text]


def page(name, council):
    return reverse(f"cases:{name}", args=[council.pk])


def test_a_plan_without_words_is_no_paper(life, client):
    life.held()
    client.force_login(life.worker)
    assert client.get(page("council_pdf", life.council)).status_code == 404


def test_an_empty_follow_up_changes_nothing(life, client):
    life.accepted()
    life.council.refresh_from_db()
    life.council.follow_up_on = ON_THE_DAY.date() + timedelta(days=3650)
    life.council.save()
    life.council.refresh_from_db()
    client.force_login(life.worker)
    shown = client.get(page("council_meeting_new", life.council))
    assert shown.context["form"]["follow_up_on"].initial == life.council.follow_up_on
    values = {"held_on": timezone.localdate().isoformat(), "_version": life.council.version}
    answer = client.post(page("council_meeting_new", life.council), values)
    assert "was daraus wurde" in answer.text
    before = life.council.follow_up_on
    life.council.refresh_from_db()
    assert (life.council.state, life.council.follow_up_on) == ("plan_accepted", before)


def test_forms_of_another_time_lead_back_with_a_word(life, client):
    client.force_login(life.worker)
    for name in ("council_hold", "council_plan", "council_answer", "council_meeting_new"):
        answer = client.get(page(name, life.council), follow=True)
        assert answer.redirect_chain[-1][0] == page("council", life.council), name
        assert "Dieser Schritt geht nicht" in answer.text


def test_taken_over_goals_leave_the_draft_also_after_the_end(life):
    life.accepted()
    plan = take_over(actor=life.worker, council=life.council, young_person=life.child, now=NOW)
    end_council(reason="Alles gut.", **life.by())
    back = take_back(
        actor=life.worker, council=life.council, plan=plan, version=plan.version, now=NOW
    )
    assert not back.goal_set.filter(origin=life.council.origin).exists()


def test_whoever_moves_the_day_is_told_who_has_a_letter(life, client):
    life.prepared()
    make_guest(life.council, name="Oma Gerda", invited_on=TODAY)
    life.council.refresh_from_db()
    client.force_login(life.coordinator)
    values = {"day": TODAY + timedelta(days=9), "time": "15:00", "place": "Gemeindehaus"}
    sent = {**values, "_version": life.council.version}
    answer = client.post(page("council_day", life.council), sent, follow=True)
    assert "In 1 Einladung" in answer.text
    later = {**values, "day": "2125-06-02", "_version": life.council.version + 1}
    assert "Stimmt das Jahr?" in client.post(page("council_day", life.council), later).text


def test_a_provider_s_coordinator_is_reached_at_the_provider(life):
    life.prepared()
    life.council.refresh_from_db()
    life.provider.phone = "030 999"
    life.council.provider = life.provider
    OfficeSettings.objects.create(phone="030 115")
    paper = pypdf.PdfReader(
        io.BytesIO(invitation_of(life.coordinator, make_guest(life.council), NOW))
    )
    text = " ".join(each.extract_text() for each in paper.pages)
    assert "030 999" in text
