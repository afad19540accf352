"""One form page for all: drafts, stale saves, lost sessions, old pages — nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from budgets.models import Fund
from sro.access import Role
from sro.ui.models import Draft
from tests.budgets.factories import make_fund
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Fund:
    return make_fund(name="Fall", amount="1000.00")


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def page(fund) -> str:
    return reverse("budgets:fund_edit", args=[fund.budget_year.year, fund.slug])


def typed(client: Client, page: str, **changes) -> dict:
    """The form as the browser would send it, after somebody has typed."""
    context = client.get(page).context
    values = {bound.html_name: bound.value() or "" for bound in context["form"]}
    return {
        **values,
        "_draft": context["draft_token"],
        "_version": context["version"],
        **changes,
    }


def test_a_save_is_confirmed_and_forgets_the_draft(client, controller, fund, page):
    client.force_login(controller)
    data = typed(client, page, note="Notiz")
    client.post(reverse("ui:draft_keep"), data)
    assert Draft.objects.count() == 1
    answer = client.post(page, data, follow=True)
    assert answer.status_code == 200
    assert "Gespeichert" in answer.content.decode()
    fund.refresh_from_db()
    assert (fund.note, Draft.objects.count()) == ("Notiz", 0)


def test_a_wrong_entry_keeps_what_was_typed_and_names_the_field(client, controller, page):
    client.force_login(controller)
    answer = client.post(page, typed(client, page, amount="viel", note="bleibt hier"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "bleibt hier" in text
    assert 'href="#id_amount"' in text
    assert 'aria-invalid="true"' in text


def test_two_people_writing_see_both_texts(client, controller, fund, page):
    client.force_login(controller)
    mine = typed(client, page, note="Meine Fassung")
    other = Client()
    other.force_login(person(Role.CONTROLLER))
    other.post(page, typed(other, page, note="Andere Fassung"))
    answer = client.post(page, mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Meine Fassung" in text
    assert "Andere Fassung" in text
    fund.refresh_from_db()
    assert fund.note == "Andere Fassung"
    again = {**mine, "_version": answer.context["version"]}
    assert client.post(page, again).status_code == 302
    fund.refresh_from_db()
    assert fund.note == "Meine Fassung"


def test_the_stale_text_is_kept_as_a_draft_too(client, controller, fund, page):
    client.force_login(controller)
    mine = typed(client, page, note="Meine Fassung")
    Fund.objects.filter(pk=fund.pk).update(note="per Import")
    assert client.post(page, mine).status_code == 409
    assert Draft.objects.get(owner=controller).data["note"] == ["Meine Fassung"]


def test_an_expired_session_keeps_the_form_and_offers_it_after_login(client, controller, page):
    client.force_login(controller)
    mine = typed(client, page, note="Langer Text")
    client.logout()
    answer = client.post(page, mine)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    assert page in answer.url
    client.force_login(controller)
    offered = client.get(page).content.decode()
    assert "Von Ihnen gibt es einen Entwurf" in offered
    assert "Langer Text" not in offered
    assert "Langer Text" in client.get(f"{page}?entwurf=1").content.decode()


def test_typing_goes_on_being_kept_without_a_session(client, controller, page):
    client.force_login(controller)
    mine = typed(client, page, note="Im Zug getippt")
    client.logout()
    assert client.post(reverse("ui:draft_keep"), mine).json()["saved"]
    assert Draft.objects.get(owner=controller).data["note"] == ["Im Zug getippt"]


def test_a_page_from_before_the_login_keeps_the_form(controller, page):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(controller)
    mine = typed(strict, page, note="Aus dem alten Fenster")
    answer = strict.post(page, mine)
    assert answer.status_code == 403
    assert "als Entwurf gesichert" in answer.content.decode()
    assert Draft.objects.get(owner=controller).data["note"] == ["Aus dem alten Fenster"]


def test_a_draft_can_be_discarded(client, controller, page):
    client.force_login(controller)
    client.post(reverse("ui:draft_keep"), typed(client, page, note="weg"))
    draft = Draft.objects.get()
    answer = client.post(reverse("ui:draft_discard", args=[draft.pk]), {"zurueck": "1"})
    assert (answer.status_code, answer.url) == (302, page)
    assert not Draft.objects.exists()


# --- a draft belongs to the version it was written on ---


@pytest.fixture
def draft(client, controller, page):
    """What the controller began on the first version and left open."""
    client.force_login(controller)
    client.post(reverse("ui:draft_keep"), typed(client, page, note="Mein Entwurf"))
    return Draft.objects.get(owner=controller)


def go_on(client, page) -> dict:
    """The form as the browser would send it from the page with the draft."""
    return typed(client, f"{page}?entwurf=1")


def test_going_on_with_a_draft_overwrites_nothing_saved_since(client, fund, page, draft):
    Fund.objects.filter(pk=fund.pk).update(note="Inzwischen gespeichert")
    data = go_on(client, page)
    assert (data["note"], data["_version"]) == ("Mein Entwurf", fund.version)
    answer = client.post(page, data)
    assert answer.status_code == 409
    assert "Mein Entwurf" in answer.text
    assert "Inzwischen gespeichert" in answer.text
    fund.refresh_from_db()
    assert fund.note == "Inzwischen gespeichert"
    # Who has seen both texts decides: the page of both carries the version it shows.
    again = {**data, "_version": answer.context["version"]}
    assert client.post(page, again).status_code == 302
    fund.refresh_from_db()
    assert fund.note == "Mein Entwurf"


def test_leaving_the_page_of_both_texts_changes_nothing_about_that(client, fund, page, draft):
    Fund.objects.filter(pk=fund.pk).update(note="Inzwischen gespeichert")
    assert client.post(page, go_on(client, page)).status_code == 409
    assert client.post(page, go_on(client, page)).status_code == 409
    fund.refresh_from_db()
    assert fund.note == "Inzwischen gespeichert"


def test_a_draft_of_the_row_as_it_is_now_is_simply_saved(client, fund, page, draft):
    assert client.post(page, go_on(client, page)).status_code == 302
    fund.refresh_from_db()
    assert (fund.note, Draft.objects.exists()) == ("Mein Entwurf", False)


@pytest.mark.parametrize("told", [None, [], ["abc"], ["-1"], ["9" * 40]])
def test_a_draft_that_names_no_version_goes_on_from_the_current_one(
    client, fund, page, draft, told
):
    del draft.data["_version"]
    if told is not None:
        draft.data["_version"] = told
    draft.save(update_fields=["data"])
    Fund.objects.filter(pk=fund.pk).update(name="Fall neu")
    data = go_on(client, page)
    assert (data["note"], data["_version"]) == ("Mein Entwurf", fund.version + 1)
    assert client.post(page, data).status_code == 302


def test_without_the_draft_the_page_shows_the_row_as_it_is(client, fund, page, draft):
    Fund.objects.filter(pk=fund.pk).update(note="Inzwischen gespeichert")
    context = client.get(page).context
    assert context["version"] == fund.version + 1
    assert context["form"]["note"].value() == "Inzwischen gespeichert"
    assert context["draft"] == draft


def test_a_newer_version_with_the_same_words_is_told_as_well(client, fund, page, draft):
    Fund.objects.filter(pk=fund.pk).update(note="Mein Entwurf")
    answer = client.post(page, go_on(client, page))
    assert answer.status_code == 409
    assert 'id="zwei-fassungen"' in answer.text
    assert answer.context["differences"] == []
    assert "<th" not in answer.text.split('id="zwei-fassungen"')[1].split("<form")[0]


@pytest.mark.parametrize("version", ["", "abc", "99", "-1"])
def test_an_invented_version_overwrites_nothing(client, controller, fund, page, version):
    client.force_login(controller)
    answer = client.post(page, typed(client, page, note="x", _version=version))
    assert answer.status_code == 409
    fund.refresh_from_db()
    assert fund.note == ""
