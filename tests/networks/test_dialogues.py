"""Quality dialogues: rhythm, results, what was agreed; no order among providers."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import DialogueRhythm, QualityDialogue
from networks.services import dialogues
from networks.services.dialogues import Agreement
from sro.access import Role
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.networks.factories import NOW, TODAY
from tests.networks.factories_bodies import make_dialogue, make_point, make_rhythm
from tests.networks.factories_providers import make_provider
from tests.networks.pages import url
from tests.people import person

pytestmark = pytest.mark.django_db


def test_due_are_those_whose_rhythm_asks_for_it_by_name():
    user = person(Role.PLANNER)
    make_rhythm(provider=make_provider("Zink"))
    make_rhythm(provider=make_provider("Ähre"))
    planned = make_rhythm(provider=make_provider("Geplant"))
    make_dialogue(provider=planned.provider)
    talked = make_rhythm(provider=make_provider("Gesprochen"))
    make_dialogue(
        provider=talked.provider, planned_on=TODAY - timedelta(days=30), state="held", results="Gut"
    )
    make_provider("Ohne Rhythmus")
    found = dialogues.due_providers(user, TODAY)
    assert [each.provider.name for each in found] == ["Ähre", "Zink"]
    assert dialogues.due_providers(person(Role.AUDITOR), TODAY) == []


def record(user, talk, **values):
    talk.refresh_from_db()
    return dialogues.record_dialogue(
        actor=user,
        dialogue=talk,
        changes=values.pop("changes", {"results": "Gut."}),
        points=values.pop("points", ()),
        version=values.pop("version", talk.version),
        now=NOW,
    )


def test_results_and_points_are_written_down_and_changed():
    user, talk = person(Role.PLANNER), make_dialogue(planned_on=TODAY)
    saved = record(user, talk, points=[Agreement("Plan teilen", TODAY), Agreement("")])
    assert saved.state == "held"
    point = saved.points.get()
    old = saved.version
    saved = record(user, talk, points=[Agreement("Plan früh teilen", TODAY, True, point)])
    point.refresh_from_db()
    assert (point.text, point.by_office) == ("Plan früh teilen", True)
    with pytest.raises(StaleRecord):
        record(user, talk, version=old)
    record(user, talk, points=[Agreement("", point=point)])
    assert not saved.points.exists()


def test_no_results_of_what_lies_ahead_or_was_called_off():
    user = person(Role.PLANNER)
    talk = make_dialogue()
    with pytest.raises(NotPossible):
        record(user, talk)
    off = dialogues.cancel_dialogue(
        actor=user, dialogue=talk, reason="Krank", version=talk.version, now=NOW
    )
    assert (off.state, off.cancel_reason) == ("cancelled", "Krank")
    with pytest.raises(NotPossible):
        record(user, talk, changes={"planned_on": TODAY, "results": "Gut."})


def test_without_results_it_was_not_held():
    with pytest.raises(ValidationError):
        record(person(Role.PLANNER), make_dialogue(planned_on=TODAY), changes={"results": " "})


def test_a_point_is_dropped_with_a_reason():
    user, point = person(Role.PLANNER), make_point(make_dialogue())
    same = {"actor": user, "point": point, "version": point.version, "now": NOW}
    with pytest.raises(ValidationError):
        dialogues.follow_up_point(state="dropped", note="", **same)
    assert dialogues.follow_up_point(state="done", note="", **same).state == "done"


def test_providers_see_their_own_and_change_nothing():
    provider = make_provider()
    own = make_dialogue(provider=provider, planned_on=TODAY)
    make_dialogue()
    lead = person(Role.PROVIDER_LEAD, provider=provider)
    assert list(QualityDialogue.objects.visible_to(lead)) == [own]
    with pytest.raises(PermissionDenied):
        record(lead, own)
    staff = person(Role.PROVIDER_STAFF, provider=provider)
    assert not QualityDialogue.objects.visible_to(staff).exists()


def test_from_the_provider_to_the_document(client, planner):
    provider = make_provider("Ähre")
    page = client.get(url("provider_detail", provider.pk)).content.decode()
    assert url("provider_dialogues", provider.pk) in page
    rhythm = {"months": "12", "since": "2020-01-01", "_version": "0"}
    client.post(url("dialogue_rhythm", provider.pk), rhythm)
    assert DialogueRhythm.objects.get().months == 12
    assert "Qualitätsdialog mit Ähre planen" in client.get("/").content.decode()
    assert "Ein Dialog ist fällig mit" in client.get(url("dialogue_list")).content.decode()
    today = timezone.localdate()
    plan = {"planned_on": today, "topics": "Beteiligung", "_version": "0"}
    answer = client.post(url("dialogue_new", provider.pk), plan, follow=True)
    talk = answer.context["dialogue"]
    results = {
        "planned_on": today,
        "topics": "Beteiligung",
        "participants": "Leitung",
        "results": "Gut besprochen.",
        "n1_text": "Plan teilen",
        "n1_due": today - timedelta(days=1),
        "_version": talk.version,
    }
    answer = client.post(url("dialogue_record", talk.pk), results, follow=True)
    text = answer.content.decode()
    assert "überfällig seit" in text
    assert "Plan teilen" in text
    paper = client.get(url("dialogue_pdf", talk.pk))
    assert paper.content.startswith(b"%PDF")
    again = client.get(url("dialogue_new", provider.pk)).content.decode()
    assert "Was wurde aus: Plan teilen" in again
    assert "1 Vereinbarung aus Qualitätsdialogen" in client.get("/").content.decode()


def test_the_list_asks_no_more_for_more(client, planner):
    make_dialogue()
    client.get(url("dialogue_list"))
    asked = []
    for _step in range(2):
        for _more in range(2):
            make_rhythm(provider=make_dialogue().provider)
            make_rhythm()
        with CaptureQueriesContext(connection) as queries:
            client.get(url("dialogue_list"))
        asked.append(len(queries))
    assert asked[0] == asked[1] < 20


def test_going_on_from_a_stale_tab_keeps_points_of_the_other(client):
    user = person(Role.PLANNER)
    client.force_login(user)
    dialogue = make_dialogue(planned_on=timezone.localdate())
    address = url("dialogue_record", dialogue.pk)
    day = {"planned_on": dialogue.planned_on}
    first = {**day, "results": "Gut", "n1_text": "Punkt A", "_version": dialogue.version}
    assert client.post(address, first).status_code == 302
    stale = {**day, "results": "Besser", "n1_text": "", "_version": dialogue.version}
    again = client.post(address, stale)
    assert again.status_code == 409
    assert "Punkt A" in [each["theirs"] for each in again.context["differences"]]
    form = again.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if "office" not in name}
    client.post(address, {**sent, "_version": again.context["version"]})
    dialogue.refresh_from_db()
    assert dialogue.results == "Besser"
    assert [each.text for each in dialogue.points.all()] == ["Punkt A"]


@pytest.mark.parametrize("days", [-4000, 4000])
def test_a_mistyped_year_is_asked_about(days):
    with pytest.raises(ValidationError, match="Stimmt das Jahr"):
        dialogues.plan_dialogue(
            actor=person(Role.PLANNER),
            provider=make_provider(),
            planned_on=TODAY + timedelta(days=days),
            now=NOW,
        )
