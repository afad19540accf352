"""A page that misbehaves unseen fails its test."""

import pytest


@pytest.fixture
def open_page(page):
    page.goto("/health/live")
    return page


def test_a_quiet_page_passes(open_page, page_watch):
    assert "ok" in open_page.content()
    assert open_page.viewport_size == {"width": 1280, "height": 900}
    assert open_page.evaluate("navigator.language") == "de-DE"
    assert page_watch.unexpected() == []


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("console.error('something broke')", "console: something broke"),
        ("setTimeout(() => { throw new Error('thrown') })", "thrown"),
        (
            "document.body.appendChild(document.createElement('script')).text = '1'",
            "Content Security Policy",
        ),
        ("new Image().src = '/static/missing.png'", "answer 404"),
    ],
)
def test_a_fault_is_noticed(open_page, page_watch, script, problem):
    open_page.evaluate(script)
    open_page.wait_for_timeout(300)
    assert [fault for fault in page_watch.unexpected() if problem in fault]
    page_watch.allow(".")  # it was expected here


def test_a_foreign_address_is_noticed(open_page, page_watch):
    open_page.goto("data:text/html,<img src='http://127.0.0.1:9/picture.png'>")
    assert page_watch.unexpected() == ["foreign address: http://127.0.0.1:9/picture.png"]
    page_watch.allow("foreign address")


def test_an_answer_to_a_person_may_be_a_refusal(open_page, page_watch):
    refusal = "fetch('/health/live', {method: 'DELETE'}).then(answer => answer.status)"
    assert 400 <= open_page.evaluate(refusal) < 500
    assert page_watch.unexpected() == []
