"""A page sent twice does its work once: double clicks without JavaScript, back after saving."""

import re
from threading import Event, Thread

import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.models import CaseNote
from sro.ui.once import Done, once
from tests.cases import factories as make


class Silent(BaseStorage):
    """Messages without a session."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


@pytest.fixture
def post(rf, django_user_model):
    """A page sent by somebody."""
    user = django_user_model(pk=7)

    def made(token="a", **values):
        request = rf.post("/seite/", {"csrfmiddlewaretoken": token, **values} if token else values)
        request.user = user
        request._messages = Silent(request)
        return request

    return made


@pytest.fixture
def page():
    """A page that counts how often it was asked; `answers` are what it says, the last one on."""
    asked = []

    @once
    def shown(request, *answers):
        asked.append(request)
        answer = answers[min(len(asked), len(answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer

    shown.asked = asked
    return shown


def test_the_second_one_is_led_to_the_same_place(page, post):
    for _ in range(2):
        answer = page(post(text="Notiz"), Done("/akte/1/", "Gesichert: Ada"))
        assert (answer.status_code, answer.url) == (302, "/akte/1/")
    assert len(page.asked) == 1


@pytest.mark.parametrize(
    "second", [{"text": "anders"}, {"token": "b", "text": "Notiz"}, {"text": "Notiz", "mehr": "x"}]
)
def test_other_words_or_a_new_page_are_another_entry(page, post, second):
    page(post(text="Notiz"), Done("/akte/1/", "Gesichert."))
    page(post(**second), Done("/akte/1/", "Gesichert."))
    assert len(page.asked) == 2


def test_what_was_refused_can_be_sent_again(page, post):
    refused = HttpResponse(status=422)
    answers = (refused, LookupError("refused"), Done("/akte/1/", "Gesichert."))
    assert page(post(text="Notiz"), *answers) is refused
    with pytest.raises(LookupError, match="refused"):
        page(post(text="Notiz"), *answers)
    assert page(post(text="Notiz"), *answers).url == "/akte/1/"
    assert len(page.asked) == 3


def test_the_second_one_waits_for_the_first(post):
    begun, go_on, answers, asked = Event(), Event(), [], []

    @once
    def slow(request):
        asked.append(request)
        begun.set()
        go_on.wait(5)
        return Done("/akte/1/", "Gesichert.")

    def send():
        answers.append(slow(post(text="Notiz")).url)

    first, second = Thread(target=send), Thread(target=send)
    first.start()
    assert begun.wait(5)
    second.start()
    second.join(0.3)
    assert answers == []
    go_on.set()
    first.join(5)
    second.join(5)
    assert (answers, len(asked)) == (["/akte/1/"] * 2, 1)


@pytest.mark.django_db
def test_two_clicks_write_one_note():
    case = make.make_case()
    client = Client(enforce_csrf_checks=True)
    client.force_login(case.responsible)
    address = reverse("cases:note_new", args=[case.pk])
    page = client.get(address).text
    hidden = re.findall(r'name="(_draft|_version|csrfmiddlewaretoken)" value="([^"]*)"', page)
    data = {**dict(hidden), "kind": "note", "noted_on": "2025-06-02", "text": "Ein Anruf"}
    places = {client.post(address, data)["Location"] for _ in range(2)}
    assert len(places) == 1
    assert CaseNote.objects.filter(case=case).count() == 1
