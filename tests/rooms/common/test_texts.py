"""Texts that staff keep, one per language."""

from django.utils import translation

from commonground.common.texts import in_language, marked_language, printable

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


def test_signs_that_break_a_feed_or_turn_its_words_round_are_left_out():
    broken = "a\x00b\x0bc\rd\x85e\u202ef\ufeffg\uffffh\U0001fffei"
    assert printable(broken) == "abcdefghi"


def test_words_of_every_language_stay_as_they_are():
    persian, tamil = "\u0645\u06cc\u200c\u062e\u0648", "\u0ba4\u0bae\u0bbf\u0bb4\u0bcd"
    family = "\U0001f468\u200d\U0001f469"
    for words in (persian, tamil, family, "One\n\ttwo"):
        assert printable(words) == words
