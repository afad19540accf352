"""The support plan from the first vague sentence to the version that grew from its review."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Goal, GoalConsent, SupportPlan
from tests.browser.casework import family, follow, press, told
from tests.browser.looks import NARROW, WIDE, sound
from tests.cases.factories import (
    agree,
    make_conference,
    make_goal,
    make_plan,
    make_step,
    make_support,
)
from tests.networks.factories import make_institution, make_offer, make_space
from tests.networks.factories_providers import make_support_type

VAGUE = "Alles wird besser."
WISH = "Ich will erst mit Mika allein reden."


@pytest.fixture
def home(live_server, page, login):
    """A family in planning; the page is that of the colleague in charge."""
    home = family()
    login(page, home.worker)
    return home


def test_a_vague_plan_is_advised_answered_and_agreed_with_a_reason(page, home):
    main, case = page.locator("main"), home.case
    space = make_space(district=case.district)
    make_offer(name="Elterncafé", institution=make_institution(name="Treff", social_space=space))
    kind = make_support_type(name="Heimerziehung")
    kind.legal_basis, kind.setting = "§ 34 SGB VIII", "residential"
    kind.save()

    # Begin: nothing known is asked again.
    page.goto(f"/faelle/{case.pk}/")
    follow(page, "Hilfeplan beginnen")
    expect(main.get_by_label("Für wen ist der Plan?")).to_have_value(str(home.child.pk))
    press(page, "Plan beginnen")
    row = page.locator("[data-plan-row]").first
    row.locator("[data-plan-text]").fill(VAGUE)
    expect(row).to_contain_text("„besser“")
    expect(row).to_contain_text("Wessen Ziel ist es? Noch ist niemand genannt.")
    main.get_by_label("Heimerziehung").check()
    press(page, "Plan speichern")
    told(page, "Der Plan ist gespeichert.")

    # The law asks for the perspective with help outside the family, and only then.
    expect(main.get_by_role("heading", name="Perspektive und Übergang")).to_be_visible()
    follow(page, "Perspektive und Übergang")
    main.get_by_label("§ 37c", exact=False).first.fill("Für eine Zeit; an Wochenenden zu Hause.")
    sound(page)
    press(page, "Speichern")
    expect(main).to_contain_text("an Wochenenden zu Hause")

    # Without the answers about the social space nothing becomes final, whatever the reason.
    follow(page, "Vereinbaren")
    expect(main).to_contain_text("Diese Fragen müssen zuerst beantwortet sein")
    main.get_by_label("Warum vereinbaren Sie den Plan trotzdem?").fill("Es eilt.")
    press(page, "Diese Fassung vereinbaren")
    expect(page.locator("#fehler")).to_contain_text("beide Sozialraum-Fragen")
    expect(main.get_by_label("Warum vereinbaren Sie den Plan trotzdem?")).to_have_value("Es eilt.")
    sound(page)
    assert SupportPlan.objects.get().state == "draft"
    follow(page, "Sozialraum-Fragen beantworten")
    main.get_by_label("Genutztes Angebot Nr. 1").fill("Elterncafé (Treff)")
    main.get_by_label("Es fehlt kein Angebot.").check()
    sound(page)
    press(page, "Speichern")
    expect(main).to_contain_text("Elterncafé (Treff)")

    # Everyone is asked; who does not agree is heard.
    follow(page, "Wer stimmt zu?")
    main.get_by_label("Was sagt Mika Musterhaus?").select_option("consent")
    main.get_by_label("Was sagt Ada Musterhaus?").select_option("dissent")
    main.get_by_label("Ada Musterhaus in eigenen Worten").fill(WISH)
    page.set_viewport_size(NARROW)
    sound(page)
    press(page, "Speichern")
    expect(main).to_contain_text("Ada Musterhaus stimmt nicht zu")
    expect(main).to_contain_text(WISH)

    # Open points do not forbid; they need a reason.
    follow(page, "Vereinbaren")
    expect(main).to_contain_text("Welcher eigene Wille steht dahinter?")
    press(page, "Diese Fassung vereinbaren")
    expect(page.locator("#fehler")).to_be_visible()
    main.get_by_label("Warum vereinbaren Sie den Plan trotzdem?").fill("Mika will es so sagen.")
    sound(page)
    press(page, "Diese Fassung vereinbaren")
    told(page, "Der Plan ist vereinbart.")
    page.set_viewport_size(WIDE)
    expect(main).to_contain_text("Mika will es so sagen.")
    follow(page, "In Kraft setzen")
    press(page, "In Kraft setzen")
    told(page, "Der Plan ist in Kraft.")
    expect(main).to_contain_text(WISH)
    expect(main.get_by_role("link", name="Weiterschreiben")).to_have_count(0)
    sound(page)
    assert GoalConsent.objects.count() == 2


@pytest.fixture
def agreed(home):
    """A plan in force with two direction goals, an action goal, a step and a running support."""
    plan = make_plan(home.case, home.child)
    first = make_goal(
        plan,
        text="Mika geht jeden Morgen gern zur Schule.",
        will=home.will,
        indicator="Mika ist an vier Tagen in der Woche um acht Uhr da.",
        own_contribution="Mika stellt den Wecker.",
        position=0,
    )
    small = make_goal(plan, first, text="Mika steht um halb sieben auf.", position=1)
    make_step(small, text="Mika kauft einen Wecker.", position=2)
    make_goal(plan, text="Ada hat am Abend eine Stunde für sich.", owner=home.mother, position=3)
    make_support(home.case, home.child, state="running", plan=plan)
    return agree(plan, in_force=True)


def test_the_next_version_grows_from_the_conference(page, home, agreed):
    main, case, old = page.locator("main"), home.case, agreed
    today = timezone.localdate()
    before = list(Goal.objects.filter(plan=old).values())
    meeting = make_conference(
        case, young_person=home.child, plan=old, scheduled_at=timezone.now() - timedelta(hours=2)
    )

    # Together at the table, on a narrow screen: each goal has its place on the scale.
    page.set_viewport_size(NARROW)
    page.goto(f"/faelle/{case.pk}/hilfeplangespraeche/{meeting.pk}/")
    follow(page, "Ziele gemeinsam auswerten")
    sets = main.locator("fieldset.plan-set")
    expect(sets).to_have_count(3)
    for text, level, seen, follows in (
        ("zur Schule", "0", "Der Lehrer erzählt es.", "continue"),
        ("halb sieben", "-1", "Zweimal in der Woche gelingt es.", "change"),
        ("Stunde für sich", "2", "Ada geht jede Woche zum Chor.", "done"),
    ):
        goal = sets.filter(has_text=text)
        goal.get_by_label("Wie weit wurde es erreicht?").select_option(level)
        goal.get_by_label("Woran sehen Sie das?").fill(seen)
        goal.get_by_label("Was folgt daraus?").select_option(follows)
    sound(page)
    press(page, "Speichern")
    # Saved, one is where the course of the goals is drawn.
    page.wait_for_url(f"**/hilfeplaene/{old.pk}/#zielerreichung")
    expect(page.locator("#zielerreichung")).to_be_in_viewport()
    expect(main).to_contain_text("Ada geht jede Woche zum Chor.")
    expect(main.locator(".plan-course svg").first).to_be_visible()
    sound(page)
    page.set_viewport_size(WIDE)

    # The next version knows everything: only the day of the next meeting is looked at.
    follow(page, "Plan fortschreiben")
    press(page, "Nächste Fassung beginnen")
    told(page, "Die nächste Fassung ist begonnen.")
    rows = page.locator("[data-plan-row]")
    texts = page.locator("[data-plan-rows] [data-plan-text]")
    shown = [texts.nth(number).input_value() for number in range(texts.count())]
    assert shown[:3] == [
        "Mika geht jeden Morgen gern zur Schule.",
        "Mika steht um halb sieben auf.",
        "Mika kauft einen Wecker.",
    ]
    assert "Ada hat am Abend eine Stunde für sich." not in shown
    expect(rows.first.get_by_label("Wessen Ziel")).to_have_value("Mika Musterhaus")
    expect(rows.first.get_by_label("Welcher eigene Wille")).to_have_value(str(home.will.pk))
    expect(rows.first.get_by_label("Woran merken wir")).to_have_value(
        "Mika ist an vier Tagen in der Woche um acht Uhr da."
    )
    texts.nth(1).fill("Mika steht um viertel vor sieben auf.")
    press(page, "Plan speichern")
    told(page, "Der Plan ist gespeichert.")
    # The questions about the social space are answered already; what people say is asked anew.
    expect(main).not_to_contain_text("Diese Fragen müssen zuerst beantwortet sein")
    follow(page, "Wer stimmt zu?")
    for name in ("Mika Musterhaus", "Ada Musterhaus"):
        main.get_by_label(f"{name} zu allen Zielen").select_option("consent")
    press(page, "Speichern")
    follow(page, "Vereinbaren")
    reason = main.get_by_label("Warum vereinbaren Sie den Plan trotzdem?")
    if reason.count():
        reason.fill("Die Tage legen wir in der Schule fest.")
    press(page, "Diese Fassung vereinbaren")
    told(page, "Der Plan ist vereinbart.")
    follow(page, "In Kraft setzen")
    press(page, "In Kraft setzen")
    told(page, "Der Plan ist in Kraft.")

    # Side by side, word by word; the older version is what it was.
    follow(page, "Fassungen vergleichen")
    expect(main.locator("tbody")).to_contain_text("Ada hat am Abend eine Stunde für sich.")
    changed = main.locator("tbody tr", has_text="steht um")
    expect(changed.locator("del")).to_have_text("halb")
    expect(changed.locator("ins")).to_have_text("viertel vor")
    sound(page)
    page.set_viewport_size(NARROW)
    sound(page)
    old.refresh_from_db()
    assert old.state == "superseded"
    assert list(Goal.objects.filter(plan=old).values()) == before
    newest = SupportPlan.objects.get(previous=old)
    assert (newest.state, newest.number, newest.period_from >= today) == ("in_force", 2, True)
