"""The languages that the team writes down as heard. Counts of people by language are not kept."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "en": _("English"),
    "es": _("Spanish"),
    "am": _("Amharic"),
    "ar": _("Arabic"),
    "zh": _("Chinese"),
    "fr": _("French"),
    "de": _("German"),
    "gu": _("Gujarati"),
    "ht": _("Haitian Creole"),
    "hi": _("Hindi"),
    "it": _("Italian"),
    "ko": _("Korean"),
    "pl": _("Polish"),
    "pt": _("Portuguese"),
    "pa": _("Punjabi"),
    "ro": _("Romanian"),
    "ru": _("Russian"),
    "so": _("Somali"),
    "tl": _("Tagalog"),
    "tr": _("Turkish"),
    "uk": _("Ukrainian"),
    "ur": _("Urdu"),
    "vi": _("Vietnamese"),
    "sign": _("Sign language"),
    "other": _("Another language"),
}


def names_of(codes: list[str]) -> list[str]:
    return [str(NAMES[code]) for code in codes if code in NAMES]
