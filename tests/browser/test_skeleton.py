"""When two pages are alike, and when an element's colours may be others."""

import pytest

from tests.browser.skeleton import skeleton

ROW = '<tr id="r{0}"><td class="a">Wort {0}</td></tr>'


def page(main):
    return f"<html><body><header>Kopf</header><main>{main}</main></body></html>"


def rows(number):
    return page("<table>" + "".join(ROW.format(each) for each in range(number)) + "</table>")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (page("<p>Guten Tag</p>"), page("<p>Auf Wiedersehen</p>"), True),
        (page("<p>Guten Tag</p>"), page("<p></p>"), False),
        (page('<a href="/1/">x</a>'), page('<a href="/2/">x</a>'), True),
        (page('<a href="/1/">x</a>'), page("<a>x</a>"), False),
        (page('<p class="a">x</p>'), page('<p class="b">x</p>'), False),
        (rows(2), rows(9), True),
        # Two of a kind may bear one name twice, which one alone cannot.
        (rows(1), rows(2), False),
        (rows(2), rows(2).replace('class="a"', 'class="b"', 1), False),
    ],
)
def test_pages_are_alike_without_their_words(one, other, alike):
    assert (skeleton(one)[:2] == skeleton(other)[:2]) is alike


@pytest.mark.parametrize(
    ("seen", "shown", "known"),
    [
        ("<p><a>x</a></p>", "<p><a>y</a></p><p>z</p>", True),
        ('<p class="a"><b>x</b></p>', '<p class="b"><b>x</b></p>', False),
        # The same link in the same paragraph, but on another ground further up.
        ("<div><p><a>x</a></p></div>", '<div class="alert"><p><a>x</a></p></div>', False),
        ('<button type="submit">x</button>', '<button type="submit" disabled>x</button>', False),
        ('<a aria-label="eins">x</a>', '<a aria-label="zwei">x</a>', True),
        ('<a aria-current="page">x</a>', "<a>x</a>", False),
    ],
)
def test_colours_follow_from_all_an_element_stands_in(seen, shown, known):
    assert (skeleton(page(shown))[2] <= skeleton(page(seen))[2]) is known


def test_an_end_without_a_beginning_closes_nothing():
    assert skeleton(page("</b><p>x</p>"))[2] == skeleton(page("<p>x</p>"))[2]
