"""The picture of a family: readable by everybody, and safe."""

from xml.etree import ElementTree as ET

import pytest

from cases.pictures.family_graph import STROKES, Member, family_graph, legend_words
from cases.rules.kinship import Kind, Tie

SVG = "{http://www.w3.org/2000/svg}"
MEMBERS = [
    Member(1, "Mara Beispiel", ("geb. 1988",), False, 1, (1988,)),
    Member(2, "Ada Beispiel", ("14 Jahre",), True, 1, (2012,)),
    Member(3, "Felix Musterhaus", (), False, None, (1985,)),
]
TIES = [
    Tie(Kind.PARENT, 1, 2),
    Tie(Kind.PARENT, 3, 2),
    Tie(Kind.FORMER_PARTNER, 1, 3),
]


def texts(picture) -> list[str]:
    return [element.text for element in ET.fromstring(picture.svg).iter(f"{SVG}text")]


def test_the_picture_shows_names_details_household_and_legend():
    found = texts(family_graph(MEMBERS, TIES, {1: "bei der Mutter"}, title="Familie Beispiel"))
    for word in ("Mara Beispiel", "geb. 1988", "Ada Beispiel", "14 Jahre", "bei der Mutter"):
        assert word in found
    assert str(legend_words()[Kind.FORMER_PARTNER]) in found
    assert str(legend_words()[Kind.PARTNER]) not in found


def test_it_has_a_title_and_says_in_words_who_stands_where():
    picture = family_graph(MEMBERS, TIES, {1: "bei der Mutter"}, title="Familie Beispiel")
    root = ET.fromstring(picture.svg)
    assert root.get("role") == "img"
    ids = root.get("aria-labelledby").split()
    labels = {element.get("id"): element.text for element in root if element.get("id") in ids}
    assert labels[ids[0]] == "Familie Beispiel"
    assert labels[ids[1]] == picture.description
    assert "bei der Mutter: Mara Beispiel, Ada Beispiel" in picture.description
    assert picture.description.index("Mara") < picture.description.index("Ada")


def test_nothing_that_people_typed_becomes_markup():
    evil = '<script>alert(1)</script>"&'
    picture = family_graph([Member(1, evil, (evil,), None, 1)], [], {1: evil}, title=evil)
    root = ET.fromstring(picture.svg)
    assert not list(root.iter(f"{SVG}script"))
    assert "<script" not in picture.svg


def test_the_drawing_brings_neither_styles_nor_links():
    svg = family_graph(MEMBERS, TIES, {1: "x"}, title="t").svg
    assert "style=" not in svg
    assert "href" not in svg


def test_kinds_differ_in_their_lines_not_only_in_colour():
    assert set(STROKES) == set(Kind)
    assert len(set(STROKES.values())) == len(STROKES)
    assert set(legend_words()) == set(Kind)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_can_be_drawn(kind):
    picture = family_graph(MEMBERS[:2], [Tie(kind, 1, 2)], {}, title="t")
    assert f"fam-line--{kind.replace('_', '-')}" in picture.svg


def test_long_names_stay_in_their_boxes():
    picture = family_graph([Member(1, "Adelheid " + "X" * 80, ("Y" * 90,))], [], {}, title="t")
    assert all(len(text) < 40 for text in texts(picture))


def test_nobody_is_no_picture():
    picture = family_graph([], [], {}, title="t")
    assert picture.svg == ""
