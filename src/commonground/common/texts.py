"""Names that staff edit: one text per language, with a stated fallback."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext

FALLBACK = "en"
# Control characters, what turns the words after it round, and what Unicode says is no character:
# XML cannot hold the first and the last, and no sheet to print may
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufdd0-\ufdef\ufeff\ufffe\uffff]"
    f"|[{''.join(chr(plane << 16 | end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))}]"
)


def printable(words: str) -> str:
    """For feeds, calendars and sheets: without signs that break them; a line break stays."""
    return UNPRINTABLE.sub("", words)


def in_language(value: dict[str, str] | str | None, language: str | None = None) -> str:
    """The text in `language` (default: the page's), else English, else whatever there is."""
    if not value:
        return ""
    if isinstance(value, str):
        return value
    return value.get(found_language(value, language)) or ""


def found_language(value: dict[str, str], language: str | None = None) -> str:
    """Which of the texts `in_language` gives."""
    wanted = (language or translation.get_language() or FALLBACK).split("-")[0]
    held = [known for known in value if value[known]]
    return next((known for known in (wanted, FALLBACK) if known in held), next(iter(held), wanted))


def marked_language(value: dict[str, str] | str | None) -> str:
    """As `in_language`, as HTML: a text in another language than the page says so to a reader
    that speaks it aloud."""
    words = in_language(value)
    page = (translation.get_language() or FALLBACK).split("-")[0]
    if not isinstance(value, dict) or not words or (held := found_language(value)) == page:
        return conditional_escape(words)
    if (held in settings.LANGUAGES_BIDI) != translation.get_language_bidi():  # else "?" goes astray
        runs = "rtl" if held in settings.LANGUAGES_BIDI else "ltr"
        return format_html('<span lang="{}" dir="{}">{}</span>', held, runs, words)
    return format_html('<span lang="{}">{}</span>', held, words)


def in_each(words: str, **texts: dict[str, str]) -> dict[str, str]:
    """`words` (marked with gettext_noop) in each language of ours, with `texts` set into them."""
    told = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told[language] = gettext(words) % {k: in_language(v) for k, v in texts.items()}
    return told


def check_texts(value: object) -> None:
    if not isinstance(value, dict) or not value.get(FALLBACK):
        raise ValidationError("Give at least the English text.")
    if not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        raise ValidationError("Each language holds one text.")


class TextByLanguageField(models.JSONField):
    def __init__(self, **options) -> None:
        options.setdefault("default", dict)
        options.setdefault("validators", [check_texts])
        super().__init__(**options)
