"""Whatever script a name is written in, the map to take home can be printed."""

import io
from datetime import date

import pypdf
import pytest

from cases.models import Resource
from cases.papers.resource_map import resource_map_paper
from cases.pictures.resource_map_words import picture
from tests.cases.papers import specimens as given

NOTE = "steht für Zeichen, die in diesem Dokument nicht dargestellt werden können"


def printed(name):
    resources = [
        Resource(pk=1, name=name, field="social", closeness=2, tie="", note=""),
        Resource(pk=2, name="Nachbarin Ada", field="social", closeness=1, tie="", note=""),
    ]
    pdf = resource_map_paper(
        picture("Mika", resources),
        drawn_on=date(2025, 6, 2),
        sender=given.SENDER,
        now=given.NOW,
    )
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("name", ["Đặng Thị", "Ђурђевић", "Ωμέγα", "שלום", "محمد"])
def test_what_our_faces_have_is_printed(name):
    text = printed(name)
    assert "Nachbarin" in text
    assert NOTE not in text


@pytest.mark.parametrize("name", ["Oma 😀", "汉字", "नमस्ते दुनिया", "b\u0301 😀<scr", "ไทยกำ"])
def test_what_they_do_not_have_or_join_leaves_the_rest_readable(name):
    assert "Nachbarin" in printed(name)
