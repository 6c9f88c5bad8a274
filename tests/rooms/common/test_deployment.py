"""What an agency says of itself, in the language of the page."""

import pytest
from django.utils import translation

from commonground.common import deployment
from commonground.common.errors import Refused

FILE = """\
emergency_number = "911"
emergency_relay = "Text 911."
read_every = "every morning"

[texts.es]
emergency_relay = "Envíe un mensaje al 911."
"""


@pytest.fixture
def file():
    place = deployment.path()
    before = place.read_text(encoding="utf-8") if place.exists() else None
    place.write_text(FILE, encoding="utf-8")
    deployment.forget()
    yield place
    place.unlink() if before is None else place.write_text(before, encoding="utf-8")


def test_a_page_in_spanish_has_the_agencys_spanish_words_and_else_the_ones_above(file):
    with translation.override("es-mx"):
        ours = deployment.deployment()
    assert ours.emergency_relay == "Envíe un mensaje al 911."
    assert ours.read_every == "every morning"


def test_a_page_in_english_has_the_words_above(file):
    with translation.override("en"):
        assert deployment.deployment().emergency_relay == "Text 911."


def test_only_words_can_differ_by_language_never_a_number_or_a_rule(file):
    file.write_text(FILE + 'emergency_number = "000"\n', encoding="utf-8")
    with pytest.raises(Refused, match="emergency_number"):
        deployment.read(file)
