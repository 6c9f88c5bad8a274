"""Texts that staff keep, one per language."""

from django.utils import translation

from commonground.common.texts import in_language, marked_language

BOTH = {"en": "Beat meeting", "es": "Reunión"}


def test_the_reader_s_language_wins_then_english_then_whatever_there_is():
    with translation.override("es"):
        assert in_language(BOTH) == "Reunión"
        assert in_language({"en": "Beat meeting", "es": ""}) == "Beat meeting"
        assert in_language({"fr": "Réunion"}) == "Réunion"
        assert in_language({"en": ""}) == in_language(None) == ""


def test_a_text_in_another_language_than_the_page_says_which():
    with translation.override("es"):
        assert marked_language(BOTH) == "Reunión"
        assert marked_language({"en": "Meet"}) == '<span lang="en">Meet</span>'


def test_what_staff_wrote_is_never_markup():
    with translation.override("es"):
        assert marked_language({"es": "<b>"}) == "&lt;b&gt;"
        assert marked_language({"en": "<b>"}) == '<span lang="en">&lt;b&gt;</span>'
    assert marked_language("<b>") == "&lt;b&gt;"
